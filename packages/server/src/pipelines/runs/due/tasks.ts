// What becomes due in runs: starts that were put off, deadlines, waits that are over, lines whose patience is over, called
// runs whose caller ended, and attempts that nobody has any more.
import { outcomeOf } from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import type { Database, Tables, Tx } from '../../../db/database.ts';
import { oneByOne } from '../../../runtime/one-by-one.ts';
import type { DueTask } from '../../../runtime/ticker.ts';
import type { Admission } from '../groups/admit.ts';
import type { Change, RunJournal } from '../journal.ts';
import type { PinnedRun } from '../pinned.ts';
import type { Runs } from '../ports.ts';
import {
  BATCH,
  listDelayed,
  listLate,
  listLeftBehind,
  listOrphans,
  listRetries,
  listWaits,
  type OverdueStep,
} from './store.ts';

export interface DueOptions {
  database: Database;
  journal: RunJournal;
  wake: Runs['wake'];
  admission: Admission;
  /** Ends a called run whose caller ended. */
  endCalled: (id: string) => Promise<void>;
  /** Hands the next attempt of a cell to the workers. */
  enqueue: (tx: Tx, run: PinnedRun, cell: { name: string; item: string; attempt: number }) => Promise<void>;
  /** After the commit. */
  onEnqueued: () => void;
  onOrphan: (about: { run: string; step: string; status: string | null }) => void;
}

export function dueTasks(options: DueOptions): DueTask[] {
  const { database, journal, wake, admission } = options;
  /** Two looks must agree that an attempt is gone: its end and that of the engine's row are two commits. */
  let suspects = new Set<string>();

  async function each<T extends { due: Date }>(
    list: (db: Kysely<Tables>) => Promise<T[]>,
    act: (tx: Tx, one: T) => Promise<unknown>,
  ): Promise<Date | null> {
    const found = await list(database.db);
    if (found.length === 0) return null;
    const now = database.clock.now();
    await oneByOne(
      found.filter(({ due }) => due <= now),
      (one) => database.transaction((tx) => act(tx, one)),
    );
    // All of a full batch were due: there may be more.
    return found.find(({ due }) => due > now)?.due ?? (found.length >= BATCH ? now : null);
  }

  return [
    {
      name: 'delayed-runs',
      run: () =>
        each(
          async (db) => (await listDelayed(db)).map(({ id, not_before }) => ({ id, due: not_before })),
          (tx, { id }) => begin(tx, id),
        ),
    },
    {
      name: 'run-deadlines',
      run: () =>
        each(
          async (db) => (await listLate(db)).map(({ id, deadline_at }) => ({ id, due: deadline_at })),
          (tx, { id }) => endLate(tx, id),
        ),
    },
    {
      name: 'step-waits',
      run: () =>
        each(
          async (db) => (await listWaits(db)).map((step) => ({ ...step, due: step.wake_at })),
          (tx, step) => wake(tx, step, { kind: 'timer' }),
        ),
    },
    {
      name: 'step-retries',
      run: () =>
        each(
          async (db) => (await listRetries(db)).map((step) => ({ ...step, due: step.wake_at })),
          (tx, step) => retry(tx, step),
        ),
    },
    { name: 'group-lines', run: () => admission.everybody() },
    {
      name: 'called-runs',
      run: async () => {
        await oneByOne(await listLeftBehind(database.db), options.endCalled);
        return null;
      },
    },
    {
      name: 'orphaned-attempts',
      run: async () => {
        const found = await listOrphans(database.db);
        const names = new Map(found.map((one) => [`${one.execution_id}/${one.name}[${one.item}]/${one.attempt}`, one]));
        const seen = suspects;
        suspects = new Set(names.keys());
        const gone = [...names].flatMap(([name, orphan]) => (seen.has(name) ? [orphan] : []));
        await oneByOne(gone, async (orphan) => {
          options.onOrphan({ run: orphan.execution_id, step: orphan.name, status: orphan.status });
          await database.transaction((tx) => journal.advance(tx, orphan.execution_id, endOrphan(orphan)));
        });
        return null;
      },
    },
  ];

  async function begin(tx: Tx, id: string): Promise<void> {
    const open = await journal.open(tx, id);
    if (open?.row.status === 'delayed') await journal.move(tx, open, { run: { kind: 'due' } });
  }

  /** Of a pause that was too long to be slept by the attempt itself. */
  async function retry(tx: Tx, { execution_id, step_name, item }: OverdueStep): Promise<void> {
    const open = await journal.open(tx, execution_id);
    const cell = open?.journal.cells.find((one) => one.name === step_name && one.item === item);
    if (!open || cell?.phase !== 'backing_off') return;
    await options.enqueue(tx, open.pinned, cell);
    tx.afterCommit(options.onEnqueued);
  }

  /** Of the run, or of its hooks. */
  async function endLate(tx: Tx, id: string): Promise<void> {
    const open = await journal.open(tx, id);
    if (!open) return;
    const inHooks = outcomeOf(open.pinned.plan, open.journal) !== null;
    const before = open.journal.run.ending ?? { mode: 'cancel', by: 'mockops', reason: null };
    const change: Change = inHooks ? { hooks_over: true } : { ending: { ...before, timed_out: true } };
    await journal.move(tx, open, change);
  }
}

function endOrphan({
  name,
  item,
  attempt,
  phase,
  status,
}: {
  name: string;
  item: string;
  attempt: number;
  phase: string;
  status: string | null;
}): Change {
  const message = `the engine gave the attempt up (${status ?? 'it has no row of it'}); the server log has the reason`;
  const keep = { error_class: 'infrastructure' };
  const event =
    phase === 'running'
      ? ({ kind: 'attempt_failed', attempt, message, retryable: false } as const)
      : ({ kind: 'refused', message } as const);
  return { steps: [{ name, item, event, keep }] };
}
