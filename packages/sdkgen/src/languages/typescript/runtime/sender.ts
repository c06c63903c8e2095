// sender.ts of a TypeScript SDK: attempts, redirects and repetitions. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const SENDER = `import type { Call } from './call.ts';
import { ApiError, readError, TransportError } from './errors.ts';
import type { HttpOptions, Identity, RequestOptions } from './options.ts';
import { type OutgoingRequest, Requests } from './requests.ts';
import { afterAttempts, pause, retryDelay } from './retries.ts';

type Read<T> = (response: Response, url: string) => Promise<T>;

interface Attempt<T> {
  options: RequestOptions;
  signal: AbortSignal | undefined;
  read: Read<T>;
}

const MOST_REDIRECTS = 5;

/** Attempts, redirects and repetitions of one request. */
export class Sender {
  readonly #options: HttpOptions;
  readonly #requests: Requests;

  constructor(options: HttpOptions, baseUrl: string, identity: Identity) {
    this.#options = options;
    this.#requests = new Requests(options, baseUrl, identity);
  }

  /** Attempts until one succeeds or no other is allowed. */
  async exchange<T>(call: Call, options: RequestOptions, accept: string, read: Read<T>): Promise<T> {
    const retries = call.repeatable() ? (options.maxRetries ?? this.#options.maxRetries ?? 2) : 0;
    const signal = anySignal([options.signal, this.#options.signal]);
    const chosen = this.#requests.chosenSchemes(call);
    let refresh = false;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const request = await this.#requests.build(call, options, accept, chosen, refresh);
        return await this.#attempt(call, request, { options, signal, read });
      } catch (error) {
        if (signal?.aborted === true) throw error;
        const expired = error instanceof ApiError && error.status === 401 && !refresh && call.rereadable();
        if (expired && this.#requests.canRefresh(chosen)) {
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
}

function anySignal(signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
`;
