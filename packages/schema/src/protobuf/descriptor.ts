// Linked Protobuf contracts: what ApiModel carries beside its schemas so that two revisions can be judged by the wire's own rules.
// Plain JSON; files sorted by path, declarations in the order of the text. Names are full names without a leading dot.
import type { NumberRange, Place, ProtoValue } from './syntax.ts';

export interface ProtoSet {
  files: ProtoFile[];
}

interface ProtoElement {
  name: string;
  full_name: string;
  options: Record<string, ProtoValue>;
  /** For people, and not part of the digest: `doc`, `places`, `file`. */
  doc?: string;
  places: Record<string, Place>;
}

export interface ProtoFile {
  /** As others import it. */
  path: string;
  /** As it was given. */
  file: string;
  /** `proto2`, `proto3`, `2023`, `2024`. */
  syntax: string;
  package: string;
  options: Record<string, ProtoValue>;
  places: Record<string, Place>;
  messages: ProtoMessage[];
  enums: ProtoEnum[];
  services: ProtoService[];
  extensions: ProtoField[];
}

export interface ProtoMessage extends ProtoElement {
  fields: ProtoField[];
  /** Those that are written; not the ones that `optional` implies. */
  oneofs: ProtoElement[];
  /** With those that groups and maps imply. */
  messages: ProtoMessage[];
  enums: ProtoEnum[];
  extensions: ProtoField[];
  extension_ranges: NumberRange[];
  reserved: NumberRange[];
  reserved_names: string[];
  json_format: 'ALLOW' | 'LEGACY_BEST_EFFORT';
  map_entry?: true;
}

export interface ProtoField extends ProtoElement {
  number: number;
  /** `map` is repeated too; its type is the entry's message. */
  presence: 'implicit' | 'explicit' | 'required' | 'repeated' | 'map';
  /** A scalar's name, or `message`, `group`, `enum`. */
  type: string;
  /** Of a message, group or enum. */
  type_name?: string;
  json_name: string;
  oneof?: string;
  extendee?: string;
  /** Of strings: `VERIFY` or `NONE`, and what C++ and Java make of them. */
  utf8?: string;
  cpp_string?: string;
  java_utf8?: string;
}

export interface ProtoEnum extends ProtoElement {
  values: (ProtoElement & { number: number })[];
  reserved: NumberRange[];
  reserved_names: string[];
  closed: boolean;
  json_format: 'ALLOW' | 'LEGACY_BEST_EFFORT';
}

export interface ProtoService extends ProtoElement {
  methods: ProtoMethod[];
}

export interface ProtoMethod extends ProtoElement {
  request: string;
  response: string;
  client_streaming: boolean;
  server_streaming: boolean;
}

export const SCALARS: ReadonlySet<string> = new Set([
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
]);

/** Every message of a file or message, outer ones first. */
export function* eachMessage(home: { messages: ProtoMessage[] }): Generator<ProtoMessage> {
  for (const message of home.messages) {
    yield message;
    yield* eachMessage(message);
  }
}

export function* eachEnum(home: { messages: ProtoMessage[]; enums: ProtoEnum[] }): Generator<ProtoEnum> {
  yield* home.enums;
  for (const message of eachMessage(home)) yield* message.enums;
}

export function* eachExtension(home: { messages: ProtoMessage[]; extensions: ProtoField[] }): Generator<ProtoField> {
  yield* home.extensions;
  for (const message of eachMessage(home)) yield* message.extensions;
}

/** Full names of messages and enums that a message holds, itself included; entries of maps lead to their values. */
export function createReach(files: ProtoFile[]): (names: string[]) => Set<string> {
  const holds = new Map<string, string[]>();
  for (const file of files)
    for (const message of eachMessage(file))
      holds.set(
        message.full_name,
        message.fields.flatMap(({ type_name }) => (type_name ? [type_name] : [])),
      );
  return (names) => {
    const reached = new Set<string>();
    const open = [...names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(holds.get(name) ?? []));
    }
    return reached;
  };
}
