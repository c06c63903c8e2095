import type { ScenarioReport } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { runSystemScenario } from './index.ts';

const request = (passed: boolean, status: number | null = 200) => ({
  ...{ name: 'order', service: 'shop', method: 'POST', path: '/orders', status, duration_ms: 3, passed },
  ...{ problems: passed ? [] : ['status 500 instead of 201'], source: 'mock', reality: null },
});
const report = (requests: ScenarioReport['requests'], p95_ms = 3): ScenarioReport => {
  const passed_count = requests.filter(({ passed }) => passed).length;
  const total = requests.length;
  return {
    scenario: 'checkout',
    total,
    passed_count,
    pass_rate: passed_count / total,
    p95_ms,
    persona: null,
    session: 's',
    requests,
  };
};

const run = (given: ScenarioReport, config: object = {}, seen: unknown[] = []) =>
  runSystemScenario.run(
    createContext(
      createServices({
        runSystemScenario: async ({ signal: _, ...asked }) => {
          seen.push(asked);
          return given;
        },
      }),
      { federation: 'shop', scenario: 'checkout', ...config },
    ),
  );

test('what is asked for is passed on, as one CI run, with a key of this attempt', async () => {
  const seen: unknown[] = [];
  const config = { persona: 'new-user', routing_key: 'sandbox-1', reality_overrides: { shipping: 'mock' }, seed: 7 };
  const outputs = await run(report([request(true)]), config, seen);
  expect(outputs).toMatchObject({ passed: true, pass_rate: 1, p95_ms: 3, total: 1, failed: [] });
  expect(seen).toEqual([
    {
      ...{ federation: 'shop', scenario: 'checkout', persona: 'new-user', routing_key: 'sandbox-1', seed: 7 },
      ...{ reality_overrides: { shipping: 'mock_v3' }, ci_run: 'run_1', idempotency_key: 'run_1/step/1' },
    },
  ]);
});

test('too few that hold, and too slow, fail with the figures; a lower rate may be enough', async () => {
  const half = report([request(true), request(false)], 2_000);
  await expect(run(half, { expect: { max_p95_ms: 1_500 } })).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringMatching(
      /1 of 2 requests held, 100 % required; order: status 500.*p95 is 2000 ms, at most 1500 ms/,
    ),
    outputs: { passed: false, pass_rate: 0.5 },
  });
  expect(await run(half, { expect: { min_pass_rate: 0.5 } })).toMatchObject({ passed: true });
});

test('a gateway that answers nothing is infrastructure', async () => {
  await expect(run(report([request(false, null)]))).rejects.toMatchObject({ kind: 'infrastructure' });
});
