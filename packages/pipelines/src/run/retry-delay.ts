// How long to wait after attempt n failed before attempt n + 1.
import type { RetryPolicy } from '@mockops/contract';

/**
 * Milliseconds: min(max, initial · factor^(n − 1)) for exponential backoff, `initial` for constant, 0 for none.
 * `random` in [0, 1) spreads it over U(0, delay), "full jitter"; without it the result is the upper bound.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random?: number): number {
  const delay = Math.min(policy.max, baseDelay(policy, Math.max(1, attempt)));
  return Math.round(random === undefined ? delay : delay * random);
}

function baseDelay(policy: RetryPolicy, attempt: number): number {
  switch (policy.backoff) {
    case 'none':
      return 0;
    case 'constant':
      return policy.initial;
    case 'exponential':
      return policy.initial * policy.factor ** (attempt - 1);
  }
}
