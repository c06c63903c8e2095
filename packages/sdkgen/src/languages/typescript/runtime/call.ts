// call.ts of a TypeScript SDK: one request in the making, and how its values are written. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const CALL = String.raw`/** What can be sent as it is. A stream can be read once, so its request is never repeated. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;

/** RFC 9110, 9.2.2. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']);

interface FieldEncoding {
  mediaType?: string;
  style?: string;
  explode?: boolean;
}

/** How fields of a form are written, where it is not the usual way. */
export type Encoding = { [field: string]: FieldEncoding };

/** One request in the making. Undefined values are left out. */
export class Call {
  readonly method: string;
  readonly headers: [string, string][] = [];
  body: BodyInit | undefined;
  /** Alternatives of schemes that prove who calls; none: a public operation. */
  security: readonly (readonly string[])[] = [];
  /** A page that an answer has named, instead of path and query. */
  url: string | undefined;
  readonly #query: string[] = [];
  readonly #cookies: string[] = [];
  #path: string;
  #idempotent = false;

  constructor(method: string, path: string) {
    this.method = method;
    this.#path = path;
  }

  path(name: string, value: unknown, style = 'simple', explode = false): void {
    const flat = flatItems(value, explode, encode);
    if (flat.length === 0 || flat.some((item) => item === '' || item === '.' || item === '..')) {
      throw new TypeError('path parameter "' + name + '" of ' + this.#path + ' must not be empty, "." or ".."');
    }
    const matrix = ';' + encode(name) + '=';
    // An exploded object brings its own names.
    const named = style === 'matrix' && !(explode && isObject(value)) ? matrix : ';';
    const prefix = style === 'label' ? '.' : style === 'matrix' ? named : '';
    const separator = style === 'simple' || !explode ? ',' : style === 'label' ? '.' : named;
    this.#path = this.#path.split('{' + name + '}').join(prefix + flat.join(separator));
  }

  query(name: string, value: unknown, style = 'form', explode = true, allowReserved = false): void {
    this.#query.push(...pairs(name, value, style, explode, allowReserved ? encodeReserved : encode));
  }

  header(name: string, value: unknown, _style = 'simple', explode = false): void {
    if (value !== undefined && value !== null) this.headers.push([name, flatItems(value, explode, String).join(',')]);
  }

  cookie(name: string, value: unknown, style = 'form', explode = true): void {
    this.#cookies.push(...pairs(name, value, style, explode, encode));
  }

  /** Names the header that makes a repetition harmless; its value is the same over all retries of this call. */
  idempotency(name: string): void {
    this.#idempotent = true;
    const given = this.headers.some(([header]) => header.toLowerCase() === name.toLowerCase());
    if (!given) this.headers.push([name, crypto.randomUUID()]);
  }

  json(value: unknown, mediaType: string): void {
    if (value !== undefined) this.#content(toJson(value), mediaType);
  }

  text(value: string | undefined, mediaType: string): void {
    if (value !== undefined) this.#content(value, mediaType);
  }

  binary(value: Bytes | undefined, mediaType: string): void {
    if (value !== undefined) this.#content(value, mediaType);
  }

  form(value: object | undefined, encoding: Encoding = {}): void {
    if (value === undefined) return;
    const fields = Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
      const { mediaType, style, explode = true } = encoding[name] ?? {};
      if (mediaType !== undefined && item !== undefined) return [encode(name) + '=' + encode(asText(item))];
      return pairs(name, item, style ?? (isObject(item) ? 'deepObject' : 'form'), explode, encode);
    });
    this.#content(fields.join('&'), 'application/x-www-form-urlencoded');
  }

  multipart(value: object | undefined, encoding: Encoding = {}): void {
    if (value === undefined) return;
    const boundary = crypto.randomUUID();
    const chunks: BlobPart[] = [];
    for (const [name, item] of Object.entries(value)) {
      const mediaType = encoding[name]?.mediaType;
      for (const part of Array.isArray(item) ? item : [item]) {
        if (part === undefined || part === null) continue;
        chunks.push('--' + boundary + '\r\n' + partHead(name, part, mediaType) + '\r\n\r\n');
        chunks.push(part instanceof Blob ? part : asText(part), '\r\n');
      }
    }
    chunks.push('--' + boundary + '--\r\n');
    this.#content(new Blob(chunks), 'multipart/form-data; boundary=' + boundary);
  }

  /** Whether it may be sent twice, and can be. */
  repeatable(): boolean {
    return (this.#idempotent || REPEATABLE.has(this.method)) && this.rereadable();
  }

  rereadable(): boolean {
    return !(this.body instanceof ReadableStream);
  }

  /** Path and query, after the base URL. */
  target(): string {
    return this.#path + (this.#query.length === 0 ? '' : '?' + this.#query.join('&'));
  }

  /** For messages: without the query, which may hold secrets. */
  toString(): string {
    return this.method + ' ' + this.#path;
  }

  cookies(): readonly string[] {
    return this.#cookies;
  }

  #content(body: BodyInit, mediaType: string): void {
    this.body = body;
    this.headers.push(['content-type', mediaType]);
  }
}

const INT64 = '\u0000int64:';

/** JSON text. A bigint is written as a number with all its digits. */
export function toJson(value: unknown): string {
  let found = false;
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'bigint') return item;
    found = true;
    return INT64 + item;
  });
  return found ? text.replace(/"\\u0000int64:(-?\d+)"/g, '$1') : text;
}

/** The value of JSON text. An integer beyond 53 bits becomes a bigint. */
export function fromJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const marked = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? '"\\u0000int64:' + token + '"' : token,
  );
  return JSON.parse(marked, (_, item: unknown) =>
    typeof item === 'string' && item.startsWith(INT64) ? BigInt(item.slice(INT64.length)) : item,
  );
}

/** A parameter that is a JSON document in one text. */
export const asJson = (value: unknown): string | undefined => (value === undefined ? undefined : toJson(value));

export const encode = (text: string): string => encodeURIComponent(text);

/** Reserved characters stay, but for those that would end the value. */
const encodeReserved = (text: string): string =>
  encode(text).replace(/%(?:3A|2F|3F|5B|5D|40|24|2C|3B|3D)/g, (escaped) => decodeURIComponent(escaped));

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown): string => (typeof value === 'object' ? toJson(value) : String(value));

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** A value as the list of its items; an object as its keys and values. */
function flatItems(value: unknown, explode: boolean, write: (text: string) => string): string[] {
  if (!isThere(value)) return [];
  if (Array.isArray(value)) return value.map((item) => write(asText(item)));
  if (!isObject(value)) return [write(asText(value))];
  return Object.entries(value)
    .filter(([, item]) => isThere(item))
    .flatMap(([key, item]: [string, unknown]) => {
      const [left, right] = [write(key), write(asText(item))];
      return explode ? [left + '=' + right] : [left, right];
    });
}

/** Encoded name=value pairs of one parameter or form field. */
function pairs(
  name: string,
  value: unknown,
  style: string,
  explode: boolean,
  write: (text: string) => string,
): string[] {
  if (!isThere(value)) return [];
  if (style === 'deepObject') return deepPairs(name, value);
  if (explode && isObject(value)) return flatItems(value, true, write);
  const items = flatItems(value, false, write);
  if (explode || (!Array.isArray(value) && !isObject(value))) return items.map((item) => encode(name) + '=' + item);
  const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '%7C' : ',';
  return items.length === 0 ? [] : [encode(name) + '=' + items.join(separator)];
}

function deepPairs(name: string, value: unknown): string[] {
  if (!isThere(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => deepPairs(name + '[' + index + ']', item));
  if (!isObject(value)) return [encode(name) + '=' + encode(asText(value))];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => deepPairs(name + '[' + key + ']', item));
}

const quoted = (text: string): string =>
  '"' + text.replace(/["\r\n]/g, (char) => (char === '"' ? '%22' : char === '\r' ? '%0D' : '%0A')) + '"';

function partHead(name: string, part: unknown, mediaType: string | undefined): string {
  const disposition = 'content-disposition: form-data; name=' + quoted(name);
  const typed = (type: string): string => (type === '' ? '' : '\r\ncontent-type: ' + type.replace(/[\r\n]/g, ''));
  if (part instanceof Blob) {
    const file = typeof File !== 'undefined' && part instanceof File ? part.name : name;
    return disposition + '; filename=' + quoted(file) + typed(part.type || mediaType || 'application/octet-stream');
  }
  return disposition + typed(mediaType ?? (typeof part === 'object' ? 'application/json' : ''));
}
`;
