import { PipelineDocument, RetryPolicy } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRun } from './plan.ts';
import { retryDelay } from './retry-delay.ts';

test('a plan has every default spelled out', () => {
  const document = PipelineDocument.parse({
    name: 'p',
    triggers: [{ event: 'e' }],
    step_defaults: { notify: { channels: ['#ops'], message: 'default' } },
    steps: [
      { name: 'a', type: 'notify', config: { message: 'own' }, timeout: '30s', retry: { max_attempts: 3 }, if: false },
      { name: 'b', type: 'other', continue_on_error: true },
    ],
  });
  expect(planRun(document)).toEqual([
    {
      name: 'a',
      type: 'notify',
      config: { channels: ['#ops'], message: 'own' },
      if: 'false',
      retry: { max_attempts: 3, backoff: 'exponential', initial: 1_000, factor: 2, max: 300_000 },
      timeout_ms: 30_000,
      continue_on_error: false,
    },
    { name: 'b', type: 'other', config: {}, if: 'success()', retry: null, timeout_ms: null, continue_on_error: true },
  ]);
});

const policy = (change: object) => RetryPolicy.parse({ max_attempts: 9, initial: '1s', max: '10s', ...change });

test('the delay grows by the factor up to its cap', () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(policy({}), attempt))).toEqual([
    1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
  expect([1, 2].map((attempt) => retryDelay(policy({ backoff: 'constant' }), attempt))).toEqual([1_000, 1_000]);
  expect(retryDelay(policy({ backoff: 'none' }), 3)).toBe(0);
});

test('jitter spreads the delay between nothing and all of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const delay = retryDelay(policy({}), attempt, random);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(retryDelay(policy({}), attempt));
      },
    ),
  );
  expect(retryDelay(policy({}), 3, 0.5)).toBe(2_000);
});
