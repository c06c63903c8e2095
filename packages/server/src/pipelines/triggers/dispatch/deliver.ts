// Delivers one event: in one transaction every pipeline that listens decides, every step that waits for it is woken, and the row is gone. A pipeline that
// cannot decide is put back alone; what fails too often, or brings the process down, becomes a dead letter and is in nobody's way.
import { type EventEnvelope, Filters } from '@mockops/contract';
import { matchTrigger } from '@mockops/pipelines';
import { asksAgain, type Database, type Tx } from '../../../db/database.ts';
import type { Events } from '../../../events/service.ts';
import type { Runs } from '../../runs/ports.ts';
import type { Decide } from '../decide.ts';
import type { Listener, Listeners } from '../listeners.ts';
import { isInScope, listens } from '../listeners.ts';
import { saveDecision } from '../store.ts';
import {
  countAttempt,
  type Dispatch,
  deleteDispatches,
  insertDeadLetter,
  insertOwnRow,
  listWaits,
  lockDispatch,
  postpone,
} from './store.ts';

/** Told of dispatched events within their transaction: outbound webhooks put their rows there. */
export interface DispatchHook {
  /** Those, of these types, that it wants to be told of. Asked once per batch. */
  wants: (types: string[]) => Promise<string[]>;
  onDispatched: (tx: Tx, event: EventEnvelope, workspace_uid: string | null) => Promise<void>;
}

export interface DeliverOptions {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  listeners: Listeners;
  decide: Decide;
  runs: Pick<Runs, 'wake'>;
  hooks: DispatchHook[];
}

/** An event that is given up, for one pipeline or, when that is not known, for all. */
export interface Dead {
  event: EventEnvelope;
  workspace_uid: string | null;
  pipeline_id: string | null;
  pipeline: string | null;
  replay_id: string | null;
  reason: string;
  attempts: number;
}

/** Deliveries of one event, the first included. */
export const MAX_ATTEMPTS = 5;
/** Before the second one; doubled each time. */
const FIRST_PAUSE_MS = 1_000;

const DIED = 'the worker ended while it worked on this event, each time';

export function createDeliver(options: DeliverOptions) {
  const { database, org_id, listeners, decide } = options;

  async function deliver(dispatch: Dispatch, concerned: Listener[]): Promise<void> {
    try {
      await database.transaction(async (tx) => {
        const locked = await lockDispatch(tx.db, dispatch);
        if (!locked) return;
        if (dispatch.pipeline_id === null && dispatch.replay_id === null) await tellOthers(tx, dispatch);
        const open = concerned.map(({ pipeline }) => pipeline.id).filter((id) => !locked.decided.includes(id));
        let kept = false;
        for (const listener of await listeners.keep(tx.db, open)) {
          const error = await decideOne(tx, dispatch, listener);
          if (error !== undefined) kept = (await putBack(tx, dispatch, listener, error)) || kept;
        }
        if (!kept) await deleteDispatches(tx.db, [dispatch.id]);
      });
    } catch (error) {
      await postpone(database.db, dispatch.id, messageOf(error), pauseAfter(dispatch.attempts));
    }
  }

  /** Answers the error of a pipeline that cannot decide; everything of it is undone. */
  async function decideOne(tx: Tx, dispatch: Dispatch, listener: Listener): Promise<string | undefined> {
    const { event, workspace_uid, replay_id, force_effects } = dispatch;
    await tx.client.query('savepoint decision');
    try {
      const outcome = await decide(tx, { ...listener, event, workspace_uid, replay_id, force_effects });
      await saveDecision(tx.db, {
        event_id: event.id,
        pipeline_id: listener.pipeline.id,
        replay_id,
        decision: outcome.decision,
        reason: outcome.reason,
        execution_id: outcome.execution_id ?? null,
      });
      await tx.client.query('release savepoint decision');
      return undefined;
    } catch (error) {
      if (asksAgain(error)) throw error;
      await tx.client.query('rollback to savepoint decision');
      return messageOf(error);
    }
  }

  /** True when the dispatch itself is what is tried again. */
  async function putBack(tx: Tx, dispatch: Dispatch, { pipeline }: Listener, error: string): Promise<boolean> {
    const pipeline_id = pipeline.id;
    if (dispatch.attempts >= MAX_ATTEMPTS) {
      await bury(tx, { ...dispatch, pipeline_id, pipeline: pipeline.name, reason: error });
      return false;
    }
    const pause_ms = pauseAfter(dispatch.attempts);
    await saveDecision(tx.db, {
      event_id: dispatch.event.id,
      pipeline_id,
      replay_id: dispatch.replay_id,
      decision: 'failed',
      reason: `${error} (delivery ${dispatch.attempts} of ${MAX_ATTEMPTS}; it is tried again)`,
      execution_id: null,
    });
    if (dispatch.pipeline_id === null) {
      await insertOwnRow(tx.db, dispatch, { org_id, pipeline_id, error, pause_ms });
      return false;
    }
    await postpone(tx.db, dispatch.id, error, pause_ms);
    return true;
  }

  async function bury(tx: Tx, dead: Dead): Promise<void> {
    const { event, workspace_uid, pipeline_id, pipeline, replay_id, reason, attempts } = dead;
    if (pipeline_id !== null)
      await saveDecision(tx.db, {
        ...{ event_id: event.id, pipeline_id, replay_id, reason },
        decision: 'dead_lettered',
        execution_id: null,
      });
    const dead_letter_id = await insertDeadLetter(tx.db, org_id, dead);
    await options.events.emit(tx, {
      type: 'delivery.dead_lettered',
      actor: 'mockops',
      cause: event,
      data: { dead_letter_id, kind: 'event', what: event.type, pipeline, reason, attempts },
      ...(workspace_uid !== null &&
        event.workspace_id !== null && { workspace: { id: workspace_uid, slug: event.workspace_id } }),
    });
  }

  async function tellOthers(tx: Tx, { event, workspace_uid }: Dispatch): Promise<void> {
    for (const { filters, ...step } of await listWaits(tx.db, { org_id, event_type: event.type, workspace_uid })) {
      const match = matchTrigger(event, { event: event.type, enabled: true, filters: Filters.parse(filters) });
      if (match.matched) await options.runs.wake(tx, step, { kind: 'event', event });
    }
    for (const hook of options.hooks) await hook.onDispatched(tx, event, workspace_uid);
  }

  /** One that was tried before, alone: an event that brings the process down takes no other with it. */
  async function deliverAgain(seen: Dispatch): Promise<void> {
    const concerned = await concernedBy(seen, await listeners.forTypes(database.db, [seen.event.type]));
    if (seen.attempts >= MAX_ATTEMPTS) return giveUp(seen, concerned);
    const dispatch = { ...seen, attempts: seen.attempts + 1 };
    if (!(await countAttempt(database.db, [seen])).has(seen.id)) return;
    if (seen.pipeline_id !== null) return deliver(dispatch, concerned);
    // Nobody knows whose fault it was: from now on every pipeline has a row of its own, and the event's own row is for the others.
    const split = await database.transaction(async (tx) => {
      const locked = await lockDispatch(tx.db, dispatch);
      if (!locked) return false;
      for (const { pipeline } of concerned)
        if (!locked.decided.includes(pipeline.id))
          await insertOwnRow(tx.db, seen, { org_id, pipeline_id: pipeline.id, error: seen.last_error, pause_ms: 0 });
      return true;
    });
    if (split) await deliver(dispatch, []);
  }

  async function giveUp(dispatch: Dispatch, concerned: Listener[]): Promise<void> {
    await database.transaction(async (tx) => {
      if (!(await lockDispatch(tx.db, dispatch))) return;
      const one = concerned.find(({ pipeline }) => pipeline.id === dispatch.pipeline_id)?.pipeline;
      const [kept] = one ? await listeners.keep(tx.db, [one.id]) : [];
      const about = { pipeline_id: kept?.pipeline.id ?? null, pipeline: kept?.pipeline.name ?? null };
      await bury(tx, { ...dispatch, ...about, reason: dispatch.last_error ?? DIED });
      await deleteDispatches(tx.db, [dispatch.id]);
    });
  }

  /** Those of the candidates that this dispatch is about. */
  async function concernedBy(dispatch: Dispatch, candidates: Listener[]): Promise<Listener[]> {
    const { event, workspace_uid, pipeline_id } = dispatch;
    if (pipeline_id === null)
      return candidates.filter((listener) => isInScope(listener, workspace_uid) && listens(listener, event));
    const own = candidates.filter(({ pipeline }) => pipeline.id === pipeline_id);
    const named = own.length > 0 ? own : await database.transaction((tx) => listeners.keep(tx.db, [pipeline_id]));
    return named.filter((listener) => isInScope(listener, workspace_uid));
  }

  return { deliver, deliverAgain, concernedBy, bury };
}
export type Deliver = ReturnType<typeof createDeliver>;

function pauseAfter(attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempts - 1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
