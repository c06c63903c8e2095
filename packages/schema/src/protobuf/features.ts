// What a declaration means in its syntax or edition: defaults of the file, overridden on the way down.
import type { ProtoValue } from './syntax.ts';

export interface Features {
  field_presence: string;
  enum_type: string;
  repeated_field_encoding: string;
  utf8_validation: string;
  message_encoding: string;
  json_format: string;
  '(pb.cpp).string_type': string;
  '(pb.java).utf8_validation': string;
}

const EDITION: Features = {
  field_presence: 'EXPLICIT',
  enum_type: 'OPEN',
  repeated_field_encoding: 'PACKED',
  utf8_validation: 'VERIFY',
  message_encoding: 'LENGTH_PREFIXED',
  json_format: 'ALLOW',
  '(pb.cpp).string_type': 'STRING',
  '(pb.java).utf8_validation': 'DEFAULT',
};

const DEFAULTS: Record<string, Features> = {
  proto2: {
    ...EDITION,
    enum_type: 'CLOSED',
    repeated_field_encoding: 'EXPANDED',
    utf8_validation: 'NONE',
    json_format: 'LEGACY_BEST_EFFORT',
  },
  proto3: { ...EDITION, field_presence: 'IMPLICIT' },
  '2023': EDITION,
  '2024': { ...EDITION, '(pb.cpp).string_type': 'VIEW' },
};

export const featuresOfSyntax = (syntax: string): Features => DEFAULTS[syntax] ?? EDITION;

/** `features.x = Y` one by one, or as `features = { x: Y }`. */
export function withFeatures(parent: Features, options: Record<string, ProtoValue>): Features {
  const changed: Record<string, string> = {};
  const set = (name: string, value: ProtoValue | undefined) => {
    if (typeof value === 'string' && Object.hasOwn(parent, name)) changed[name] = value;
  };
  for (const [name, value] of Object.entries(options)) {
    if (name.startsWith('features.')) {
      const feature = name.slice('features.'.length);
      set(feature, value);
      if (isLiteral(value)) for (const [member, inner] of Object.entries(value)) set(`${feature}.${member}`, inner);
    }
    if (name === 'features' && isLiteral(value))
      for (const [member, inner] of Object.entries(value)) {
        set(member, inner);
        const extension = member.replace(/^\[(.*)\]$/, '($1)');
        if (isLiteral(inner)) for (const [leaf, last] of Object.entries(inner)) set(`${extension}.${leaf}`, last);
      }
  }
  return Object.keys(changed).length === 0 ? parent : { ...parent, ...changed };
}

const isLiteral = (value: ProtoValue): value is { [member: string]: ProtoValue } =>
  typeof value === 'object' && !Array.isArray(value);
