// What holds a start back, and what does not: loops, keys, windows, rates.

import type { EventEnvelope } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readable } from './listeners.ts';
import { createFixture, type Fixture } from './triggers.fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
beforeEach(() => fixture.clear());
afterAll(() => fixture.close());

const event = 'workspace.created';

async function reasons(of: EventEnvelope): Promise<string[]> {
  const { rows } = await fixture.database.pool.query<{ reason: string }>(
    'select reason from event_decisions where event_id = $1',
    [of.id],
  );
  return rows.map(({ reason }) => reason);
}

/** An event that a run of `pipeline` caused. */
function caused(pipeline: string, cause: EventEnvelope, depth: number): Promise<EventEnvelope> {
  return fixture.database.transaction((tx) =>
    fixture.events.emit(tx, {
      type: event,
      actor: `pipeline:${pipeline}`,
      cause: { id: cause.id, correlation_id: cause.correlation_id, depth: depth - 1 },
      workspace: { id: fixture.workspaces.payments, slug: 'payments' },
      data: { workspace_id: 'payments', workspace_name: 'P', name: `${depth}`, owner: null },
    }),
  );
}

test('loops end: a pipeline does not start itself, nor too deep, nor too often; both are named and it is said once', async () => {
  await fixture.save({ name: 'ping', triggers: [{ event }] });
  await fixture.save({ name: 'own', triggers: [{ event }], limits: { loop: { allow_self: true, max_depth: 3 } } });
  await fixture.save({ name: 'few', triggers: [{ event }], limits: { loop: { max_runs_per_correlation: 3 } } });
  const outside = await fixture.emit('outside');
  await fixture.dispatch();
  const second = await caused('ping', outside, 1);
  await fixture.dispatch();
  expect(await fixture.decisions(second)).toEqual({ ping: 'loop_guarded', own: 'started', few: 'loop_guarded' });
  const deep = await caused('own', outside, 8);
  await fixture.dispatch();
  expect(await fixture.decisions(deep)).toEqual({ ping: 'loop_guarded', own: 'loop_guarded', few: 'loop_guarded' });
  expect((await reasons(deep)).filter((reason) => reason.includes('"own" and "ping"'))).toHaveLength(1);
  const alerts = await fixture.events.list({ type: 'pipeline.loop_guarded', limit: 10 });
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.data).toMatchObject({ caused_by: 'ping', event_type: event });
});

test('events with one dedupe key start one run, until the window is over or the run failed', async () => {
  await fixture.save({ name: 'once', triggers: [{ event, dedupe: { key: '{{ event.name }}', window: 60_000 } }] });
  const first = await fixture.emit('digest');
  const second = await fixture.emit('digest');
  const other = await fixture.emit('another');
  await fixture.dispatch();
  expect(await fixture.decisions(first)).toEqual({ once: 'started' });
  expect(await fixture.decisions(second)).toEqual({ once: 'deduplicated' });
  expect(await reasons(second)).toEqual([`event ${first.id} had the same key "digest"`]);
  expect(await fixture.decisions(other)).toEqual({ once: 'started' });
  await fixture.database.pool.query("update pipeline_executions set status = 'failed' where event_id = $1", [first.id]);
  const third = await fixture.emit('digest');
  await fixture.dispatch();
  expect(await fixture.decisions(third)).toEqual({ once: 'started' });
  await fixture.database.pool.query('update trigger_dedupe set expires_at = now()');
  const fourth = await fixture.emit('digest');
  await fixture.dispatch();
  expect(await fixture.decisions(fourth)).toEqual({ once: 'started' });
});

/** As if time had passed until the windows were over. */
const endWindows = async () => {
  await fixture.database.pool.query('update trigger_windows set due_at = now()');
  await fixture.triggers.windows.startDue();
};

test('a debounce collects a burst into one run that all its decisions name; a late event opens the next window', async () => {
  await fixture.save({
    name: 'calm',
    triggers: [{ event, debounce: { key: '{{ event.owner }}', period: 60_000, payload: 'all' } }],
  });
  const burst: EventEnvelope[] = [];
  for (const name of ['1', '2', '3']) burst.push(await fixture.emit(name, { owner: 'ada' }));
  await fixture.emit('of bob', { owner: 'bob' });
  await fixture.dispatch();
  expect(await fixture.decisions(burst[0]!)).toEqual({ calm: 'debounced' });
  expect(fixture.runs.created).toEqual([]);
  await endWindows();
  expect(fixture.runs.created.map(({ events }) => events.map(({ data }) => data.name))).toEqual(
    expect.arrayContaining([['1', '2', '3'], ['of bob']]),
  );
  const run = fixture.runs.created.find(({ events }) => events.length === 3);
  expect(run?.event.data.name).toBe('3');
  const { rows } = await fixture.database.pool.query(
    'select distinct decision, execution_id from event_decisions where event_id = any($1)',
    [burst.map(({ id }) => id)],
  );
  expect(rows).toEqual([{ decision: 'started', execution_id: run?.id }]);
  const late = await fixture.emit('late', { owner: 'ada' });
  await fixture.dispatch();
  expect(await fixture.decisions(late)).toEqual({ calm: 'debounced' });
  await endWindows();
  expect(fixture.runs.created.at(-1)?.events.map(({ data }) => data.name)).toEqual(['late']);
});

test('a storm that never pauses ends at max_wait, ten periods when nothing is said', async () => {
  await fixture.save({ name: 'stormy', triggers: [{ event, debounce: { period: 60_000 } }] });
  await fixture.emit('1');
  await fixture.dispatch();
  await fixture.database.pool.query("update trigger_windows set opened_at = now() - interval '9 minutes 50 seconds'");
  await fixture.emit('2');
  await fixture.dispatch();
  const { rows } = await fixture.database.pool.query<{ seconds: number }>(
    'select extract(epoch from due_at - opened_at)::int as seconds from trigger_windows',
  );
  expect(rows).toEqual([{ seconds: 600 }]);
  await endWindows();
  expect(fixture.runs.created.map(({ events }) => events.map(({ data }) => data.name))).toEqual([['2']]);
});

test('a batch starts when it is full, with what came first in it; the rest opens the next', async () => {
  await fixture.save({ name: 'batched', triggers: [{ event, batch: { max_size: 3, max_wait: 60_000 } }] });
  const sent: EventEnvelope[] = [];
  for (let index = 0; index < 7; index += 1) sent.push(await fixture.emit(String(index)));
  await fixture.dispatch();
  const names = () => fixture.runs.created.map(({ events }) => events.map(({ data }) => data.name));
  expect(names()).toEqual([
    ['0', '1', '2'],
    ['3', '4', '5'],
  ]);
  expect(await fixture.decisions(sent[2]!)).toEqual({ batched: 'started' });
  expect(await fixture.decisions(sent[6]!)).toEqual({ batched: 'batched' });
  await endWindows();
  expect(names().at(-1)).toEqual(['6']);
});

test('windows do not mix workspaces', async () => {
  await fixture.save({ name: 'apart', triggers: [{ event, debounce: { period: 60_000, payload: 'all' } }] });
  await fixture.emit('p', { workspace: 'payments' });
  await fixture.emit('o', { workspace: 'orders' });
  await fixture.dispatch();
  await endWindows();
  expect(fixture.runs.created.map(({ workspace_uid, events }) => [workspace_uid, events.length]).sort()).toEqual(
    [
      [fixture.workspaces.payments, 1],
      [fixture.workspaces.orders, 1],
    ].sort(),
  );
});

test('a window whose run cannot be started is given up after five tries', async () => {
  await fixture.save({ name: 'broken', triggers: [{ event, debounce: { period: 60_000 } }] });
  const one = await fixture.emit('1');
  await fixture.dispatch();
  fixture.runs.before = () => {
    throw new Error('it breaks');
  };
  for (let attempt = 1; attempt <= 5; attempt += 1) await endWindows();
  expect(await fixture.decisions(one)).toEqual({ broken: 'dead_lettered' });
  const { rows } = await fixture.database.pool.query('select reason, attempts from dead_letters');
  expect(rows).toEqual([{ reason: 'it breaks', attempts: 5 }]);
});

test('two workers that look at the same windows start each run once', async () => {
  await fixture.save({ name: 'both', triggers: [{ event, debounce: { key: '{{ event.name }}', period: 60_000 } }] });
  for (let index = 0; index < 40; index += 1) await fixture.emit(String(index));
  await fixture.dispatch();
  await fixture.database.pool.query('update trigger_windows set due_at = now()');
  await Promise.all([1, 2, 3].map(() => fixture.triggers.windows.startDue()));
  expect(new Set(fixture.runs.created.map(({ id }) => id)).size).toBe(40);
  expect(fixture.runs.created).toHaveLength(40);
});

test('a rate puts starts off one period after the other, or drops them; each key has its own', async () => {
  const rate = { max: 2, per: 60_000, key: '{{ event.owner }}' };
  await fixture.save({ name: 'deferred', triggers: [{ event }], limits: { rate } });
  await fixture.save({ name: 'dropped', triggers: [{ event }], limits: { rate: { ...rate, on_limit: 'drop' } } });
  const sent: EventEnvelope[] = [];
  for (let index = 0; index < 5; index += 1) sent.push(await fixture.emit(String(index), { owner: 'ada' }));
  sent.push(await fixture.emit('bob', { owner: 'bob' }));
  await fixture.dispatch();
  const of = (name: string) => fixture.runs.created.filter(({ pipeline }) => pipeline.name === name);
  expect(of('dropped').map(({ event: { data } }) => data.name)).toEqual(['0', '1', 'bob']);
  expect(await fixture.decisions(sent[4]!)).toEqual({ deferred: 'started', dropped: 'rate_limited' });
  const waits = of('deferred').map(({ not_before }) =>
    not_before ? Math.round((not_before.getTime() - Date.now()) / 60_000) : 0,
  );
  expect(waits).toEqual([0, 0, 1, 1, 2, 0]);
});

test('what would happen is told without writing anything', async () => {
  const pipeline_id = await fixture.save({
    name: 'asked',
    triggers: [{ event, filters: { owner: 'ada' }, dedupe: { key: '{{ event.name }}' } }],
  });
  const yes = await fixture.emit('same', { owner: 'ada' });
  const no = await fixture.emit('same', { owner: 'bob' });
  const dry = async (about: EventEnvelope) => {
    const [listener] = await fixture.database.transaction((tx) =>
      fixture.triggers.listeners.keep(tx.db, [pipeline_id]),
    );
    return fixture.triggers.decideDry(fixture.database.db, {
      ...readable(listener!),
      event: about,
      workspace_uid: fixture.workspaces.payments,
      replay_id: null,
      force_effects: false,
    });
  };
  expect(await dry(yes)).toEqual({ would_run: true, now: expect.stringContaining('started: triggers[0]') });
  expect(await dry(no)).toEqual({ would_run: false, now: 'filtered: triggers[0].filters.owner: "bob" is not "ada"' });
  expect(fixture.runs.created).toEqual([]);
  expect((await fixture.database.pool.query('select 1 from trigger_dedupe')).rowCount).toBe(0);
});
