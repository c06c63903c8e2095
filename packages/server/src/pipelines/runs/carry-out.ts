// What the walk decided, carried out: rows in few statements, attempts enqueued, events emitted; and after the commit whoever waits for it is told.
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import { type Effect, HOOKS_BUDGET_MS, isEnded, type Journal, type Move, type StepPlan } from '@mockops/pipelines';
import type { Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import { ATTEMPT_WORKFLOW, attemptId, STEP_QUEUE } from './attempts/attempt-id.ts';
import { closeAttempts, deleteEventWaits, insertAttempt, insertEventWait } from './attempts/store.ts';
import type { Change, OpenRun, Stimulus } from './journal.ts';
import type { PinnedRun } from './pinned.ts';
import { emitRunEvents, emitStepEvents } from './run-events.ts';
import {
  type CellChange,
  type CellRow,
  insertCells,
  type NewCellRow,
  type RunChange,
  updateCells,
  updateRun,
} from './store.ts';

/** Told after the commit; none of them may throw. */
export interface RunSignals {
  /** Attempts were handed to the workers. */
  attempts: () => void;
  /** Places of runs, or of steps, may be free, or somebody came to stand in line. */
  runGroup: (key: string) => void;
  stepGroup: (key: string) => void;
  /** What has a due time changed: deadlines, waits. */
  due: () => void;
  /** An attempt that runs is not wanted any more. */
  abandoned: (attempt: { execution_id: string; name: string; item: string; attempt: number }) => void;
}

export interface CarryOutOptions {
  events: Pick<Events, 'emit'>;
  /** Its tables are in the same database as ours, so that it can join our transactions. */
  engine: Pick<DBOSClient, 'enqueueInTransaction'>;
  application_version: string;
  signals: RunSignals;
  /** A run ended: its pipeline may be paused, and the step that called it goes on. */
  onEnd: (tx: Tx, run: PinnedRun, end: RunEnded) => Promise<void>;
}

export interface RunEnded {
  status: string;
  failed_step: string | null;
  outputs: unknown;
  started: boolean;
}

export interface Outcome {
  before: OpenRun;
  after: Journal;
  moves: Move[];
  effects: Effect[];
  kept: Map<string, Stimulus>;
  change: Change;
}

export async function carryOut(options: CarryOutOptions, tx: Tx, outcome: Outcome): Promise<void> {
  const { pinned } = outcome.before;
  await writeCells(tx, outcome);
  await writeRun(options, tx, outcome);
  await enqueueAttempts(options, tx, outcome);
  await emitStepEvents(options.events, tx, pinned, outcome.effects);
  await emitRunEvents(options.events, tx, pinned, outcome.effects);
  tellAfterCommit(options.signals, tx, outcome);
}

async function writeCells(tx: Tx, { before, after, moves, effects, kept }: Outcome): Promise<void> {
  const { pinned, rows } = before;
  const groups = new Map(
    moves.flatMap((move) => (move.kind === 'step' && move.group ? [[key(move), move.group] as const] : [])),
  );
  const expanded = new Set(moves.flatMap((move) => (move.kind === 'expand' ? [move.name] : [])));
  const changes: CellChange[] = [];
  const fresh: NewCellRow[] = [];
  for (const cell of after.cells) {
    const row = rows.get(key(cell));
    const group = groups.get(key(cell));
    if (!row) {
      const step = planOf(pinned, cell.name);
      fresh.push({
        position: cell.position,
        step_name: cell.name,
        item: cell.item,
        item_value: cell.item_value,
        section: step.section,
        needs: step.needs,
        is_group: false,
        step_type: step.type,
        max_attempts: cell.max_attempts,
        continue_on_error: step.continue_on_error,
        status: cell.status,
        phase: cell.phase,
        message: cell.message,
        group_key: group?.key ?? null,
        group_limit: group?.settings.limit ?? null,
        ready: cell.status === 'ready',
        completed: isEnded(cell.status),
      });
      continue;
    }
    const keep = kept.get(key(cell))?.keep ?? {};
    if (!hasChanged(row, cell) && Object.keys(keep).length === 0) continue;
    const wait = isEnded(cell.status) ? undefined : (keep.wait ?? row.wait ?? undefined);
    const wake_at = cell.phase === 'waiting' || cell.phase === 'backing_off' ? wakeAt(keep) : null;
    changes.push({
      step_name: cell.name,
      item: cell.item,
      status: cell.status,
      phase: cell.phase,
      attempt: cell.attempt,
      max_attempts: cell.max_attempts,
      message: cell.message,
      ...(keep.input !== undefined && { input: keep.input }),
      ...(keep.output !== undefined && { output: keep.output }),
      ...(keep.summary !== undefined && { summary: keep.summary }),
      ...(keep.reused_from !== undefined && { reused_from: keep.reused_from }),
      ...(keep.owner !== undefined && { owner: keep.owner }),
      ...(expanded.has(cell.name) && cell.item === '' && { is_group: true }),
      ...(group && { group_key: group.key, group_limit: group.settings.limit }),
      ...(wait !== undefined && { wait }),
      wake_at,
      started: cell.attempt > 0 || cell.phase === 'expanded',
      ready: cell.status === 'ready' && row.status !== 'ready',
      completed: isEnded(cell.status),
    });
  }
  const { id, org_id, workspace_uid } = pinned;
  await insertCells(tx.db, id, fresh);
  await updateCells(tx.db, id, changes);
  for (const { name, item, effect } of stepEffects(effects))
    if (effect.kind === 'open_attempt')
      await insertAttempt(tx.db, { execution_id: id, step_name: name, item, number: effect.attempt });
  await closeAttempts(
    tx.db,
    id,
    stepEffects(effects).flatMap(({ name, item, effect }) => {
      if (effect.kind !== 'close_attempt') return [];
      const { error_class = null, reconciled = false } = kept.get(key({ name, item }))?.keep ?? {};
      const { attempt: number, status, message: error } = effect;
      return [{ step_name: name, item, number, status, error, error_class, reconciled }];
    }),
  );
  const woken = after.cells.filter((cell) => rows.get(key(cell))?.phase === 'waiting' && cell.phase !== 'waiting');
  await deleteEventWaits(
    tx.db,
    id,
    woken.map(({ name, item }) => ({ name, item })),
  );
  for (const { name, item, keep } of kept.values()) {
    if (!keep?.event_wait) continue;
    const { type: event_type, filters } = keep.event_wait;
    const about = { execution_id: id, step_name: name, item, org_id, workspace_id: workspace_uid };
    await insertEventWait(tx.db, { ...about, event_type, filters });
  }
}

function hasChanged(row: CellRow, cell: Journal['cells'][number]): boolean {
  return row.phase !== cell.phase || row.attempt !== cell.attempt || row.message !== cell.message;
}

function wakeAt({ wake_at, retry_in_ms }: NonNullable<Stimulus['keep']>): string | null {
  if (retry_in_ms !== undefined) return new Date(Date.now() + retry_in_ms).toISOString();
  return wake_at?.toISOString() ?? null;
}

async function writeRun(options: CarryOutOptions, tx: Tx, outcome: Outcome): Promise<void> {
  const { before, after, moves, effects, change, kept } = outcome;
  const { pinned, row } = before;
  const written: RunChange = {};
  const stamps = effects.flatMap(({ kind, effect }) =>
    kind === 'run' && effect.kind === 'stamp' ? [effect.field] : [],
  );
  const end = moves.findLast((move) => move.kind === 'run');
  if (after.run.status !== row.status) written.status = after.run.status;
  if (stamps.includes('started_at')) {
    written.started = true;
    written.deadline_in_ms = pinned.plan.limits.timeout_ms;
  }
  if (stamps.includes('completed_at')) {
    written.completed = true;
    written.error_message = end?.kind === 'run' && 'message' in end.event ? end.event.message : null;
    if (end?.kind === 'run' && end.event.kind === 'finished') written.outputs = end.event.outputs;
  } else if (moves.some(({ kind }) => kind === 'hooks')) written.deadline_in_ms = HOOKS_BUDGET_MS;
  if (change.place) written.place = change.place;
  if (after.run.status === 'waiting' && row.status !== 'waiting' && row.group_key !== null && releases(pinned))
    written.place = 'given_back';
  if (moves.some((move) => move.kind === 'run' && move.event.kind === 'requeued')) written.place = 'in_line';
  if (change.ending || change.hooks_over) written.cancel = { ...after.run.ending, hooks_over: after.run.hooks_over };
  const annotations = [...kept.values()].flatMap(({ keep }) => keep?.annotations ?? []);
  if (annotations.length > 0) written.annotations = annotations;
  if (Object.keys(written).length > 0) await updateRun(tx.db, pinned.id, written);
  if (!written.completed) return;
  const completed = effects.find(
    ({ kind, effect }) => kind === 'run' && effect.kind === 'emit' && effect.type === 'pipeline.run.completed',
  );
  const failed_step =
    completed?.kind === 'run' && 'failed_step' in completed.effect ? completed.effect.failed_step : null;
  await options.onEnd(tx, pinned, {
    status: after.run.status,
    failed_step,
    outputs: written.outputs ?? null,
    started: after.run.started,
  });
}

function releases({ plan }: PinnedRun): boolean {
  return plan.concurrency?.release_on_wait ?? true;
}

async function enqueueAttempts(options: CarryOutOptions, tx: Tx, { before, after, kept }: Outcome): Promise<void> {
  const { pinned, rows } = before;
  for (const cell of after.cells) {
    const phase = rows.get(key(cell))?.phase;
    const handed = cell.phase === 'queued' || cell.phase === 'backing_off';
    if (!handed || cell.phase === phase) continue;
    const delay_ms = kept.get(key(cell))?.keep?.retry_in_ms ?? 0;
    const attempt = cell.attempt + 1;
    const { name, item } = cell;
    await options.engine.enqueueInTransaction(
      tx.client,
      {
        queueName: STEP_QUEUE,
        workflowName: ATTEMPT_WORKFLOW,
        workflowID: attemptId({ execution_id: pinned.id, name, item, attempt }),
        appVersion: options.application_version,
        queuePartitionKey: pinned.workspace_uid ?? pinned.org_id,
        // Replays let live traffic go first.
        ...(pinned.replay_id !== null && { priority: 10 }),
        // Delays are kept in whole seconds, too long at worst; the attempt itself sleeps the rest.
        ...(cell.phase === 'backing_off' && delay_ms >= 2_000 && { delaySeconds: Math.floor(delay_ms / 1_000) - 1 }),
      },
      pinned.id,
      name,
      item,
      attempt,
    );
  }
}

function tellAfterCommit(signals: RunSignals, tx: Tx, { before, after, moves, effects, change }: Outcome): void {
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
  const waits = after.cells.some((cell) => cell.phase === 'waiting' && rows.get(key(cell))?.phase !== 'waiting');
  if (waits || effects.some(({ kind, effect }) => kind === 'run' && effect.kind === 'stamp'))
    tx.afterCommit(signals.due);
}

function stepEffects(effects: readonly Effect[]) {
  return effects.flatMap((effect) => (effect.kind === 'step' ? [effect] : []));
}

function planOf({ plan, id }: PinnedRun, name: string): StepPlan {
  const step = plan.steps.find((one) => one.name === name);
  if (!step) throw new Error(`run ${id} has no step ${name}`);
  return step;
}

function key({ name, item }: { name: string; item: string }): string {
  return `${name}[${item}]`;
}
