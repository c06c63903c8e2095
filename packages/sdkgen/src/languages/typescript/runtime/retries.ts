// retries.ts of a TypeScript SDK: when a request is sent again, and how long that waits. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const RETRIES = String.raw`import { ApiError, TransportError } from './errors.ts';

const RETRIED = new Set([408, 429, 500, 502, 503, 504]);
const LONGEST_WAIT_MS = 60_000;

/** Milliseconds to wait, or undefined: this failure is final. */
export function retryDelay(error: unknown, attempt: number): number | undefined {
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

export function pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
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

export function afterAttempts(error: unknown, attempts: number): unknown {
  if (!(error instanceof TransportError)) return error;
  const { message, cause, answered } = error;
  return new TransportError(message + ' (tried ' + attempts + ' times)', { cause, answered });
}
`;
