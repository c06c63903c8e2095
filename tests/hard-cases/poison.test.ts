// An event that brings the worker down every time that a pipeline is to start for it.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, mockops, ROOT, removeHome, type System, startSystem, temporaryFolder } from '../system.ts';

const folder = temporaryFolder('deadly');
const DEADLY = path.join(folder, 'still-broken');

let api: System;
let worker: System | undefined;
beforeAll(async () => {
  writeFileSync(DEADLY, '');
  api = await startSystem({ env: { MOCKOPS_ROLES: 'api' } });
});
afterAll(async () => {
  await worker?.stop();
  await api.stop();
  await removeHome(api.home);
  await removeHome(folder);
});

const startWorker = () =>
  startSystem({
    home: api.home,
    env: {
      MOCKOPS_ROLES: 'worker',
      NODE_OPTIONS: `--import ${path.join(ROOT, 'tests/hard-cases/deadly-statement.ts')}`,
      DEADLY_FILE: DEADLY,
      DEADLY_PIPELINE: 'deadly',
    },
  });
const runsOf = (pipeline: string) => api.api.listExecutions({ query: { pipeline } });

test('hard case 21: an event that kills the process each time is given up after five deliveries and told once; everything else goes on, and after a fix it is delivered again', async () => {
  const listening = (name: string) =>
    `name: ${name}\ntriggers: [{ event: workspace.created }]\nsteps: [{ name: it, type: transform, config: { values: { name: "{{ event.name }}" } } }]\n`;
  for (const name of ['deadly', 'healthy']) await api.api.savePipeline({ body: { source: listening(name) } });
  await api.api.createWorkspace({ body: { name: 'poison' } });
  const deaths = async (): Promise<number> => {
    for (let count = 0; count < 10; count += 1) {
      // It may die before it has said that it is there.
      const started = await startWorker().catch(() => undefined);
      const given_up = async () => (await api.api.listDeadLetters({ query: {} })).length > 0;
      const end = await eventually('it dies, or gives the event up', async () => {
        if (started === undefined || started.process.signalCode !== null) return 'dead';
        return (await given_up()) && 'alive';
      });
      if (end === 'alive') {
        worker = started;
        return count;
      }
    }
    return expect.fail('nobody gave it up');
  };
  expect(await deaths()).toBeGreaterThanOrEqual(5);

  const [letter, ...more] = await api.api.listDeadLetters({ query: {} });
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ kind: 'event', what: 'workspace.created', pipeline: 'deadly', attempts: 5 });
  expect(letter?.reason).toContain('the worker ended while it worked on this event');
  const alerts = await api.api.listEvents({ query: { type: 'delivery.dead_lettered' } });
  expect(alerts).toMatchObject([{ data: { dead_letter_id: letter?.id, pipeline: 'deadly' } }]);
  // The same event, for a pipeline that can take it; and the next events, while the fault is still there for none of them.
  await eventually('the other pipeline has run', async () => (await runsOf('healthy'))[0]?.status === 'succeeded');
  const explained = await api.api.explainEvent({ params: { event: letter?.event_id ?? '' } });
  expect(explained.pipelines.map(({ pipeline, decision }) => [pipeline, decision?.decision]).sort()).toEqual([
    ['deadly', 'dead_lettered'],
    ['healthy', 'started'],
  ]);

  rmSync(DEADLY);
  await api.api.createWorkspace({ body: { name: 'next' } });
  await eventually('what comes next is taken', async () => (await runsOf('deadly')).length === 1);
  expect(await mockops(api, 'dead-letters', 'retry', letter?.id ?? '')).toMatchObject({ code: 0 });
  await eventually('it is delivered again', async () => {
    const runs = await runsOf('deadly');
    return runs.length === 2 && runs.every(({ status }) => status === 'succeeded');
  });
  expect(await api.api.listDeadLetters({ query: {} })).toEqual([]);
  expect(await runsOf('healthy')).toHaveLength(2);
});
