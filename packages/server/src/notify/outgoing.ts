// The one way out for requests whose address a user chose: time limit, size limit, no redirect followed, and, when guarded,
// no connection to a private address (checked on the address that is connected to, so a changing DNS answer cannot pass).
import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { isPrivateAddress } from './private-addresses.ts';

export interface OutgoingOptions {
  /** Default true: in a self-hosted installation, Slack-compatible servers and Git often are in the private network. */
  allow_private?: boolean;
  /** Whole exchange, default 15 s. */
  timeout_ms?: number;
  /** Of the answer, default 10 MB. */
  max_bytes?: number;
}

interface OutgoingRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

export interface OutgoingAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  text: string;
}

export interface Outgoing {
  /** Answers whatever status came; throws OutgoingFailure when none did. */
  send: (request: OutgoingRequest) => Promise<OutgoingAnswer>;
  close: () => Promise<void>;
}

/** `sent`: `no` when the outside certainly did nothing, `unknown` when the request may have arrived. */
export class OutgoingFailure extends Error {
  readonly kind: 'transient' | 'permanent';
  readonly sent: 'no' | 'unknown';
  /** What the outside asked for by Retry-After. */
  readonly retry_after_ms: number | undefined;

  constructor(
    message: string,
    options: {
      kind: 'transient' | 'permanent';
      sent: 'no' | 'unknown';
      retry_after_ms?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = 'OutgoingFailure';
    this.kind = options.kind;
    this.sent = options.sent;
    this.retry_after_ms = options.retry_after_ms;
  }
}

export function openOutgoing({
  allow_private = true,
  timeout_ms = 15_000,
  max_bytes = 10_000_000,
}: OutgoingOptions = {}): Outgoing {
  const connect = buildConnector({
    timeout: Math.min(timeout_ms, 10_000),
    ...(!allow_private && { lookup: lookUpPublic }),
  });
  const agent = new Agent({
    connect: (options, done) =>
      connect(options, (...result) => {
        const [error] = result;
        if (error) done(notConnected(options.hostname, error), null);
        else done(...result);
      }),
  });
  return {
    send: async ({ method, url, headers = {}, body, signal }) => {
      const { hostname, host } = new URL(url);
      if (!allow_private && isIP(bareAddress(hostname)) && isPrivateAddress(bareAddress(hostname))) throw refused(host);
      if (signal.aborted) throw stopped(host, 'no');
      const limit = AbortSignal.timeout(timeout_ms);
      try {
        const answer = await request(url, {
          method,
          headers: { 'user-agent': 'mockops', ...headers },
          ...(body !== undefined && { body }),
          dispatcher: agent,
          signal: AbortSignal.any([signal, limit]),
        });
        const text = await readText(answer.body, max_bytes, host);
        return { status: answer.statusCode, headers: flatten(answer.headers), text };
      } catch (error) {
        if (error instanceof OutgoingFailure) throw error;
        if (signal.aborted) throw stopped(host, 'unknown', error);
        const reason = limit.aborted
          ? `gave no answer within ${timeout_ms / 1_000} s`
          : `broke the connection (${codeOf(error)})`;
        throw new OutgoingFailure(`${host} ${reason}`, { kind: 'transient', sent: 'unknown', cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}

/** Opens, uses and closes. */
export async function withOutgoing<T>(options: OutgoingOptions, use: (outgoing: Outgoing) => Promise<T>): Promise<T> {
  const outgoing = openOutgoing(options);
  try {
    return await use(outgoing);
  } finally {
    await outgoing.close();
  }
}

/** The failure that a status outside 2xx means, by the rules that all our receivers share; undefined for 2xx. */
export function findRefusal(answer: OutgoingAnswer, who: string): OutgoingFailure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const said = answer.text.trim().slice(0, 200);
  const detail = said === '' ? '' : ` (${said})`;
  if (status >= 300 && status < 400) {
    return new OutgoingFailure(
      `${who} answered ${status}, a redirect, which is not followed; configure the final address`,
      { kind: 'permanent', sent: 'no' },
    );
  }
  const transient = status === 408 || status === 425 || status === 429 || status >= 500;
  const wait = readRetryAfter(answer.headers['retry-after']);
  const when = wait === undefined ? '' : `; it asks to wait ${Math.ceil(wait / 1_000)} s`;
  return new OutgoingFailure(`${who} answered ${status}${detail}${when}`, {
    kind: transient ? 'transient' : 'permanent',
    sent: 'no',
    retry_after_ms: wait,
  });
}

/** Resolves a host to one address that may be connected to; for protocols that do not pass through `send`. */
export function resolvePublic(hostname: string): Promise<string> {
  return new Promise((resolve, reject) => {
    lookUpPublic(hostname, { all: false }, (error, address) => {
      if (error) return reject(notConnected(hostname, error));
      resolve(typeof address === 'string' ? address : (address[0]?.address ?? hostname));
    });
  });
}

const lookUpPublic: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) return done(refused(hostname), []);
    if (options.all) return done(null, addresses);
    done(null, first.address, first.family);
  });
};

function stopped(host: string, sent: 'no' | 'unknown', cause?: unknown): OutgoingFailure {
  return new OutgoingFailure(`the request to ${host} was stopped`, { kind: 'transient', sent, cause });
}

function refused(host: string): OutgoingFailure {
  return new OutgoingFailure(`${host} is in a private network, where this server must not send; use a public address`, {
    kind: 'permanent',
    sent: 'no',
  });
}

function notConnected(host: string, cause: Error): OutgoingFailure {
  if (cause instanceof OutgoingFailure) return cause;
  const message = `could not connect to ${host} (${codeOf(cause)}); check the address and that it is running`;
  return new OutgoingFailure(message, { kind: 'transient', sent: 'no', cause });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Seconds or an HTTP date. */
function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function bareAddress(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

async function readText(body: AsyncIterable<Uint8Array>, max_bytes: number, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > max_bytes) {
      throw new OutgoingFailure(`${host} answered more than ${max_bytes} bytes`, {
        kind: 'permanent',
        sent: 'unknown',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
