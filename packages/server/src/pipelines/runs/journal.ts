// The journal of a run, moved on: one stimulus, then the walk, then everything that follows from it, in one transaction under the lock of the run. Out: rows,
// attempts handed to the workers, events. There is nothing else that changes a run, but for the start of an attempt (attempt.ts).
import {
  applyMoves,
  type Ending,
  isEnded,
  isRunEnd,
  type Journal,
  outcomeOf,
  type RunEvent,
  readsOutputs,
  type StepEvent,
  walk,
} from '@mockops/pipelines';
import { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import { type CarryOutOptions, carryOut } from './carry-out.ts';
import { asOutputs, type CellRow, listCells, listOutputs, type RunStanding } from './cells/store.ts';
import { key } from './outcome.ts';
import type { Pinned, PinnedRun } from './pinned.ts';
import { tellStarted } from './signals.ts';
import { lockRun, type RunRow } from './store.ts';

/** What happened to a cell, and what is to be kept of it. */
export interface Stimulus {
  name: string;
  item: string;
  event: StepEvent;
  /** The attempt's owner: a result of anybody else is refused. */
  owner?: string;
  keep?: Kept;
}

export interface Kept {
  input?: unknown;
  output?: unknown;
  summary?: string;
  reused_from?: string;
  owner?: string;
  /** While it waits, and until the step ends after that. */
  wait?: WaitState;
  wake_at?: Date | null;
  event_wait?: { type: string; filters: unknown };
  annotations?: unknown[];
  error_class?: string;
  reconciled?: boolean;
  /** Until the next attempt. */
  retry_in_ms?: number;
}

/** What a step that waited remembers: its own state, what woke it, and whether it kept its place in its group meanwhile. */
export const WaitState = z.object({
  waiting_for: z.string(),
  state: z.record(z.string(), z.json()),
  keeps_place: z.boolean().default(true),
  /** When the step's `timeout` is over, ISO 8601; all its waiting counts together. */
  until: z.string().optional(),
  stimulus: z.unknown().optional(),
  /** When it began to wait, ISO 8601; and for how long it has waited until something woke it, all its waits together. */
  since: z.string().optional(),
  waited_ms: z.number().default(0),
});
export type WaitState = z.infer<typeof WaitState>;

const CancelColumn = z.object({
  mode: z.enum(['cancel', 'stop', 'kill']).optional(),
  by: z.string().default('mockops'),
  reason: z.string().nullable().default(null),
  timed_out: z.boolean().default(false),
  hooks_over: z.boolean().default(false),
});

export interface Change {
  steps?: Stimulus[];
  run?: RunEvent;
  ending?: Ending;
  hooks_over?: boolean;
  place?: 'taken';
}

export interface OpenRun {
  row: RunRow;
  pinned: PinnedRun;
  rows: Map<string, CellRow>;
  journal: Journal;
}

export interface Advanced extends OpenRun {
  /** A stimulus had no place, because something else came first: nothing was written. */
  refused: boolean;
}

export type JournalOptions = CarryOutOptions & { pinned: Pinned };
export type RunJournal = ReturnType<typeof createJournal>;

export function createJournal(options: JournalOptions) {
  /** Locks the run and reads its rows. Undefined: it ended, is gone, or somebody else has it (`skip_locked`). */
  async function open(tx: Tx, execution_id: string, how: { skip_locked?: boolean } = {}): Promise<OpenRun | undefined> {
    const row = await lockRun(tx.db, execution_id, how);
    if (!row || isRunEnd(row.status)) return undefined;
    const pinned = await options.pinned.load(tx.db, execution_id);
    const cells = await listCells(tx.db, execution_id);
    return { row, pinned, rows: byKey(cells), journal: { run: viewOf(row), cells } };
  }

  /** Applies what happened, walks, and carries out what follows. */
  async function move(tx: Tx, before: OpenRun, change: Change = {}): Promise<Advanced> {
    const { pinned, rows } = before;
    const { plan, base } = pinned;
    if (change.ending && comesTooLate(change.ending, before)) return { ...before, refused: true };
    let journal: Journal = {
      cells: before.journal.cells,
      run: {
        ...before.journal.run,
        ...(change.place === 'taken' && { holds_place: true }),
        ...(change.ending && { ending: change.ending }),
        ...(change.hooks_over && { hooks_over: true }),
      },
    };
    const effects = [];
    const kept = new Map<string, Stimulus>();
    for (const stimulus of change.steps ?? []) {
      const { name, item, event, owner } = stimulus;
      const fenced = owner !== undefined && rows.get(key({ name, item }))?.owner !== owner;
      const applied = applyMoves(plan, journal, [{ kind: 'step', name, item, event }]);
      if (fenced || applied.cells === journal.cells) return { ...before, refused: true };
      journal = { run: applied.run, cells: applied.cells };
      effects.push(...applied.effects);
      kept.set(key(stimulus), stimulus);
    }
    if (change.run) {
      const applied = applyMoves(plan, journal, [{ kind: 'run', event: change.run }]);
      journal = { run: applied.run, cells: applied.cells };
      effects.push(...applied.effects);
    }
    if (readsOutputs(plan, journal)) journal = await withOutputs(tx, pinned, journal, kept);
    const walked = walk(plan, journal.run, journal.cells, base);
    const after: Journal = { run: walked.run, cells: walked.cells };
    await carryOut(options, tx, {
      before,
      after,
      moves: [...(change.run ? [{ kind: 'run' as const, event: change.run }] : []), ...walked.moves],
      effects: [...effects, ...walked.effects],
      kept,
      change,
    });
    return { ...before, journal: after, refused: false };
  }

  async function withOutputs(
    tx: Tx,
    { id }: PinnedRun,
    { run, cells }: Journal,
    kept: Map<string, Stimulus>,
  ): Promise<Journal> {
    const outputs = new Map<string, unknown>();
    if (cells.some(({ status }) => isEnded(status)))
      for (const one of await listOutputs(tx.db, id)) outputs.set(key(one), one.outputs);
    for (const [key, { keep }] of kept) if (keep?.output !== undefined) outputs.set(key, keep.output);
    return { run, cells: cells.map((cell) => ({ ...cell, outputs: asOutputs(outputs.get(key(cell))) })) };
  }

  return {
    open,
    move,
    /** For the start of an attempt, which is not moved on by the journal. */
    tellStarted: (tx: Tx, run: PinnedRun) => tellStarted(options.signals, tx, run),
    advance: async (tx: Tx, execution_id: string, change: Change = {}): Promise<Advanced | undefined> => {
      const before = await open(tx, execution_id);
      return before && move(tx, before, change);
    },
  };
}

/** What the steps of a run made stands once all of them ended; of its hooks, only `kill` is the end. */
function comesTooLate({ mode }: Ending, { pinned, journal }: OpenRun): boolean {
  return mode !== 'kill' && !journal.run.ending && outcomeOf(pinned.plan, journal) !== null;
}

export function byKey<T extends { name: string; item: string }>(cells: readonly T[]): Map<string, T> {
  return new Map(cells.map((cell) => [key(cell), cell]));
}

export function viewOf({ status, started_at, group_key, admitted_at, cancel }: RunStanding): Journal['run'] {
  const { mode, hooks_over, ...ending } = CancelColumn.parse(cancel ?? {});
  return {
    status,
    started: started_at !== null,
    holds_place: group_key === null || admitted_at !== null,
    ending: mode === undefined ? null : { mode, ...ending },
    hooks_over,
  };
}
