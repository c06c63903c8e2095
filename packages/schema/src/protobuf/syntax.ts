// What the parser hands to the linker: one file's declarations as they are written, names not yet resolved.

/** Line and column, from 1. */
export type Place = [line: number, col: number];

/** A constant: names of enum values and `inf` are text; whole numbers beyond 53 bits are decimal text. */
export type ProtoValue = string | number | boolean | ProtoValue[] | { [member: string]: ProtoValue };

export interface Declared {
  name: string;
  /** By name as written: `deprecated`, `(google.api.http)`, `features.field_presence`. */
  options: Record<string, ProtoValue>;
  doc?: string;
  /** Of the whole under ``, of its parts under `name`, `type`, `number`, and of each option under its name. */
  places: Record<string, Place>;
  /** Something in it could not be read. */
  broken?: boolean;
}

/** First and last number, both included. */
export type NumberRange = [from: number, to: number];

export interface WrittenField extends Declared {
  label?: 'optional' | 'required' | 'repeated';
  type: string;
  number: number;
  /** Of a `map<key, type>`. */
  key?: string;
  oneof?: string;
  extendee?: string;
  /** The body stands among the messages beside it, under `type`. */
  group?: boolean;
}

export interface WrittenEnum extends Declared {
  values: (Declared & { number: number })[];
  reserved: NumberRange[];
  reserved_names: string[];
}

export interface WrittenMessage extends Declared {
  fields: WrittenField[];
  oneofs: Declared[];
  messages: WrittenMessage[];
  enums: WrittenEnum[];
  extensions: WrittenField[];
  extension_ranges: NumberRange[];
  reserved: NumberRange[];
  reserved_names: string[];
}

export interface WrittenMethod extends Declared {
  request: string;
  response: string;
  client_streaming: boolean;
  server_streaming: boolean;
}

export interface WrittenFile extends Declared {
  syntax: string;
  package: string;
  imports: { path: string; kind: '' | 'public' | 'weak' | 'option'; place: Place }[];
  messages: WrittenMessage[];
  enums: WrittenEnum[];
  extensions: WrittenField[];
  services: (Declared & { methods: WrittenMethod[] })[];
}

export const MAX_FIELD_NUMBER = 536_870_911;
export const MAX_ENUM_NUMBER = 2_147_483_647;
