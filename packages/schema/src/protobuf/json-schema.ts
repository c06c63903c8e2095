// Messages and enums as JSON Schema 2020-12, by Protobuf's canonical JSON mapping, which is what Connect speaks.
// In: linked files. Out: one schema per message and enum under a name that is short where it can be.
import { byText, type JsonObject } from '../json.ts';
import { REF_PREFIX } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import {
  eachEnum,
  eachMessage,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
} from './descriptor.ts';

export interface ProtoSchemas {
  schemas: Record<string, JsonSchema>;
  /** Of a message by its full name: a reference, or a well-known type's own form. */
  of(full_name: string): JsonSchema;
}

const MESSAGES = 'google.protobuf.';
const text = (format?: string): JsonObject => ({ ...(format && { format }), type: 'string' });
const nullable = ({ type, ...rest }: JsonObject): JsonObject => ({
  ...rest,
  type: [String(type), 'null'].sort(byText),
});

const SCALAR: Record<string, JsonObject> = {
  double: { format: 'double', type: 'number' },
  float: { format: 'float', type: 'number' },
  int32: { format: 'int32', type: 'integer' },
  uint32: { format: 'uint32', minimum: 0, type: 'integer' },
  // Whole numbers of 64 bits travel as decimal text: a double would round them.
  int64: text('int64'),
  uint64: text('uint64'),
  bool: { type: 'boolean' },
  string: text(),
  bytes: text('byte'),
};
const SAME_AS: Record<string, string> = {
  sint32: 'int32',
  sfixed32: 'int32',
  fixed32: 'uint32',
  sint64: 'int64',
  sfixed64: 'int64',
  fixed64: 'uint64',
};
const scalar = (type: string): JsonObject => SCALAR[SAME_AS[type] ?? type] ?? {};

const WELL_KNOWN: Record<string, JsonSchema> = {
  Timestamp: text('date-time'),
  Duration: { examples: ['30s', '1.500s'], pattern: '^-?[0-9]{1,12}(\\.[0-9]{1,9})?s$', type: 'string' },
  FieldMask: { pattern: '^([A-Za-z0-9_.]+(,[A-Za-z0-9_.]+)*)?$', type: 'string' },
  Empty: { type: 'object' },
  Struct: { additionalProperties: true, type: 'object' },
  Value: true,
  ListValue: { items: true, type: 'array' },
  NullValue: { type: 'null' },
  Any: {
    additionalProperties: true,
    properties: {
      '@type': { description: 'The type of the message, as a URL that ends with its full name.', type: 'string' },
    },
    required: ['@type'],
    type: 'object',
  },
  ...Object.fromEntries(
    ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map((name) => [
      `${name}Value`,
      nullable(scalar(name.toLowerCase())),
    ]),
  ),
};

const wellKnown = (full_name: string): JsonSchema | undefined => {
  const name = full_name.startsWith(MESSAGES) ? full_name.slice(MESSAGES.length) : '';
  return Object.hasOwn(WELL_KNOWN, name) ? WELL_KNOWN[name] : undefined;
};

export function createProtoSchemas(files: ProtoFile[], needed: ReadonlySet<string>): ProtoSchemas {
  const entries = new Map<string, ProtoMessage>();
  const declared: { full_name: string; short: string; item: ProtoMessage | ProtoEnum }[] = [];
  for (const file of files) {
    const inPackage = (full: string) => (file.package === '' ? full : full.slice(file.package.length + 1));
    for (const message of eachMessage(file)) {
      if (message.map_entry) entries.set(message.full_name, message);
      else declared.push({ full_name: message.full_name, short: inPackage(message.full_name), item: message });
    }
    for (const item of eachEnum(file))
      declared.push({ full_name: item.full_name, short: inPackage(item.full_name), item });
  }
  const used = declared.filter(({ full_name }) => needed.has(full_name) && wellKnown(full_name) === undefined);
  const count = new Map<string, number>();
  for (const { short } of used) count.set(short, (count.get(short) ?? 0) + 1);
  // Two packages may hold a message of the same name; then both say which package.
  const names = new Map(
    used.map(({ full_name, short }) => [full_name, count.get(short) === 1 ? short : full_name] as const),
  );
  const of = (full_name: string): JsonSchema =>
    wellKnown(full_name) ?? (names.has(full_name) ? { $ref: REF_PREFIX + names.get(full_name) } : true);
  const schemas = used.map(({ full_name, item }): [string, JsonSchema] => [
    names.get(full_name) ?? full_name,
    'fields' in item ? messageSchema(item, of, entries) : enumSchema(item),
  ]);
  return { of, schemas: Object.fromEntries(schemas.sort(([a], [b]) => byText(a, b))) };
}

type Of = ProtoSchemas['of'];

/** Written out, what forbids each other grows with the square of the members; a oneof beyond this is told, not enforced. */
const MOST_RIVALS = 200;

function messageSchema(message: ProtoMessage, of: Of, entries: Map<string, ProtoMessage>): JsonSchema {
  const properties = message.fields
    .map((field): [string, JsonSchema] => [field.json_name, fieldSchema(field, of, entries)])
    .sort(([a], [b]) => byText(a, b));
  const required = message.fields.flatMap(({ presence, json_name }) => (presence === 'required' ? [json_name] : []));
  const choices = message.oneofs
    .map(({ name }): [string, string[]] => [
      name,
      message.fields.flatMap(({ oneof, json_name }) => (oneof === name ? [json_name] : [])).sort(byText),
    ])
    .filter(([, members]) => members.length > 0);
  const rivals = choices.flatMap(([, members]) =>
    members
      .slice(0, members.length > MOST_RIVALS ? 0 : -1)
      .map((name, index) => [name, members.slice(index + 1)] as const),
  );
  return {
    ...(rivals.length > 0 && {
      // At most one of each oneof: a member forbids those behind it.
      dependentSchemas: Object.fromEntries(
        rivals.map(([name, others]) => [
          name,
          { properties: Object.fromEntries(others.map((other) => [other, false])) },
        ]),
      ),
    }),
    ...annotations(message),
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required: required.sort(byText) }),
    type: 'object',
    ...(choices.length > 0 && { 'x-oneofs': Object.fromEntries(choices.sort(([a], [b]) => byText(a, b))) }),
  };
}

const annotations = ({ options, doc }: Pick<ProtoMessage, 'options' | 'doc'>): JsonObject => ({
  ...(options.deprecated === true && { deprecated: true }),
  ...(doc && { description: doc }),
});

function fieldSchema(field: ProtoField, of: Of, entries: Map<string, ProtoMessage>): JsonSchema {
  const notes = annotations(field);
  if (field.presence === 'map') {
    const [key, value] = entries.get(field.type_name ?? '')?.fields ?? [];
    return {
      additionalProperties: value ? typeSchema(value, of) : true,
      ...notes,
      ...keyNames(key?.type),
      type: 'object',
    };
  }
  const schema = typeSchema(field, of);
  if (field.presence === 'repeated') return { ...notes, items: schema, type: 'array' };
  const initial = defaultOf(field);
  if (schema === true) return Object.keys(notes).length > 0 ? notes : true;
  if (schema === false) return false;
  return sorted({ ...schema, ...notes, ...(initial !== undefined && { default: initial }) });
}

const typeSchema = (field: ProtoField, of: Of): JsonSchema =>
  field.type_name === undefined ? scalar(field.type) : of(field.type_name);

const sorted = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).sort(([a], [b]) => byText(a, b)));

/** Keys are text in JSON, whatever their type. */
function keyNames(type: string | undefined): JsonObject {
  if (type === undefined || type === 'string') return {};
  if (type === 'bool') return { propertyNames: { enum: ['false', 'true'] } };
  return { propertyNames: { pattern: type.startsWith('u') || type.startsWith('fixed') ? '^[0-9]+$' : '^-?[0-9]+$' } };
}

/** proto2's `[default = …]`, as it stands in JSON. */
function defaultOf(field: ProtoField): unknown {
  const value = field.options.default;
  const { type } = scalar(field.type);
  if (field.type === 'enum' || (field.type === 'string' && typeof value === 'string')) return value;
  if (field.type === 'bytes' || value === undefined) return undefined;
  if (type === 'string') return String(value);
  return typeof value === type || (type === 'integer' && typeof value === 'number') ? value : undefined;
}

function enumSchema(item: ProtoEnum): JsonSchema {
  const values = item.values.map(
    (value) => `- ${value.name}${value.doc ? `: ${value.doc.replaceAll('\n', ' ')}` : ''}`,
  );
  const isDocumented = item.values.some(({ doc }) => doc);
  const doc = [item.doc, ...(isDocumented ? [values.join('\n')] : [])].filter((part) => part).join('\n\n');
  return {
    ...annotations({ options: item.options, doc }),
    enum: [...new Set(item.values.map(({ name }) => name))].sort(byText),
    type: 'string',
  };
}
