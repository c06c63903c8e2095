// The typed intermediate representation between ApiModel and the languages: what an SDK is made of, in no language.
// Names are unique PascalCase words (ignoring case); each language respells them. Everything is sorted, nothing is dated.

export type TypeRef =
  /** `integer` fits 53 bits; `int64` may not, and is a string in JSON where the contract says so (`int64_text`, Protobuf). */
  | { kind: 'string' | 'integer' | 'int64' | 'int64_text' | 'number' | 'boolean' | 'bytes' | 'any' }
  /** Text in JSON: RFC 3339 `date-time`, and `date`. `base64`: bytes as text. */
  | { kind: 'datetime' | 'date' | 'base64' }
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
  /** Reserved characters (`:/?#[]@!$&'()*+,;=`) stay as they are in the query. */
  allowReserved?: boolean;
  /** The value is a document of this type (`application/json`) in one text, whatever `style` says. */
  mediaType?: string;
  type: TypeRef;
  doc: string;
}

export interface Body {
  kind: 'json' | 'form' | 'multipart' | 'text' | 'binary';
  mediaType: string;
  required: boolean;
  /** `string` for text, `bytes` for binary. */
  type: TypeRef;
  /** Of form and multipart fields that the contract writes in another way than the default. */
  encoding?: { wire: string; mediaType?: string; style?: string; explode?: boolean; allowReserved?: boolean }[];
}

/** `events`: server-sent events, `lines`: one JSON value per line; `type` is that of one item. `binary` can also be read as a stream. */
export interface Result {
  kind: 'json' | 'text' | 'binary' | 'events' | 'lines' | 'none';
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
  /** The same success can also be asked for as `events` or `lines`: a second method, which sends the other `Accept`. */
  stream?: Result;
  /** Documented failures with a JSON body, sorted by status: `404`, `4XX`, `default`. */
  errors: { status: string; type: TypeRef }[];
  /**
   * Alternatives; each names the schemes of `Ir.auth` that go together. Empty: public; an empty alternative comes last. Where
   * the contract says nothing, each scheme alone; absent when it has no schemes.
   */
  auth?: string[][];
  /** It may be sent twice: a safe or idempotent method, or one with an idempotency key. */
  repeatable: boolean;
  /** Wire name of the header that makes a repetition harmless; the client fills it with one random value per call, also over retries. */
  idempotencyHeader?: string;
  pagination?: Pagination;
}

/** How the next page is asked for. Property names are paths in the result: `["meta", "next_cursor"]`. */
export type Pagination = { items: string[]; itemType: TypeRef } & (
  | /** The result holds the cursor that this parameter takes. */ {
      kind: 'cursor';
      param: string;
      next: string[];
      more?: string[];
    }
  | /** The cursor is a field of the last item. */ { kind: 'last_item'; param: string; field: string; more?: string[] }
  | /** Counts pages (`first` is the first one's number) or items. */ {
      kind: 'page' | 'offset';
      param: string;
      first: number;
      size?: string;
    }
  | /** A URL in the result, or the `Link` header with `rel="next"` when `next` is empty. */ {
      kind: 'url';
      next: string[];
    }
);

/** A way to prove who calls. `name` is the contract's. */
export type AuthScheme = { name: string; doc: string } & (
  | { kind: 'api_key'; in: 'header' | 'query' | 'cookie'; param: string }
  | { kind: 'basic' }
  /** Also OAuth 2 and OpenID Connect: the caller gives a token, or a function that does. */
  | { kind: 'bearer'; oauth: boolean }
);

export interface Group {
  /** Undefined: the operations stand on the client itself. */
  name?: string;
  operations: Operation[];
}

/** One call of the program in the README. */
export interface TourCall {
  operation: Operation;
  /** Name of its group; undefined: it stands on the client. */
  group: string | undefined;
  /** `pages`: item by item over all pages; `stream`: item by item as they come. */
  how: 'call' | 'pages' | 'stream';
  /** In the order of the operation's parameters, every required one among them. JSON that fits the type; `int64` as its digits. */
  args: { param: Param; value: unknown }[];
  body?: unknown;
}

/** The program in the README: every kind of call that the API has, once. */
export interface Tour {
  calls: TourCall[];
  /** Its documented failures are caught and shown. */
  failure?: TourCall;
  /** Made once more against a virtual system, without credentials. */
  session?: TourCall;
  /** Names of the schemes in `Ir.auth` that its calls use, sorted. */
  schemes: string[];
}

export interface Ir {
  title: string;
  version: string;
  description: string;
  digest: string;
  /** Sorted by name; only those that an operation uses. */
  auth: AuthScheme[];
  /** SPDX identifier or name, and where it is written. */
  license?: { name: string; url?: string };
  /** First absolute server URL without variables. */
  server?: string;
  types: Map<string, TypeDef>;
  groups: Group[];
  tour: Tour;
  /** True when both stand in one cycle of direct containment, where a value type needs a pointer. */
  inSameCycle(a: string, b: string): boolean;
}
