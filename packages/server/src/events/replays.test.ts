// Replays against the real dispatcher: preview, dry run, pace, stop and resume, and what a second delivery starts.
import { Problem } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../pipelines/triggers/triggers.fixture.ts';
import { type AskPipelines, createAskPipelines } from './ask-pipelines.ts';
import { createReplays, type Replays } from './replays.ts';

let fixture: Fixture;
let replays: Replays;
/** A dry run asks about an event after this. */
let asking: () => Promise<void>;
beforeAll(async () => {
  fixture = await createFixture();
  const { database, org_id, workspaces } = fixture;
  const ask: AskPipelines = createAskPipelines({
    database,
    org_id,
    step_types: { t: { effect: 'pure' }, notify: { effect: 'effect' } },
    decideDry: fixture.triggers.decideDry,
  });
  const askPipelines: AskPipelines = async () =>
    (await ask()).map((pipeline) => ({
      ...pipeline,
      decide: async (...about) => {
        await asking();
        return pipeline.decide(...about);
      },
    }));
  replays = createReplays({
    database,
    org_id,
    requireWorkspace: async (reference) => {
      if (reference === 'payments' || reference === 'orders') return { id: workspaces[reference] };
      throw new Problem('workspace-not-found', reference);
    },
    askPipelines,
    onWork: () => undefined,
  });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.clear();
  asking = async () => undefined;
  await fixture.database.pool.query('truncate replays');
});

const listener = (name: string, rest: object = {}) => ({ name, triggers: [{ event: 'workspace.created', ...rest }] });
const request = { types: ['workspace.*'], dry_run: false, rate: 1_000, force_effects: false };

/** As if each pause were over, until the replay has nothing left to do. */
async function play(id: string): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    await fixture.database.pool.query('update replays set next_at = now()');
    await replays.task.run();
    await fixture.dispatch();
    if ((await replays.get(id)).status !== 'running') return;
  }
  throw new Error('the replay does not end');
}

test('a preview counts events by type, and runs with the effects that they would have; it changes nothing', async () => {
  await fixture.save({ ...listener('all'), steps: [{ name: 's', type: 'notify' }] });
  await fixture.save(listener('some', { filters: { name: 'b' } }));
  await fixture.save(listener('other', { event: 'schema.changed' }));
  for (const name of ['a', 'b', 'c']) await fixture.emit(name);
  await fixture.emit('d', { workspace: 'orders' });
  await fixture.dispatch();
  const preview = await replays.preview({ workspace_id: 'payments', types: ['workspace.*'] });
  expect(preview).toMatchObject({
    events: 3,
    by_type: { 'workspace.created': 3 },
    pipelines: [
      { pipeline: 'all', runs: 3, effects: ['notify'] },
      { pipeline: 'some', runs: 1, effects: [] },
    ],
  });
  expect(await replays.list()).toEqual([]);
  await expect(replays.preview({ workspace_id: 'nobody' })).rejects.toThrow(Problem);
  await expect(replays.preview({ pipelines: ['nobody'] })).rejects.toThrow('no pipeline "nobody"');
});

test('a replay delivers in order, starts runs of their own that share what happens once, and only of the named pipelines', async () => {
  await fixture.save(listener('wanted'));
  await fixture.save(listener('unwanted'));
  const events = [];
  for (let index = 0; index < 7; index += 1) events.push(await fixture.emit(`n${index}`));
  await fixture.dispatch();
  const [first] = fixture.runs.created.filter(({ pipeline }) => pipeline.name === 'wanted');
  fixture.runs.created = [];
  const { id, total } = await replays.create({ ...request, pipelines: ['wanted'] }, 'ada');
  expect(total).toBe(7);
  await play(id);
  expect(fixture.runs.created.map(({ event }) => event.id)).toEqual(events.map((event) => event.id));
  expect(new Set(fixture.runs.created.map(({ pipeline }) => pipeline.name))).toEqual(new Set(['wanted']));
  const [again] = fixture.runs.created;
  expect(again).toMatchObject({ replay_id: id, effect_root: first?.id });
  expect(again?.id).not.toBe(first?.id);
  const after = await replays.get(id);
  expect(after).toMatchObject({ status: 'completed', delivered: 7, started_runs: 7, actor: 'ada' });
  expect(after.decisions).toHaveLength(7);
  expect(after.decisions[0]).toMatchObject({ pipeline: 'wanted', decision: 'started', event_id: events[0]?.id });
});

test('a dry run writes what would have been decided, and starts nothing', async () => {
  await fixture.save(listener('all'));
  await fixture.save(listener('some', { filters: { name: 'b' } }));
  for (const name of ['a', 'b']) await fixture.emit(name);
  await fixture.dispatch();
  fixture.runs.created = [];
  const { id } = await replays.create({ ...request, dry_run: true, rate: 0.1 }, 'ada');
  await play(id);
  const { decisions, started_runs, delivered } = await replays.get(id);
  expect(fixture.runs.created).toEqual([]);
  expect({ started_runs, delivered }).toEqual({ started_runs: 3, delivered: 2 });
  expect(decisions.map(({ pipeline, decision }) => `${pipeline} ${decision}`)).toEqual([
    'all started',
    'some filtered',
    'all started',
    'some started',
  ]);
  expect(decisions[0]?.reason).toContain('would have been started');
  expect(decisions[0]?.execution_id).toBeNull();
  expect(decisions[1]?.reason).toContain('filters.name');
});

test('a dry run holds no lock while it decides: it can be stopped at once, and what it decided meanwhile is not written', async () => {
  await fixture.save(listener('all'));
  for (const name of ['a', 'b']) await fixture.emit(name);
  await fixture.dispatch();
  const { id } = await replays.create({ ...request, dry_run: true }, 'ada');
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  asking = () => {
    ask();
    return opened;
  };
  const deciding = replays.task.run();
  await asked;
  // Another worker does not take it up meanwhile.
  await replays.task.run();
  expect(await replays.change(id, 'stopped')).toMatchObject({ status: 'stopped', delivered: 0 });
  open();
  await deciding;
  expect(await replays.get(id)).toMatchObject({ status: 'stopped', delivered: 0, decisions: [] });
  await replays.change(id, 'running');
  await play(id);
  expect(await replays.get(id)).toMatchObject({ status: 'completed', delivered: 2, started_runs: 2 });
});

test('it is handed over at its rate, and stops at once; resumed, it delivers the rest and nothing twice', async () => {
  await fixture.save(listener('all'));
  for (let index = 0; index < 9; index += 1) await fixture.emit(`n${index}`);
  await fixture.dispatch();
  fixture.runs.created = [];
  const { id } = await replays.create({ ...request, rate: 12 }, 'ada');
  const next = await replays.task.run();
  // Three of twelve a second: the next ones a quarter of a second later.
  const { rows } = await fixture.database.pool.query(
    'select extract(epoch from next_at - created_at) as pause from replays',
  );
  expect(Number(rows[0].pause)).toBeGreaterThanOrEqual(0.25);
  expect(next?.getTime()).toBeGreaterThan(Date.now() - 1_000);
  await replays.change(id, 'stopped');
  await fixture.dispatch();
  expect(fixture.runs.created).toEqual([]);
  expect(await replays.get(id)).toMatchObject({ status: 'stopped', delivered: 0, total: 9 });
  await fixture.database.pool.query('update replays set next_at = now()');
  await replays.task.run();
  await fixture.dispatch();
  expect(fixture.runs.created).toEqual([]);
  await replays.change(id, 'running');
  await play(id);
  expect(fixture.runs.created.map(({ event }) => event.data.name)).toEqual(
    Array.from({ length: 9 }, (_, index) => `n${index}`),
  );
  await expect(replays.change(id, 'stopped')).rejects.toThrow('completed');
});

test('live events are not behind a replay of many', async () => {
  await fixture.save(listener('all'));
  await fixture.database.transaction(async (tx) => {
    for (let index = 0; index < 300; index += 1)
      await fixture.events.emit(tx, {
        type: 'workspace.created',
        workspace: { id: fixture.workspaces.payments, slug: 'payments' },
        actor: 'ada',
        data: { workspace_id: 'payments', workspace_name: 'payments', name: `n${index}`, owner: null },
      });
  });
  await fixture.dispatch();
  await replays.create(request, 'ada');
  for (let turn = 0; turn < 5; turn += 1) {
    await fixture.database.pool.query('update replays set next_at = now()');
    await replays.task.run();
  }
  // Nobody dispatches: it goes no further ahead.
  const { rows } = await fixture.database.pool.query('select count(*)::int as rows from event_dispatches');
  expect(rows[0].rows).toBeLessThanOrEqual(200);
  const live = await fixture.emit('live');
  fixture.runs.created = [];
  await fixture.triggers.look();
  expect(fixture.runs.created[0]?.event.id).toBe(live.id);
});

test('events whose data is gone are not replayed, and a replay of nothing is refused', async () => {
  await fixture.emit('a');
  await fixture.database.pool.query("update events set erased_at = now(), data = '{}'");
  await expect(replays.create(request, 'ada')).rejects.toThrow('no stored event is selected');
});

test('a replay stops when what it is for was removed', async () => {
  await fixture.save(listener('all'));
  await fixture.emit('a');
  await fixture.dispatch();
  const { id } = await replays.create({ ...request, pipelines: ['all'] }, 'ada');
  await fixture.database.pool.query("delete from pipelines where name = 'all'");
  await replays.task.run();
  expect(await replays.get(id)).toMatchObject({ status: 'stopped' });
});

test('a replay of everything, or of a time that ends before it begins, is a mistake', async () => {
  await fixture.emit('a');
  const { types: _, ...everything } = request;
  await expect(replays.create(everything, 'kim')).rejects.toThrow('say which events');
  await expect(replays.create({ ...everything, pipelines: ['all'] }, 'kim')).rejects.toThrow('say which events');
  const backwards = { from: '2030-01-02T00:00:00.000Z', to: '2030-01-01T00:00:00.000Z' };
  await expect(replays.preview(backwards)).rejects.toThrow('is after');
});
