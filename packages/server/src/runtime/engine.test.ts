import { wfQueueRunner } from '@dbos-inc/dbos-sdk/internal/wfqueue';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunFixture, type RunFixture } from '../pipelines/runs/worker.fixture.ts';
import { startWorker } from './engine.ts';

let fixture: RunFixture;
beforeAll(async () => {
  fixture = await createRunFixture();
});
afterAll(async () => {
  await fixture.close();
  expect(fixture.errors).toEqual([]);
});

const executors = async () => (await fixture.server.database.pool.query('select id from executors')).rows;

test('a worker can be stopped and started again in one process, and leaves no heartbeat behind', async () => {
  for (const round of ['first', 'again']) {
    expect(await executors()).toEqual([]);
    await fixture.startWorker();
    const run = await fixture.until(await fixture.start(round, 'steps: [{ name: one, type: work }]\n'));
    expect(run.status).toBe('succeeded');
    await fixture.stopWorker();
  }
  expect(await executors()).toEqual([]);
});

test('what is left of older engines is not looked at any more', async () => {
  const { pool } = fixture.server.database;
  await pool.query(
    `insert into dbos.workflow_status (workflow_uuid, status, name, application_version, application_name, executor_id, created_at, updated_at)
     values ('old', 'PENDING', 'pipeline-run', 'engine-1', 'mockops', 'gone', 1, 1)`,
  );
  const taken: string[][] = [];
  const { database } = fixture.server;
  const worker = await startWorker({
    url: database.url,
    pool: database.pool,
    log: pino({ level: 'silent' }),
    executor_id: 'test',
    heartbeat_ms: 50,
    dead_after_ms: 60_000,
    drain: async () => undefined,
    onTakeover: (dead) => taken.push(dead),
    onError: (error) => fixture.errors.push(error),
  });
  await worker.stop();
  expect((await pool.query("select status from dbos.workflow_status where workflow_uuid = 'old'")).rows).toEqual([
    { status: 'CANCELLED' },
  ]);
  expect(taken).toEqual([]);
});

test('the engine still has the look at its queue that is reached by name', () => {
  expect(Reflect.get(wfQueueRunner, 'pollQueue')).toBeTypeOf('function');
});
