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
import { type EventFilter, findEvent, type Heard, insertEvents, listDecisions, listEvents } from './store.ts';

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

/** Of any type that is known. */
export type AnyEvent = { [T in EventType]: NewEvent<T> }[EventType];

interface CustomEvent extends Attributes {
  data: JsonObject;
}

type Joiner = (tx: Tx, event: EventEnvelope, workspace_uid: string | null) => Promise<void>;

const WAKE_MS = 10;
/** What runs say of themselves: most of all events, and mostly for people who watch. */
const QUIET = new Set<string>([
  'pipeline.run.queued',
  'pipeline.run.started',
  'pipeline.run.waiting',
  'pipeline.run.completed',
  'pipeline.step.changed',
] satisfies EventType[]);
const VERSIONS = new Map<string, number>(Object.entries(EVENT_VERSIONS));

export function createEvents(options: {
  database: Database;
  org_id: string;
  onError: (error: unknown) => void;
  /** Who may listen to events that are quiet otherwise; without any, all are dispatched. */
  heard?: readonly Heard[];
}) {
  const { database, org_id, heard = [] } = options;
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

  /** In their order, without those whose id is there. The data has been read by its schema. */
  async function write(tx: Tx, events: (Attributes & { data: Record<string, unknown> })[]): Promise<EventEnvelope[]> {
    const rows = events.map((event) => rowOf(event));
    const inserted = await insertEvents(
      tx.db,
      rows.map((row, at) => ({ ...row, dispatch: events[at]?.dispatch ?? 'all', quiet: QUIET.has(row.type) })),
      heard,
    );
    const envelopes = rows.flatMap((row, at): EventEnvelope[] => {
      const written = inserted.get(row.id);
      if (!written) return [];
      const { org_id: _, ...shown } = row;
      const workspace_id = events[at]?.workspace?.slug ?? null;
      const { cursor, time } = written;
      const data = row.data as EventEnvelope['data'];
      return [{ ...shown, workspace_id, data, time: time.toISOString(), cursor, replay_id: null }];
    });
    if (envelopes.length === 0) return [];
    emitted.set(tx, [...(emitted.get(tx) ?? []), ...envelopes.map(({ id, type }) => ({ id, type }))]);
    const workspaces = new Map(rows.map(({ id, workspace_id }) => [id, workspace_id]));
    for (const envelope of envelopes)
      for (const joiner of joiners) await joiner(tx, envelope, workspaces.get(envelope.id) ?? null);
    tx.afterCommit(wakeReaders);
    return envelopes;
  }

  function rowOf(event: Attributes & { data: Record<string, unknown> }) {
    const id = event.id ?? randomUUID();
    return {
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
      data: event.data,
    };
  }

  async function emitAll(tx: Tx, events: readonly AnyEvent[]): Promise<EventEnvelope[]> {
    if (events.length === 0) return [];
    const read = events.map((event) => ({ ...event, data: EVENT_DATA[event.type].parse(event.data) }));
    const envelopes = await write(tx, read);
    if (envelopes.length < events.length) throw new Error('there is an event of one of these ids already');
    return envelopes;
  }

  return {
    /** `joiner` runs inside the transaction of every event, before it commits. */
    join: (joiner: Joiner) => void joiners.push(joiner),

    /** `listener` is told after each commit that wrote events, in this process only; NOTIFY tells the others. */
    onCommitted: (listener: () => void) => void listeners.push(listener),

    emit: async <T extends EventType>(tx: Tx, event: NewEvent<T>): Promise<EventEnvelope> => {
      const [envelope] = await write(tx, [{ ...event, data: EVENT_DATA[event.type].parse(event.data) }]);
      if (!envelope) throw new Error(`there is an event ${event.id} already`);
      return envelope;
    },

    /** Several, in their order, in one statement. */
    emitAll,

    /** Undefined when an event of this id is there. */
    emitOnce: async <T extends EventType>(tx: Tx, event: NewEvent<T> & { id: string }) =>
      (await write(tx, [{ ...event, data: EVENT_DATA[event.type].parse(event.data) }]))[0],

    /** An event of a type that its sender made up, `custom.<name>`. Undefined when an event of this id is there. */
    emitCustom: async (tx: Tx, event: CustomEvent): Promise<EventEnvelope | undefined> => {
      const problem = findCustomProblem(event);
      if (problem) throw new Problem('bad-request', problem);
      return (await write(tx, [event]))[0];
    },

    /** An event of any type, made up by a person: fields may be missing, those that are there must fit. Throws Problem when they do not. */
    emitMadeUp: async (tx: Tx, event: CustomEvent): Promise<EventEnvelope> => {
      const issues = findMadeUpProblems(event);
      if (issues.length > 0) throw new Problem('bad-request', `this is no event ${event.type}`, { issues });
      const [envelope] = await write(tx, [event]);
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
function findCustomProblem({ type, data }: { type: string; data: JsonObject }): string | undefined {
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
