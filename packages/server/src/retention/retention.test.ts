// Retention on a real PostgreSQL: what goes, and what stays although it is old.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { createRetention } from './task.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>['database'];
let drop: () => Promise<void>;
let org_id: string;
let workspace: string;
let pipeline: string;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  const added = await addTestWorkspaces(database, ['payments']);
  org_id = added.org_id;
  workspace = added.workspaces.payments;
});
afterAll(() => drop());
beforeEach(async () => {
  await database.pool.query('truncate pipeline_executions, pipelines, events, deliveries, request_counts cascade');
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into pipelines (org_id, name, definition, source, file, revision, digest) values ($1, 'p', '{}', '', '', 1, '') returning id`,
    [org_id],
  );
  pipeline = rows[0]?.id ?? '';
});

const DAYS = { events: 90, payload: 30, runs: 90, facts: 400 };
const sweep = (days = DAYS) => createRetention({ database, days }).run();

async function addEvent(age_days: number): Promise<string> {
  const id = randomUUID();
  await database.pool.query(
    `insert into events (id, org_id, type, source, actor, correlation_id, depth, data, time)
     values ($1, $2, 'custom.x', 'mockops', 'test', $1, 0, '{"a":1}', now() - $3 * interval '1 day')`,
    [id, org_id, age_days],
  );
  return id;
}

async function addRun(age_days: number, status: string, event: string, events: string[] = [event]): Promise<string> {
  const id = randomUUID();
  await database.pool.query(
    `insert into pipeline_executions (id, org_id, pipeline_id, pipeline_name, number, revision, digest, definition, event_id, events, trigger_event,
       reason, correlation_id, depth, status, created_at, completed_at)
     values ($1, $2, $3, 'p', 1, 1, '', '{}', $4, $5, 'custom.x', '', $4, 0, $6, now() - $7::int * interval '1 day',
       case when $6 = 'running' then null else now() - $7::int * interval '1 day' end)`,
    [id, org_id, pipeline, event, events, status, age_days],
  );
  await database.pool.query(
    `insert into pipeline_steps (execution_id, position, step_name, step_type, status, phase, max_attempts) values ($1, 0, 's', 'fail', 'succeeded', '', 1)`,
    [id],
  );
  await database.pool.query(
    `insert into pipeline_logs (execution_id, step_name, item, attempt, message) values ($1, 's', '', 1, 'x')`,
    [id],
  );
  return id;
}

const ids = async (table: string): Promise<string[]> =>
  (await database.pool.query<{ id: string }>(`select id from ${table}`)).rows.map(({ id }) => id).sort();

test('old events go, those that runs or open dead letters show stay, and data goes before its event', async () => {
  const [shown, windowed, first, lettered, old, young] = await Promise.all([
    addEvent(100),
    addEvent(100),
    addEvent(100),
    addEvent(100),
    addEvent(100),
    addEvent(40),
  ]);
  await addRun(10, 'failed', shown);
  await addRun(10, 'failed', first, [windowed, first]);
  await database.pool.query(
    `insert into dead_letters (id, org_id, kind, what, event_id, reason, attempts, payload) values (gen_random_uuid(), $1, 'event', 'x', $2, '', 5, '{}')`,
    [org_id, lettered],
  );
  const fresh = await addEvent(20);
  await sweep();
  expect(await ids('events')).toEqual([shown, windowed, first, lettered, young, fresh].sort());
  expect(old).not.toBe(shown);
  const { rows } = await database.pool.query<{ id: string }>(
    "select id from events where data <> '{}' and erased_at is null",
  );
  expect(rows.map(({ id }) => id).sort()).toEqual([lettered, fresh].sort());
});

test('the data of an event stays while one of its runs is open', async () => {
  const event = await addEvent(60);
  await addRun(60, 'running', event);
  await sweep();
  const { rows } = await database.pool.query('select data, erased_at from events');
  expect(rows).toEqual([{ data: { a: 1 }, erased_at: null }]);
});

test('old runs go with steps and logs; open ones and the last success of a pipeline stay', async () => {
  const event = await addEvent(1);
  const earlier = await addRun(200, 'succeeded', event);
  const last = await addRun(150, 'succeeded', event);
  await addRun(120, 'failed', event);
  const open = await addRun(120, 'running', event);
  const young = await addRun(5, 'failed', event);
  await sweep();
  expect(await ids('pipeline_executions')).toEqual([last, open, young].sort());
  expect(earlier).not.toBe(last);
  for (const table of ['pipeline_steps', 'pipeline_logs']) {
    const { rows } = await database.pool.query(`select distinct execution_id as id from ${table}`);
    expect(rows.map(({ id }) => id).sort(), table).toEqual([last, open, young].sort());
  }
});

test('counted traffic goes, and 0 keeps everything for ever', async () => {
  const count = (age_days: number) =>
    database.pool.query(
      `insert into request_counts (minute, key, org_id, workspace_id, environment, status, source, reality, class, count, duration_sum_ms, duration_max_ms, last_at)
       values (now() - $1 * interval '1 day', gen_random_uuid(), $2, $3, 'dev', 200, 'mock', 'x', 'user', 1, 1, 1, now())`,
      [age_days, org_id, workspace],
    );
  await count(500);
  await count(300);
  await addEvent(5_000);
  await sweep({ events: 0, payload: 0, runs: 0, facts: 0 });
  expect((await database.pool.query('select 1 from request_counts')).rowCount).toBe(2);
  expect((await database.pool.query("select 1 from events where data <> '{}'")).rowCount).toBe(1);
  await sweep();
  expect((await database.pool.query('select 1 from request_counts')).rowCount).toBe(1);
});

test('more than one batch is swept at once again, then it rests for an hour', async () => {
  await database.pool.query(
    `insert into deliveries (key, target, state, created_at) select n::text, 'x', 'sent', now() - interval '1 year' from generate_series(1, 1500) n`,
  );
  const now = new Date();
  const task = createRetention({ database, days: DAYS, now: () => now });
  expect(await task.run()).toEqual(new Date(0));
  expect(await task.run()).toEqual(new Date(now.getTime() + 3_600_000));
  expect((await database.pool.query('select 1 from deliveries')).rowCount).toBe(0);
});

test('finished work of the engine goes after a day, what is open stays', async () => {
  await database.pool.query(
    'create schema dbos; create table dbos.workflow_status (workflow_uuid text primary key, status text, created_at bigint)',
  );
  const day = (age: number) => Date.now() - age * 86_400_000;
  await database.pool.query('insert into dbos.workflow_status values ($1, $2, $3), ($4, $5, $6), ($7, $8, $9)', [
    ...['old', 'SUCCESS', day(2)],
    ...['open', 'PENDING', day(2)],
    ...['young', 'ERROR', day(0)],
  ]);
  await sweep();
  const { rows } = await database.pool.query('select workflow_uuid as id from dbos.workflow_status order by 1');
  expect(rows.map(({ id }) => id)).toEqual(['open', 'young']);
});
