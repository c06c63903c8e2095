// Debounce and batch: events wait in a window until it is over, then one run starts for them. The row of a window is removed in the transaction that
// starts its run, so an event that comes later opens the next one and none is in two.
import type { EventEnvelope, PipelineTrigger } from '@mockops/contract';
import { defaultInputs } from '@mockops/pipelines';
import type { Database, Tx } from '../../db/database.ts';
import { triggerContext } from './context.ts';
import type { Dead } from './dispatch/deliver.ts';
import { type Candidate, type Outcome, renderKey } from './judge.ts';
import { type Listeners, readable } from './listeners.ts';
import { runIdOf, type Start } from './start.ts';
import {
  decideWindow,
  deleteWindow,
  giveUpWindow,
  joinWindow,
  nextWindowIn,
  postponeWindow,
  takeDueWindow,
  type WindowRow,
} from './store.ts';

/** Events of one window. A debounce that keeps all starts its run at this number; one that keeps the last or first forgets the others. */
const MAX_EVENTS = 1_000;
/** Of `period`, when a debounce says no `max_wait`. */
const MAX_WAIT_PERIODS = 10;
const MAX_ATTEMPTS = 5;
const PAUSE_MS = 2_000;
/** Windows of one look; what is left is looked at again at once. */
const MAX_PER_LOOK = 100;

export interface WindowsOptions {
  database: Database;
  org_id: string;
  listeners: Listeners;
  /** Oldest first. */
  loadEvents: (tx: Tx, ids: string[]) => Promise<{ event: EventEnvelope; workspace_uid: string | null }[]>;
  start: (tx: Tx, request: Start) => Promise<Outcome>;
  /** After the commit that opened a window. */
  onOpened: () => void;
  /** The run could not be started. */
  onDead: (tx: Tx, dead: Dead) => Promise<void>;
}

export function createWindows(options: WindowsOptions) {
  const { database, org_id, listeners } = options;

  /** Undefined when the pipeline is gone, or its trigger. */
  async function startWindow(tx: Tx, window: WindowRow): Promise<Outcome | undefined> {
    const [kept] = await listeners.keep(tx.db, [window.pipeline_id]);
    const listener = kept && readable(kept);
    const trigger = listener?.document.triggers[window.trigger_index];
    const found = await options.loadEvents(tx, window.events);
    const payload = trigger?.debounce?.payload ?? 'all';
    const chosen = payload === 'first' ? found.slice(0, 1) : payload === 'last' ? found.slice(-1) : found;
    const newest = chosen.at(-1);
    if (!listener || !newest) return undefined;
    const { replay_id, force_effects } = replayOf(window);
    const candidate: Candidate = {
      ...listener,
      event: { ...newest.event, replay_id },
      workspace_uid: window.workspace_id,
      replay_id,
      force_effects,
    };
    const events = chosen.map(({ event }) => ({ ...event, replay_id }));
    const context = triggerContext({
      org_id,
      document: listener.document,
      revision: listener.pipeline.revision,
      run_id: runIdOf(candidate),
      event: candidate.event,
      events,
      inputs: defaultInputs(listener.document.inputs),
    });
    const count = window.events.length;
    const reason = `triggers[${window.trigger_index}]: ${window.kind} of ${count} ${count === 1 ? 'event' : 'events'}`;
    const outcome: Outcome = listener.pipeline.enabled
      ? await options.start(tx, { candidate, events, trigger, index: window.trigger_index, reason, context })
      : { decision: 'disabled', reason: 'the pipeline was disabled while it collected events' };
    await decideWindow(tx.db, {
      pipeline_id: window.pipeline_id,
      event_ids: window.events,
      replay_id,
      decision: outcome.decision,
      reason: outcome.reason,
      execution_id: outcome.execution_id ?? null,
    });
    return outcome;
  }

  /** Its run could not be started: tried again, and given up in the end. The window stays open meanwhile. */
  async function noteFailure(tx: Tx, failed: WindowRow, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    // Events may have come since: they go the way of the others.
    const window = await postponeWindow(tx.db, failed, PAUSE_MS);
    if (!window || window.attempts < MAX_ATTEMPTS) return;
    await giveUpWindow(tx.db, window, reason);
    const newest = (await options.loadEvents(tx, window.events)).at(-1);
    const [listener] = await listeners.keep(tx.db, [window.pipeline_id]);
    if (!newest || !listener) return;
    const { id: pipeline_id, name: pipeline } = listener.pipeline;
    const { replay_id } = replayOf(window);
    await options.onDead(tx, { ...newest, pipeline_id, pipeline, replay_id, reason, attempts: window.attempts });
  }

  /** One that is over. False: there is none. */
  async function startNext(): Promise<boolean> {
    let taken: WindowRow | undefined;
    try {
      return await database.transaction(async (tx) => {
        taken = await takeDueWindow(tx.db, org_id);
        if (taken) await startWindow(tx, taken);
        return taken !== undefined;
      });
    } catch (error) {
      const window = taken;
      if (!window) throw error;
      await database.transaction((tx) => noteFailure(tx, window, error));
      return true;
    }
  }

  return {
    /** Puts the event into the window of its key; a batch that is full starts its run at once. */
    join: async (
      tx: Tx,
      candidate: Candidate,
      { trigger, index, context }: { trigger: PipelineTrigger; index: number; context: Start['context'] },
    ): Promise<Outcome> => {
      const { debounce, batch } = trigger;
      const kind = debounce ? 'debounce' : 'batch';
      const key = renderKey(debounce?.key ?? batch?.key, context, `triggers[${index}].${kind}.key`);
      const all = !debounce || debounce.payload === 'all';
      const window = await joinWindow(tx.db, {
        pipeline_id: candidate.pipeline.id,
        trigger_index: index,
        key: windowKey(candidate, key),
        kind,
        workspace_id: candidate.workspace_uid,
        event_id: candidate.event.id,
        newest: candidate.event.cursor,
        extend_ms: debounce ? debounce.period : null,
        max_wait_ms: debounce ? (debounce.max_wait ?? debounce.period * MAX_WAIT_PERIODS) : (batch?.max_wait ?? 0),
        keep: MAX_EVENTS,
        keep_newest: debounce?.payload !== 'first',
      });
      if (window.events.length === 1) tx.afterCommit(options.onOpened);
      const full = all && window.events.length >= (batch?.max_size ?? MAX_EVENTS);
      if (full) {
        await deleteWindow(tx.db, window);
        const outcome = await startWindow(tx, window);
        if (outcome) return outcome;
      }
      const about = `triggers[${index}].${kind}${key && ` of "${key}"`}`;
      return window.newest === candidate.event.cursor
        ? {
            decision: kind === 'debounce' ? 'debounced' : 'batched',
            reason: `${about}: number ${window.events.length} in its window`,
          }
        : {
            decision: kind === 'debounce' ? 'debounced' : 'batched',
            reason: `${about}: older than the newest event in its window, which it neither extends nor replaces`,
          };
    },

    /** Starts the runs of windows that are over; for a ticker. Answers when the next one is. */
    startDue: async (): Promise<Date | null> => {
      for (let count = 0; count < MAX_PER_LOOK; count += 1) if (!(await startNext())) break;
      const pause_ms = await nextWindowIn(database.db, org_id);
      return pause_ms === null ? null : new Date(database.clock.now().getTime() + pause_ms);
    },
  };
}
export type Windows = ReturnType<typeof createWindows>;

/** Windows do not mix workspaces, nor replays with what happens now. */
function windowKey({ workspace_uid, replay_id, force_effects }: Candidate, key: string): string {
  return `${workspace_uid ?? ''}/${replay_id ?? ''}/${force_effects ? 'force' : ''}/${key}`;
}

function replayOf({ key }: WindowRow): { replay_id: string | null; force_effects: boolean } {
  const [, replay_id, force] = key.split('/');
  return { replay_id: replay_id || null, force_effects: force === 'force' };
}
