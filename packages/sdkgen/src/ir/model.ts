// The typed intermediate representation between ApiModel and the languages: what an SDK is made of, in no language.
// Names are unique PascalCase words (ignoring case); each language respells them. Everything is sorted, nothing is dated.

export type TypeRef =
  | { kind: 'string' | 'integer' | 'number' | 'boolean' | 'bytes' | 'any' }
  | { kind: 'literal'; value: string | number | boolean }
  | { kind: 'named'; name: string }
  | { kind: 'array'; of: TypeRef }
  | { kind: 'map'; of: TypeRef }
  | { kind: 'nullable'; of: TypeRef };

export interface Field {
  /** The property name in JSON. */
  wire: string;
  type: TypeRef;
  required: boolean;
  readOnly: boolean;
  writeOnly: boolean;
  doc: string;
}

export interface ObjectType {
  kind: 'object';
  name: string;
  doc: string;
  /** Sorted by wire name. */
  fields: Field[];
  /** Type of the properties that are not declared, where the contract speaks of them. */
  extra?: TypeRef;
  /** Whether a request can carry it: then constructors are worth their lines. */
  sent: boolean;
}

/** A set of known strings. Open: a value that the contract learns later must survive in every language. */
export interface EnumType {
  kind: 'enum';
  name: string;
  doc: string;
  values: string[];
  /** Only a parameter uses it; languages where types are dear may write a plain string. */
  ofParameter: boolean;
}

export interface UnionType {
  kind: 'union';
  name: string;
  doc: string;
  members: TypeRef[];
  /** How to tell the members apart: the value of a property, and the object type it stands for. */
  discriminator?: { property: string; values: { value: string; member: string }[] };
}

export interface AliasType {
  kind: 'alias';
  name: string;
  doc: string;
  to: TypeRef;
  /** It contains itself through arrays, maps or other aliases. */
  recursive: boolean;
}

export type TypeDef = ObjectType | EnumType | UnionType | AliasType;

export interface Param {
  wire: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  style: string;
  explode: boolean;
  type: TypeRef;
  doc: string;
}

export interface Body {
  kind: 'json' | 'form' | 'multipart' | 'text' | 'binary';
  mediaType: string;
  required: boolean;
  /** `string` for text, `bytes` for binary. */
  type: TypeRef;
}

export interface Result {
  kind: 'json' | 'text' | 'binary' | 'none';
  type: TypeRef;
  /** A documented success has no body, so a caller may get nothing. */
  mayBeEmpty: boolean;
}

export interface Operation {
  /** `POST /charges/{id}`. */
  key: string;
  name: string;
  method: string;
  path: string;
  doc: string;
  deprecated: boolean;
  /** Path parameters first, in the order of the template. */
  params: Param[];
  body?: Body;
  result: Result;
  /** Documented failures with a JSON body, sorted by status: `404`, `4XX`, `default`. */
  errors: { status: string; type: TypeRef }[];
}

export interface Group {
  /** Undefined: the operations stand on the client itself. */
  name?: string;
  operations: Operation[];
}

export interface Ir {
  title: string;
  version: string;
  description: string;
  digest: string;
  /** First absolute server URL without variables. */
  server?: string;
  types: Map<string, TypeDef>;
  groups: Group[];
  /** True when both stand in one cycle of direct containment, where a value type needs a pointer. */
  inSameCycle(a: string, b: string): boolean;
}
