// Nodes whose clocks are wrong: one is five minutes ahead, one five minutes behind, and one is set back by an hour while it works.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Execution } from '@mockops/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, ROOT, removeHome, type System, startSystem, temporaryFolder } from '../system.ts';
import { type CountingPeer, startCountingPeer } from './counting-peer.ts';

const MINUTES = 60_000;
const folder = temporaryFolder('clocks');
let api: System;
let worker: System;
let peer: CountingPeer;
const ahead = clockFile('ahead', 5 * MINUTES);
const behind = clockFile('behind', -5 * MINUTES);

function clockFile(name: string, skew_ms: number) {
  const file = path.join(folder, name);
  const set = (ms: number) => writeFileSync(file, String(ms));
  set(skew_ms);
  const env = { NODE_OPTIONS: `--import ${path.join(ROOT, 'tests/hard-cases/skewed-clock.ts')}`, SKEWED_CLOCK: file };
  return { set, env };
}

beforeAll(async () => {
  peer = await startCountingPeer();
  api = await startSystem({ env: { ...ahead.env, MOCKOPS_ROLES: 'api' } });
  worker = await startSystem({ home: api.home, env: { ...behind.env, MOCKOPS_ROLES: 'worker' } });
});
afterAll(async () => {
  await worker.stop();
  await api.stop();
  await peer.close();
  await removeHome(api.home);
  await removeHome(folder);
});

const save = (source: string) => api.api.savePipeline({ body: { source } });
const start = (pipeline: string) => api.api.startRun({ params: { pipeline }, body: {} });
const ended = (execution: string) =>
  eventually('the run ends', async () => {
    const run = await api.api.getExecution({ params: { execution } });
    return run.completed_at === null ? undefined : run;
  });

/** Of everything that a run says about time: nothing ends before it begins, and nothing is minutes away from now. */
function expectSane(run: Execution): void {
  const spans = [run, ...run.steps, ...run.steps.flatMap(({ attempts }) => attempts)];
  for (const { started_at, completed_at } of spans) {
    if (started_at === null || completed_at === null) continue;
    expect(Date.parse(completed_at)).toBeGreaterThanOrEqual(Date.parse(started_at));
  }
  for (const at of [run.created_at, run.started_at, run.completed_at, run.event?.time])
    expect(Math.abs(Date.parse(at ?? '') - Date.now())).toBeLessThan(MINUTES);
}

const EVERYTHING = (url: string) => `name: everything
triggers: [{ manual: {} }]
concurrency: { group: clocks, max_wait: 2m }
limits: { timeout: 2m }
steps:
  - { name: short, type: wait, config: { duration: 1s } }
  - name: retried
    type: http
    config: { method: PUT, url: "${url}/flaky" }
    retry: { max_attempts: 3, backoff: constant, initial: 2100ms, jitter: none, when: [transient] }
  - { name: asked, type: approval, config: { message: go?, expires_in: 1s, on_expire: approve } }
  - { name: called, type: callback, config: { name: it, timeout: 1m } }
  - { name: last, type: transform, config: { values: { at: "{{ timestamp }}" } } }
`;

test('hard case 19: with clocks ten minutes apart, and one that is set back by an hour, waits and retries last as long as they say and nothing ends before it began', async () => {
  let tries = 0;
  const statuses = [503, 503, 200, 503, 200];
  peer.answer(() => ({ status: statuses[tries++] ?? 200 }));
  await save(EVERYTHING(peer.url));
  const callTo = async (execution: string) => {
    const url = await eventually('it waits for its call', async () => {
      const [callback] = await api.api.listCallbacks({ params: { execution } });
      return callback?.url;
    });
    expect((await fetch(url, { method: 'POST' })).status).toBe(202);
  };
  const first = await start('everything');
  await callTo(first.id);
  const run = await ended(first.id);
  expect(run).toMatchObject({ status: 'succeeded', error_message: null });
  expectSane(run);
  const retried = run.steps.find(({ name }) => name === 'retried');
  expect(retried?.attempts.map(({ status }) => status)).toEqual(['failed', 'failed', 'succeeded']);

  // Now it is the other way round, and the clock jumps while a step waits and another run stands in line.
  const second = await start('everything');
  const third = await start('everything');
  await eventually('it is between two attempts', async () => tries === 4);
  ahead.set(-60 * MINUTES);
  behind.set(-60 * MINUTES);
  await callTo(second.id);
  expectSane(await ended(second.id));
  await callTo(third.id);
  const late = await ended(third.id);
  expect(late).toMatchObject({ status: 'succeeded' });
  expectSane(late);
  // What came first is shown first.
  const shown = await api.api.listExecutions({ query: { pipeline: 'everything' } });
  expect(shown.map(({ number }) => number)).toEqual([3, 2, 1]);
  const types = await api.api.listEvents({ query: { type: 'pipeline.run.*' } });
  const ofThird = types.filter(({ data }) => data.execution_id === third.id).map(({ type }) => type);
  expect(ofThird.at(0)).toBe('pipeline.run.completed');
  expect(ofThird.at(-1)).toBe('pipeline.run.queued');
});

test('hard case 19: a worker whose clock is wrong is not taken for dead, and one that dies is taken over as ever', async () => {
  const started = peer.requests.length;
  let held: (() => void) | undefined;
  peer.answer(() => new Promise((resolve) => (held ??= () => resolve({}))));
  await save(`name: held
triggers: [{ manual: {} }]
steps: [{ name: one, type: http, timeout: 2m, config: { url: "${peer.url}/held", timeout: 60s } }]
`);
  const { id } = await start('held');
  await eventually('its step is under way', async () => peer.requests.length === started + 1);
  const other = await startSystem({ home: api.home, env: { ...ahead.env, MOCKOPS_ROLES: 'worker' } });
  try {
    // A second worker that would look at wall clocks takes over at once; three heartbeats later nobody has.
    await save(`name: pause
triggers: [{ manual: {} }]
steps: [{ name: one, type: wait, config: { duration: 3s } }]
`);
    await ended((await start('pause')).id);
    expect(peer.requests).toHaveLength(started + 1);
    peer.answer(() => ({}));
    await worker.kill();
    expect(await ended(id)).toMatchObject({ status: 'succeeded', steps: [{ attempts: [{ number: 1 }] }] });
    expect(peer.requests).toHaveLength(started + 2);
  } finally {
    held?.();
    await other.stop();
  }
});
