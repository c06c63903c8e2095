// Whether a failed attempt is made again, and how long to wait before that.
import type { RetryClass, RetryPolicy } from '@mockops/contract';

/** What went wrong. `permanent` is never tried again. */
export type ErrorClass = Exclude<RetryClass, 'any'> | 'permanent';

/**
 * Milliseconds before attempt n + 1: min(max, initial · factor^(n − 1)) for exponential backoff, n · initial for linear, `initial` for constant, 0 for
 * none. `random` in [0, 1) spreads it as the policy's jitter says: U(0, delay), delay/2 + U(0, delay/2), not at all. Without it: the upper bound.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random?: number): number {
  const delay = Math.min(policy.max, baseDelay(policy, Math.max(1, attempt)));
  if (random === undefined || policy.jitter === 'none') return Math.round(delay);
  return Math.round(policy.jitter === 'full' ? delay * random : delay / 2 + (delay / 2) * random);
}

function baseDelay(policy: RetryPolicy, attempt: number): number {
  switch (policy.backoff) {
    case 'none':
      return 0;
    case 'constant':
      return policy.initial;
    case 'linear':
      return policy.initial * attempt;
    case 'exponential':
      return policy.initial * policy.factor ** (attempt - 1);
  }
}

/** By the policy's `when`; `any` is everything but what is permanent. Its `if` is asked by the caller, who has the context. */
export function isRetried(policy: RetryPolicy | null, error: ErrorClass): boolean {
  if (policy === null || error === 'permanent') return false;
  return policy.when.includes('any') || policy.when.includes(error);
}

/** No try begins later than `max_elapsed` after the first attempt began. What the step waited for others, an approval or an event, is not counted in `elapsed_ms`. */
export function fitsElapsed(policy: RetryPolicy, elapsed_ms: number, delay_ms: number): boolean {
  return policy.max_elapsed === undefined || elapsed_ms + delay_ms <= policy.max_elapsed;
}
