// Matrices that fail in part, outputs that are not there, and events that are collected: nothing is done again that went well, and no event is lost or counted twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, mockops, removeHome, type System, startSystem } from '../system.ts';
import { type CountingPeer, startCountingPeer } from './counting-peer.ts';

let system: System;
let peer: CountingPeer;
beforeAll(async () => {
  peer = await startCountingPeer();
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
  await peer.close();
  await removeHome(system.home);
});

const save = (source: string) => system.api.savePipeline({ body: { source } });
const start = async (pipeline: string, inputs: Record<string, string | number> = {}) =>
  (await system.api.startRun({ params: { pipeline }, body: { inputs } })).id;
const ended = (execution: string) =>
  eventually('the run ends', async () => {
    const run = await system.api.getExecution({ params: { execution } });
    return run.completed_at === null ? undefined : run;
  });

test('hard case 25: of a matrix that failed in part only what failed runs again, under the same keys; an output that is not there says why', async () => {
  const answers = new Map([['b', 400]]);
  peer.answer(({ path }) => ({ status: answers.get(path.at(-1) ?? '') ?? 200, body: `made ${path}` }));
  await save(`name: parts
triggers: [{ manual: {} }]
steps:
  - name: cell
    type: http
    matrix: { letter: [a, b, c] }
    config: { method: POST, url: "${peer.url}/cell/{{ matrix.letter }}" }
  - { name: after, type: transform, config: { values: { all: "{{ join(steps.cell.outputs.*.body, ' ') }}" } } }
`);
  const first = await ended(await start('parts'));
  expect(first).toMatchObject({ status: 'failed', error_message: expect.stringContaining('1 of 3 cells failed; "b"') });
  const rerun = await mockops(system, 'run', 'rerun', first.id, '--failed');
  expect(rerun).toMatchObject({ code: 0 });
  // It fails once more, and is mended then.
  const latest = async () => (await system.api.listExecutions({ query: { pipeline: 'parts', limit: 1 } }))[0]?.id ?? '';
  const second = await ended(await latest());
  expect(second).toMatchObject({ status: 'failed', rerun_of: first.id, attempt: 2 });
  answers.clear();
  const third = await ended(
    (await system.api.rerunExecution({ params: { execution: second.id }, body: { what: 'failed' } })).id,
  );
  expect(third).toMatchObject({ status: 'succeeded', attempt: 3 });
  expect(third.steps.find(({ name }) => name === 'after')?.output).toEqual({
    all: 'made /cell/a made /cell/b made /cell/c',
  });
  const keys = (letter: string) =>
    peer.requests.filter(({ path }) => path === `/cell/${letter}`).map(({ headers }) => headers['idempotency-key']);
  expect(keys('a')).toHaveLength(1);
  expect(keys('c')).toHaveLength(1);
  expect(keys('b')).toHaveLength(3);
  expect(new Set(keys('b'))).toEqual(new Set([`${first.id}/cell/b`]));
  expect(third.steps.filter(({ reused_from }) => reused_from !== null).map(({ item }) => item)).toEqual(['a', 'c']);

  await save(`name: absent
triggers: [{ manual: {} }]
steps:
  - { name: maybe, type: transform, if: "run.number > 99", config: { values: { x: 1 } } }
  - { name: careful, type: transform, config: { values: { x: "{{ default(steps.maybe.outputs.x, 'nothing') }}" } } }
  - { name: careless, type: transform, config: { values: { x: "{{ steps.maybe.outputs.x }}" } } }
`);
  const absent = await ended(await start('absent'));
  expect(absent.steps.map(({ status, attempts }) => [status, attempts.length])).toEqual([
    ['skipped', 0],
    ['succeeded', 1],
    ['failed', 0],
  ]);
  expect(absent.steps[1]?.output).toEqual({ x: 'nothing' });
  expect(absent.error_message).toMatch(/steps\[2\]\.config\.values\.x.*"?maybe"? was skipped.*run\.number > 99/);
});

const TICK = `name: tick
inputs: { number: { type: number, required: true } }
triggers: [{ manual: {} }]
steps: [{ name: it, type: emit_event, config: { event: custom.tick, data: { number: "{{ inputs.number }}" } } }]
`;
const numbersOf = (run: Awaited<ReturnType<typeof ended>>) => run.events.map(({ data }) => data.number);
const collected = async (pipeline: string, count: number) => {
  const runs = await eventually(`all events of ${pipeline}`, async () => {
    const found = await system.api.listExecutions({ query: { pipeline, limit: 100 } });
    const whole = await Promise.all(found.map(({ id }) => ended(id)));
    return whole.flatMap(numbersOf).length >= count && whole.reverse();
  });
  return runs.map(numbersOf);
};

test('hard case 25: a storm that never pauses still makes runs, and each event is in exactly one of them; what comes after a batch was closed opens the next', async () => {
  await save(TICK);
  await save(`name: quiet
triggers: [{ event: custom.tick, debounce: { period: 2s, max_wait: 3s, payload: all } }]
steps: [{ name: it, type: transform, config: { values: { count: "{{ length(events) }}" } } }]
`);
  await save(`name: batch
triggers: [{ event: custom.tick, batch: { max_size: 5, max_wait: 20s } }]
steps: [{ name: it, type: transform, config: { values: { count: "{{ length(events) }}" } } }]
`);
  // Never two seconds without an event, for longer than two windows of three seconds.
  let sent = 0;
  const tick = async () => {
    sent += 1;
    await ended(await start('tick', { number: sent }));
  };
  for (const until = Date.now() + 7_500; Date.now() < until; ) await tick();
  while (sent % 5 !== 0) await tick();
  expect(await system.api.listExecutions({ query: { pipeline: 'quiet' } })).not.toHaveLength(0);
  const all = Array.from({ length: sent }, (_, index) => index + 1);
  const windows = await collected('quiet', sent);
  expect(windows.flat()).toEqual(all);
  expect(windows.length).toBeGreaterThan(2);
  const batches = await collected('batch', sent);
  expect(batches.flat()).toEqual(all);
  expect(new Set(batches.map(({ length }) => length))).toEqual(new Set([5]));

  // Late: one for the next window, and four more for the next batch.
  for (let count = 0; count < 5; count += 1) await tick();
  const late = all.length;
  expect((await collected('batch', sent)).at(-1)).toEqual([1, 2, 3, 4, 5].map((number) => late + number));
  expect((await collected('quiet', sent)).flat()).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
  const decisions = await Promise.all(
    (await system.api.listEvents({ query: { type: 'custom.tick', limit: 500 } })).map(({ id }) =>
      system.api.getEvent({ params: { event: id } }),
    ),
  );
  for (const { decisions: made } of decisions) {
    const started = made.filter(({ execution_id }) => execution_id !== null).map(({ pipeline }) => pipeline);
    expect(started.sort()).toEqual(['batch', 'quiet']);
  }
});
