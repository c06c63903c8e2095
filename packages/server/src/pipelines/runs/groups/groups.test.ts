// Concurrency groups of runs and of steps, on a real database with a worker.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Suspended } from '../../steps/step-type.ts';
import { createRunFixture, gate, type RunFixture, statuses } from '../worker.fixture.ts';

let f: RunFixture;
beforeAll(async () => {
  f = await createRunFixture();
  await f.startWorker();
});
afterAll(async () => {
  await f.close();
  expect(f.errors).toEqual([]);
});

/** Starts runs of one pipeline while the first of them holds its place; answers them, and lets it go. */
async function startMany(name: string, concurrency: string, count: number) {
  const held = gate();
  const order: number[] = [];
  f.when(`${name}/a`, async ({ run }) => {
    order.push(run.number);
    if (run.number === 1) await held.opened;
    return {};
  });
  const first = await f.start(
    name,
    `concurrency: { group: ${name}, ${concurrency} }\nsteps: [{ name: a, type: work }]\n`,
  );
  await f.until(first, ({ status }) => status === 'running');
  const runs = [first];
  while (runs.length < count) runs.push(await f.again(name));
  return { runs, order, open: held.open };
}
const ended = async (ids: string[]) => Promise.all(ids.map(async (id) => (await f.until(id)).status));

test('queue: one after the other, in order', async () => {
  const { runs, order, open } = await startMany('queue', 'limit: 1', 4);
  expect(await f.get(runs[1] ?? '')).toMatchObject({ status: 'queued', concurrency_group: 'queue' });
  open();
  expect(await ended(runs)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  expect(order).toEqual([1, 2, 3, 4]);
});

test('newest_first lets the newest of those that are ready go on', async () => {
  const { runs, order, open } = await startMany('newest', 'order: newest_first', 4);
  open();
  await ended(runs);
  expect(order).toEqual([1, 4, 3, 2]);
});

test('replace_pending: the newest waiting run wins, the running one ends', async () => {
  const { runs, open } = await startMany('replace', 'on_conflict: replace_pending', 4);
  await f.until(runs[2] ?? '');
  open();
  expect(await ended(runs)).toEqual(['succeeded', 'superseded', 'superseded', 'succeeded']);
  expect((await f.get(runs[1] ?? '')).error_message).toBe('a newer one of group "replace" came');
});

test('cancel_in_progress: the running one makes room', async () => {
  const { runs } = await startMany('progress', 'on_conflict: cancel_in_progress', 2);
  expect(await ended(runs)).toEqual(['cancelled', 'succeeded']);
  expect((await f.get(runs[0] ?? '')).error_message).toContain('a newer one of group "progress" takes its place');
});

test('skip and fail end at once those that find the group busy; beyond max_pending nobody lines up', async () => {
  const skip = await startMany('skip', 'on_conflict: skip', 2);
  expect(await f.get(skip.runs[1] ?? '')).toMatchObject({
    status: 'skipped',
    error_message: expect.stringContaining('busy'),
  });
  skip.open();
  const fail = await startMany('fail', 'on_conflict: fail', 2);
  expect(await f.get(fail.runs[1] ?? '')).toMatchObject({ status: 'failed' });
  fail.open();
  const full = await startMany('full', 'max_pending: 1', 3);
  expect(await f.get(full.runs[2] ?? '')).toMatchObject({
    status: 'skipped',
    error_message: expect.stringContaining('max_pending'),
  });
  full.open();
  expect(await ended(full.runs)).toEqual(['succeeded', 'succeeded', 'skipped']);
});

test('who stands in line for longer than max_wait gives up', async () => {
  // Long enough for the first one to have its place, on a machine that has much to do.
  const { runs, open } = await startMany('patience', 'max_wait: 3s', 2);
  expect(await f.until(runs[1] ?? '')).toMatchObject({
    status: 'expired',
    error_message: expect.stringContaining('max_wait'),
  });
  open();
});

test('a run in line is cancelled at once', async () => {
  const { runs, open } = await startMany('inline', 'limit: 1', 2);
  const execution = runs[1] ?? '';
  expect(await f.server.api.cancelExecution({ params: { execution } })).toMatchObject({ status: 'cancelled' });
  open();
  await ended(runs);
});

test('raising the limit lets those go on that wait, and giving the group up lets all go', async () => {
  const { runs, open } = await startMany('raised', 'limit: 1', 3);
  const source = (concurrency: string) =>
    `name: raised\ntriggers: [{ manual: {} }]\n${concurrency}steps: [{ name: a, type: work }]\n`;
  await f.server.api.savePipeline({ body: { source: source('concurrency: { group: raised, limit: 2 }\n') } });
  await f.server.control.runs.admit.everybody();
  expect(await f.until(runs[1] ?? '')).toMatchObject({ status: 'succeeded' });
  open();
  await ended(runs);
});

test('a run that waits gives its place to the next, and lines up again afterwards', async () => {
  f.when('released/a', async ({ run }) => (run.number === 1 ? new Suspended({ waiting_for: 'a word' }) : {}));
  const held = gate();
  f.when('released/b', async ({ run }) => {
    if (run.number === 2) await held.opened;
    return {};
  });
  const first = await f.start(
    'released',
    `concurrency: { group: released }\nsteps: [{ name: a, type: pause }, { name: b, type: work }]\n`,
  );
  await f.until(first, ({ status }) => status === 'waiting');
  const second = await f.again('released');
  await f.until(second, (run) => statuses(run).b === 'running');
  const step = { execution_id: first, step_name: 'a', item: '' };
  await f.server.database.transaction((tx) => f.server.control.runs.wake(tx, step, { kind: 'timer' }));
  expect(await f.get(first)).toMatchObject({ status: 'queued' });
  held.open();
  expect(await ended([second, first])).toEqual(['succeeded', 'succeeded']);
});

test('steps of different runs share a group: never more at a time than its limit', async () => {
  let live = 0;
  let most = 0;
  f.when('steps/a', async () => {
    live += 1;
    most = Math.max(most, live);
    await new Promise((resolve) => setTimeout(resolve, 20));
    live -= 1;
    return {};
  });
  const yaml = `steps:
  - name: a
    type: work
    matrix: { n: [1, 2, 3, 4] }
    concurrency: { group: "git:{{ run.pipeline }}", limit: 2 }
`;
  const runs = [await f.start('steps', yaml), await f.again('steps'), await f.again('steps')];
  expect(await ended(runs)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(most).toBe(2);
});
