// One side of a comparison, as far as messages are read and written with it: declarations by full name, fields by number.
// In: linked files. Out: look-ups; nothing is computed that is not asked for.
import { namesByNumber } from '../breaking/enums.ts';
import {
  eachEnum,
  eachExtension,
  eachMessage,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoMethod,
  type ProtoSet,
} from '../descriptor.ts';
import { featuresOfSyntax, withFeatures } from '../features.ts';

export interface ProtoSide {
  files: ProtoFile[];
  message(full_name: string | undefined): ProtoMessage | undefined;
  enum(full_name: string | undefined): ProtoEnum | undefined;
  method(full_name: string): ProtoMethod | undefined;
  /** The file that declares a message, enum, extension, service or method. */
  fileOf(full_name: string): ProtoFile | undefined;
  /** With the extensions of the message; empty for what the contract does not hold. */
  fields(full_name: string | undefined): ReadonlyMap<number, ProtoField>;
  /** By its name in JSON, or else by its own: parsers take both. */
  member(full_name: string, name: string): ProtoField | undefined;
  required(full_name: string | undefined): readonly ProtoField[];
  /** Its members. */
  oneof(full_name: string, name: string): readonly ProtoField[];
  /** Numbers by name and names by number; undefined for what the contract does not hold. */
  values(enum_name: string | undefined): EnumValues | undefined;
  /** Key and value, where the field is a map. */
  entry(field: ProtoField): { key: ProtoField; value: ProtoField } | undefined;
  /** The field whose entries the message holds, with the message that it stands in. */
  mapOf(full_name: string): { owner: string; field: ProtoField } | undefined;
  /** Fields of the enum's type, with the messages that they stand in. */
  usersOf(full_name: string): { owner: string; field: ProtoField }[];
  /** Numbers of a list stand behind one tag. */
  isPacked(field: ProtoField, owner: string): boolean;
}

interface EnumValues {
  numbers: ReadonlyMap<string, number>;
  names: ReadonlyMap<number, readonly string[]>;
}

export function createSide({ files }: ProtoSet): ProtoSide {
  const messages = new Map<string, ProtoMessage>();
  const enums = new Map<string, ProtoEnum>();
  const methods = new Map<string, ProtoMethod>();
  const homes = new Map<string, ProtoFile>();
  const maps = new Map<string, { owner: string; field: ProtoField }>();
  const users = new Map<string, { owner: string; field: ProtoField }[]>();
  const extensions = new Map<string, ProtoField[]>();
  for (const file of files) {
    for (const message of eachMessage(file)) {
      messages.set(message.full_name, message);
      homes.set(message.full_name, file);
      for (const field of message.fields) {
        const use = { owner: message.full_name, field };
        if (field.presence === 'map' && field.type_name) maps.set(field.type_name, use);
        if (field.type === 'enum' && field.type_name) append(users, field.type_name, use);
      }
    }
    for (const item of eachEnum(file)) {
      enums.set(item.full_name, item);
      homes.set(item.full_name, file);
    }
    for (const field of eachExtension(file)) {
      homes.set(field.full_name, file);
      append(extensions, field.extendee ?? '', field);
    }
    for (const service of file.services) {
      homes.set(service.full_name, file);
      for (const method of service.methods) {
        methods.set(method.full_name, method);
        homes.set(method.full_name, file);
      }
    }
  }
  const fieldsOf = once((full_name) => {
    const all = [...(messages.get(full_name)?.fields ?? []), ...(extensions.get(full_name) ?? [])];
    return new Map(all.map((field) => [field.number, field]));
  });
  const membersOf = once((full_name) => {
    const all = [...fieldsOf(full_name).values()];
    const own = all.filter(({ extendee }) => extendee === undefined);
    return new Map([
      ...own.map((field) => [field.name, field] as const),
      ...all.map((field) => [memberOf(field), field] as const),
    ]);
  });
  const requiredOf = once((full_name) =>
    [...fieldsOf(full_name).values()].filter(({ presence }) => presence === 'required'),
  );
  const valuesOf = once((full_name): EnumValues | undefined => {
    const item = enums.get(full_name);
    return (
      item && { numbers: new Map(item.values.map(({ name, number }) => [name, number])), names: namesByNumber(item) }
    );
  });
  const oneofsOf = once((full_name) => {
    const lists = new Map<string, ProtoField[]>();
    for (const field of fieldsOf(full_name).values()) if (field.oneof !== undefined) append(lists, field.oneof, field);
    return lists;
  });
  return {
    files,
    message: (full_name) => messages.get(full_name ?? ''),
    enum: (full_name) => enums.get(full_name ?? ''),
    method: (full_name) => methods.get(full_name),
    fileOf: (full_name) => homes.get(full_name),
    fields: (full_name = '') => fieldsOf(full_name),
    member: (full_name, name) => membersOf(full_name).get(name),
    required: (full_name = '') => requiredOf(full_name),
    oneof: (full_name, name) => oneofsOf(full_name).get(name) ?? [],
    values: (enum_name = '') => valuesOf(enum_name),
    entry(field) {
      if (field.presence !== 'map') return undefined;
      const [key, value] = messages.get(field.type_name ?? '')?.fields ?? [];
      return key && value && { key, value };
    },
    mapOf: (full_name) => maps.get(full_name),
    usersOf: (full_name) => users.get(full_name) ?? [],
    isPacked(field, owner) {
      if (field.type === 'string' || field.type === 'bytes' || field.type === 'message' || field.type === 'group')
        return false;
      if (typeof field.options.packed === 'boolean') return field.options.packed;
      const file = homes.get(owner);
      const ofFile = withFeatures(featuresOfSyntax(file?.syntax ?? 'proto3'), file?.options ?? {});
      const ofMessage = withFeatures(ofFile, messages.get(owner)?.options ?? {});
      return withFeatures(ofMessage, field.options).repeated_field_encoding === 'PACKED';
    },
  };
}

/** How the field is called in JSON: extensions by their full name in brackets. */
export const memberOf = (field: ProtoField): string =>
  field.extendee === undefined ? field.json_name : `[${field.full_name}]`;

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function once<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const value = make(name);
    made.set(name, value);
    return value;
  };
}
