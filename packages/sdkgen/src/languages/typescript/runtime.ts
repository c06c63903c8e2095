// runtime.ts of a TypeScript SDK: options, errors, attempts and answers over fetch. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const TYPESCRIPT_RUNTIME = String.raw`import { type Call, encode, fromJson } from './call.ts';
import { eventsOf, itemsOf, jsonLinesOf, type NextPage, nextPage, type Page, type PageRule } from './reading.ts';

/** What the virtual system should assume for these requests; sent as headers, which real services ignore. */
export interface MockOpsOptions {
  /** Isolates state: requests of one session see only its own changes. */
  session?: string | undefined;
  persona?: string | undefined;
  scenario?: string | undefined;
  /** Attributes the request to a CI run, for coverage. */
  ciRun?: string | undefined;
}

/** Gives a credential for a request; with refresh set, the last one was refused. */
export type Supplier<T> = (request: { refresh: boolean }) => T | Promise<T>;

/** An API key or a token, or what supplies one. */
export type Token = string | Supplier<string>;

/** User name and password, or what supplies them. */
export type Login = { username: string; password: string } | Supplier<{ username: string; password: string }>;

/** Request in, response out: what fetch does. */
export type Transport = (url: string, init: RequestInit) => Promise<Response>;

/** Of the client and of one call. */
export interface RequestOptions {
  /** More headers; they win over those of the client. */
  headers?: { [name: string]: string } | undefined;
  /** Time for one attempt including its body, for a stream until its headers. Default: 30 000; 0 means no limit. */
  timeoutMs?: number | undefined;
  /** Repetitions after 408, 429, 500, 502, 503, 504 and after no answer, of what may be sent twice. Default: 2. */
  maxRetries?: number | undefined;
  mockops?: MockOpsOptions | undefined;
  signal?: AbortSignal | undefined;
}

export interface HttpOptions extends RequestOptions {
  /** Where the API is, e.g. http://localhost:4801/payments. */
  baseUrl?: string | undefined;
  userAgent?: string | undefined;
  /** Sends the requests. Default: fetch. */
  transport?: Transport | undefined;
}

/** An answer that is not a success. The body is parsed JSON where it is JSON, else text. */
export class ApiError<Status extends number = number, Body = unknown> extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  /** What the server calls the request. */
  readonly requestId: string | undefined;

  constructor(message: string, status: Status, body: Body, headers: Headers, text: string) {
    super(message);
    this.status = status;
    this.body = body;
    this.headers = headers;
    this.text = text;
    this.requestId = headers.get('x-request-id') ?? headers.get('request-id') ?? undefined;
  }
}

/** No usable answer: not reachable, too slow, or not what it says it is. See cause. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** Something came back, so a repetition would bring the same. */
  readonly answered: boolean;

  constructor(message: string, options: { cause?: unknown; answered: boolean }) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.answered = options.answered;
  }
}

type StatusOf<Key> = Key extends number ? Key : number;

/** The errors of one operation, one member per documented status: comparing the status narrows the body. */
export type ErrorsOf<Errors> = { [Key in keyof Errors]: ApiError<StatusOf<Key>, Errors[Key]> }[keyof Errors];

/** isApiError<GetOrderErrors>(error) types the error by the statuses that the contract documents. */
export function isApiError<Errors = { default: unknown }>(error: unknown): error is ErrorsOf<Errors> {
  return error instanceof ApiError;
}

/** All pages of a list: for await gives its items, pages() gives the pages. Each is asked for when it is needed. */
export class Pages<T, Item> implements AsyncIterable<Item> {
  readonly #pages: () => AsyncGenerator<T, void, undefined>;
  readonly #items: (page: T) => unknown[];

  constructor(pages: () => AsyncGenerator<T, void, undefined>, items: (page: T) => unknown[]) {
    this.#pages = pages;
    this.#items = items;
  }

  pages(): AsyncGenerator<T, void, undefined> {
    return this.#pages();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.#pages()) yield* this.#items(page) as Item[];
  }
}

/** How a scheme of the contract is sent. */
export type Scheme =
  | { kind: 'api_key'; in: 'header' | 'query' | 'cookie'; name: string }
  | { kind: 'basic' | 'bearer' };

type Credential = Token | Login;

export interface Identity {
  userAgent: string;
  schemes: ReadonlyMap<string, Scheme>;
  auth: object;
}

type Read<T> = (response: Response, url: string) => Promise<T>;

const RETRIED = new Set([408, 429, 500, 502, 503, 504]);
const LONGEST_WAIT_MS = 60_000;
const MOST_REDIRECTS = 5;

export class Http {
  readonly #options: HttpOptions;
  readonly #baseUrl: string;
  readonly #identity: Identity;

  constructor(options: HttpOptions, baseUrl: string, identity: Identity) {
    this.#options = options;
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#identity = identity;
  }

  async json<T>(call: Call, options: RequestOptions): Promise<T> {
    return this.#exchange(call, options, 'application/json', async (response) => {
      const text = await response.text();
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
    return this.#exchange(call, options, 'text/*, */*;q=0.1', (response) => response.text());
  }

  async binary(call: Call, options: RequestOptions): Promise<Blob> {
    return this.#exchange(call, options, '*/*', (response) => response.blob());
  }

  /** The body as it arrives. Cancelling it closes the connection. */
  async stream(call: Call, options: RequestOptions): Promise<ReadableStream<Uint8Array>> {
    return this.#exchange(call, options, '*/*', async (response) => response.body ?? new Blob([]).stream());
  }

  async none(call: Call, options: RequestOptions): Promise<void> {
    await this.#exchange(call, options, '*/*', (response) => response.arrayBuffer());
  }

  async *events<T>(call: Call, options: RequestOptions, asText = false): AsyncGenerator<T, void, undefined> {
    for await (const [data, response] of this.#pieces(call, options, 'text/event-stream', eventsOf)) {
      yield asText ? (data as T) : parseJson<T>(data, call, response);
    }
  }

  async *lines<T>(call: Call, options: RequestOptions): AsyncGenerator<T, void, undefined> {
    const accept = 'application/x-ndjson, application/jsonl, application/json-seq, */*;q=0.1';
    for await (const [line, response] of this.#pieces(call, options, accept, jsonLinesOf)) {
      yield parseJson<T>(line, call, response);
    }
  }

  async *#pieces(
    call: Call,
    options: RequestOptions,
    accept: string,
    split: (body: ReadableStream<Uint8Array> | null) => AsyncIterable<string>,
  ): AsyncGenerator<[string, Response], void, undefined> {
    const response = await this.#exchange(call, options, accept, async (answer) => answer);
    try {
      for await (const piece of split(response.body)) yield [piece, response];
    } catch (error) {
      if (error instanceof TransportError || options.signal?.aborted === true) throw error;
      throw new TransportError(describe(call, response) + ' and broke off', { cause: error, answered: true });
    }
  }

  pages<T, Item>(build: (next: object) => Call, options: RequestOptions, rule: PageRule): Pages<T, Item> {
    return new Pages<T, Item>(
      () => this.#eachPage<T>(build, options, rule),
      (page) => itemsOf(rule, page),
    );
  }

  async *#eachPage<T>(
    build: (next: object) => Call,
    options: RequestOptions,
    rule: PageRule,
  ): AsyncGenerator<T, void, undefined> {
    const seen = new Set<string>();
    let position = 'first' in rule ? rule.first : 0;
    let call = build({});
    for (;;) {
      const page = await this.#exchange<Page<T>>(call, options, 'application/json', async (response, url) => ({
        value: parseJson<T>(await response.text(), call, response),
        headers: response.headers,
        url: response.url || url,
      }));
      const count = itemsOf(rule, page.value).length;
      if (count === 0 && 'first' in rule) return;
      yield page.value;
      position += rule.kind === 'offset' ? count : 1;
      const next = nextPage(rule, page, position);
      const mark = String(next === undefined || 'url' in next ? next?.url : Object.values(next.args)[0]);
      if (next === undefined || seen.has(mark) || (count === 0 && rule.kind !== 'url')) return;
      seen.add(mark);
      call = this.#callOf(next, build, page.url);
    }
  }

  #callOf(next: NextPage, build: (next: object) => Call, from: string): Call {
    if ('args' in next) return build(next.args);
    const call = build({});
    if (new URL(next.url).origin !== new URL(from).origin) {
      throw new TransportError(call + ' names a next page on another origin: ' + next.url, { answered: true });
    }
    call.url = next.url;
    return call;
  }

  /** Attempts until one succeeds or no other is allowed. */
  async #exchange<T>(call: Call, options: RequestOptions, accept: string, read: Read<T>): Promise<T> {
    const retries = call.repeatable() ? (options.maxRetries ?? this.#options.maxRetries ?? 2) : 0;
    const signal = anySignal([options.signal, this.#options.signal]);
    const chosen = this.#chosenSchemes(call);
    let refresh = false;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const request = await this.#request(call, options, accept, chosen, refresh);
        return await this.#attempt(call, request, { options, signal, read });
      } catch (error) {
        if (signal?.aborted === true) throw error;
        const expired = error instanceof ApiError && error.status === 401 && !refresh && call.rereadable();
        if (expired && chosen.some((name) => typeof this.#credential(name) === 'function')) {
          refresh = true;
          attempt -= 1;
          continue;
        }
        const delay = attempt < retries ? retryDelay(error, attempt) : undefined;
        if (delay === undefined) throw attempt > 0 ? afterAttempts(error, attempt + 1) : error;
        await pause(delay, signal);
        refresh = false;
      }
    }
  }

  async #attempt<T>(call: Call, request: OutgoingRequest, { options, signal, read }: Attempt<T>): Promise<T> {
    const limit = options.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
    const timeout = new AbortController();
    const timer = limit > 0 ? setTimeout(() => timeout.abort(), limit) : undefined;
    try {
      const response = await this.#send(call, request, anySignal([signal, timeout.signal]));
      if (!response.ok) throw await readError(call, response);
      return await read(response, request.url);
    } catch (error) {
      if (error instanceof ApiError || error instanceof TransportError || signal?.aborted === true) throw error;
      const where = call.method + ' ' + (request.url.split('?')[0] ?? '');
      const what = timeout.signal.aborted
        ? ' did not answer within ' + limit + ' ms'
        : ' could not be sent; is the base URL right and the server up?';
      throw new TransportError(where + what, { cause: error, answered: false });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Follows redirects itself, so that credentials do not reach another origin. */
  async #send(call: Call, request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response> {
    const send = this.#options.transport ?? ((url, init) => globalThis.fetch(url, init));
    const headers = new Headers(request.headers);
    const safe = call.method === 'GET' || call.method === 'HEAD';
    let url = request.url;
    for (let followed = 0; ; followed += 1) {
      const init: RequestInit & { duplex?: 'half' } = { method: call.method, headers, redirect: 'manual' };
      if (call.body !== undefined) init.body = call.body;
      if (call.body instanceof ReadableStream) init.duplex = 'half';
      if (signal !== undefined) init.signal = signal;
      const response = await send(url, init);
      // Browsers hide where a redirect leads, and follow it by their own rules.
      if (response.type === 'opaqueredirect') return send(url, { ...init, redirect: 'follow' });
      const location = response.headers.get('location');
      if (!safe || location === null || response.status < 301 || response.status > 308) return response;
      await response.body?.cancel();
      if (followed === MOST_REDIRECTS) {
        const message = call + ' was redirected more than ' + MOST_REDIRECTS + ' times';
        throw new TransportError(message, { answered: true });
      }
      const next = new URL(location, url);
      if (next.origin !== new URL(url).origin) for (const name of request.secret) headers.delete(name);
      url = next.href;
    }
  }

  async #request(
    call: Call,
    options: RequestOptions,
    accept: string,
    chosen: readonly string[],
    refresh: boolean,
  ): Promise<OutgoingRequest> {
    const headers = this.#headers(call, options, accept);
    const secret = ['authorization', 'cookie'];
    const query: string[] = [];
    const cookies = [...call.cookies()];
    for (const name of chosen) {
      const scheme = this.#identity.schemes.get(name);
      const given = this.#credential(name);
      const value = typeof given === 'function' ? await given({ refresh }) : given;
      if (scheme === undefined || value === undefined) continue;
      if (typeof value !== 'string') setHeader(headers, 'authorization', 'Basic ' + base64(value));
      else if (scheme.kind !== 'api_key') setHeader(headers, 'authorization', 'Bearer ' + value);
      else if (scheme.in === 'query') query.push(encode(scheme.name) + '=' + encode(value));
      else if (scheme.in === 'cookie') cookies.push(scheme.name + '=' + encode(value));
      else {
        setHeader(headers, scheme.name, value);
        secret.push(scheme.name);
      }
    }
    if (cookies.length > 0) setHeader(headers, 'cookie', cookies.join('; '));
    for (const [name, value] of Object.entries(options.headers ?? {})) setHeader(headers, name, value);
    const url = call.url ?? this.#baseUrl + call.target();
    const more = query.filter((pair) => !url.includes('?' + pair) && !url.includes('&' + pair));
    const joint = more.length === 0 ? '' : url.includes('?') ? '&' : '?';
    return { url: url + joint + more.join('&'), headers, secret };
  }

  #headers(call: Call, options: RequestOptions, accept: string): Headers {
    const headers = new Headers({ accept });
    setHeader(headers, 'user-agent', this.#options.userAgent ?? this.#identity.userAgent);
    const mockops = { ...this.#options.mockops, ...options.mockops };
    const own: [string, string | undefined][] = [
      ['mockops-session', mockops.session],
      ['mockops-persona', mockops.persona],
      ['mockops-scenario', mockops.scenario],
      ['mockops-ci-run', mockops.ciRun],
    ];
    for (const [name, value] of own) if (value !== undefined) setHeader(headers, name, value);
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) setHeader(headers, name, value);
    for (const [name, value] of call.headers) setHeader(headers, name, value);
    return headers;
  }

  /** The first alternative that the options satisfy; without one the request goes as it is. */
  #chosenSchemes(call: Call): readonly string[] {
    const has = (name: string): boolean => this.#credential(name) !== undefined;
    return call.security.find((names) => names.length > 0 && names.every(has)) ?? [];
  }

  #credential(name: string): Credential | undefined {
    const { auth } = this.#identity;
    return Object.hasOwn(auth, name) ? Reflect.get(auth, name) : undefined;
  }
}

interface OutgoingRequest {
  url: string;
  headers: Headers;
  /** Names of the headers that must not reach another origin. */
  secret: readonly string[];
}

interface Attempt<T> {
  options: RequestOptions;
  signal: AbortSignal | undefined;
  read: Read<T>;
}

function anySignal(signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}

function setHeader(headers: Headers, name: string, value: string): void {
  // A trailing line end would be cut off in silence.
  if (/[\r\n\0]/.test(value)) throw new TypeError('header "' + name + '" must not contain CR, LF or NUL');
  headers.set(name, value);
}

function base64({ username, password }: { username: string; password: string }): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(username + ':' + password)));
}

/** Milliseconds to wait, or undefined: this failure is final. */
function retryDelay(error: unknown, attempt: number): number | undefined {
  const unanswered = error instanceof TransportError && !error.answered;
  if (!unanswered && !(error instanceof ApiError && RETRIED.has(error.status))) return undefined;
  const asked = error instanceof ApiError ? retryAfter(error.headers) : undefined;
  if (asked !== undefined) return asked <= LONGEST_WAIT_MS ? asked : undefined;
  return Math.min(500 * 2 ** attempt, 8_000) * (0.5 + Math.random() / 2);
}

/** Seconds or an HTTP date. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

function pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, delay);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function afterAttempts(error: unknown, attempts: number): unknown {
  if (!(error instanceof TransportError)) return error;
  const { message, cause, answered } = error;
  return new TransportError(message + ' (tried ' + attempts + ' times)', { cause, answered });
}

const describe = (call: Call, response: Response): string => call + ' answered ' + response.status;

function parseJson<T>(text: string, call: Call, response: Response): T {
  try {
    return fromJson(text) as T;
  } catch (cause) {
    const what = text === '' ? ' without the JSON body that its contract promises' : ' with a body that is not JSON';
    throw new TransportError(describe(call, response) + what, { cause, answered: true });
  }
}

async function readError(call: Call, response: Response): Promise<ApiError> {
  const text = await response.text();
  let body: unknown = text;
  if (/[/+]json\b/i.test(response.headers.get('content-type') ?? '')) {
    try {
      body = fromJson(text);
    } catch {
      // The text says more than a complaint about its syntax.
      body = text;
    }
  }
  return new ApiError(describe(call, response), response.status, body, response.headers, text);
}
`;
