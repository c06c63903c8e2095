// Promise: a server that is asked to stop ends what can end in time; what cannot goes on after the restart, and nothing is called failed for it.
import { afterAll, expect, test } from 'vitest';
import { type HeldReceiver, SIGNING_SECRET, startHeldReceiver } from './held-receiver.ts';
import { eventually, finishedRun, removeHome, type System, startSystem } from './system.ts';

const RUNS = 12;
const ENV = { MOCKOPS_DRAIN_MS: '300' };

let system: System;
let receiver: HeldReceiver;
afterAll(async () => {
  await system.stop();
  await receiver.close();
  await removeHome(system.home);
});

test('stopped in the middle of many runs: each ends after the restart, and each delivery kept its id', async () => {
  receiver = await startHeldReceiver();
  system = await startSystem({ env: ENV });
  await system.api.putConnection({
    body: { name: 'held', settings: { kind: 'webhook', url: receiver.url, signing_secret: SIGNING_SECRET } },
  });
  const step = (name: string) =>
    `  - { name: ${name}, type: notify, timeout: 600s, config: { channels: ["webhook:held"], message: m } }\n`;
  await system.api.savePipeline({
    body: { source: `name: long\ntriggers: [{ event: workspace.created }]\nsteps:\n${step('one')}${step('two')}` },
  });
  for (let index = 0; index < RUNS; index += 1) await system.api.createWorkspace({ body: { name: `w${index}` } });
  await eventually('all runs are in their first step', async () => receiver.ids.length === RUNS);
  const { home } = system;
  // The steps would wait for ten minutes; the process does not.
  expect(await system.stop()).toBe(0);

  receiver.release();
  system = await startSystem({ home, env: ENV });
  for (let number = 1; number <= RUNS; number += 1) {
    const run = await finishedRun(system, 'long', number);
    expect(run.status, run.error_message ?? '').toBe('succeeded');
    expect(run.steps.map(({ status, attempts }) => [status, attempts.length])).toEqual([
      ['succeeded', 1],
      ['succeeded', 1],
    ]);
  }
  // Two steps of each run; the interrupted ones were sent again under the id that the receiver knows.
  expect(new Set(receiver.ids).size).toBe(2 * RUNS);
});

test('stopped between two attempts, the run takes up its second attempt after the restart', async () => {
  const flaky = await startHeldReceiver();
  flaky.answer(503, 200);
  await system.api.putConnection({
    body: { name: 'flaky', settings: { kind: 'webhook', url: flaky.url, signing_secret: SIGNING_SECRET } },
  });
  await system.api.savePipeline({
    body: {
      source: `name: waiting
triggers: [{ event: environment.changed, filters: { environment: prod } }]
steps:
  - name: tell
    type: notify
    retry: { max_attempts: 2, backoff: constant, initial: 10s }
    config: { channels: ["webhook:flaky"], message: m }
`,
    },
  });
  await system.api.updateEnvironment({ params: { workspace: 'w0', environment: 'prod' }, body: { blend_ratio: 0.5 } });
  await eventually('the first attempt has failed', async () => {
    const [run] = await system.api.listExecutions({ query: { pipeline: 'waiting' } });
    const { steps } = await system.api.getExecution({ params: { execution: run?.id ?? '' } });
    return steps[0]?.attempts[0]?.status === 'failed';
  });
  const { home } = system;
  expect(await system.stop()).toBe(0);
  system = await startSystem({ home, env: ENV });
  const run = await finishedRun(system, 'waiting', 1);
  expect(run.status).toBe('succeeded');
  expect(run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  expect(flaky.ids).toHaveLength(2);
  await flaky.close();
});
