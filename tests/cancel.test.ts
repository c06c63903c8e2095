// Promise: a run can be stopped, waiting or running; its step is told, and what comes late counts for nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeldReceiver, SIGNING_SECRET, startHeldReceiver } from './held-receiver.ts';
import { eventually, removeHome, type System, startSystem } from './system.ts';

let api: System;
let worker: System | undefined;
let receiver: HeldReceiver;
beforeAll(async () => {
  receiver = await startHeldReceiver();
  // Without a worker a run stays queued for as long as a test wants; and only a person can start one.
  api = await startSystem({ env: { MOCKOPS_ROLES: 'api' } });
  await api.api.putConnection({
    body: { name: 'held', settings: { kind: 'webhook', url: receiver.url, signing_secret: SIGNING_SECRET } },
  });
  await api.api.savePipeline({
    body: {
      source: `name: stoppable
triggers: [{ manual: {} }]
steps:
  - { name: one, type: notify, timeout: 600s, retry: { max_attempts: 3 }, config: { channels: ["webhook:held"], message: m } }
  - { name: two, type: notify, config: { channels: ["webhook:held"], message: m } }
  - { name: three, type: notify, if: always(), config: { channels: ["webhook:held"], message: m } }
`,
    },
  });
});
afterAll(async () => {
  await worker?.stop();
  await api.stop();
  await receiver.close();
  await removeHome(api.home);
});

async function startRun(workspace: string): Promise<string> {
  await api.api.createWorkspace({ body: { name: workspace } });
  const run = await api.api.startRun({ params: { pipeline: 'stoppable' }, body: { workspace_id: workspace } });
  return run.id;
}
const cancel = (execution: string) => api.api.cancelExecution({ params: { execution } });
const show = (execution: string) => api.api.getExecution({ params: { execution } });

test('a queued run is cancelled at once, and no worker that comes later takes it up', async () => {
  const execution = await startRun('queued');
  expect(await show(execution)).toMatchObject({ status: 'queued', started_at: null });
  expect(await cancel(execution)).toMatchObject({ status: 'cancelled', error_message: 'cancelled by local' });
  await expect(cancel(execution)).rejects.toThrow('has ended: cancelled');

  worker = await startSystem({ home: api.home, env: { MOCKOPS_ROLES: 'worker' } });
  // A run that was queued after it goes by: the worker has seen both.
  const next = await startRun('next');
  await eventually('the worker is at work', async () => receiver.ids.length > 0);
  expect(receiver.ids.some((id) => id.includes(execution))).toBe(false);
  await cancel(next);
  const { status, started_at, steps } = await show(execution);
  expect({ status, started_at }).toEqual({ status: 'cancelled', started_at: null });
  expect(steps.map((step) => step.status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('a running run is cancelled: its step is aborted, no attempt follows, and a late answer changes nothing', async () => {
  const before = receiver.aborted();
  const seen = receiver.ids.length;
  const execution = await startRun('running');
  await eventually('its step is under way', async () => receiver.ids.length > seen);
  expect(await cancel(execution)).toMatchObject({ status: 'cancelled' });
  const cancelled = await show(execution);
  expect(cancelled.steps.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect(cancelled.steps[0]?.attempts.map(({ status }) => status)).toEqual(['cancelled']);
  await eventually('the request was given up', async () => receiver.aborted() > before);
  receiver.release();
  // Another run from its start to its end: time enough for a late result of the first to be stored.
  const after = await startRun('after');
  await eventually('the next run ends', async () => (await show(after)).status === 'succeeded');
  expect(await show(execution)).toEqual(cancelled);
  const ends = await api.api.listEvents({ query: { type: 'pipeline.run.completed', workspace_id: 'running' } });
  expect(ends.map(({ data }) => data.status)).toEqual(['cancelled']);
});
