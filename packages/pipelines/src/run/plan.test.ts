import { PipelineDocument, RetryPolicy } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRun } from './plan.ts';
import { fitsElapsed, isRetried, retryDelay } from './retry-delay.ts';

test('a plan has every default spelled out', () => {
  const document = PipelineDocument.parse({
    name: 'p',
    triggers: [{ event: 'e' }],
    environment: 'dev',
    defaults: { config: { notify: { channels: ['#ops'], message: 'default' } }, timeout: '1m' },
    steps: [
      { name: 'a', type: 'notify', config: { message: 'own' }, timeout: '30s', retry: { max_attempts: 3 }, if: false },
      { name: 'b', type: 'other', continue_on_error: true, environment: 'test' },
    ],
  });
  const { steps, limits } = planRun(document);
  expect(limits).toEqual({ timeout_ms: 86_400_000, max_parallel: 10, max_steps: 500 });
  expect(steps).toMatchObject([
    {
      name: 'a',
      config: { channels: ['#ops'], message: 'own' },
      if: 'false',
      retry: { max_attempts: 3, backoff: 'exponential', initial: 1_000, factor: 2, max: 300_000, jitter: 'full' },
      timeout_ms: 30_000,
      environment: 'dev',
    },
    { name: 'b', if: 'success()', retry: null, timeout_ms: 60_000, continue_on_error: true, environment: 'test' },
  ]);
});

test('needs: the step before, or what is said; ancestors are all that lie behind, and in hooks everything before them', () => {
  const step = (name: string, more: object = {}) => ({ name, type: 't', ...more });
  const { steps } = planRun(
    PipelineDocument.parse({
      name: 'p',
      triggers: [{ event: 'e' }],
      steps: [step('a'), step('b'), step('c', { needs: [] }), step('d', { needs: ['e'] }), step('e', { needs: ['b'] })],
      on_failure: [step('f'), step('g')],
      finally: [step('h')],
    }),
  );
  expect(
    Object.fromEntries(steps.map(({ name, path, needs, ancestors }) => [name, [path, needs, ancestors.join('')]])),
  ).toEqual({
    a: ['steps[0]', [], ''],
    b: ['steps[1]', ['a'], 'a'],
    c: ['steps[2]', [], ''],
    d: ['steps[3]', ['e'], 'eba'],
    e: ['steps[4]', ['b'], 'ba'],
    f: ['on_failure[0]', [], 'abcde'],
    g: ['on_failure[1]', ['f'], 'abcdef'],
    h: ['finally[0]', [], 'abcdefg'],
  });
});

const policy = (change: object) => RetryPolicy.parse({ max_attempts: 9, initial: '1s', max: '10s', ...change });

test('the delay grows by the factor up to its cap', () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(policy({}), attempt))).toEqual([
    1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
  expect([1, 2].map((attempt) => retryDelay(policy({ backoff: 'constant' }), attempt))).toEqual([1_000, 1_000]);
  expect(retryDelay(policy({ backoff: 'none' }), 3)).toBe(0);
});

test('linear grows by the first delay; equal jitter keeps half of it, none keeps all', () => {
  const linear = policy({ backoff: 'linear' });
  expect([1, 2, 3, 20].map((attempt) => retryDelay(linear, attempt))).toEqual([1_000, 2_000, 3_000, 10_000]);
  expect(retryDelay(policy({ jitter: 'equal' }), 1, 0)).toBe(500);
  expect(retryDelay(policy({ jitter: 'equal' }), 1, 0.5)).toBe(750);
  expect(retryDelay(policy({ jitter: 'none' }), 1, 0.5)).toBe(1_000);
});

test('only the classes that the policy names are tried again, never what is permanent, and not beyond max_elapsed', () => {
  const some = policy({ when: ['timeout'] });
  expect([isRetried(some, 'timeout'), isRetried(some, 'transient'), isRetried(null, 'timeout')]).toEqual([
    true,
    false,
    false,
  ]);
  const any = policy({ when: ['any'], max_elapsed: '5s' });
  expect([isRetried(any, 'conflict'), isRetried(any, 'permanent')]).toEqual([true, false]);
  expect([fitsElapsed(any, 4_000, 1_000), fitsElapsed(any, 4_000, 1_001)]).toEqual([true, false]);
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
