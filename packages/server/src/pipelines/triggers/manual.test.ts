// Starts by hand and by calling steps.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFixture, type Fixture } from './triggers.fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
beforeEach(() => fixture.clear());
afterAll(() => fixture.close());

const INPUTS = {
  federation: { type: 'string', required: true },
  rate: { type: 'number', default: 0.5, min: 0, max: 1 },
  level: { type: 'choice', options: ['low', 'high'] },
};

const startByHand = (pipeline_id: string, inputs: Record<string, string | number>) =>
  fixture.triggers.startByHand({
    pipeline_id,
    inputs,
    actor: 'robin',
    workspace: { id: fixture.workspaces.payments, slug: 'payments', title: null },
  });

const countRows = async (table: string) => (await fixture.database.pool.query(`select 1 from ${table}`)).rowCount;

test('a start by hand has an event, a decision and typed inputs with their defaults', async () => {
  const id = await fixture.save({ name: 'by-hand', inputs: INPUTS, triggers: [{ manual: {} }] });
  await startByHand(id, { federation: 'shop' });
  await fixture.dispatch();
  expect(fixture.runs.created).toHaveLength(1);
  expect(fixture.runs.created[0]).toMatchObject({
    inputs: { federation: 'shop', rate: 0.5 },
    started_by: 'robin',
    reason: 'triggers[0]: started by robin',
    event: { type: 'pipeline.started', workspace_id: 'payments', data: { pipeline: 'by-hand', by: 'robin' } },
  });
  const [event] = await fixture.events.list({ type: 'pipeline.started', limit: 1 });
  expect(await fixture.decisions(event!)).toEqual({ 'by-hand': 'started' });
});

test('every wrong input is named, and nothing is left of the start', async () => {
  const id = await fixture.save({ name: 'by-hand', inputs: INPUTS, triggers: [{ manual: {} }] });
  const refused = await startByHand(id, { rate: 2, level: 'middle', federtion: 'shop' }).catch((error) => error);
  const told = refused.issues.map(({ path, message }: { path: string; message: string }) => `${path}: ${message}`);
  expect(new Set(told)).toEqual(
    new Set([
      'inputs.federtion: there is no input "federtion"',
      'inputs.federation: the input "federation" is missing',
      'inputs.rate: the input "rate" is 2, and 1 is the most',
      'inputs.level: the input "level" is "middle", and must be one of low, high',
    ]),
  );
  expect(await countRows('events')).toBe(0);
});

test('inputs become the data of an event that did not happen, which only this pipeline sees', async () => {
  const manual = { as_event: 'workspace.created', inputs: { name: { type: 'string' } } };
  const id = await fixture.save({ name: 'as-event', triggers: [{ manual }] });
  await fixture.save({ name: 'listening', triggers: [{ event: 'workspace.created' }] });
  await startByHand(id, { name: 'made up' });
  await fixture.dispatch();
  expect(fixture.runs.created.map(({ pipeline }) => pipeline.name)).toEqual(['as-event']);
  expect(fixture.runs.created[0]?.event).toMatchObject({
    type: 'workspace.created',
    data: { workspace_id: 'payments', name: 'made up' },
  });
});

test('a pipeline that is off, has no manual trigger or is held to its rate says so', async () => {
  const off = await fixture.save({ name: 'off', enabled: false, triggers: [{ manual: {} }] });
  await expect(startByHand(off, {})).rejects.toThrow('pipeline "off" is disabled; enable it first');
  const deaf = await fixture.save({ name: 'deaf', triggers: [{ event: 'workspace.created' }] });
  await expect(startByHand(deaf, {})).rejects.toThrow('add "- manual:" to its triggers');
  const other = await fixture.save({ name: 'other', triggers: [{ manual: {} }] }, fixture.workspaces.orders);
  await expect(startByHand(other, {})).rejects.toThrow('is about its own workspace "orders"');
  const limits = { rate: { max: 1, per: 60_000, on_limit: 'drop' } };
  const rated = await fixture.save({ name: 'rated', limits, triggers: [{ manual: {} }] });
  await startByHand(rated, {});
  await expect(startByHand(rated, {})).rejects.toThrow('limits.rate: 1 runs were started');
  expect(fixture.runs.created).toHaveLength(1);
});

test('the end of a pipeline starts another one, when it ended as it should', async () => {
  await fixture.save({ name: 'after', triggers: [{ pipeline: { name: 'build' } }] });
  for (const status of ['failed', 'succeeded'])
    await fixture.database.transaction((tx) =>
      fixture.events.emit(tx, {
        type: 'pipeline.run.completed',
        actor: 'pipeline:build',
        data: { execution_id: 'x', pipeline: 'build', number: 1, status, failed_step: null },
      }),
    );
  await fixture.dispatch();
  expect(fixture.runs.created.map(({ event }) => event.data.status)).toEqual(['succeeded']);
});

async function startCaller(name: string): Promise<string> {
  await fixture.save({ name, reusable: true, triggers: [{ event: 'workspace.created', filters: { name } }] });
  await fixture.emit(name);
  await fixture.dispatch();
  return fixture.runs.created.at(-1)?.id ?? '';
}

const call = (execution_id: string, pipeline: string, more: Record<string, unknown> = {}) =>
  fixture.database.transaction((tx) =>
    fixture.triggers.startCall(tx, {
      ...{ from: { execution_id, step_name: 'call', item: '' }, pipeline, revision: null, inputs: {} },
      ...more,
    }),
  );

/** What the run core writes, and the recording one does not. */
const calledBy = (id: string, execution_id: string, depth: number) =>
  fixture.database.pool.query('update pipeline_executions set called_by = $2 where id = $1', [
    id,
    { execution_id, depth },
  ]);

test('a call starts one run per step, of the newest revision or a pinned one, with typed inputs', async () => {
  const caller = await startCaller('caller');
  await fixture.save({ name: 'called', reusable: true, inputs: { n: { type: 'number', default: 1 } } });
  await fixture.save({ name: 'called', reusable: true, inputs: { n: { type: 'number', default: 2 } } });
  expect(await call(caller, 'called')).toBe(await call(caller, 'called'));
  const pinned = { revision: 1, from: { execution_id: caller, step_name: 'call', item: 'cell' } };
  await call(caller, 'called', pinned);
  const called = fixture.runs.created.filter(({ pipeline }) => pipeline.name === 'called');
  expect(called.map(({ inputs, pipeline }) => [inputs.n, pipeline.revision])).toEqual([
    [2, 2],
    [2, 2],
    [1, 1],
  ]);
  expect(new Set(called.map(({ id }) => id)).size).toBe(2);
  expect(called[0]).toMatchObject({ started_by: 'pipeline:caller', called_by: { execution_id: caller, depth: 1 } });
  await expect(call(caller, 'called', { inputs: { n: 'x' } })).rejects.toThrow('must be a number');
  await expect(call(caller, 'called', { revision: 9 })).rejects.toThrow('no revision 9; its newest is 2');
});

test('calls never go in a circle, nor deeper than five, nor to a pipeline that is not reusable', async () => {
  const first = await startCaller('first');
  await fixture.save({ name: 'private' });
  await expect(call(first, 'private')).rejects.toThrow('is not reusable');
  await expect(call(first, 'first')).rejects.toThrow('circle: first → first');
  let deepest = first;
  for (const [index, name] of ['two', 'three', 'four', 'five', 'six'].entries()) {
    await fixture.save({ name, reusable: true });
    const next = await call(deepest, name);
    await calledBy(next, deepest, index + 1);
    deepest = next;
  }
  await fixture.save({ name: 'seven', reusable: true });
  await expect(call(deepest, 'first')).rejects.toThrow('circle: first → two → three → four → five → six → first');
  await expect(call(deepest, 'seven')).rejects.toThrow('5 deep at most');
});
