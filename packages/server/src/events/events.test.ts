// The outbox and the stream on a real PostgreSQL.
import type { StreamMessage } from '@mockops/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { createEvents, type Events } from './service.ts';
import { createEventStream } from './stream.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>['database'];
let drop: () => Promise<void>;
let org_id: string;
let workspace: { id: string; slug: string };
let events: Events;
const onError = (error: unknown) => {
  throw error;
};
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  const added = await addTestWorkspaces(database, ['payments']);
  org_id = added.org_id;
  workspace = { id: added.workspaces.payments, slug: 'payments' };
  events = createEvents({ database, org_id, onError });
});
afterAll(async () => {
  events.close();
  await drop();
});

const created = (name: string) => ({
  type: 'workspace.created' as const,
  workspace,
  actor: 'test',
  data: { workspace_id: 'payments', workspace_name: 'Payments', name, owner: null },
});

/** A subscriber that remembers the names in the events that it got. */
function listener() {
  const names: string[] = [];
  let cursor = '';
  return {
    names,
    cursor: () => cursor,
    subscriber: {
      send: (message: StreamMessage) => {
        if (message.kind !== 'event') return;
        names.push(String(message.event.data.name));
        cursor = message.event.cursor;
      },
      drop: () => undefined,
      isSlow: () => false,
      isGone: () => false,
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 150));

/** Transactions of other databases on the same server hold back what may be read, too. */
async function readable(): Promise<void> {
  for (;;) {
    const { rowCount } = await database.pool.query(
      'select 1 from events where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1',
    );
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a change that is rolled back leaves no event', async () => {
  const failing = database.transaction(async (tx) => {
    await events.emit(tx, created('rolled back'));
    throw new Error('the change failed');
  });
  await expect(failing).rejects.toThrow('the change failed');
  expect(await events.list({ limit: 10 })).toEqual([]);
});

test('what an event causes shares its correlation and is one step further from the outside', async () => {
  const first = await database.transaction((tx) => events.emit(tx, created('first')));
  const second = await database.transaction((tx) => events.emit(tx, { ...created('second'), cause: first }));
  expect(second).toMatchObject({ correlation_id: first.id, causation_id: first.id, depth: 1 });
});

test('an event whose transaction began earlier and commits later is not skipped', async () => {
  await readable();
  const stream = await createEventStream({ database, org_id, onError });
  const { names, subscriber } = listener();
  const leave = await stream.subscribe(subscriber, undefined);
  let commit: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const slow = database.transaction(async (tx) => {
    await events.emit(tx, created('began first'));
    await held;
  });
  await settled();
  await database.transaction((tx) => events.emit(tx, created('began second')));
  stream.wake();
  await settled();
  expect(names).toEqual([]);
  commit();
  await slow;
  await readable();
  stream.wake();
  await settled();
  expect(names).toEqual(['began first', 'began second']);
  leave();
});

test('the past is sent no faster than it is taken, and whoever goes away is left alone', async () => {
  await readable();
  const stream = await createEventStream({ database, org_id, onError });
  for (let number = 0; number < 6; number += 1) {
    await database.transaction(async (tx) => {
      for (let within = 0; within < 100; within += 1) await events.emit(tx, created(`past ${number}`));
    });
  }
  await readable();
  const slow = listener();
  let gone = false;
  const subscribing = stream.subscribe({ ...slow.subscriber, isSlow: () => true, isGone: () => gone }, '0.0');
  await settled();
  await settled();
  // One page, of which it has taken nothing yet.
  expect(slow.names).toHaveLength(500);
  gone = true;
  (await subscribing)();
});

test('a subscriber that comes back with its cursor gets what it missed, once and in order', async () => {
  await readable();
  const stream = await createEventStream({ database, org_id, onError });
  const before = listener();
  const leave = await stream.subscribe(before.subscriber, undefined);
  await database.transaction((tx) => events.emit(tx, created('seen')));
  await readable();
  stream.wake();
  await settled();
  leave();
  for (let number = 0; number < 1_200; number += 100) {
    await database.transaction(async (tx) => {
      for (let within = 0; within < 100; within += 1) await events.emit(tx, created(`missed ${number + within}`));
    });
  }
  await readable();
  const after = listener();
  const catchingUp = stream.subscribe(after.subscriber, before.cursor());
  await database.transaction((tx) => events.emit(tx, created('while catching up')));
  stream.wake();
  await catchingUp;
  await readable();
  stream.wake();
  await settled();
  expect(before.names).toEqual(['seen']);
  expect(after.names).toEqual([
    ...Array.from({ length: 1_200 }, (_, number) => `missed ${number}`),
    'while catching up',
  ]);
});

test('what does not fit the schema of its type is not written', async () => {
  const wrong = database.transaction((tx) =>
    events.emit(tx, { ...created('x'), data: { workspace_id: 'payments' } as never }),
  );
  await expect(wrong).rejects.toThrow('workspace_name');
});

test('a sender names its own events within custom, with any data that is not too large, and once per id', async () => {
  const emit = (type: string, data: Record<string, string>, id?: string) =>
    database.transaction((tx) => events.emitCustom(tx, { type, data, actor: 'test', ...(id && { id }) }));
  const id = '3f0d8c7e-2f4a-4c5b-9d1e-0a1b2c3d4e5f';
  expect(await emit('custom.sdk_released', { text: 'a\0b' }, id)).toMatchObject({ id, version: 1 });
  expect(await emit('custom.sdk_released', { text: 'again' }, id)).toBeUndefined();
  expect((await events.get(id)).event.data).toEqual({ text: 'a\uFFFDb' });
  for (const type of ['schema.changed', 'custom', 'custom.', 'custom.A', 'custom.a..b', `custom.${'a'.repeat(300)}`])
    await expect(emit(type, {}), type).rejects.toThrow('custom.<name>');
  await expect(emit('custom.x', { text: 'x'.repeat(262_144) })).rejects.toThrow('262144 is the limit');
});

test('the list is filtered by glob, correlation and the event before', async () => {
  const first = await database.transaction((tx) => events.emit(tx, created('one')));
  const second = await database.transaction((tx) => events.emit(tx, { ...created('two'), cause: first }));
  await database.transaction((tx) => events.emitCustom(tx, { type: 'custom.a_b', data: {}, actor: 'test' }));
  await database.transaction((tx) => events.emitCustom(tx, { type: 'custom.axb', data: {}, actor: 'test' }));
  const types = async (type: string) => (await events.list({ type, limit: 10 })).map((event) => event.type);
  expect(await types('custom.a_*')).toEqual(['custom.a_b']);
  expect(await types('custom.a*')).toEqual(['custom.axb', 'custom.a_b']);
  const ids = async (filter: object) => (await events.list({ ...filter, limit: 10 })).map(({ id }) => id);
  expect(await ids({ correlation_id: first.id })).toEqual([second.id, first.id]);
  expect((await ids({ before: second.id }))[0]).toBe(first.id);
  expect(await ids({ correlation_id: 'nothing' })).toEqual([]);
});
