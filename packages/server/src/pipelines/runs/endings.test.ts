// Runs that are ended, wait, or lose their worker.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StepFailure, Suspended } from '../steps/step-type.ts';
import { createRunFixture, gate, type RunFixture, statuses, untilStopped } from './worker.fixture.ts';

let f: RunFixture;
beforeAll(async () => {
  f = await createRunFixture();
  await f.startWorker();
});
afterAll(async () => {
  await f.close();
  expect(f.errors).toEqual([]);
});

const HOOKS = `on_failure: [{ name: alert, type: work }]
on_cancel: [{ name: undo, type: work }]
finally: [{ name: tidy, type: work }]
`;
const cancel = (execution: string, mode?: 'cancel' | 'stop' | 'kill') =>
  f.server.api.cancelExecution({ params: { execution }, body: { ...(mode && { mode }), reason: 'enough' } });
const isRunning = (name: string) => (run: Parameters<typeof statuses>[0]) => statuses(run)[name] === 'running';

test('what is no run cannot be ended', async () => {
  await expect(cancel('nonsense')).rejects.toThrow('there is no run "nonsense"');
});

test('a cancelled run: the running step is told, nothing else starts, and its hooks run', async () => {
  let told: unknown;
  f.when('cancelled/a', async (context) => {
    await untilStopped(context).catch((error: unknown) => {
      told = error;
    });
    return { late: true };
  });
  const id = await f.start('cancelled', `steps: [{ name: a, type: work }, { name: b, type: work }]\n${HOOKS}`);
  await f.until(id, isRunning('a'));
  await cancel(id);
  await expect(cancel(id)).rejects.toThrow('is ending already');
  const run = await f.until(id);
  expect(run).toMatchObject({ status: 'cancelled', error_message: 'cancelled by local: enough' });
  expect(statuses(run)).toEqual({
    a: 'cancelled',
    b: 'cancelled',
    alert: 'skipped',
    undo: 'succeeded',
    tidy: 'succeeded',
  });
  expect(run.steps[0]).toMatchObject({ output: null, attempts: [{ status: 'cancelled' }] });
  while (told === undefined) await sleep(10);
  await expect(cancel(id)).rejects.toThrow('the run has ended: cancelled');
});

test('stop lets end what runs; kill ends everything and runs no hook', async () => {
  const held = gate();
  f.when('stopped/a', async () => {
    await held.opened;
    return {};
  });
  f.when('killed/a', untilStopped);
  const yaml = `steps: [{ name: a, type: work }, { name: b, type: work }]\n${HOOKS}`;
  const stopped = await f.start('stopped', yaml);
  await f.until(stopped, isRunning('a'));
  expect(await cancel(stopped, 'stop')).toMatchObject({ status: 'cancelling' });
  held.open();
  expect(statuses(await f.until(stopped))).toMatchObject({
    a: 'succeeded',
    b: 'cancelled',
    undo: 'skipped',
    tidy: 'succeeded',
  });
  const killed = await f.start('killed', yaml);
  await f.until(killed, isRunning('a'));
  expect(await cancel(killed, 'kill')).toMatchObject({ status: 'cancelled' });
  expect(new Set(Object.values(statuses(await f.get(killed))))).toEqual(new Set(['cancelled']));
});

test('a failure runs on_failure and finally, which know how the run went', async () => {
  f.when('hooked/a', async () => {
    throw new StepFailure('broken');
  });
  const id = await f.start(
    'hooked',
    `steps: [{ name: a, type: work }]
on_failure: [{ name: alert, type: work, config: { text: "{{ run.status }} at {{ run.failed_step }}" } }]
finally: [{ name: tidy, type: work, if: "failure()" }]
`,
  );
  const run = await f.until(id);
  expect(run.status).toBe('failed');
  expect(run.steps[1]).toMatchObject({ status: 'succeeded', input: { text: 'failed at a' } });
  expect(statuses(run)).toMatchObject({ tidy: 'succeeded' });
});

test('the time of a run is bounded, waiting included', async () => {
  f.when('bounded/a', async () => new Suspended({ waiting_for: 'nobody' }));
  const id = await f.start('bounded', `limits: { timeout: 200ms }\nsteps: [{ name: a, type: pause }]\n${HOOKS}`);
  const run = await f.until(id);
  expect(run).toMatchObject({ status: 'timed_out', error_message: expect.stringContaining('limits.timeout') });
  expect(statuses(run)).toEqual({ a: 'cancelled', alert: 'succeeded', undo: 'skipped', tidy: 'succeeded' });
});

test('a waiting step holds nothing; what wakes it first decides, and it goes on with what it remembers', async () => {
  f.when('waits/a', async () => new Suspended({ waiting_for: 'a word', state: { asked: 'robin' } }));
  const id = await f.start('waits', `steps: [{ name: a, type: pause }, { name: b, type: work }]\n`);
  const waiting = await f.until(id, ({ status }) => status === 'waiting');
  expect(waiting.steps[0]).toMatchObject({
    status: 'waiting',
    waiting_for: 'a word',
    attempts: [{ status: 'waiting' }],
  });
  const step = { execution_id: id, step_name: 'a', item: '' };
  const wake = () =>
    f.server.database.transaction((tx) =>
      f.server.control.runs.wake(tx, step, { kind: 'callback', body: {}, by: null }),
    );
  expect(await Promise.all([wake(), wake(), wake()])).toHaveLength(3);
  const run = await f.until(id);
  expect(run).toMatchObject({ status: 'succeeded', steps: [{ output: { woken_by: 'callback', asked: 'robin' } }, {}] });
  expect(run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['waiting', 'succeeded']);
  expect(await wake()).toBe(false);
});

test('a wait that is over wakes by itself', async () => {
  f.when('timer/a', async () => new Suspended({ waiting_for: 'a moment', wake_at: new Date(Date.now() + 100) }));
  const run = await f.until(await f.start('timer', `steps: [{ name: a, type: pause }]\n`));
  expect(run.steps[0]?.output).toEqual({ woken_by: 'timer' });
});

test('a step waits for no longer than its timeout', async () => {
  f.when(
    'impatient/a',
    async () => new Suspended({ waiting_for: 'nobody', wake_at: new Date(Date.now() + 3_600_000) }),
  );
  const run = await f.until(await f.start('impatient', 'steps: [{ name: a, type: pause, timeout: 300ms }]\n'));
  expect(run.status).toBe('timed_out');
  expect(run.steps[0]).toMatchObject({ status: 'timed_out', message: 'no end after 0.3 s' });
});

test('a worker that goes away in the middle: what ended is not repeated, what ran begins again on the next', async () => {
  const counts = { a: 0, b: 0 };
  f.when('moved/a', async () => {
    counts.a += 1;
    return {};
  });
  f.when('moved/b', async (context) => {
    counts.b += 1;
    if (counts.b === 1) await untilStopped(context);
    return { run: counts.b };
  });
  const id = await f.start('moved', `steps: [{ name: a, type: work }, { name: b, type: work }]\n`);
  await f.until(id, isRunning('b'));
  await f.stopWorker();
  expect(statuses(await f.get(id))).toEqual({ a: 'succeeded', b: 'running' });
  await f.startWorker();
  const run = await f.until(id);
  expect(run.steps[1]).toMatchObject({ status: 'succeeded', output: { run: 2 }, attempts: [{ number: 1 }] });
  expect(counts).toEqual({ a: 1, b: 2 });
});

test('an effect that was interrupted is asked about: done is done, and what nobody can tell is for a person', async () => {
  f.when('sent/a', untilStopped);
  f.when('unknown/a', untilStopped);
  const sent = await f.start('sent', `steps: [{ name: a, type: send_known }]\n`);
  const unknown = await f.start('unknown', `steps: [{ name: a, type: send }]\n`);
  for (const id of [sent, unknown]) await f.until(id, isRunning('a'));
  await f.stopWorker();
  await f.startWorker();
  expect((await f.until(sent)).steps[0]).toMatchObject({
    status: 'succeeded',
    output: { reconciled: true },
    attempts: [{ status: 'succeeded', reconciled: true }],
  });
  const run = await f.until(unknown);
  expect(run.steps[0]).toMatchObject({ status: 'failed', message: expect.stringContaining('unknown outcome') });
});

test('a worker that was taken for dead and comes back finds its result refused', async () => {
  const held = gate();
  const entered = gate();
  f.when('zombie/a', async () => {
    entered.open();
    await held.opened;
    return { zombie: true };
  });
  const id = await f.start('zombie', `steps: [{ name: a, type: work }]\n`);
  await entered.opened;
  await f.until(id, isRunning('a'));
  // As another worker does when it takes the attempt up.
  await f.server.database.pool.query(
    "update pipeline_steps set owner = gen_random_uuid() where execution_id = $1 and step_name = 'a'",
    [id],
  );
  held.open();
  await sleep(200);
  expect((await f.get(id)).steps[0]).toMatchObject({ status: 'running', output: null });
  await cancel(id, 'kill');
});

test('an attempt that the engine has lost is noticed, and its run ends with the reason', async () => {
  await f.stopWorker();
  const id = await f.start('lost', `steps: [{ name: a, type: work }]\n`);
  await f.server.database.pool.query('delete from dbos.workflow_status where workflow_uuid like $1', [`${id}/%`]);
  const tasks = f.server.control.runs.dueTasks().filter(({ name }) => name === 'orphaned-attempts');
  for (const task of [...tasks, ...tasks]) await task.run();
  expect(await f.get(id)).toMatchObject({
    status: 'failed',
    error_message: expect.stringContaining('gave the attempt up'),
  });
  await f.startWorker();
});

test('the end of a called run wakes the step that called it; the end of the caller ends what it called', async () => {
  const called = `name: called\nreusable: true\nsteps: [{ name: c, type: work }]\noutputs: { made: "{{ steps.c.outputs.made }}" }\n`;
  await f.server.api.savePipeline({ body: { source: called } });
  const { database, control } = f.server;
  const runs: string[] = [];
  f.when('caller/a', async ({ run, step }) => {
    const from = { execution_id: run.id, step_name: step.name, item: step.item };
    const call = { from, pipeline: 'called', revision: null, inputs: {} };
    runs.push(await database.transaction((tx) => control.triggers.startCall(tx, call)));
    return new Suspended({ waiting_for: 'a run', state: { run: runs.at(-1) ?? '' } });
  });
  const held = gate();
  f.when('called/c', async ({ signal }) => {
    await Promise.race([held.opened, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    return { made: 'it' };
  });
  const yaml = 'steps: [{ name: a, type: call }]\n';
  const first = await f.start('caller', yaml);
  await f.until(first, ({ status }) => status === 'waiting');
  const second = await f.again('caller');
  await f.until(second, ({ status }) => status === 'waiting');
  await cancel(second);
  expect(await f.until(runs[1] ?? '')).toMatchObject({
    status: 'cancelled',
    error_message: expect.stringContaining('called it'),
  });
  held.open();
  expect((await f.until(first)).steps[0]?.output).toEqual({ woken_by: 'run', run: runs[0] });
  expect(await f.get(runs[0] ?? '')).toMatchObject({ status: 'succeeded', outputs: { made: 'it' } });
});

test('what a step waits for people or events is no part of max_elapsed', async () => {
  const { database, control } = f.server;
  let tries = 0;
  f.when('patient/a', async () => new Suspended({ waiting_for: 'somebody', state: {} }));
  f.when('patient/a resumes', async () => {
    tries += 1;
    throw new StepFailure('not yet', 'transient');
  });
  const retry = 'retry: { max_attempts: 3, backoff: none, max_elapsed: 10m }';
  const id = await f.start('patient', `steps: [{ name: a, type: pause, ${retry} }]\n`);
  await f.until(id, ({ status }) => status === 'waiting');
  // It has waited for an hour.
  await database.pool.query(
    `update pipeline_steps set started_at = started_at - interval '1 hour',
       wait = jsonb_set(wait, '{since}', to_jsonb(((wait ->> 'since')::timestamptz - interval '1 hour')::text)) where execution_id = $1`,
    [id],
  );
  const step = { execution_id: id, step_name: 'a', item: '' };
  await database.transaction((tx) => control.runs.wake(tx, step, { kind: 'callback', body: {}, by: null }));
  expect(await f.until(id)).toMatchObject({ status: 'failed' });
  expect(tries).toBe(3);
});

test('a called run ends with its caller also when the process that ended the caller did not live to do it', async () => {
  const { database, control } = f.server;
  let called = '';
  f.when('leaving/a', async ({ run, step }) => {
    const from = { execution_id: run.id, step_name: step.name, item: step.item };
    const call = { from, pipeline: 'left', revision: null, inputs: {} };
    called = await database.transaction((tx) => control.triggers.startCall(tx, call));
    return new Suspended({ waiting_for: 'a run', state: {} });
  });
  await f.server.api.savePipeline({
    body: { source: 'name: left\nreusable: true\nsteps: [{ name: c, type: pause }]\n' },
  });
  f.when('left/c', async () => new Suspended({ waiting_for: 'nothing that comes', state: {} }));
  const caller = await f.start('leaving', 'steps: [{ name: a, type: call }]\n');
  await f.until(caller, ({ status }) => status === 'waiting');
  await f.until(called, ({ status }) => status === 'waiting');
  // As it is after a kill between the two transactions: nobody is left who remembers.
  await database.pool.query(`update pipeline_executions set status = 'cancelled', completed_at = now() where id = $1`, [
    caller,
  ]);
  expect(await f.until(called)).toMatchObject({
    status: 'cancelled',
    error_message: 'cancelled by the run that called it',
  });
});

test('a pipeline that keeps failing is switched off, and says so once', async () => {
  f.when('failing/a', async () => {
    throw new StepFailure('broken');
  });
  await f.until(await f.start('failing', `limits: { pause_after_failures: 2 }\nsteps: [{ name: a, type: work }]\n`));
  await f.until(await f.again('failing'));
  expect(await f.server.api.getPipeline({ params: { pipeline: 'failing' } })).toMatchObject({ enabled: false });
  expect(await f.server.api.listEvents({ query: { type: 'pipeline.paused' } })).toHaveLength(1);
  await expect(f.again('failing')).rejects.toThrow('2 runs failed in a row');
});
