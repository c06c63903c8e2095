// requests.ts of a TypeScript SDK: what is sent for a call: URL, headers, credentials. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const REQUESTS = String.raw`import { type Call, encode } from './call.ts';
import type { Credential, HttpOptions, Identity, RequestOptions } from './options.ts';

export interface OutgoingRequest {
  url: string;
  headers: Headers;
  /** Names of the headers that must not reach another origin. */
  secret: readonly string[];
}

/** What is sent for a call: its URL, headers and credentials. */
export class Requests {
  readonly #options: HttpOptions;
  readonly #baseUrl: string;
  readonly #identity: Identity;

  constructor(options: HttpOptions, baseUrl: string, identity: Identity) {
    this.#options = options;
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#identity = identity;
  }

  async build(
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
  chosenSchemes(call: Call): readonly string[] {
    const has = (name: string): boolean => this.#credential(name) !== undefined;
    return call.security.find((names) => names.length > 0 && names.every(has)) ?? [];
  }

  /** Whether another credential can be asked for. */
  canRefresh(chosen: readonly string[]): boolean {
    return chosen.some((name) => typeof this.#credential(name) === 'function');
  }

  #credential(name: string): Credential | undefined {
    const { auth } = this.#identity;
    return Object.hasOwn(auth, name) ? Reflect.get(auth, name) : undefined;
  }
}

function setHeader(headers: Headers, name: string, value: string): void {
  // A trailing line end would be cut off in silence.
  if (/[\r\n\0]/.test(value)) throw new TypeError('header "' + name + '" must not contain CR, LF or NUL');
  headers.set(name, value);
}

function base64({ username, password }: { username: string; password: string }): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(username + ':' + password)));
}
`;
