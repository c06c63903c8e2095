// Dispatching on a real PostgreSQL: every event decided once by everyone who listens, whoever dispatches, and whatever one of them does.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createFixture, type Fixture } from '../triggers.fixture.ts';
import type { Dispatcher } from './dispatcher.ts';

let fixture: Fixture;
const dispatchers: Dispatcher[] = [];
beforeAll(async () => {
  fixture = await createFixture();
});
beforeEach(() => fixture.clear());
afterEach(async () => {
  await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.stop()));
});
afterAll(() => fixture.close());

const LISTENING = [{ event: 'workspace.created' }];

async function startOne(): Promise<Dispatcher> {
  const dispatcher = await fixture.triggers.startDispatcher({ every_ms: 50, onError: () => undefined });
  dispatchers.push(dispatcher);
  return dispatcher;
}

async function count(table: string): Promise<number> {
  const { rows } = await fixture.database.pool.query<{ count: number }>(`select count(*) as count from ${table}`);
  return rows[0]?.count ?? 0;
}

/** As if the pause before the next delivery were over. */
const hurry = () => fixture.database.pool.query('update event_dispatches set due_at = now()');

test('an event that somebody listens to is decided by each of them, one that nobody listens to is cleared', async () => {
  await fixture.save({ name: 'runs', triggers: LISTENING });
  await fixture.save({ name: 'filtered', triggers: [{ event: 'workspace.created', filters: { owner: 'ada' } }] });
  await fixture.save({ name: 'switched-off', enabled: false, triggers: LISTENING });
  await fixture.save({ name: 'conditional', triggers: [{ event: 'workspace.created', if: "event.name == 'other'" }] });
  await fixture.save({ name: 'elsewhere', triggers: LISTENING }, fixture.workspaces.orders);
  const event = await fixture.emit('one', { owner: 'bob' });
  await fixture.dispatch();
  expect(await fixture.decisions(event)).toEqual({
    runs: 'started',
    filtered: 'filtered',
    'switched-off': 'disabled',
    conditional: 'condition',
  });
  expect(fixture.runs.created.map(({ pipeline }) => pipeline.name)).toEqual(['runs']);
  expect(await count('event_dispatches')).toBe(0);
});

test('1,000 events for 5 pipelines and two dispatchers at once: nothing is lost, nothing is doubled, and another workspace does not wait for the storm', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await fixture.save({ name, triggers: LISTENING });
  await fixture.database.transaction(async (tx) => {
    for (let index = 0; index < 1_000; index += 1)
      await fixture.events.emit(tx, {
        type: 'workspace.created',
        workspace: { id: fixture.workspaces.payments, slug: 'payments' },
        actor: 'storm',
        data: { workspace_id: 'payments', workspace_name: 'P', name: `${index}`, owner: null },
      });
  });
  const quiet = await fixture.emit('quiet', { workspace: 'orders' });
  const looks = [0, 1].map(() => fixture.dispatch());
  await startOne();
  await startOne();
  await Promise.all(looks);
  await vi.waitUntil(async () => (await count('event_dispatches')) === 0, { timeout: 60_000, interval: 100 });
  expect(await count('event_decisions')).toBe(5_005);
  expect(await count('pipeline_executions')).toBe(5_005);
  const started = fixture.runs.created.map(({ id }) => id);
  expect(new Set(started).size).toBe(started.length);
  const place = fixture.runs.created.findIndex(({ event }) => event.id === quiet.id);
  // It came last, after a thousand of another workspace, and two looks of 25 or so were under way.
  expect(place).toBeLessThan(5 * 150);
  const order = fixture.runs.created
    .filter(({ pipeline, event }) => pipeline.name === 'a' && event.actor === 'storm')
    .map(({ event }) => Number(event.data.name));
  expect(order).toHaveLength(1_000);
}, 90_000);

test('events of one workspace are delivered in their order', async () => {
  await fixture.save({ name: 'in-order', triggers: LISTENING });
  for (let index = 0; index < 60; index += 1) await fixture.emit(String(index));
  await fixture.dispatch();
  expect(fixture.runs.created.map(({ event }) => Number(event.data.name))).toEqual(
    Array.from({ length: 60 }, (_, i) => i),
  );
});

test('a pipeline that cannot decide is put back alone, and after five deliveries it is a dead letter; the others never wait', async () => {
  await fixture.save({ name: 'poisoned', triggers: LISTENING });
  await fixture.save({ name: 'healthy', triggers: LISTENING });
  let tries = 0;
  fixture.runs.before = ({ pipeline }) => {
    if (pipeline.name !== 'poisoned') return;
    tries += 1;
    throw new Error('it breaks');
  };
  const event = await fixture.emit('poison');
  await fixture.dispatch();
  expect(await fixture.decisions(event)).toEqual({ healthy: 'started', poisoned: 'failed' });
  await fixture.emit('next');
  for (let delivery = 2; delivery <= 6; delivery += 1) {
    await hurry();
    await fixture.dispatch();
  }
  expect(tries).toBe(10);
  expect(await fixture.decisions(event)).toEqual({ healthy: 'started', poisoned: 'dead_lettered' });
  const { rows } = await fixture.database.pool.query(
    'select kind, what, reason, attempts, status from dead_letters where event_id = $1',
    [event.id],
  );
  expect(rows).toEqual([
    { kind: 'event', what: 'workspace.created', reason: 'it breaks', attempts: 5, status: 'open' },
  ]);
  expect(await fixture.events.list({ type: 'delivery.dead_lettered', limit: 10 })).toHaveLength(2);
  expect(await count('event_dispatches')).toBe(0);
});

test('a pipeline whose stored definition is none any more fails alone, and decides once it is saved again', async () => {
  const id = await fixture.save({ name: 'outdated', triggers: LISTENING });
  await fixture.save({ name: 'healthy', triggers: LISTENING });
  await fixture.database.pool.query(
    `update pipelines set definition = definition || '{"steps": "gone", "no_such_key": 1}', revision = revision + 1 where id = $1`,
    [id],
  );
  const events = [await fixture.emit('first'), await fixture.emit('second')];
  await fixture.dispatch();
  for (const event of events)
    expect(await fixture.decisions(event)).toEqual({ healthy: 'started', outdated: 'failed' });
  const { rows } = await fixture.database.pool.query<{ reason: string }>(
    `select reason from event_decisions where pipeline_id = $1`,
    [id],
  );
  expect(rows[0]?.reason).toContain('revision 2 of pipeline "outdated", as it is stored, is none');
  await fixture.save({ name: 'outdated', triggers: LISTENING });
  await hurry();
  await fixture.dispatch();
  expect(await fixture.decisions(events[0]!)).toMatchObject({ outdated: 'started' });
});

test('an event that brings the process down each time is given up after five deliveries, for the pipeline that does it', async () => {
  await fixture.save({ name: 'deadly', triggers: LISTENING });
  await fixture.save({ name: 'healthy', triggers: LISTENING });
  const event = await fixture.emit('deadly');
  // A process that dies leaves the counted attempt and nothing else.
  const die = () =>
    fixture.database.pool.query('update event_dispatches set attempts = attempts + 1 where event_id = $1', [event.id]);
  await die();
  fixture.runs.before = ({ pipeline }) => {
    if (pipeline.name === 'deadly') throw new Error('not reached in life');
  };
  await fixture.dispatch();
  expect(await fixture.decisions(event)).toMatchObject({ healthy: 'started' });
  for (let delivery = 3; delivery <= 5; delivery += 1) await die();
  await hurry();
  await fixture.dispatch();
  expect(await fixture.decisions(event)).toEqual({ healthy: 'started', deadly: 'dead_lettered' });
  expect(await count('dead_letters')).toBe(1);
});

test('a dead letter that is delivered again is decided like a fresh event', async () => {
  const pipeline_id = await fixture.save({ name: 'mended', triggers: LISTENING });
  fixture.runs.before = () => {
    throw new Error('it breaks');
  };
  const event = await fixture.emit('again');
  for (let delivery = 1; delivery <= 5; delivery += 1) {
    await fixture.dispatch();
    await hurry();
  }
  expect(await fixture.decisions(event)).toEqual({ mended: 'dead_lettered' });
  fixture.runs.before = () => undefined;
  await fixture.database.pool.query(
    'insert into event_dispatches (org_id, event_id, workspace_id, pipeline_id) values ($1, $2, $3, $4)',
    [fixture.org_id, event.id, fixture.workspaces.payments, pipeline_id],
  );
  await fixture.dispatch();
  expect(await fixture.decisions(event)).toEqual({ mended: 'started' });
});

test('a replay is a delivery of its own: it has its own decision and run, and does once what the first run did', async () => {
  const pipeline_id = await fixture.save({ name: 'replayed', triggers: LISTENING });
  const event = await fixture.emit('first');
  await fixture.dispatch();
  const replay_id = randomUUID();
  await fixture.database.pool.query(
    `insert into event_dispatches (org_id, event_id, workspace_id, pipeline_id, replay_id)
     select $1, $2, $3, $4, $5 from generate_series(1, 2)`,
    [fixture.org_id, event.id, fixture.workspaces.payments, pipeline_id, replay_id],
  );
  await fixture.dispatch();
  const [first, again] = fixture.runs.created;
  expect(fixture.runs.created).toHaveLength(2);
  expect(again).toMatchObject({ replay_id, effect_root: first?.id, event: { id: event.id, replay_id } });
  expect(again?.id).not.toBe(first?.id);
  expect(await count('event_decisions')).toBe(2);
});

test('steps that wait for an event are woken when its filters hold, and hooks are told within the transaction', async () => {
  await fixture.save({ name: 'waiting', triggers: LISTENING });
  await fixture.emit('starts it');
  await fixture.dispatch();
  const execution = fixture.runs.created[0]?.id;
  for (const [step, filters] of [
    ['merged', { branch: 'main' }],
    ['other', { branch: 'next' }],
  ] as const) {
    await fixture.database.pool.query(
      `insert into pipeline_steps (execution_id, position, step_name, step_type, status, phase, max_attempts) values ($1, 0, $2, 'wait_for_event', 'waiting', 'waiting', 1)`,
      [execution, step],
    );
    await fixture.database.pool.query(
      `insert into step_event_waits (execution_id, step_name, item, org_id, event_type, filters) values ($1, $2, '', $3, 'pr.merged', $4)`,
      [execution, step, fixture.org_id, filters],
    );
  }
  const told: string[] = [];
  fixture.hooks.push({
    wants: async (types) => types.filter((type) => type === 'pr.merged'),
    onDispatched: async (tx, { type }) => tx.afterCommit(() => void told.push(type)),
  });
  const merged = await fixture.database.transaction((tx) =>
    fixture.events.emit(tx, {
      type: 'pr.merged',
      actor: 'github',
      data: { repository: 'acme/api', number: 1, branch: 'main', url: 'https://example.test/1' },
    }),
  );
  await fixture.dispatch();
  expect(fixture.runs.woken).toEqual([{ step_name: 'merged', event_id: merged.id }]);
  expect(told).toEqual(['pr.merged']);
});

test('when the dispatcher that leads loses its connection, one of them leads again and nothing stays behind', async () => {
  await fixture.save({ name: 'after', triggers: LISTENING });
  await startOne();
  await startOne();
  const admin = new pg.Client({ connectionString: fixture.database.url });
  await admin.connect();
  const { rowCount } = await admin.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7412 and granted and database = (select oid from pg_database where datname = current_database())",
  );
  await admin.end();
  expect(rowCount).toBe(1);
  await fixture.emit('after the loss');
  await vi.waitUntil(async () => fixture.runs.created.length === 1, { timeout: 20_000, interval: 50 });
});
