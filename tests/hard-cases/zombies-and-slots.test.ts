// Steps that do not stop, workers that freeze, and places that must be free again whatever happened to those who held them. What the table of hard cases
// calls recycling a worker and pausing a workspace is decided otherwise: docs/decisions/0027.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, removeHome, type System, startSystem, temporaryFolder } from '../system.ts';
import { type CountingPeer, promised, startCountingPeer } from './counting-peer.ts';

/** A step of somebody else that does not listen when it is told to stop. */
const STUBBORN = `export default {
  type: 'acme/stubborn',
  summary: 'Asks, and waits for the answer whatever it is told',
  effect: 'idempotent',
  config: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
  run: async ({ config, attempt, log }) => {
    const answer = await fetch(config.url + '?attempt=' + attempt);
    const said = await answer.text();
    log('it said ' + said);
    return { said };
  },
};
`;
const folder = temporaryFolder('stubborn');
let api: System;
let peer: CountingPeer;
const workers = new Set<System>();
beforeAll(async () => {
  writeFileSync(path.join(folder, 'stubborn.mjs'), STUBBORN);
  peer = await startCountingPeer();
  api = await startSystem({ env: { ...settings, MOCKOPS_ROLES: 'api' } });
});
afterAll(async () => {
  for (const worker of workers) await worker.kill();
  await api.stop();
  await peer.close();
  await removeHome(api.home);
  await removeHome(folder);
});

const settings = {
  MOCKOPS_STEP_MODULES: path.join(folder, 'stubborn.mjs'),
  MOCKOPS_HEARTBEAT_MS: '200',
  MOCKOPS_DEAD_AFTER_MS: '2000',
};
async function startWorker(): Promise<System> {
  const worker = await startSystem({ home: api.home, env: { ...settings, MOCKOPS_ROLES: 'worker' } });
  workers.add(worker);
  return worker;
}
async function kill(worker: System): Promise<void> {
  workers.delete(worker);
  await worker.kill();
}
const save = (source: string) => api.api.savePipeline({ body: { source } });
const start = async (pipeline: string) => (await api.api.startRun({ params: { pipeline }, body: {} })).id;
const show = (execution: string) => api.api.getExecution({ params: { execution } });
const ended = (execution: string) =>
  eventually(
    'the run ends',
    async () => {
      const run = await show(execution);
      return run.completed_at === null ? undefined : run;
    },
    60_000,
  );

test('hard case 14: a step that ignores its end is timed out and tried again; a worker that froze finds its result refused, and works on', async () => {
  const first = await startWorker();
  const zombies = { hung: promised<{ body: string }>(), frozen: promised<{ body: string }>() };
  peer.answer(({ path: asked }) => {
    if (asked === '/hang?attempt=1') return zombies.hung.promise;
    if (asked === '/freeze?attempt=1' && peer.requests.filter((one) => one.path === asked).length === 1)
      return zombies.frozen.promise;
    return { body: 'right' };
  });
  const pipeline = (name: string, more: string) => `name: ${name}
triggers: [{ manual: {} }]
steps:
  - { name: ask, type: acme/stubborn, ${more} config: { url: "${peer.url}/${name}" } }
  - { name: use, type: transform, config: { values: { said: "{{ steps.ask.outputs.said }}" } } }
`;
  await save(pipeline('hang', 'timeout: 300ms, retry: { max_attempts: 2, backoff: none, when: [timeout] },'));
  await save(pipeline('freeze', 'timeout: 60s,'));

  // While the one hangs in its grace, a worker freezes with the other.
  const hung = await start('hang');
  const frozen = await start('freeze');
  await eventually('both are under way', async () => peer.requests.length === 2);
  await eventually('the first is timed out, and tried again', async () => (await show(hung)).completed_at !== null);
  first.process.kill('SIGSTOP');
  const second = await startWorker();
  const taken = await ended(frozen);
  const expected = { status: 'succeeded', steps: [{ output: { said: 'right' } }, { output: { said: 'right' } }] };
  expect(taken).toMatchObject(expected);
  const retried = await show(hung);
  expect(retried).toMatchObject(expected);
  expect(retried.steps[0]?.attempts.map(({ status, error }) => [status, error])).toEqual([
    ['timed_out', 'no end after 0.3 s'],
    ['succeeded', null],
  ]);

  // Both zombies come back with something to say.
  zombies.hung.fulfil({ body: 'zombie' });
  zombies.frozen.fulfil({ body: 'zombie' });
  first.process.kill('SIGCONT');
  await kill(second);
  const after = await ended(await start('freeze'));
  expect(after).toMatchObject(expected);
  expect(await show(hung)).toEqual(retried);
  expect(await show(frozen)).toEqual(taken);
  const requests = peer.requests.map((one) => one.path);
  expect(requests.filter((one) => one.startsWith('/hang'))).toHaveLength(2);
  await kill(first);
});

const LIMITED = (concurrency: string) => `name: limited
triggers: [{ manual: {} }]
${concurrency}
steps:
  - { name: work, type: http, timeout: 3s, config: { url: "${peer.url}/work/{{ run.id }}", timeout: 30s } }
`;

test('hard case 15: however its holder ends, a place is free again; a limit that is raised or given up counts at once; the line drains', async () => {
  const group = (limit: number) => `concurrency: { group: limited, limit: ${limit}, max_pending: 100 }`;
  await save(LIMITED(group(2)));
  let worker = await startWorker();
  const answers = new Map<string, ReturnType<typeof promised<{ status: number }>>>();
  const answerOf = (id: string) => answers.get(id) ?? answers.set(id, promised<{ status: number }>()).get(id);
  let open = false;
  peer.answer(({ path: asked }) => (open ? {} : (answerOf(asked.split('/').at(-1) ?? '')?.promise ?? {})));
  const runs: string[] = [];
  for (let count = 0; count < 12; count += 1) runs.push(await start('limited'));
  let limit = 2;
  /** Those that hold a place and are not about to end. */
  const running = async () => {
    const found = await api.api.listExecutions({ query: { pipeline: 'limited', status: 'running' } });
    expect(found.length).toBeLessThanOrEqual(limit);
    return found.map(({ id }) => id).sort((a, b) => runs.indexOf(a) - runs.indexOf(b));
  };
  const isUnderWay = (...ids: string[]) =>
    eventually(
      'their places are taken',
      async () =>
        JSON.stringify(await running()) === JSON.stringify(ids) &&
        ids.every((id) => peer.requests.some(({ path: asked }) => asked.endsWith(id))),
      30_000,
    );
  const at = (index: number) => runs[index] ?? '';
  await isUnderWay(at(0), at(1));

  // One ends well, one fails: the next two come.
  answerOf(at(0))?.fulfil({ status: 200 });
  answerOf(at(1))?.fulfil({ status: 400 });
  await isUnderWay(at(2), at(3));
  // One is killed.
  await api.api.cancelExecution({ params: { execution: at(2) }, body: { mode: 'kill' } });
  await isUnderWay(at(3), at(4));
  // Nobody answers: their time is over.
  expect((await ended(at(3))).status).toBe('timed_out');
  expect((await ended(at(4))).status).toBe('timed_out');
  await isUnderWay(at(5), at(6));
  // Their worker dies. Those who held a place keep it until another one has gone on with them.
  await kill(worker);
  expect(await running()).toEqual([at(5), at(6)]);
  for (const index of [5, 6]) answerOf(at(index))?.fulfil({ status: 200 });
  worker = await startWorker();
  expect([(await ended(at(5))).status, (await ended(at(6))).status]).toEqual(['succeeded', 'succeeded']);
  await isUnderWay(at(7), at(8));
  // The limit is raised, for those in line too; switching the pipeline off ends no line.
  limit = 3;
  await save(LIMITED(group(3)));
  await api.api.updatePipeline({ params: { pipeline: 'limited' }, body: { enabled: false } });
  await isUnderWay(at(7), at(8), at(9));
  // The group is given up: all that waited go on.
  limit = 12;
  await save(LIMITED(''));
  await isUnderWay(at(7), at(8), at(9), at(10), at(11));
  open = true;
  for (const { fulfil } of answers.values()) fulfil({ status: 200 });
  const statuses = await Promise.all(runs.map(async (id) => (await ended(id)).status));
  expect(statuses.slice(0, 7)).toEqual([
    ...['succeeded', 'failed', 'cancelled', 'timed_out', 'timed_out'],
    ...['succeeded', 'succeeded'],
  ]);
  expect(new Set(statuses.slice(7)).has('queued')).toBe(false);
  expect(await running()).toEqual([]);
  await kill(worker);
});

/** The same faults on every machine. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('hard case 15: after many random faults there were never more at work than the limit allows, and the queue is empty', async () => {
  await save(`name: stormy
triggers: [{ manual: {} }]
concurrency: { group: stormy, limit: 3, max_pending: 100 }
steps:
  - { name: work, type: http, timeout: 2s, config: { url: "${peer.url}/storm", timeout: 30s } }
`);
  const random = randomOf(15);
  peer.answer(() => {
    const fate = random();
    if (fate < 0.2) return { status: 500 };
    if (fate < 0.3) return new Promise(() => undefined);
    return new Promise((resolve) => setTimeout(() => resolve({}), fate * 1_000));
  });
  const pair = [await startWorker(), await startWorker()];
  const runs = await Promise.all(Array.from({ length: 16 }, () => start('stormy')));
  const left = async () => {
    const found = await api.api.listExecutions({ query: { pipeline: 'stormy', limit: 100 } });
    expect(found.filter(({ status }) => status === 'running').length).toBeLessThanOrEqual(3);
    return found.filter(({ completed_at }) => completed_at === null);
  };
  await eventually('some have ended', async () => (await left()).length <= 12, 60_000);
  const victim = (await left()).find(({ status }) => status === 'running');
  // It may have ended meanwhile.
  if (victim)
    await api.api.cancelExecution({ params: { execution: victim.id }, body: { mode: 'kill' } }).catch(() => undefined);
  for (const worker of pair.slice(0, 1)) await kill(worker);
  await eventually('the queue is empty', async () => (await left()).length === 0, 60_000);
  const ends = new Set(await Promise.all(runs.map(async (id) => (await show(id)).status)));
  expect([...ends].filter((status) => !['succeeded', 'failed', 'timed_out', 'cancelled'].includes(status))).toEqual([]);
});
