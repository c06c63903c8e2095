// Promise: what was sent is what the coverage page and the five endpoints show, with denominators, and "unknown" where nothing is known.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopFiles, startUpstream, type Upstream } from './shop.ts';
import { eventually, removeHome, type System, startSystem } from './system.ts';

let system: System;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
  system = await startSystem();
  const files = shopFiles('payments', {
    'personas/premium.yaml': 'title: Premium\n',
    'personas/newcomer.yaml': 'title: Newcomer\n',
    'personas/retired.yaml': 'title: Retired\nactive: false\n',
    'scenarios/declined.yaml':
      'title: Declined\nmocks: [{ request: { operation: createCharge }, response: { status: 402, body: {} } }]\n',
    'scenarios/never-used.yaml':
      'title: Never used\nmocks: [{ request: { operation: createCharge }, response: { status: 500, body: {} } }]\n',
  });
  await system.api.pushFiles({ params: { workspace: 'payments' }, body: { files, prune: true } });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([upstream.close(), removeHome(system.home)]);
});

async function send(
  times: number,
  path: string,
  headers: Record<string, string> = {},
  init: RequestInit = {},
): Promise<void> {
  for (let i = 0; i < times; i += 1)
    await (await fetch(`${system.gateway_url}/payments${path}`, { ...init, headers })).arrayBuffer();
}
const query = { workspace_id: 'payments', time_range: '24h' };
/** Facts are written in batches; waits until the counters show what was sent. */
const counted = (total: number) =>
  eventually(
    `${total} requests counted`,
    async () => (await system.api.overview({ query })).data.requests.total === total,
  );

test('before any traffic: coverage is 0 of what exists, and drift is unknown', async () => {
  const { data } = await system.api.overview({ query });
  expect(data.operation_coverage).toEqual({ numerator: 0, denominator: 2, percentage: 0, unknown: 0 });
  expect(data.persona_coverage).toMatchObject({ numerator: 0, denominator: 2, percentage: 0 });
  expect(data.drift).toMatchObject({ denominator: 2, percentage: null, unknown: 2 });
});

test('CI and manual requests are counted exactly: operations, responses, personas, scenarios, heatmap', async () => {
  const ci = { 'mockops-ci-run': 'run-1', 'mockops-test': 'test-a', 'mockops-persona': 'premium' };
  await send(4, '/charges/ch_1', ci);
  await send(3, '/charges/ch_1', { ...ci, 'mockops-ci-run': 'run-2' });
  await send(2, '/charges/ch_1');
  await send(
    5,
    '/charges',
    { baggage: 'mockops-scenario=declined,mockops-ci-run=run-1', 'content-type': 'application/json' },
    { method: 'POST', body: '{"amount":1}' },
  );
  await send(1, '/charges/ch_1', { 'mockops-persona': 'ghost', 'mockops-ci-run': 'run-2' });
  await send(2, '/nowhere');
  await counted(17);

  const coverage = await system.api.endpointCoverage({ query });
  expect(coverage.summary).toMatchObject({
    operations: { numerator: 2, denominator: 2, percentage: 100 },
    unmatched_requests: 2,
  });
  expect(coverage.data.find(({ operation }) => operation === 'GET /charges/{id}')).toMatchObject({
    hit_count: 8,
    request_count: 10,
    numerator: 1,
    denominator: 2,
    coverage_percentage: 50,
  });
  // 402 is not documented: the call counts, the response does not.
  expect(coverage.data.find(({ operation }) => operation === 'POST /charges')).toMatchObject({
    hit_count: 5,
    numerator: 0,
    denominator: 1,
    coverage_percentage: 0,
  });

  const personas = await system.api.personaHits({ query });
  expect(personas.summary).toMatchObject({ coverage: { numerator: 1, denominator: 2, percentage: 50 }, ci_runs: 2 });
  expect(
    Object.fromEntries(
      personas.data.map(({ persona_id, state, hit_count, run_count }) => [persona_id, [state, hit_count, run_count]]),
    ),
  ).toEqual({
    premium: ['covered', 7, 2],
    newcomer: ['gap', 0, 0],
    retired: ['inactive', 0, 0],
    ghost: ['orphan', 1, 1],
  });

  const usage = await system.api.scenarioUsage({ query });
  expect(usage.summary).toMatchObject({ used: { numerator: 1, denominator: 2, percentage: 50 }, total: 5 });
  expect(usage.data.map(({ scenario_id, usage_count }) => [scenario_id, usage_count]).sort()).toEqual([
    ['declined', 5],
    ['never-used', 0],
  ]);

  const { data } = await system.api.overview({ query: { ...query, tz: 'Asia/Tokyo' } });
  expect(data.requests).toMatchObject({ total: 17, ci: 13, unmatched: 2 });
  expect(data.heatmap.reduce((sum, cell) => sum + cell.count, 0)).toBe(17);
  const now = new Date();
  const hour =
    Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', hour12: false }).format(now)) %
    24;
  expect(data.heatmap.filter(({ count }) => count > 0).every((cell) => (hour - cell.hour + 24) % 24 <= 1)).toBe(true);
});

test('an operation that is never called shows 0 % of its documented responses, and the time range is honoured', async () => {
  const past = await system.api.endpointCoverage({
    query: { workspace_id: 'payments', time_range: '2020-01-01T00:00:00Z/2020-01-02T00:00:00Z' },
  });
  expect(
    past.data.map(({ operation, coverage_percentage, numerator, denominator, reasons }) => [
      operation,
      coverage_percentage,
      numerator,
      denominator,
      reasons[0],
    ]),
  ).toEqual([
    ['GET /charges/{id}', 0, 0, 2, 'NEVER'],
    ['POST /charges', 0, 0, 1, 'NEVER'],
  ]);
  expect(past.evidence_at).toBeNull();
});

test('staleness is unknown until somebody sets a level, then it is counted from there', async () => {
  await system.api.createWorkspace({ body: { name: 'fresh' } });
  const before = await system.api.realityStaleness({ query: { workspace_id: 'fresh' } });
  expect(before.data.every(({ state }) => state === 'unknown')).toBe(true);
  await system.api.updateEnvironment({
    params: { workspace: 'fresh', environment: 'dev' },
    body: { reality_level: 'blended', upstream_url: upstream.url },
  });
  const after = await system.api.realityStaleness({ query: { workspace_id: 'fresh', environment: 'dev' } });
  expect(after.data[0]).toMatchObject({ current_reality_level: 'blended', state: 'fresh', expected_days: 7 });
  expect(after.data[0]?.staleness_days).toBeLessThan(0.1);
});

test('parameters that do not exist or make no sense are refused with the place', async () => {
  const unknown = await fetch(`${system.api_url}/api/v2/analytics/drift/percentage?workspace=payments`);
  expect(unknown.status).toBe(400);
  expect((await unknown.json()).issues[0].message).toContain('workspace');
  expect((await fetch(`${system.api_url}/api/v2/analytics/overview?time_range=soon`)).status).toBe(400);
  expect((await fetch(`${system.api_url}/api/v2/analytics/overview?workspace_id=nope`)).status).toBe(404);
});
