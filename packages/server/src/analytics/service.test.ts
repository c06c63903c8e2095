import { type AnalyticsQuery, analyticsRoutes, type Observation, Problem } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { createTraffic } from '../traffic/service.ts';
import type { InventoryItem } from './report.ts';
import { createAnalytics } from './service.ts';

const NOW = new Date('2026-11-20T12:34:56Z');
const HOUR = 3_600_000;
let database: Database;
let drop: () => Promise<void>;
let org_id: string;
let ids: Record<'payments' | 'auth', string>;
let scenarios: InventoryItem[];
let personas: InventoryItem[];

beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  ({ org_id, workspaces: ids } = await addTestWorkspaces(database, ['payments', 'auth']));
});
afterAll(() => drop());
beforeEach(async () => {
  await database.pool.query(
    'truncate request_counts, contract_operations, drift_checks, drift_incidents, drift_findings, environments, environment_revisions, federations cascade',
  );
  scenarios = [];
  personas = [];
});

function open() {
  const all = Object.entries(ids).map(([slug, id]) => ({ id, slug, title: null }));
  return createAnalytics({
    database,
    org_id,
    now: () => NOW,
    inventory: {
      workspaces: async (ref) => {
        const found = all.filter(({ id, slug }) => ref === undefined || ref === id || ref === slug);
        if (found.length === 0) throw new Problem('workspace-not-found');
        return found;
      },
      scenarios: async (workspace_ids) => scenarios.filter((one) => workspace_ids.includes(one.workspace_id)),
      personas: async (workspace_ids) => personas.filter((one) => workspace_ids.includes(one.workspace_id)),
    },
  });
}

const query = (more: Partial<AnalyticsQuery> = {}): AnalyticsQuery => ({
  time_range: '30d',
  tz: 'UTC',
  limit: 500,
  ...more,
});

async function send(...observations: Partial<Observation>[]) {
  const traffic = createTraffic({
    database,
    org_id,
    resolveWorkspace: async (slug) => ({ id: slug === 'auth' ? ids.auth : ids.payments }),
    flush_interval_ms: 3_600_000,
    onError: (error) => {
      throw error;
    },
  });
  for (const more of observations) {
    traffic.observe({
      at: NOW.getTime() - HOUR,
      workspace: 'payments',
      environment: 'dev',
      method: 'GET',
      path: '/charges',
      operation: 'GET /charges',
      status: 200,
      source: 'mock',
      reality: 'mock_v3',
      class: more.ci_run === undefined ? 'manual' : 'ci',
      duration_ms: 1,
      snapshot: 's',
      ...more,
    });
  }
  await traffic.close();
}

async function addOperation(operation: string, responses: string[], workspace: 'payments' | 'auth' = 'payments') {
  const [method, path] = operation.split(' ');
  await database.pool.query(
    'insert into contract_operations (workspace_id, operation, method, path, responses, checksum) values ($1, $2, $3, $4, $5, $6)',
    [ids[workspace], operation, method, path, responses, 'c'],
  );
}

test('endpoint coverage shows exactly what CI sent, and a never-called operation with its denominator', async () => {
  await addOperation('GET /charges', ['200', '4XX']);
  await addOperation('POST /charges', ['201', '400', 'default']);
  await addOperation('GET /me', ['200'], 'auth');
  await send(
    { ci_run: 'r1', test: 'a' },
    { ci_run: 'r1', test: 'a', environment: 'test' },
    { ci_run: 'r2', test: 'a', status: 404 },
    {},
    { status: 500, source: 'chaos', ci_run: 'r3', test: 'b' },
    { operation: null, status: 404 },
  );
  const answer = analyticsRoutes.endpointCoverage.response.parse(await open().endpointCoverage(query()));
  expect(answer.summary).toEqual({
    operations: { numerator: 1, denominator: 3, percentage: (1 / 3) * 100, unknown: 0 },
    depth: 100 / 3,
    unmatched_requests: 1,
  });
  const byOperation = Object.fromEntries(answer.data.map((row) => [row.operation, row]));
  expect(byOperation['GET /charges']).toMatchObject({
    workspace_id: 'payments',
    hit_count: 4,
    test_count: 3,
    request_count: 5,
    coverage_percentage: 100,
    numerator: 2,
    denominator: 2,
    last_tested_at: new Date(NOW.getTime() - HOUR).toISOString(),
  });
  expect(byOperation['POST /charges']).toMatchObject({
    hit_count: 0,
    coverage_percentage: 0,
    numerator: 0,
    denominator: 3,
    reasons: ['NEVER'],
  });
  const filtered = await open().endpointCoverage({
    ...query({ environment: 'test', workspace_id: 'payments' }),
    min_coverage: 50,
  });
  expect(filtered.data.map((row) => [row.operation, row.hit_count])).toEqual([['GET /charges', 1]]);
  expect(filtered.summary.operations).toMatchObject({ numerator: 1, denominator: 2 });
});

test('persona hits tell covered, gap, inactive and orphan apart', async () => {
  const persona = (name: string, active?: boolean) => ({
    workspace_id: ids.payments,
    name,
    title: name.toUpperCase(),
    active,
  });
  personas = [persona('premium'), persona('unused', true), persona('old', false)];
  await send(
    { persona: 'premium', ci_run: 'r1' },
    { persona: 'premium', ci_run: 'r1' },
    { persona: 'premium', ci_run: 'r2' },
    { persona: 'renamed', ci_run: 'r2' },
    { persona: 'unused' },
    { ci_run: 'r3' },
  );
  const answer = analyticsRoutes.personaHits.response.parse(await open().personaHits(query()));
  expect(answer.summary).toEqual({
    coverage: { numerator: 1, denominator: 2, percentage: 50, unknown: 0 },
    ci_runs: 3,
  });
  expect(answer.data.map((row) => [row.persona_id, row.state, row.hit_count, row.run_count])).toEqual([
    ['unused', 'gap', 0, 0],
    ['renamed', 'orphan', 1, 1],
    ['premium', 'covered', 3, 2],
    ['old', 'inactive', 0, 0],
  ]);
  expect(answer.data[2]!.ci_runs.map((run) => [run.ci_run_id, run.hit_count])).toEqual([
    ['r1', 2],
    ['r2', 1],
  ]);
  expect((await open().personaHits(query({ workspace_id: 'auth' }))).summary.coverage.percentage).toBeNull();
});

test('scenario usage lists the unused and the orphaned, and a heatmap cell equals the requests sent', async () => {
  scenarios = [
    { workspace_id: ids.payments, name: 'declined', title: 'Declined' },
    { workspace_id: ids.payments, name: 'unused', title: null },
  ];
  const at = Date.UTC(2026, 10, 15, 23, 30); // Sunday in UTC, Monday 00:30 in Paris
  await send({ scenario: 'declined', at }, { scenario: 'declined', at, ci_run: 'r1' }, { scenario: 'ghost' }, { at });
  const answer = analyticsRoutes.scenarioUsage.response.parse(
    await open().scenarioUsage(query({ tz: 'Europe/Paris' })),
  );
  expect(answer.data.map((row) => [row.scenario_id, row.known, row.usage_count, row.ci_count])).toEqual([
    ['declined', true, 2, 1],
    ['ghost', false, 1, 0],
    ['unused', true, 0, 0],
  ]);
  expect(answer.data.map((row) => row.trend.reduce((total, slot) => total + slot.count, 0))).toEqual([2, 1, 0]);
  expect(answer.summary).toEqual({
    used: { numerator: 1, denominator: 2, percentage: 50, unknown: 0 },
    total: 3,
    heatmap: [
      { weekday: 1, hour: 0, count: 2 },
      { weekday: 5, hour: 12, count: 1 },
    ],
  });
  const utc = await open().scenarioUsage(query());
  expect(utc.summary.heatmap[1]).toEqual({ weekday: 7, hour: 23, count: 2 });
});

test('time ranges cut to the minute', async () => {
  const minute = Date.UTC(2026, 10, 20, 10, 0);
  await send({ at: minute - 1 }, { at: minute }, { at: minute + 59_999 }, { at: minute + 60_000 });
  const total = async (time_range: string) => (await open().overview(query({ time_range }))).data.requests.total;
  expect(await total('2026-11-20T10:00:00Z/2026-11-20T10:01:00Z')).toBe(2);
  expect(await total('2026-11-20T10:00:00Z/2026-11-20T10:01:01Z')).toBe(3);
  expect(await total('2026-11-20T09:59:00Z/2026-11-20T10:00:00Z')).toBe(1);
  expect(await total('24h')).toBe(4);
  expect(await total('1h')).toBe(0);
  await expect(open().overview(query({ tz: 'Nowhere/Land' }))).rejects.toMatchObject({ id: 'bad-request' });
  await expect(open().overview(query({ workspace_id: 'nope' }))).rejects.toMatchObject({ id: 'workspace-not-found' });
});

test('drift shows what was compared, what differs and what is unknown', async () => {
  for (const operation of ['GET /a', 'GET /b', 'GET /c', 'GET /d']) await addOperation(operation, ['200']);
  const check = (operation: string, mismatched: number, at = '2026-11-20T10:00:00Z') =>
    database.pool.query(
      'insert into drift_checks (workspace_id, environment, operation, minute, checked, mismatched, last_at) values ($1, $2, $3, $4, 4, $5, $4)',
      [ids.payments, 'dev', operation, at, mismatched],
    );
  const incident = (operation: string, status: string, resolved_at: string | null) =>
    database.pool.query(
      `insert into drift_incidents (org_id, workspace_id, environment, operation, checksum, severity, status, detected_at, resolved_at)
       values ($1, $2, 'dev', $3, 'c', 'high', $4, '2026-11-19T00:00:00Z', $5)`,
      [org_id, ids.payments, operation, status, resolved_at],
    );
  await check('GET /a', 3);
  await check('GET /b', 0);
  await check('GET /removed', 4);
  await check('GET /c', 4, '2026-11-01T00:00:00Z');
  await incident('GET /a', 'open', null);
  await incident('GET /b', 'resolved', '2026-11-19T12:00:00Z');
  await incident('GET /c', 'acknowledged', null);
  const answer = analyticsRoutes.driftPercentage.response.parse(
    await open().driftPercentage(query({ time_range: '7d' })),
  );
  const [auth, payments] = [...answer.data].sort((a, b) => (a.workspace_id < b.workspace_id ? -1 : 1));
  expect(auth).toMatchObject({ total_mocks: 0, drift_percentage: null, bounds: null, measured_at: null });
  expect(payments).toMatchObject({
    total_mocks: 4,
    evaluated_mocks: 2,
    drifting_mocks: 1,
    drift_percentage: 50,
    bounds: [25, 75],
    open_incidents: 2,
    measured_at: '2026-11-20T10:00:00.000Z',
  });
  expect(payments!.trend.reduce((total, slot) => total + slot.mismatched, 0)).toBe(7);
  expect(answer.summary).toEqual({
    drift: { numerator: 1, denominator: 4, percentage: 50, unknown: 2 },
    evaluated: { numerator: 2, denominator: 4, percentage: 50, unknown: 0 },
  });
});

test('staleness lists environments that set a level and every federation service', async () => {
  await database.pool.query(
    `with e as (insert into environments (workspace_id, name, revision, digest, reality_set_at)
       values ($1, 'dev', 1, 'd', '2026-11-10T12:34:56Z'), ($1, 'prod', 1, 'd', null))
     insert into environment_revisions (workspace_id, name, revision, entries, settings, digest, reason, actor)
     values ($1, 'dev', 1, '{}', '{"reality_level":"real"}', 'd', '', ''), ($1, 'prod', 1, '{}', '{}', 'd', '', '')`,
    [ids.payments],
  );
  await database.pool.query(
    `with f as (insert into federations (org_id, name, digest) values ($1, 'shop', 'd') returning id)
     insert into federation_services (federation_id, position, service_name, workspace_id, base_path, reality_level, reality_set_at)
     select id, 0, 'pay', $2::uuid, '/pay', 'mock_v3', '2026-11-19T12:34:56Z'::timestamptz from f`,
    [org_id, ids.payments],
  );
  const answer = analyticsRoutes.realityStaleness.response.parse(await open().realityStaleness(query()));
  expect(
    answer.data.map((row) => [row.environment, row.service, row.current_reality_level, row.staleness_days, row.state]),
  ).toEqual([
    ['dev', null, 'real', 10, 'expired'],
    ['dev', 'pay', 'mock_v3', 1, 'fresh'],
  ]);
  expect(answer.summary.stale).toEqual({ numerator: 1, denominator: 2, percentage: 50, unknown: 0 });
  const young = await open().realityStaleness({ ...query(), max_staleness_days: 5 });
  expect(young.data.map((row) => row.service)).toEqual(['pay']);
  await database.pool.query(
    `insert into drift_checks (workspace_id, environment, operation, minute, checked, mismatched, last_at, last_clean_at)
     values ($1, 'dev', 'GET /a', '2026-11-20T12:00:00Z', 1, 0, '2026-11-20T12:04:56Z', '2026-11-20T12:04:56Z')`,
    [ids.payments],
  );
  expect((await open().realityStaleness(query())).data.every((row) => row.state === 'fresh')).toBe(true);
});

test('the parts of the overview add up, and the window before it is counted apart', async () => {
  await addOperation('GET /charges', ['200']);
  personas = [{ workspace_id: ids.payments, name: 'premium', title: null }];
  scenarios = [{ workspace_id: ids.payments, name: 'declined', title: null }];
  await send(
    { ci_run: 'r1', persona: 'premium', scenario: 'declined' },
    { status: 404, operation: null },
    { status: 503, class: 'synthetic' },
    { at: NOW.getTime() - 30 * HOUR },
  );
  const { data, window, evidence_at } = analyticsRoutes.overview.response.parse(
    await open().overview(query({ time_range: '24h' })),
  );
  expect(data.requests).toEqual({ total: 3, ci: 1, errors: 1, unmatched: 1, previous_total: 1 });
  expect(data.trend).toHaveLength(144);
  const trended = data.trend.reduce((total, slot) => total + slot.ci + slot.manual + slot.synthetic, 0);
  expect(trended).toBe(3);
  expect(data.heatmap).toEqual([{ weekday: 5, hour: 11, count: 3 }]);
  expect(data.top_scenarios).toEqual([{ scenario_id: 'declined', workspace_id: 'payments', usage_count: 1 }]);
  expect([data.operation_coverage, data.persona_coverage, data.scenario_usage].map((one) => one.percentage)).toEqual([
    100, 100, 100,
  ]);
  expect(data.drift).toEqual({ numerator: 0, denominator: 1, unknown: 1, percentage: null });
  expect(data.staleness.percentage).toBeNull();
  expect(window).toEqual({ from: '2026-11-19T12:35:00.000Z', to: '2026-11-20T12:35:00.000Z', tz: 'UTC' });
  expect(evidence_at).toBe(new Date(NOW.getTime() - HOUR).toISOString());
});
