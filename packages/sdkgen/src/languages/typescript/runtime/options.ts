// options.ts of a TypeScript SDK: what a client and a call are told. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const OPTIONS = `/** What the virtual system should assume for these requests; sent as headers, which real services ignore. */
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

type KeyPlace = 'header' | 'query' | 'cookie';

/** How a scheme of the contract is sent. */
export type Scheme = { kind: 'api_key'; in: KeyPlace; name: string } | { kind: 'basic' | 'bearer' };

export type Credential = Token | Login;

export interface Identity {
  userAgent: string;
  schemes: ReadonlyMap<string, Scheme>;
  auth: object;
}
`;
