// The one way out for requests whose address a user chose: time limit, size limit, no redirect followed, no proxy of the environment, and no
// connection to an address that the guard does not allow.
import { Agent, request } from 'undici';
import { firstWords, OutgoingFailure } from './failure.ts';
import { type AddressGuard, guardedConnector } from './guard.ts';

export { OutgoingFailure } from './failure.ts';

export interface OutgoingOptions {
  guard: AddressGuard;
  /** Whole exchange, default 15 s. */
  timeout_ms?: number;
  /** Of the answer, default 10 MB. */
  max_bytes?: number;
  /** The status counts, and what comes after `max_bytes` stays unread. Otherwise a longer answer is a failure. */
  cut?: boolean;
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

export function openOutgoing(options: OutgoingOptions): Outgoing {
  const { guard, timeout_ms = 15_000, max_bytes = 10_000_000, cut = false } = options;
  const agent = new Agent({ connect: guardedConnector(guard, Math.min(timeout_ms, 10_000)) });
  return {
    send: async ({ method, url, headers = {}, body, signal }) => {
      const { host } = new URL(url);
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
        const text = await readText(answer.body, { max_bytes, cut, host });
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
  const said = firstWords(answer.text, 200);
  const detail = said === '' ? '' : ` (${said})`;
  if (status >= 300 && status < 400) {
    return new OutgoingFailure(
      `${who} answered ${status}, a redirect, which is not followed; configure the final address`,
      { kind: 'permanent', sent: 'no' },
    );
  }
  const transient = status === 408 || status === 425 || status >= 500;
  const wait = readRetryAfter(answer.headers['retry-after']);
  const when = wait === undefined ? '' : `; it asks to wait ${Math.ceil(wait / 1_000)} s`;
  return new OutgoingFailure(`${who} answered ${status}${detail}${when}`, {
    kind: status === 429 ? 'rate_limited' : transient ? 'transient' : 'permanent',
    sent: 'no',
    retry_after_ms: wait,
  });
}

function stopped(host: string, sent: 'no' | 'unknown', cause?: unknown): OutgoingFailure {
  return new OutgoingFailure(`the request to ${host} was stopped`, { kind: 'transient', sent, cause });
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

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

async function readText(
  body: AsyncIterable<Uint8Array>,
  { max_bytes, cut, host }: { max_bytes: number; cut: boolean; host: string },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > max_bytes) {
      // Leaving the loop ends the connection.
      if (cut) break;
      throw new OutgoingFailure(`${host} answered more than ${max_bytes} bytes`, {
        kind: 'permanent',
        sent: 'unknown',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
