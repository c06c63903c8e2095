// Events: written in the transaction of the change that they tell, together with the row by which pipelines are asked about them afterwards.
import { randomUUID } from 'node:crypto';
import {
  EVENT_DATA,
  EVENT_VERSIONS,
  type EventData,
  EventDecision,
  type EventEnvelope,
  type EventType,
  Problem,
} from '@mockops/contract';
import type { Database, Tx } from '../db/database.ts';
import { findEvent, insertEvent, listDecisions, listEvents } from './store.ts';

/** The event that led to this one; absent for what comes from outside. */
export interface Cause {
  id: string;
  correlation_id: string;
  depth: number;
}

export interface NewEvent<T extends EventType> {
  type: T;
  data: EventData<T>;
  /** Absent: an event of the organisation. */
  workspace?: { id: string; slug: string };
  subject?: string;
  actor: string;
  cause?: Cause;
  /** Of the sender's choice, made of what the event tells: an id that is there already writes nothing, see `emitOnce`. */
  id?: string;
  /** Which pipelines are asked about it: all that listen (default), one, or none. */
  dispatch?: 'all' | 'none' | { pipeline_id: string };
}

type Joiner = (tx: Tx, event: EventEnvelope, workspace_uid: string | null) => Promise<void>;

const WAKE_MS = 10;

export function createEvents(options: { database: Database; org_id: string; onError: (error: unknown) => void }) {
  const { database, org_id } = options;
  const joiners: Joiner[] = [];
  const listeners: (() => void)[] = [];
  const emitted = new WeakMap<Tx, { id: string; type: string }[]>();
  let wake: NodeJS.Timeout | undefined;

  /** One NOTIFY for all commits of a moment: a notify in every transaction would make them commit one by one. */
  function wakeReaders(): void {
    for (const listener of listeners) listener();
    wake ??= setTimeout(() => {
      wake = undefined;
      database.pool.query("select pg_notify('events', '')").catch(options.onError);
    }, WAKE_MS);
  }

  async function write<T extends EventType>(tx: Tx, event: NewEvent<T>): Promise<EventEnvelope | undefined> {
    const data: Record<string, unknown> = EVENT_DATA[event.type].parse(event.data);
    const id = event.id ?? randomUUID();
    const row = {
      id,
      org_id,
      workspace_id: event.workspace?.id ?? null,
      type: event.type,
      source: 'mockops',
      subject: event.subject ?? event.workspace?.slug ?? null,
      actor: event.actor,
      correlation_id: event.cause?.correlation_id ?? id,
      causation_id: event.cause?.id ?? null,
      depth: event.cause ? event.cause.depth + 1 : 0,
      version: EVENT_VERSIONS[event.type] ?? 1,
      data,
    };
    const inserted = await insertEvent(tx.db, row, event.dispatch ?? 'all');
    if (!inserted) return undefined;
    const { org_id: _, ...shown } = row;
    const envelope: EventEnvelope = {
      ...shown,
      workspace_id: event.workspace?.slug ?? null,
      data: data as EventEnvelope['data'],
      time: inserted.time.toISOString(),
      cursor: inserted.cursor,
      replay_id: null,
    };
    emitted.set(tx, [...(emitted.get(tx) ?? []), { id, type: event.type }]);
    for (const joiner of joiners) await joiner(tx, envelope, row.workspace_id);
    tx.afterCommit(wakeReaders);
    return envelope;
  }

  return {
    /** `joiner` runs inside the transaction of every event, before it commits. */
    join: (joiner: Joiner) => void joiners.push(joiner),

    /** `listener` is told after each commit that wrote events, in this process only; NOTIFY tells the others. */
    onCommitted: (listener: () => void) => void listeners.push(listener),

    emit: async <T extends EventType>(tx: Tx, event: NewEvent<T>): Promise<EventEnvelope> => {
      const envelope = await write(tx, event);
      if (!envelope) throw new Error(`there is an event ${event.id} already`);
      return envelope;
    },

    /** Undefined when an event of this id is there. */
    emitOnce: <T extends EventType>(tx: Tx, event: NewEvent<T> & { id: string }) => write(tx, event),

    /** What this transaction has emitted so far. */
    emittedIn: (tx: Tx) => emitted.get(tx) ?? [],

    list: (filter: { type?: string; workspace_uid?: string; limit: number }) => listEvents(database.db, org_id, filter),

    get: async (id: string): Promise<{ event: EventEnvelope; decisions: EventDecision[] }> => {
      const event = await findEvent(database.db, org_id, id);
      if (!event) throw new Problem('not-found', `there is no event "${id}"`);
      return { event, decisions: EventDecision.array().parse(await listDecisions(database.db, id)) };
    },

    close: () => clearTimeout(wake),
  };
}
export type Events = ReturnType<typeof createEvents>;
