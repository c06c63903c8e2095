import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawChaos } from '../chaos/faults.ts';
import { type DecisionInput, decideReality, planReality } from './decide.ts';
import { REALITY_PRESETS, sampleLatency } from './presets.ts';
import { createRandomStream, hashUnit } from './random.ts';

const blended = (blend_ratio: number) =>
  planReality({ settings: { reality_level: 'blended', blend_ratio, upstream_url: 'http://up' } });
const input = (over: Partial<DecisionInput> = {}): DecisionInput => ({
  seed: 's',
  operation: 'GET /items/{id}',
  params: ['1'],
  mockable: true,
  draw: () => 0.5,
  ...over,
});

test('a request wins over the service, the service over the environment, the environment over the default', () => {
  const settings = { reality_level: 'mock_v1' } as const;
  const service = { reality_level: 'real' } as const;
  expect(planReality({ settings, service, requested: 'mock_v5' })).toMatchObject({
    level: 'mock_v5',
    reason: 'request',
  });
  expect(planReality({ settings, service })).toMatchObject({ level: 'real', reason: 'federation-service' });
  expect(planReality({ settings })).toMatchObject({ level: 'mock_v1', reason: 'environment' });
  expect(planReality({ settings: {} })).toMatchObject({ level: 'mock_v3', text: 'mock_v3; why=default' });
});

test('without a session the share of real answers converges to the ratio, and a seed repeats the run', () => {
  const run = () => {
    const random = createRandomStream('seed/shop/inventory');
    return Array.from({ length: 2_000 }, () => decideReality(blended(0.3), input({ draw: random.next })).side);
  };
  const sides = run();
  const share = sides.filter((side) => side === 'real').length / sides.length;
  expect(share).toBeGreaterThan(0.27);
  expect(share).toBeLessThan(0.33);
  expect(run()).toEqual(sides);
});

test('with sessions the share converges too, over sessions and entities', () => {
  const sides = Array.from(
    { length: 4_000 },
    (_, index) => decideReality(blended(0.3), input({ session: `s${index % 200}`, params: [String(index)] })).side,
  );
  const share = sides.filter((side) => side === 'real').length / sides.length;
  expect(share).toBeGreaterThan(0.27);
  expect(share).toBeLessThan(0.33);
});

test('one session sees one entity from one side, and raising the ratio never takes it back to the mock', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (session, id, a, b) => {
        const at = (ratio: number) =>
          decideReality(blended(ratio), input({ session, params: [id], draw: Math.random })).side;
        expect(at(a)).toBe(at(a));
        if (at(Math.min(a, b)) === 'real') expect(at(Math.max(a, b))).toBe('real');
      },
    ),
  );
});

test('the ends of the ratio are exact', () => {
  for (const draw of [() => 0, () => 0.999_999]) {
    expect(decideReality(blended(0), input({ draw })).side).toBe('mock');
    expect(decideReality(blended(1), input({ draw })).side).toBe('real');
  }
});

test('a blended service says why it does not follow its ratio', () => {
  const without = planReality({ settings: { reality_level: 'blended' } });
  expect(decideReality(without, input())).toEqual({ side: 'mock', text: 'blended; ratio=0.5; why=upstream-missing' });
  expect(decideReality(blended(0), input({ mockable: false }))).toEqual({
    side: 'real',
    text: 'blended; ratio=0; why=no-mock',
  });
});

test('hashes of texts that differ in one digit are spread evenly', () => {
  const buckets = new Array<number>(10).fill(0);
  for (let index = 0; index < 10_000; index += 1)
    buckets[Math.floor(hashUnit(`session\u0000op\u0000${index}`) * 10)]! += 1;
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test('a copy of a stream goes on where the stream stands and does not move it', () => {
  const stream = createRandomStream('x');
  stream.next();
  const copy = stream.clone();
  const ahead = [copy.next(), copy.next()];
  expect([stream.next(), stream.next()]).toEqual(ahead);
});

test.each([
  ['mock_v1', 0, 0, 0, 0],
  ['mock_v2', 10, 50, 0, 0],
  ['mock_v3', 50, 200, 0.05, 0.1],
  ['mock_v4', 100, 500, 0.1, 0.2],
  ['mock_v5', 200, 2_000, 0.15, 0.3],
] as const)('%s keeps its latency between %i and %i ms and its error rate at %d', (level, min, max, errors, delays) => {
  const preset = REALITY_PRESETS[level];
  const random = createRandomStream(level);
  const latencies = Array.from({ length: 4_000 }, () => sampleLatency(preset.latency, random.next));
  expect(Math.min(...latencies)).toBeGreaterThanOrEqual(min);
  expect(Math.max(...latencies)).toBeLessThanOrEqual(max);
  const drawn = Array.from({ length: 4_000 }, () => drawChaos(preset, random.next));
  const failed = drawn.filter(({ status }) => status !== null);
  expect(Math.abs(failed.length / drawn.length - errors)).toBeLessThan(0.02);
  const codes: readonly number[] = preset.faults.status_codes;
  expect([...new Set(failed.map(({ status }) => status))].sort()).toEqual([...codes].sort());
  expect(preset.faults.delay_rate).toBe(delays);
});

test('the latencies of level 3 are normal around 125 ms', () => {
  const random = createRandomStream('normal');
  const latencies = Array.from({ length: 4_000 }, () => sampleLatency(REALITY_PRESETS.mock_v3.latency, random.next));
  const mean = latencies.reduce((sum, one) => sum + one, 0) / latencies.length;
  expect(Math.abs(mean - 125)).toBeLessThan(3);
});

test('chaos_driven takes its own rates: of the service, else of the environment, else those of level 5', () => {
  const settings = { reality_level: 'chaos_driven', chaos: { error_rate: 0.5 } } as const;
  const service = { chaos: { error_rate: 0.2, status_codes: [503], delay_rate: 0.1, max_delay_ms: 100 } };
  expect(planReality({ settings, service }).preset.faults).toEqual({
    error_rate: 0.2,
    status_codes: [503],
    delay_rate: 0.1,
    min_delay_ms: 100,
    max_delay_ms: 100,
    timeout_ms: 0,
  });
  expect(planReality({ settings }).preset).toMatchObject({
    latency: { distribution: 'none' },
    faults: { error_rate: 0.5, delay_rate: 0 },
  });
  expect(planReality({ settings: { reality_level: 'chaos_driven' } }).preset).toBe(REALITY_PRESETS.mock_v5);
});

test('neither real nor blended answers are disturbed', () => {
  const settings = { reality_level: 'real', chaos: { error_rate: 1 } } as const;
  expect(planReality({ settings }).preset.faults.error_rate).toBe(0);
});
