// Whether there is anything to do for an attempt that the engine handed over, and what is known of its cell. Waits until a retry is due.
import { setTimeout as sleep } from 'node:timers/promises';
import { contextFor, outcomeOf, type RunContext, type StepPlan } from '@mockops/pipelines';
import type { OpenSecrets } from '../../../secrets/service.ts';
import { type CellRow, readForAttempt } from '../cells/store.ts';
import { viewOf } from '../journal.ts';
import type { PinnedRun } from '../pinned.ts';
import type { AttemptName } from './attempt-id.ts';
import type { AttemptOptions } from './options.ts';
import { Interrupted } from './work.ts';

/** A cell that this worker may work on. */
export interface Taken {
  run: PinnedRun;
  step: StepPlan;
  cell: CellRow;
  name: AttemptName;
  /** It ran already when this worker took it up. */
  interrupted: boolean;
  /** The run is not `running`: whoever begins first makes it so. `first`: it never was. */
  in_line: { first: boolean } | null;
  context: RunContext;
  secrets: OpenSecrets;
}

/** Undefined: it ended, was cancelled, or somebody else made it. */
export async function take(
  options: AttemptOptions,
  name: AttemptName,
  stopping: AbortSignal,
): Promise<Taken | undefined> {
  const { db } = options.database;
  const run = await options.pinned.load(db, name.execution_id);
  const step = run.plan.steps.find((one) => one.name === name.name);
  const read = step && (await readForAttempt(db, run.id, { own: step.name, before: step.ancestors }));
  if (!step || !read) return undefined;
  const { cells } = read;
  const cell = cells.find((one) => one.name === name.name && one.item === name.item);
  if (!cell) return undefined;
  const interrupted = cell.phase === 'running' && cell.attempt === name.attempt;
  const next = (cell.phase === 'queued' || cell.phase === 'backing_off') && cell.attempt === name.attempt - 1;
  if (!interrupted && !next) return undefined;
  if (cell.phase === 'backing_off' && cell.wake_at) {
    const pause_ms = cell.wake_at.getTime() - options.database.clock.now().getTime();
    if (pause_ms > 0) await sleep(pause_ms, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) throw new Interrupted('the server stops');
  }
  const view = viewOf(read.run);
  const hook = step.section !== 'steps';
  const outcome = hook ? outcomeOf(run.plan, { run: view, cells }) : null;
  const context = {
    ...contextFor(run.plan, step, cells, run.base, { item: name.item, outcome }),
    cancelled: view.ending !== null && !view.ending.timed_out,
  };
  const in_line = view.status === 'queued' ? { first: !view.started } : null;
  return { run, step, cell, name, interrupted, in_line, context, secrets: await options.secretsOf(run, step) };
}
