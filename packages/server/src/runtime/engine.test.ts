import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestControl, type TestControl } from '../test-control.ts';
import { startWorker } from './engine.ts';

let server: TestControl;
const errors: unknown[] = [];
beforeAll(async () => {
  server = await startTestControl();
});
afterAll(() => server.close());

const start = async () => {
  const runner = server.control.registerRunner();
  return startWorker({
    url: server.database.url,
    pool: server.database.pool,
    log: pino({ level: 'silent' }),
    executor_id: 'test',
    heartbeat_ms: 50,
    dead_after_ms: 60_000,
    drain: () => runner.drain(1_000),
    onTakeover: () => undefined,
    onGivenUp: server.control.endGivenUp,
    onError: (error) => errors.push(error),
  });
};

async function ended(pipeline: string) {
  for (;;) {
    const [run] = await server.api.listExecutions({ query: { pipeline } });
    if (run?.completed_at) return run;
    await sleep(50);
  }
}

const save = (name: string) =>
  server.api.savePipeline({
    body: {
      source: `name: ${name}\ntriggers: [{ event: workspace.created, filters: { workspace_id: ${name} } }]\nsteps: [{ name: one, type: notify, if: "false", config: { channels: ["#x"], message: m } }]\n`,
    },
  });

test('a run that the engine gives up is failed in our tables too; the others go on', async () => {
  await save('broken');
  await server.api.createWorkspace({ body: { name: 'broken' } });
  await server.database.pool.query("update pipeline_executions set definition = '{}' where pipeline_name = 'broken'");
  const worker = await start();
  expect(await ended('broken')).toMatchObject({ status: 'failed', error_message: expect.stringContaining('engine') });
  await save('whole');
  await server.api.createWorkspace({ body: { name: 'whole' } });
  expect(await ended('whole')).toMatchObject({ status: 'succeeded' });
  await worker.stop();
  expect(errors).toEqual([]);
});

test('a worker can be stopped and started again in one process, and leaves no heartbeat behind', async () => {
  expect((await server.database.pool.query('select id from executors')).rows).toEqual([]);
  const worker = await start();
  await save('again');
  await server.api.createWorkspace({ body: { name: 'again' } });
  expect(await ended('again')).toMatchObject({ status: 'succeeded' });
  await worker.stop();
  expect((await server.database.pool.query('select id from executors')).rows).toEqual([]);
});
