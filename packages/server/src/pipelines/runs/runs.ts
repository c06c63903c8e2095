// Runs, put together: begun, moved on, woken, ended and repeated. One journal underneath, and signals that make it prompt.
import { Problem } from '@mockops/contract';
import type { Database } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import { type Cancellation, createCancel } from './cancel.ts';
import { type CarryOutOptions, enqueueAttempt } from './carry-out.ts';
import { createCreate } from './create.ts';
import { dueTasks } from './due/tasks.ts';
import { createOnEnd } from './end.ts';
import { createAdmission } from './groups/admit.ts';
import { createJournal } from './journal.ts';
import { createPinned, type PinnedOptions } from './pinned.ts';
import type { Runs } from './ports.ts';
import { createRerun } from './rerun.ts';
import type { RunSignals } from './signals.ts';
import { listOpenRuns } from './store.ts';
import { createWake } from './wake.ts';

export interface RunsOptions extends PinnedOptions {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit' | 'emitAll'>;
  engine: CarryOutOptions['engine'];
  application_version: string;
  onError: (error: unknown) => void;
  onOrphan: (about: { run: string; step: string; status: string | null }) => void;
}

/** A look at a group that is under way. */
interface Line {
  again: boolean;
  over: Promise<void>;
}

export type RunCore = ReturnType<typeof createRuns>;

export function createRuns(options: RunsOptions) {
  const { database, events, onError } = options;
  const pinned = createPinned(options);
  const listeners: Partial<Pick<RunSignals, 'attempts' | 'due' | 'abandoned'>>[] = [];
  const admitting = new Map<string, Line>();
  let closed = false;

  /** One look at a time for each group; all who come meanwhile are seen by one more. */
  function admit(kind: 'runs' | 'steps', key: string): void {
    if (closed) return;
    const name = `${kind}:${key}`;
    const known = admitting.get(name);
    if (known) {
      known.again = true;
      return;
    }
    const line: Line = { again: false, over: Promise.resolve() };
    admitting.set(name, line);
    line.over = admission[kind](key)
      .catch(onError)
      .then(() => {
        admitting.delete(name);
        if (line.again) admit(kind, key);
      });
  }

  const signals: RunSignals = {
    attempts: () => {
      for (const listener of listeners) listener.attempts?.();
    },
    due: (task) => {
      for (const listener of listeners) listener.due?.(task);
    },
    abandoned: (attempt) => {
      for (const listener of listeners) listener.abandoned?.(attempt);
    },
    runGroup: (key) => admit('runs', key),
    stepGroup: (key) => admit('steps', key),
  };
  const onEnd = createOnEnd({ events, wake: () => wake, onCallerEnded: () => signals.due('called-runs') });
  const journal = createJournal({ ...options, pinned, signals, onEnd });
  const wake = createWake(journal, database.clock.now);
  const admission = createAdmission({
    database,
    journal,
    settingsOf: async (tx, execution_id, step_name) => {
      const { plan } = await pinned.load(tx.db, execution_id);
      return plan.steps.find(({ name }) => name === step_name)?.concurrency ?? null;
    },
  });
  const cancel = createCancel({ database, journal });

  async function endAll(ids: string[], cancellation: Cancellation): Promise<void> {
    // It may have ended by itself meanwhile.
    for (const id of ids)
      await cancel(id, cancellation).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      });
  }

  const create = createCreate({
    ...options,
    journal,
    pinned,
    onLine: signals.runGroup,
    onDelayed: () => signals.due('delayed-runs'),
  });
  const runs: Runs = { create, wake };

  return {
    ...runs,
    journal,
    pinned,
    /** Moves a run on after something that its rows tell already. */
    advance: journal.advance,
    admit: admission,
    cancel,
    /** All that are open, of a pipeline or about a workspace. */
    endOpen: async (of: Parameters<typeof listOpenRuns>[1], cancellation: Cancellation): Promise<void> =>
      endAll(await listOpenRuns(database.db, of), cancellation),
    rerun: createRerun({ ...options, pinned, create }),
    dueTasks: (): DueTask[] =>
      dueTasks({
        database,
        journal,
        wake,
        admission,
        endCalled: (id) => endAll([id], { mode: 'cancel', by: 'the run that called it', reason: null }),
        enqueue: (tx, run, cell) => enqueueAttempt(options, tx, run, cell),
        onEnqueued: signals.attempts,
        onOrphan: options.onOrphan,
      }),
    /** Told after commits of this process. */
    listen: (listener: (typeof listeners)[number]) => void listeners.push(listener),
    close: async () => {
      closed = true;
      await Promise.all([...admitting.values()].map(({ over }) => over));
    },
  };
}
