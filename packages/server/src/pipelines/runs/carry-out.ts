// What the walk decided, carried out: rows in few statements, attempts enqueued, events emitted; and after the commit whoever waits for it is told.
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import { HOOKS_BUDGET_MS } from '@mockops/pipelines';
import type { Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import { ATTEMPT_WORKFLOW, attemptId, STEP_QUEUE } from './attempts/attempt-id.ts';
import { writeCells } from './cells/write-cells.ts';
import { key, type Outcome } from './outcome.ts';
import type { PinnedRun } from './pinned.ts';
import { eventsOf } from './run-events.ts';
import { type RunSignals, tellAfterCommit } from './signals.ts';
import { type RunChange, updateRun } from './store.ts';

/** Retries that are further away are not handed to a worker yet. */
const LONG_PAUSE_MS = 2_000;

export interface CarryOutOptions {
  events: Pick<Events, 'emitAll'>;
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

export async function carryOut(options: CarryOutOptions, tx: Tx, outcome: Outcome): Promise<void> {
  const { pinned } = outcome.before;
  await writeCells(tx, outcome);
  await writeRun(options, tx, outcome);
  await enqueueAttempts(options, tx, outcome);
  await options.events.emitAll(tx, eventsOf(pinned, outcome.effects));
  tellAfterCommit(options.signals, tx, outcome);
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
    // A short pause the attempt itself sleeps; a longer one is a row that becomes due (due/tasks.ts). The engine's own delays go by the clocks of nodes.
    const pause_ms = cell.phase === 'backing_off' ? (kept.get(key(cell))?.keep?.retry_in_ms ?? 0) : 0;
    if (pause_ms < LONG_PAUSE_MS) await enqueueAttempt(options, tx, pinned, cell);
  }
}

/** The next attempt of a cell. One that is there already stays the only one. */
export async function enqueueAttempt(
  options: Pick<CarryOutOptions, 'engine' | 'application_version'>,
  tx: Tx,
  pinned: PinnedRun,
  cell: { name: string; item: string; attempt: number },
): Promise<void> {
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
    },
    pinned.id,
    name,
    item,
    attempt,
  );
}
