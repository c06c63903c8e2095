import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTraffic } from '../../traffic/service.ts';
import { type Domains, startDomains } from '../../workspaces/domains.fixture.ts';
import { createInventory } from '../../workspaces/inventory.ts';
import { createAnalytics } from '../service.ts';
import { createMetricWatch } from './watch.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges: { get: { responses: { '200': { description: ok } } }, post: { responses: { '201': { description: ok } } } }
`;

let domains: Domains;
beforeAll(async () => {
  domains = await startDomains();
  const files = { 'schemas/openapi.yaml': CONTRACT, 'environments.yaml': 'dev: { reality_level: mock_v3 }\n' };
  await domains.push('payments', files);
});
afterAll(() => domains.close());

test('coverage that ages out of the window and a level that nobody confirmed are each told once, also by two workers', async () => {
  const { database, org_id, events } = domains;
  let now = Date.now();
  const DAY_MS = 86_400_000;
  const clock = () => new Date(now);
  const inventory = createInventory({ db: database.db, org_id });
  const analytics = createAnalytics({ database, org_id, now: clock, inventory });
  const worker = () => createMetricWatch({ database, org_id, events, analytics, now: clock });
  const [one, two] = [worker(), worker()];
  const look = async () => void (await Promise.all([one.run(), two.run()]));
  const told = (type: string) => domains.told(type);
  const traffic = createTraffic({
    ...{ database, org_id, resolveWorkspace: domains.workspaces.find, flush_interval_ms: 60_000 },
    onFlush: () => undefined,
    onAnswer: () => undefined,
    onError: (error) => {
      throw error;
    },
  });

  for (const operation of ['GET /charges', 'POST /charges'])
    traffic.observe({
      ...{
        at: now,
        workspace: 'payments',
        environment: 'dev',
        method: 'GET',
        path: '/charges',
        operation,
        status: 200,
      },
      ...{ source: 'mock', reality: 'mock_v3', class: 'ci', ci_run: 'gh-1', duration_ms: 1, snapshot: 'x' },
    });
  await traffic.close();
  await look();
  expect(await told('coverage.dropped')).toEqual([]);
  expect(await told('reality.stale')).toEqual([]);

  now += 31 * DAY_MS;
  await look();
  now += 5 * 60_000;
  await look();
  now += 20 * 60_000;
  await look();
  expect(await told('coverage.dropped')).toMatchObject([
    {
      workspace_id: 'payments',
      before: 100,
      after: 0,
      time_range: '30d',
      lost_operations: ['GET /charges', 'POST /charges'],
    },
  ]);
  expect(await told('reality.stale')).toMatchObject([
    { workspace_id: 'payments', environment: 'dev', reality_level: 'mock_v3', age_days: 31, expected_life_days: 30 },
  ]);
});
