import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { ensureOrganisation } from '../db/organisation.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { sendOnce } from '../notify/send-once.ts';
import { readOutcomes } from '../notify/store.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { createDeliveries } from './deliveries.ts';

let database: Database;
let drop: () => Promise<void>;
let org_id: string;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  org_id = await ensureOrganisation(database.db, 'acme');
});
afterAll(() => drop());

async function addRun(
  pipeline_id: string,
  number: number,
  status: string,
  steps: [status: string, tolerated: boolean][] = [],
) {
  const id = randomUUID();
  await database.pool.query(
    `insert into pipeline_executions (id, org_id, pipeline_id, pipeline_name, number, revision, digest, definition, trigger_event, reason,
       correlation_id, depth, status) values ($1, $2, $3, 'p', $4, 1, '', '{}', '', '', $6, 0, $5)`,
    [id, org_id, pipeline_id, number, status, id],
  );
  for (const [index, [step, tolerated]] of steps.entries())
    await database.pool.query(
      `insert into pipeline_steps (execution_id, position, step_name, step_type, status, phase, max_attempts, continue_on_error)
       values ($1, $2, $3, 'transform', $4, 'ended', 1, $5)`,
      [id, index, `s${index}`, step, tolerated],
    );
  return id;
}

async function addPipeline(): Promise<string> {
  const id = randomUUID();
  await database.pool.query(
    `insert into pipelines (id, org_id, name, definition, source, file, revision, digest, issues, enabled)
     values ($1, $2, $3, '{}', '', '', 1, '', '[]', true)`,
    [id, org_id, id],
  );
  return id;
}

test('a row is of the run and step that sent it', async () => {
  const execution_id = await addRun(await addPipeline(), 1, 'running');
  const deliveries = createDeliveries(database, { execution_id, step_name: 'tell' });
  expect(await deliveries.begin('k1', '#ops')).toBeUndefined();
  expect(await deliveries.begin('k1', '#ops')).toMatchObject({ state: 'sending', execution_id });
  await deliveries.complete('k1', { ts: '1' });
  expect(await deliveries.find('k1')).toMatchObject({ state: 'sent', receipt: { ts: '1' } });
  expect(await deliveries.find('k2')).toBeUndefined();
});

test('an answer that holds a secret is not stored, and whoever asks for it again is told why', async () => {
  const deliveries = createDeliveries(database, undefined, createRedactor([{ name: 'key', value: 'canary-1' }]));
  const send = () =>
    sendOnce({
      deliveries,
      key: 'k3',
      target: 'POST x',
      repeatable: false,
      send: async () => ({ body: 'is canary-1' }),
    });
  expect(await send()).toEqual({ body: 'is canary-1' });
  await expect(send()).rejects.toThrow('its answer was not kept: output `body` contains secret `key`');
  const { rows } = await database.pool.query(`select receipt::text from deliveries where key = 'k3'`);
  expect(rows[0].receipt).not.toContain('canary');
});

test('a line lets a burst pass and then one at a time, and nobody who would wait too long stands in it', async () => {
  const { reserve } = createDeliveries(database);
  const place = { key: 'pace/x', spacing_ms: 600_000, burst: 2, max_wait_ms: 900_000 };
  const waits = [
    await reserve(place),
    await reserve(place),
    await reserve(place),
    await reserve(place),
    await reserve(place),
  ];
  const [first, second, third, ...others] = waits;
  expect([first, second]).toEqual([0, 0]);
  expect(third).toBeGreaterThan(0);
  expect(others).toEqual([null, null]);
});

test('a run stands as its steps do, those whose failure is tolerated left out; the run before it is the last that ended by itself', async () => {
  const pipeline = await addPipeline();
  const outcomes = async (number: number, steps: [string, boolean][]) =>
    readOutcomes(database.db, await addRun(pipeline, number, 'running', steps));
  expect(await outcomes(1, [['succeeded', false]])).toEqual({ now: 'success', before: null });
  await addRun(pipeline, 2, 'failed');
  await addRun(pipeline, 3, 'cancelled');
  expect(await outcomes(4, [['failed', true]])).toEqual({ now: 'success', before: 'failure' });
  await addRun(pipeline, 5, 'succeeded');
  expect(await outcomes(6, [['timed_out', false]])).toEqual({ now: 'failure', before: 'success' });
  expect(await readOutcomes(database.db, randomUUID())).toBeUndefined();
});
