// Runs on a real database with the durable engine in this process.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StepFailure, StepSkipped } from '../steps/step-type.ts';
import { createRunFixture, gate, type RunFixture, statuses } from './worker.fixture.ts';

let f: RunFixture;
beforeAll(async () => {
  f = await createRunFixture();
  await f.startWorker();
});
afterAll(async () => {
  await f.close();
  expect(f.errors).toEqual([]);
});

test('of steps that begin at once one starts the run, and each begins once', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const yaml = `steps: [${names.map((name) => `{ name: ${name}, type: work, needs: [] }`).join(', ')}]\n`;
  const { database } = f.server;
  const ids = [await f.start('crowd', yaml)];
  for (let more = 0; more < 5; more += 1) ids.push(await f.again('crowd'));
  for (const id of ids) {
    const run = await f.until(id);
    expect(run.status).toBe('succeeded');
    expect(run.steps.map(({ attempts }) => attempts.length)).toEqual(names.map(() => 1));
    const { rows } = await database.pool.query(
      `select type, data ->> 'status' as status, count(*)::int as count from events where subject = $1
       and (type = 'pipeline.run.started' or data ->> 'status' = 'running') group by 1, 2 order by 1`,
      [id],
    );
    expect(rows).toEqual([
      { type: 'pipeline.run.started', status: null, count: 1 },
      { type: 'pipeline.step.changed', status: 'running', count: names.length },
    ]);
  }
});

test('steps that need nothing of each other run side by side, and those that do get what they need', async () => {
  const both = gate();
  let running = 0;
  for (const name of ['a', 'b'])
    f.when(`dag/${name}`, async () => {
      running += 1;
      if (running === 2) both.open();
      await both.opened;
      return { from: name };
    });
  f.when('dag/c', async ({ config }) => ({ got: config }));
  const id = await f.start(
    'dag',
    `steps:
  - { name: a, type: work }
  - { name: b, type: work, needs: [] }
  - name: c
    type: work
    needs: [a, b]
    outputs: { both: "{{ outputs.got.x }}{{ outputs.got.y }}" }
    config: { x: "{{ steps.a.outputs.from }}", y: "{{ steps.b.outputs.from }}" }
outputs: { last: "{{ steps.c.outputs.both }}" }
`,
  );
  const run = await f.until(id);
  expect(run).toMatchObject({ status: 'succeeded', outputs: { last: 'ab' } });
  expect(run.steps.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
    ['succeeded'],
    ['succeeded'],
    ['succeeded'],
  ]);
});

test('of a matrix that failed in part only the failed cells run again, under the same keys', async () => {
  let broken = true;
  f.when('matrix/cell', async ({ step, config }) => {
    if (broken && step.item === 'b') throw new StepFailure('b is broken');
    return { made: config };
  });
  const yaml = `steps:
  - name: cell
    type: work
    matrix: { letter: [a, b, c] }
    config: { letter: "{{ matrix.letter }}" }
  - name: after
    type: work
    config: { all: "{{ join(steps.cell.outputs.*.made.letter, '') }}" }
`;
  const first = await f.until(await f.start('matrix', yaml));
  expect(first.status).toBe('failed');
  expect(first.error_message).toContain('1 of 3 cells failed; "b": b is broken');
  expect(statuses(first)).toEqual({
    cell: 'failed',
    'cell[a]': 'succeeded',
    'cell[b]': 'failed',
    'cell[c]': 'succeeded',
    after: 'skipped',
  });
  broken = false;
  const before = f.begun.length;
  const { id } = await f.server.api.rerunExecution({ params: { execution: first.id }, body: { what: 'failed' } });
  const second = await f.until(id);
  expect(second).toMatchObject({ status: 'succeeded', attempt: 2, rerun_of: first.id });
  const again = f.begun.slice(before);
  expect(again.map(({ step }) => `${step.name}[${step.item}]`)).toEqual(['cell[b]', 'after[]']);
  expect(again[0]?.idempotency_key).toBe(`${first.id}/cell/b`);
  expect(again[1]?.config).toEqual({ all: 'abc' });
  expect(second.steps.find(({ item }) => item === 'a')).toMatchObject({
    reused_from: `${first.id}/cell[a]`,
    attempts: [],
    output: { made: { letter: 'a' } },
  });
  const all = await f.until((await f.server.api.rerunExecution({ params: { execution: second.id }, body: {} })).id);
  expect(all).toMatchObject({ status: 'succeeded', attempt: 3 });
  expect(f.begun.at(-1)?.idempotency_key).toBe(`${all.id}/after`);
});

test('from one step on: what comes after it runs again, what came before is taken over', async () => {
  const yaml = `steps: [{ name: a, type: work }, { name: b, type: work }, { name: c, type: work }]\n`;
  const first = await f.until(await f.start('from-step', yaml));
  const before = f.begun.length;
  const rerun = (body: { what: 'failed' | 'from_step'; step?: string }) =>
    f.server.api.rerunExecution({ params: { execution: first.id }, body });
  await expect(rerun({ what: 'failed' })).rejects.toThrow('no step of run #1');
  await expect(rerun({ what: 'from_step', step: 'z' })).rejects.toThrow('has no step "z"; it has a, b, c');
  await f.until((await rerun({ what: 'from_step', step: 'b' })).id);
  expect(f.begun.slice(before).map(({ step }) => step.name)).toEqual(['b', 'c']);
});

test('a failing attempt is tried again as the policy says, and each attempt stays visible', async () => {
  let tries = 0;
  f.when('retries/a', async () => {
    tries += 1;
    if (tries === 1) throw new StepFailure('busy', 'rate_limited', { retry_after_ms: 30 });
    if (tries === 2) throw new StepFailure('wrong', 'conflict');
    return {};
  });
  const retry = (when: string) => `retry: { max_attempts: 3, backoff: none, when: [${when}] }`;
  const run = await f.until(await f.start('retries', `steps: [{ name: a, type: work, ${retry('rate_limited')} }]\n`));
  expect(run.status).toBe('failed');
  expect(run.steps[0]?.attempts.map(({ status, error }) => [status, error])).toEqual([
    ['failed', 'busy'],
    ['failed', 'wrong'],
  ]);
  tries = 0;
  const well = await f.until(await f.start('retries', `steps: [{ name: a, type: work, ${retry('any')} }]\n`));
  expect(well.status).toBe('succeeded');
  expect(well.steps[0]?.attempts).toHaveLength(3);
});

test('an attempt that takes too long is timed out; what it finds out later counts for nothing', async () => {
  const late = gate();
  let tries = 0;
  f.when('slow/a', async ({ signal }) => {
    tries += 1;
    if (tries === 2) return { try: 2 };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    late.open();
    return { try: 1 };
  });
  const run = await f.until(
    await f.start(
      'slow',
      `steps: [{ name: a, type: work, timeout: 50ms, retry: { max_attempts: 2, backoff: none } }]\n`,
    ),
  );
  await late.opened;
  expect(run.steps[0]).toMatchObject({ status: 'succeeded', output: { try: 2 } });
  expect(run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['timed_out', 'succeeded']);
});

test('a step that has nothing to do is skipped, and what comes after it runs', async () => {
  f.when('stale/a', async () => {
    throw new StepSkipped('the contract is newer');
  });
  const run = await f.until(await f.start('stale', `steps: [{ name: a, type: work }, { name: b, type: work }]\n`));
  expect(statuses(run)).toEqual({ a: 'skipped', b: 'succeeded' });
  expect(run.steps[0]?.message).toBe('the contract is newer');
});

test('logs, annotations and a summary are kept; outputs beyond 256 KiB fail the step and name their size', async () => {
  f.when('tells/a', async ({ log, annotate, summarise }) => {
    log('first');
    log('second');
    annotate('warning', 'look here', 'a.yaml:1');
    summarise('# done');
    return { large: 'x'.repeat(300_000) };
  });
  const run = await f.until(await f.start('tells', `steps: [{ name: a, type: work }]\n`));
  expect(run.steps[0]).toMatchObject({ status: 'failed', summary: '# done' });
  expect(run.error_message).toMatch(/the outputs are 293 KiB; 256 KiB is the most/);
  expect(run.annotations).toEqual([
    { level: 'warning', message: 'look here', location: 'a.yaml:1', step: 'a', item: '' },
  ]);
  const log = await f.server.api.getExecutionLog({ params: { execution: run.id }, query: {} });
  expect(log.map(({ message, step, attempt }) => [message, step, attempt])).toEqual([
    ['first', 'a', 1],
    ['second', 'a', 1],
  ]);
  const after = log[0]?.cursor ?? 0;
  const rest = await f.server.api.getExecutionLog({ params: { execution: run.id }, query: { after } });
  expect(rest).toHaveLength(1);
});

test('a step whose inputs are the same takes its outputs from the cache', async () => {
  let made = 0;
  f.when('cached/a', async () => {
    made += 1;
    return { made };
  });
  const yaml = (version: number) =>
    `inputs: {}\nsteps: [{ name: a, type: work, config: { version: ${version} }, cache: { key: same } }]\n`;
  const first = await f.until(await f.start('cached', yaml(1)));
  const second = await f.until(await f.start('cached', yaml(1)));
  expect(second.steps[0]).toMatchObject({
    status: 'succeeded',
    output: { made: 1 },
    reused_from: `${first.id}/a`,
    attempts: [],
  });
  const third = await f.until(await f.start('cached', yaml(2)));
  expect(third.steps[0]).toMatchObject({ output: { made: 2 }, reused_from: null });
  const effect = await f.until(await f.start('cached-send', 'steps: [{ name: a, type: send, cache: { key: k } }]\n'));
  expect(effect.error_message).toContain('steps[0].cache');
});

test('what a step needs and does not have is said with its place', async () => {
  const run = await f.until(
    await f.start(
      'refused',
      `steps:
  - { name: a, type: work, if: "false" }
  - { name: b, type: work, config: { x: "{{ steps.a.outputs.y }}" } }
`,
    ),
  );
  expect(run.status).toBe('failed');
  expect(run.steps[1]?.message).toContain('steps[1].config.x');
  expect(run.steps[1]?.attempts).toEqual([]);
});
