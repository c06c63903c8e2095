// runtime.ts of a TypeScript SDK: requests, answers and errors over fetch, nothing else. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const TYPESCRIPT_RUNTIME = String.raw`/** What the virtual system should assume for these requests; sent as headers, which real services ignore. */
export interface MockOpsOptions {
  /** Isolates state: requests of one session see only its own changes. */
  session?: string | undefined;
  persona?: string | undefined;
  scenario?: string | undefined;
  /** Attributes the request to a CI run, for coverage. */
  ciRun?: string | undefined;
}

/** A request about to be sent. An auth hook may change its headers. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
}

export interface ClientOptions {
  /** Where the API is, e.g. http://localhost:4801/payments. */
  baseUrl?: string | undefined;
  /** Sent with every request. */
  headers?: { [name: string]: string } | undefined;
  /** Called before each request; sets headers such as authorization. */
  auth?: ((request: OutgoingRequest) => void | Promise<void>) | undefined;
  /** Time for one request including its body. Default: 30 000; 0 means no limit. */
  timeoutMs?: number | undefined;
  mockops?: MockOpsOptions | undefined;
  fetch?: typeof globalThis.fetch | undefined;
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  headers?: { [name: string]: string } | undefined;
  timeoutMs?: number | undefined;
  mockops?: MockOpsOptions | undefined;
}

export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** An answer that is not a success. The body is parsed JSON where it is JSON, else text. */
export class ApiError<Status extends number = number, Body = unknown> extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;

  constructor(message: string, status: Status, body: Body, headers: Headers) {
    super(message);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** No usable answer: not reachable, too slow, or not what it says it is. See cause. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
}

type StatusOf<Key> = Key extends number ? Key : number;

/** The errors of one operation, one member per documented status: comparing the status narrows the body. */
export type ErrorsOf<Errors> = { [Key in keyof Errors]: ApiError<StatusOf<Key>, Errors[Key]> }[keyof Errors];

/** isApiError<GetOrderErrors>(error) types the error by the statuses that the contract documents. */
export function isApiError<Errors = { default: unknown }>(error: unknown): error is ErrorsOf<Errors> {
  return error instanceof ApiError;
}

/** One request in the making. Undefined values are left out. */
export class Call {
  readonly method: string;
  readonly headers: [string, string][] = [];
  readonly #query: string[] = [];
  readonly #cookies: string[] = [];
  #path: string;
  body: BodyInit | undefined;

  constructor(method: string, path: string) {
    this.method = method;
    this.#path = path;
  }

  path(name: string, value: unknown, style = 'simple', explode = false): void {
    const separator = style === 'simple' || !explode ? ',' : style === 'label' ? '.' : ';' + encode(name) + '=';
    const items = flatItems(value, explode).map(encode);
    if (items.length === 0 || items.includes('') || items.includes('.') || items.includes('..')) {
      throw new TypeError('path parameter "' + name + '" of ' + this.#path + ' must not be empty, "." or ".."');
    }
    const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' + encode(name) + '=' : '';
    this.#path = this.#path.split('{' + name + '}').join(prefix + items.join(separator));
  }

  query(name: string, value: unknown, style = 'form', explode = true): void {
    this.#query.push(...pairs(name, value, style, explode));
  }

  header(name: string, value: unknown, _style = 'simple', explode = false): void {
    if (value !== undefined && value !== null) this.headers.push([name, flatItems(value, explode).join(',')]);
  }

  cookie(name: string, value: unknown, _style = 'form', explode = true): void {
    if (value !== undefined && value !== null) this.#cookies.push(name + '=' + encode(flatItems(value, explode).join(',')));
  }

  json(value: unknown, mediaType: string): void {
    if (value !== undefined) this.#content(JSON.stringify(value), mediaType);
  }

  text(value: string | undefined, mediaType: string): void {
    if (value !== undefined) this.#content(value, mediaType);
  }

  binary(value: Bytes | undefined, mediaType: string): void {
    if (value !== undefined) this.#content(value, mediaType);
  }

  form(value: object | undefined): void {
    if (value === undefined) return;
    const fields = Object.entries(value).flatMap(([name, item]: [string, unknown]) =>
      pairs(name, item, isObject(item) ? 'deepObject' : 'form', true),
    );
    this.#content(fields.join('&'), 'application/x-www-form-urlencoded');
  }

  multipart(value: object | undefined): void {
    if (value === undefined) return;
    const form = new FormData();
    for (const [name, item] of Object.entries(value)) {
      for (const part of Array.isArray(item) ? item : [item]) {
        if (part instanceof Blob) form.append(name, part);
        else if (part !== undefined && part !== null) form.append(name, asText(part));
      }
    }
    this.body = form;
  }

  /** Path and query, after the base URL. */
  target(): string {
    return this.#path + (this.#query.length === 0 ? '' : '?' + this.#query.join('&'));
  }

  cookies(): string {
    return this.#cookies.join('; ');
  }

  #content(body: BodyInit, mediaType: string): void {
    this.body = body;
    this.headers.push(['content-type', mediaType]);
  }
}

export class Http {
  readonly #options: ClientOptions;
  readonly #baseUrl: string;

  constructor(options: ClientOptions, baseUrl: string) {
    this.#options = options;
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
  }

  async json<T>(call: Call, options: RequestOptions): Promise<T> {
    return this.#exchange(call, options, 'application/json', async (response) => {
      const text = await response.text();
      if (text === '') throw new TransportError(describe(call, response) + ' without the JSON body that its contract promises');
      return parseJson<T>(text, call, response);
    });
  }

  async maybeJson<T>(call: Call, options: RequestOptions): Promise<T | undefined> {
    return this.#exchange(call, options, 'application/json', async (response) => {
      const text = await response.text();
      return text === '' ? undefined : parseJson<T>(text, call, response);
    });
  }

  async text(call: Call, options: RequestOptions): Promise<string> {
    return this.#exchange(call, options, '*/*', (response) => response.text());
  }

  maybeText(call: Call, options: RequestOptions): Promise<string | undefined> {
    return this.text(call, options);
  }

  async binary(call: Call, options: RequestOptions): Promise<Blob> {
    return this.#exchange(call, options, '*/*', (response) => response.blob());
  }

  maybeBinary(call: Call, options: RequestOptions): Promise<Blob | undefined> {
    return this.binary(call, options);
  }

  async none(call: Call, options: RequestOptions): Promise<void> {
    await this.#exchange(call, options, '*/*', (response) => response.arrayBuffer());
  }

  async #exchange<T>(call: Call, options: RequestOptions, accept: string, read: (response: Response) => Promise<T>): Promise<T> {
    const url = this.#baseUrl + call.target();
    const headers = this.#headers(call, options, accept);
    await this.#options.auth?.({ method: call.method, url, headers });
    const limit = options.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
    const signals = [options.signal, limit > 0 ? AbortSignal.timeout(limit) : undefined].filter((item) => item !== undefined);
    const send = this.#options.fetch ?? globalThis.fetch;
    try {
      const response = await send(url, {
        method: call.method,
        headers,
        ...(call.body === undefined ? {} : { body: call.body }),
        ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
      });
      if (!response.ok) throw await readError(call, response);
      return await read(response);
    } catch (error) {
      if (error instanceof ApiError || error instanceof TransportError || options.signal?.aborted === true) throw error;
      const slow = error instanceof DOMException && error.name === 'TimeoutError';
      const what = slow ? ' did not answer within ' + limit + ' ms' : ' could not be sent; is the base URL right and the server up?';
      throw new TransportError(call.method + ' ' + url + what, { cause: error });
    }
  }

  #headers(call: Call, options: RequestOptions, accept: string): Headers {
    const headers = new Headers({ accept });
    const mockops = { ...this.#options.mockops, ...options.mockops };
    const own: [string, string | undefined][] = [
      ['mockops-session', mockops.session],
      ['mockops-persona', mockops.persona],
      ['mockops-scenario', mockops.scenario],
      ['mockops-ci-run', mockops.ciRun],
    ];
    for (const [name, value] of own) if (value !== undefined) headers.set(name, value);
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) headers.set(name, value);
    for (const [name, value] of call.headers) headers.set(name, value);
    if (call.cookies() !== '') headers.set('cookie', call.cookies());
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    return headers;
  }
}

const describe = (call: Call, response: Response): string =>
  call.method + ' ' + call.target() + ' answered ' + response.status;

function parseJson<T>(text: string, call: Call, response: Response): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new TransportError(describe(call, response) + ' with a body that is not JSON', { cause });
  }
}

async function readError(call: Call, response: Response): Promise<ApiError> {
  const text = await response.text();
  let body: unknown = text;
  if (/[/+]json\b/i.test(response.headers.get('content-type') ?? '')) {
    try {
      body = JSON.parse(text);
    } catch {
      // The text says more than a complaint about its syntax.
      body = text;
    }
  }
  return new ApiError(describe(call, response), response.status, body, response.headers);
}

const encode = (text: string): string => encodeURIComponent(text);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** A value as the list of its items; an object as its keys and values. */
function flatItems(value: unknown, explode: boolean): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(asText);
  if (!isObject(value)) return [asText(value)];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.flatMap(([key, item]: [string, unknown]) =>
    explode ? [key + '=' + asText(item)] : [key, asText(item)],
  );
}

/** Encoded name=value pairs of one query parameter or form field. */
function pairs(name: string, value: unknown, style: string, explode: boolean): string[] {
  if (value === undefined || value === null) return [];
  if (style === 'deepObject') return deepPairs(name, value);
  if (!Array.isArray(value) && !isObject(value)) return [encode(name) + '=' + encode(asText(value))];
  if (explode && Array.isArray(value)) return value.map((item) => encode(name) + '=' + encode(asText(item)));
  if (explode) {
    return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
      item === undefined || item === null ? [] : [encode(key) + '=' + encode(asText(item))],
    );
  }
  const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '%7C' : ',';
  const items = flatItems(value, false).map(encode);
  return items.length === 0 ? [] : [encode(name) + '=' + items.join(separator)];
}

function deepPairs(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => deepPairs(name + '[' + index + ']', item));
  if (!isObject(value)) return [encode(name) + '=' + encode(asText(value))];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => deepPairs(name + '[' + key + ']', item));
}
`;
