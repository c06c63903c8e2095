// Who is told after a commit, so that nothing has to wait for the next look.
import { isEnded } from '@mockops/pipelines';
import type { Tx } from '../../db/database.ts';
import { key, type Outcome, stepEffects } from './outcome.ts';
import type { PinnedRun } from './pinned.ts';

/** Told after the commit; none of them may throw. */
export interface RunSignals {
  /** Attempts were handed to the workers. */
  attempts: () => void;
  /** Places of runs, or of steps, may be free, or somebody came to stand in line. */
  runGroup: (key: string) => void;
  stepGroup: (key: string) => void;
  /** Something is due sooner than the next look of the ticker. */
  due: (task: DueName) => void;
  /** An attempt that runs is not wanted any more. */
  abandoned: (attempt: { execution_id: string; name: string; item: string; attempt: number }) => void;
}

/** Tasks of due/tasks.ts. */
type DueName = 'delayed-runs' | 'run-deadlines' | 'step-waits' | 'called-runs';

/** What is due later than this is found by a look in time. */
const SOON_MS = 2_000;

export function tellAfterCommit(signals: RunSignals, tx: Tx, outcome: Outcome): void {
  const { before, after, moves, effects, change, kept } = outcome;
  const { pinned, row, rows } = before;
  const enqueued = after.cells.some(
    (cell) => (cell.phase === 'queued' || cell.phase === 'backing_off') && rows.get(key(cell))?.phase !== cell.phase,
  );
  if (enqueued) tx.afterCommit(signals.attempts);
  const status = after.run.status;
  if (row.group_key !== null && status !== row.status && !change.place && status !== 'running') {
    const { group_key } = row;
    tx.afterCommit(() => signals.runGroup(group_key));
  }
  const lines = new Set<string>();
  for (const move of moves) if (move.kind === 'step' && move.group) lines.add(move.group.key);
  for (const cell of after.cells) {
    const was = rows.get(key(cell));
    if (
      was?.group_key &&
      was.phase !== cell.phase &&
      (isEnded(cell.status) || cell.phase === 'waiting' || cell.phase === 'ready')
    )
      lines.add(was.group_key);
  }
  for (const line of lines) tx.afterCommit(() => signals.stepGroup(line));
  for (const { name, item, effect } of stepEffects(effects)) {
    if (effect.kind !== 'close_attempt' || effect.status !== 'cancelled') continue;
    const { attempt } = effect;
    tx.afterCommit(() => signals.abandoned({ execution_id: pinned.id, name, item, attempt }));
  }
  const wakes = [...kept.values()].some(({ keep }) => keep?.wait && keep.wake_at);
  if (wakes) tx.afterCommit(() => signals.due('step-waits'));
  if (effects.some(({ kind, effect }) => kind === 'run' && effect.kind === 'stamp' && effect.field === 'started_at'))
    tellStarted(signals, tx, pinned);
}

/** A run began, and its time runs. */
export function tellStarted(signals: Pick<RunSignals, 'due'>, tx: Tx, { plan }: PinnedRun): void {
  if (plan.limits.timeout_ms < SOON_MS) tx.afterCommit(() => signals.due('run-deadlines'));
}
