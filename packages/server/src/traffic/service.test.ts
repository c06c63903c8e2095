import type { Observation } from '@mockops/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { createTraffic, type TrafficOptions } from './service.ts';

const AT = Date.UTC(2026, 10, 20, 12, 0, 0);
let database: Database;
let drop: () => Promise<void>;
let org_id: string;
let ids: Record<string, string>;
const errors: unknown[] = [];

beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  ({ org_id, workspaces: ids } = await addTestWorkspaces(database, ['payments', 'auth']));
});
afterAll(() => drop());
beforeEach(async () => {
  errors.length = 0;
  await database.pool.query('truncate request_counts');
});

function open(more: Partial<TrafficOptions> = {}) {
  return createTraffic({
    database,
    org_id,
    resolveWorkspace: async (slug) => (ids[slug] === undefined ? undefined : { id: ids[slug] }),
    flush_interval_ms: 3_600_000,
    onError: (error) => errors.push(error),
    ...more,
  });
}

const seen = (more: Partial<Observation> = {}): Observation => ({
  at: AT,
  workspace: 'payments',
  environment: 'dev',
  method: 'POST',
  path: '/charges',
  operation: 'POST /charges',
  status: 201,
  source: 'mock',
  reality: 'mock_v3',
  class: 'manual',
  duration_ms: 2,
  snapshot: 'abc',
  ...more,
});

async function stored() {
  const { rows } = await database.pool.query(
    `select minute, w.slug as workspace, operation, status, persona, count, duration_sum_ms, duration_max_ms, last_at
     from request_counts r join workspaces w on w.id = r.workspace_id order by r.minute, r.key`,
  );
  return rows;
}
const total = async () => (await stored()).reduce((sum, row) => sum + row.count, 0);

test('equal exchanges of one minute become one row with their sum, longest and last', async () => {
  const traffic = open();
  traffic.observe(seen());
  traffic.observe(seen({ at: AT + 59_999, duration_ms: 7 }));
  traffic.observe(seen({ at: AT + 60_000 }));
  traffic.observe(seen({ persona: 'premium', workspace: 'auth', operation: null, status: 404 }));
  await traffic.close();
  const rows = await stored();
  expect(rows).toHaveLength(3);
  expect(rows).toContainEqual({
    minute: new Date(AT),
    workspace: 'payments',
    operation: 'POST /charges',
    status: 201,
    persona: null,
    count: 2,
    duration_sum_ms: 9,
    duration_max_ms: 7,
    last_at: new Date(AT + 59_999),
  });
  expect(rows).toContainEqual(
    expect.objectContaining({ workspace: 'auth', operation: null, persona: 'premium', count: 1 }),
  );
});

test('order, flush boundaries and the number of processes change nothing', async () => {
  const observation = fc.record({
    at: fc.integer({ min: AT, max: AT + 180_000 }),
    status: fc.constantFrom(200, 404),
    persona: fc.constantFrom('a', 'b'),
    workspace: fc.constantFrom('payments', 'auth'),
    duration_ms: fc.integer({ min: 0, max: 50 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(observation, { maxLength: 60 }).chain((all) =>
        fc.record({
          all: fc.constant(all),
          shuffled: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
          cut: fc.nat(all.length),
        }),
      ),
      async ({ all, shuffled, cut }) => {
        await database.pool.query('truncate request_counts');
        const once = open();
        for (const o of all) once.observe(seen(o));
        await once.close();
        const expected = await stored();
        await database.pool.query('truncate request_counts');
        const [left, right] = [open(), open()];
        for (const [index, o] of shuffled.entries()) {
          (index % 2 ? left : right).observe(seen(o));
          if (index === cut) await Promise.all([left.flush(), right.flush()]);
        }
        await Promise.all([left.close(), right.close()]);
        expect(await stored()).toEqual(expected);
      },
    ),
    { numRuns: 10 },
  );
});

test('a failed flush keeps its counts and the next one writes them once', async () => {
  const traffic = open();
  traffic.observe(seen());
  await database.pool.query('alter table request_counts rename to gone');
  await expect(traffic.flush()).rejects.toThrow('request_counts');
  await database.pool.query('alter table gone rename to request_counts');
  traffic.observe(seen());
  await traffic.close();
  expect(await total()).toBe(2);
});

test('a commit whose answer is lost is not written a second time', async () => {
  let lose = true;
  const lossy: Database = {
    ...database,
    transaction: async (work) => {
      const result = await database.transaction(work);
      if (lose) throw new Error('connection lost');
      return result;
    },
  };
  const traffic = open({ database: lossy });
  traffic.observe(seen());
  await expect(traffic.flush()).rejects.toThrow('connection lost');
  lose = false;
  traffic.observe(seen());
  await traffic.close();
  expect(await total()).toBe(2);
});

test('a full memory drops the oldest minute and says so', async () => {
  const traffic = open({ max_keys: 3 });
  traffic.observe(seen({ persona: 'a' }));
  traffic.observe(seen({ persona: 'a' }));
  for (const persona of ['b', 'c', 'd']) traffic.observe(seen({ at: AT + 60_000, persona }));
  await traffic.close();
  expect(errors.map(String)).toEqual([
    expect.stringContaining('the counts of 2 requests in the minute 2026-11-20T12:00'),
  ]);
  expect((await stored()).map((row) => row.persona).sort()).toEqual(['b', 'c', 'd']);
});

test('names that PostgreSQL cannot store do not block the flush', async () => {
  const traffic = open();
  traffic.observe(seen({ persona: 'a\0b' }));
  traffic.observe(seen({ persona: 'a\uFFFDb' }));
  traffic.observe(seen({ persona: `${'x'.repeat(5_000)}` }));
  await traffic.close();
  const rows = await stored();
  expect(rows.map((row) => row.count).sort()).toEqual([1, 2]);
});

test('traffic of a workspace that is gone is left out, the rest is written', async () => {
  const traffic = open();
  traffic.observe(seen({ workspace: 'deleted' }));
  traffic.observe(seen());
  await traffic.close();
  expect(await total()).toBe(1);
});

test('the timer flushes by itself, tells of new rows, and answers of upstreams are handed on', async () => {
  const answers: Observation[] = [];
  let flushed: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    flushed = resolve;
  });
  const traffic = open({ flush_interval_ms: 5, onFlush: () => flushed(), onAnswer: (o) => answers.push(o) });
  const answer = { media_type: 'application/json', body: Buffer.from('{}'), truncated: false };
  traffic.observe(seen({ answer }));
  traffic.observe(seen());
  await told;
  expect(await total()).toBe(2);
  expect(answers).toHaveLength(1);
  await traffic.close();
});
