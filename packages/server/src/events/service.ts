// Events: written in the transaction of the change that they tell, together with the row by which pipelines are asked about them afterwards.
import { randomUUID } from 'node:crypto';
import {
  CUSTOM_EVENT,
  EVENT_DATA,
  EVENT_VERSIONS,
  type EventData,
  type EventDecision,
  type EventEnvelope,
  type EventType,
  type Issue,
  MAX_CUSTOM_BYTES,
  Problem,
} from '@mockops/contract';
import type { JsonObject } from '@mockops/pipelines';
import type { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import { type EventFilter, findEvent, insertEvent, listDecisions, listEvents } from './store.ts';

/** The event that led to this one; absent for what comes from outside. */
export interface Cause {
  id: string;
  correlation_id: string;
  depth: number;
}

/** What an event is besides its data. */
interface Attributes {
  type: string;
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

export interface NewEvent<T extends EventType> extends Attributes {
  type: T;
  data: EventData<T>;
}

interface CustomEvent extends Attributes {
  data: JsonObject;
}

type Joiner = (tx: Tx, event: EventEnvelope, workspace_uid: string | null) => Promise<void>;

const WAKE_MS = 10;
const VERSIONS = new Map<string, number>(Object.entries(EVENT_VERSIONS));

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

  /** Undefined when an event of this id is there. The data has been read by its schema. */
  async function write(tx: Tx, event: Attributes, data: Record<string, unknown>): Promise<EventEnvelope | undefined> {
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
      version: VERSIONS.get(event.type) ?? 1,
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
      const envelope = await write(tx, event, EVENT_DATA[event.type].parse(event.data));
      if (!envelope) throw new Error(`there is an event ${event.id} already`);
      return envelope;
    },

    /** Undefined when an event of this id is there. */
    emitOnce: async <T extends EventType>(tx: Tx, event: NewEvent<T> & { id: string }) =>
      write(tx, event, EVENT_DATA[event.type].parse(event.data)),

    /** An event of a type that its sender made up, `custom.<name>`. Undefined when an event of this id is there. */
    emitCustom: async (tx: Tx, event: CustomEvent): Promise<EventEnvelope | undefined> => {
      const problem = findCustomProblem(event);
      if (problem) throw new Problem('bad-request', problem);
      return write(tx, event, event.data);
    },

    /** An event of any type, made up by a person: fields may be missing, those that are there must fit. Throws Problem when they do not. */
    emitMadeUp: async (tx: Tx, event: CustomEvent): Promise<EventEnvelope> => {
      const issues = findMadeUpProblems(event);
      if (issues.length > 0) throw new Problem('bad-request', `this is no event ${event.type}`, { issues });
      const envelope = await write(tx, event, event.data);
      if (!envelope) throw new Error(`there is an event ${event.id} already`);
      return envelope;
    },

    /** What this transaction has emitted so far. */
    emittedIn: (tx: Tx) => emitted.get(tx) ?? [],

    list: (filter: EventFilter) => listEvents(database.db, org_id, filter),

    get: async (id: string): Promise<{ event: EventEnvelope; decisions: EventDecision[] }> => {
      const event = await findEvent(database.db, org_id, id);
      if (!event) throw new Problem('not-found', `there is no event "${id}"`);
      return { event, decisions: await listDecisions(database.db, id) };
    },

    close: () => clearTimeout(wake),
  };
}
export type Events = ReturnType<typeof createEvents>;

/** Why it cannot be sent, in words. */
export function findCustomProblem({ type, data }: { type: string; data: JsonObject }): string | undefined {
  if (!CUSTOM_EVENT.test(type) || type.length > 200) {
    return `"${type}" is no type of an own event; write custom.<name>, with lower-case letters, digits, "_" and "."`;
  }
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes <= MAX_CUSTOM_BYTES) return undefined;
  return `the data of ${type} is ${bytes} bytes of JSON, and ${MAX_CUSTOM_BYTES} is the limit; send a reference instead`;
}

function findMadeUpProblems({ type, data }: { type: string; data: JsonObject }): Issue[] {
  if (!isEventType(type)) {
    const problem = findCustomProblem({ type, data });
    return problem ? [{ code: 'EVT001', path: 'type', message: problem }] : [];
  }
  const schema: z.ZodObject = EVENT_DATA[type];
  const parsed = schema.partial().safeParse(data);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({ code: 'EVT002', path: `data.${path.join('.')}`, message }));
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_DATA, type);
}
