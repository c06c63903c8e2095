// Delivers events: every pipeline that listens decides, every step that waits is woken, and the row is gone, all in one transaction. A pipeline that cannot
// decide is put back alone; what fails too often, or brings the process down, becomes a dead letter and is in nobody's way.
import { type EventEnvelope, Filters } from '@mockops/contract';
import { matchTrigger } from '@mockops/pipelines';
import { asksAgain, type Database, type Tx } from '../../../db/database.ts';
import type { Events } from '../../../events/service.ts';
import type { Runs } from '../../runs/ports.ts';
import type { Decide } from '../decide.ts';
import { type Found, isInScope, type Listeners, listens, readable } from '../listeners.ts';
import { type DecisionRow, saveDecision, saveDecisions } from '../store.ts';
import {
  countAttempt,
  type Dispatch,
  deleteDispatches,
  insertDeadLetter,
  insertOwnRow,
  listWaits,
  lockDispatches,
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

/** What is to be done with a counted row. */
export interface Delivery {
  dispatch: Dispatch;
  /** Pipelines that listen, as far as the batch knows. */
  concerned: Found[];
  /** Steps may wait for it, or a hook wants it. */
  tells: boolean;
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
const MAX_ATTEMPTS = 5;
/** Before the second one; doubled each time. */
const FIRST_PAUSE_MS = 1_000;

const DIED = 'the worker ended while it worked on this event, each time';

export function createDeliver(options: DeliverOptions) {
  const { database, org_id, listeners, decide } = options;

  /** Several at once, in one transaction. Should anything go wrong, each of them again in its own. */
  async function deliverTogether(items: Delivery[]): Promise<void> {
    const [first] = items;
    if (first && items.length === 1) return deliver(first);
    try {
      await database.transaction((tx) => decideAll(tx, items));
    } catch {
      for (const item of items) await deliver(item);
    }
  }

  /** Pipeline by pipeline, in a fixed order: whoever else does the same never meets this in a circle of locks. */
  async function decideAll(tx: Tx, items: Delivery[]): Promise<void> {
    const locked = await lockDispatches(
      tx.db,
      items.map(({ dispatch }) => dispatch),
    );
    const mine = items.filter(({ dispatch }) => locked.has(dispatch.id));
    for (const { dispatch, tells } of mine) if (tells) await tellOthers(tx, dispatch);
    const ids = new Set(mine.flatMap(({ concerned }) => concerned.map(({ pipeline }) => pipeline.id)));
    const done = new Set<string>();
    const decisions: DecisionRow[] = [];
    for (const listener of await listeners.keep(tx.db, [...ids]))
      for (const { dispatch, concerned } of mine) {
        const { id } = listener.pipeline;
        const name = `${dispatch.event.id} ${dispatch.replay_id} ${id}`;
        if (done.has(name) || locked.get(dispatch.id)?.includes(id)) continue;
        if (!concerned.some(({ pipeline }) => pipeline.id === id)) continue;
        done.add(name);
        const decision = await decideAbout(tx, dispatch, listener);
        if (readsDecisions(listener)) await saveDecision(tx.db, decision);
        else decisions.push(decision);
      }
    await saveDecisions(tx.db, decisions);
    await deleteDispatches(
      tx.db,
      mine.map(({ dispatch }) => dispatch.id),
    );
  }

  /** One alone. A pipeline that cannot decide about it does not keep the others from deciding. */
  async function deliver({ dispatch, concerned, tells }: Delivery): Promise<void> {
    try {
      await database.transaction(async (tx) => {
        const decided = (await lockDispatches(tx.db, [dispatch])).get(dispatch.id);
        if (!decided) return;
        if (tells) await tellOthers(tx, dispatch);
        const open = concerned.map(({ pipeline }) => pipeline.id).filter((id) => !decided.includes(id));
        let kept = false;
        for (const listener of await listeners.keep(tx.db, open)) {
          const error = await tryToDecide(tx, dispatch, listener);
          if (error !== undefined) kept = (await putBack(tx, dispatch, listener, error)) || kept;
        }
        if (!kept) await deleteDispatches(tx.db, [dispatch.id]);
      });
    } catch (error) {
      await postpone(database.db, dispatch.id, messageOf(error), pauseAfter(dispatch.attempts));
    }
  }

  async function decideAbout(tx: Tx, dispatch: Dispatch, found: Found): Promise<DecisionRow> {
    const { event, workspace_uid, replay_id, force_effects } = dispatch;
    const listener = readable(found);
    const outcome = await decide(tx, { ...listener, event, workspace_uid, replay_id, force_effects });
    return {
      event_id: event.id,
      pipeline_id: listener.pipeline.id,
      replay_id,
      decision: outcome.decision,
      reason: outcome.reason,
      execution_id: outcome.execution_id ?? null,
    };
  }

  /** Answers the error of a pipeline that cannot decide; everything of it is undone. */
  async function tryToDecide(tx: Tx, dispatch: Dispatch, listener: Found): Promise<string | undefined> {
    await tx.client.query('savepoint decision');
    try {
      await saveDecision(tx.db, await decideAbout(tx, dispatch, listener));
      await tx.client.query('release savepoint decision');
      return undefined;
    } catch (error) {
      if (asksAgain(error)) throw error;
      await tx.client.query('rollback to savepoint decision');
      return messageOf(error);
    }
  }

  /** True when the dispatch itself is what is tried again. */
  async function putBack(tx: Tx, dispatch: Dispatch, { pipeline }: Found, error: string): Promise<boolean> {
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
    if (seen.pipeline_id !== null) return deliver({ dispatch, concerned, tells: false });
    // Nobody knows whose fault it was: from now on every pipeline has a row of its own, and the event's own row is for the others.
    const split = await database.transaction(async (tx) => {
      const decided = (await lockDispatches(tx.db, [dispatch])).get(dispatch.id);
      if (!decided) return false;
      for (const { pipeline } of concerned)
        if (!decided.includes(pipeline.id))
          await insertOwnRow(tx.db, seen, { org_id, pipeline_id: pipeline.id, error: seen.last_error, pause_ms: 0 });
      return true;
    });
    if (split) await deliver({ dispatch, concerned: [], tells: seen.replay_id === null });
  }

  async function giveUp(dispatch: Dispatch, concerned: Found[]): Promise<void> {
    await database.transaction(async (tx) => {
      if (!(await lockDispatches(tx.db, [dispatch])).has(dispatch.id)) return;
      const one = concerned.find(({ pipeline }) => pipeline.id === dispatch.pipeline_id)?.pipeline;
      const [kept] = one ? await listeners.keep(tx.db, [one.id]) : [];
      const about = { pipeline_id: kept?.pipeline.id ?? null, pipeline: kept?.pipeline.name ?? null };
      await bury(tx, { ...dispatch, ...about, reason: dispatch.last_error ?? DIED });
      await deleteDispatches(tx.db, [dispatch.id]);
    });
  }

  /** Those of the candidates that this dispatch is about. */
  async function concernedBy(dispatch: Dispatch, candidates: Found[]): Promise<Found[]> {
    const { event, workspace_uid, pipeline_id } = dispatch;
    if (pipeline_id === null)
      return candidates.filter((listener) => isInScope(listener, workspace_uid) && listens(listener, event));
    const own = candidates.filter(({ pipeline }) => pipeline.id === pipeline_id);
    const named = own.length > 0 ? own : await database.transaction((tx) => listeners.keep(tx.db, [pipeline_id]));
    return named.filter((listener) => isInScope(listener, workspace_uid));
  }

  return { deliverTogether, deliverAgain, concernedBy, bury };
}
export type Deliver = ReturnType<typeof createDeliver>;

/** What is decided about one event depends on what was decided about those before it. */
function readsDecisions(found: Found): boolean {
  return readable(found).document.triggers.some(({ dedupe, debounce, batch }) => dedupe || debounce || batch);
}

function pauseAfter(attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempts - 1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
