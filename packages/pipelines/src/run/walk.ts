// The walk: looks at a run's journal and says what happens next, until nothing more does. It starts nothing and reads no clock: whoever calls it stores
// the moves under the run's lock. The same walk drives runs on the server and in `mockops pipeline test`.
import type { StepSection } from '@mockops/contract';
import type { RunContext } from '../expressions/context.ts';
import { renderConfig } from '../expressions/render.ts';
import { type CellState, type RunView, resultsOf } from './cells.ts';
import { classifySections, type Outcome, outcomeOf, tellEnding } from './classify.ts';
import { closeGroups, endCells } from './close.ts';
import { type Applied, applyMoves, type Journal, type Move } from './moves.ts';
import type { RunPlan } from './plan.ts';
import { isRunEnd, type RunEvent } from './run-machine.ts';
import { startCells } from './start.ts';

export interface Walked extends Applied {
  moves: Move[];
}

/** `base` is the context without steps: event, inputs, vars, run. */
export function walk(plan: RunPlan, run: RunView, cells: CellState[], base: RunContext): Walked {
  const moves: Move[] = [];
  const effects: Walked['effects'] = [];
  let journal: Journal = { run, cells };
  for (;;) {
    const next = lookOnce(plan, journal, base);
    if (next.length === 0) return { moves, effects, ...journal };
    moves.push(...next);
    const applied = applyMoves(plan, journal, next);
    effects.push(...applied.effects);
    journal = { run: applied.run, cells: applied.cells };
  }
}

function lookOnce(plan: RunPlan, journal: Journal, base: RunContext): Move[] {
  const { run, cells } = journal;
  if (isRunEnd(run.status)) return [];
  if (run.ending && run.status !== 'cancelling') {
    // Nothing of it ran, so there is nothing to tidy up.
    const message = tellEnding(run.ending, plan);
    return [{ kind: 'run', event: run.started ? { kind: 'ending' } : { kind: 'cancelled', message } }];
  }
  if (run.status === 'delayed') return [];
  if (run.status === 'queued') {
    if (!run.holds_place) return [];
    if (cells.some(hasBegun)) return [{ kind: 'run', event: { kind: 'started' } }];
  }
  if (run.status === 'waiting')
    return isActive(cells) ? [{ kind: 'run', event: { kind: run.holds_place ? 'woken' : 'requeued' } }] : [];
  const closing = [...endCells(plan, run, cells), ...closeGroups(plan, cells)];
  if (closing.length > 0) return closing;
  const starting = startCells(plan, journal, base);
  return starting.length > 0 ? starting : settle(plan, journal, base);
}

/** A worker took it up. */
function hasBegun({ phase, attempt }: CellState): boolean {
  return attempt > 0 || phase === 'running';
}

const ACTIVE = ['ready', 'admitted', 'queued', 'running', 'backing_off'];

/** Something runs, is about to, or stands in line for a place inside MockOps. */
function isActive(cells: readonly CellState[]): boolean {
  return cells.some(({ phase }) => ACTIVE.includes(phase));
}

const HOOKS: readonly StepSection[] = ['on_failure', 'on_cancel', 'finally'];

/** With the outputs that a caller of the pipeline gets. */
function finish(
  plan: RunPlan,
  { cells }: Journal,
  base: RunContext,
  { status, failed_step, message }: Outcome,
): RunEvent {
  const told = failed_step === null ? message : `${failed_step}: ${message ?? status}`;
  const end = { kind: 'finished', status, failed_step, message: told, outputs: null } as const;
  if (status !== 'succeeded' || plan.outputs === null) return end;
  const names = plan.steps.map(({ name }) => name);
  const outputs = renderConfig(plan.outputs, { ...base, steps: resultsOf(plan, names, cells) }, 'outputs');
  if (outputs.ok) return { ...end, outputs: outputs.value };
  const why = outputs.issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
  return { ...end, status: 'failed', message: why };
}

/** The end; or, when all that is open waits for the outside, the pause. A hook that failed fails a run that was well, and never masks why one was not. */
function settle(plan: RunPlan, journal: Journal, base: RunContext): Move[] {
  const main = outcomeOf(plan, journal);
  const hooks = classifySections(plan, journal.cells, HOOKS);
  if (main && hooks) {
    if (journal.run.status === 'queued') return [{ kind: 'run', event: { kind: 'started' } }];
    const failedHook = main.status === 'succeeded' && hooks.status !== 'succeeded';
    return [{ kind: 'run', event: finish(plan, journal, base, failedHook ? { ...hooks, status: 'failed' } : main) }];
  }
  if (journal.run.status !== 'running' || isActive(journal.cells)) return [];
  return journal.cells.some(({ phase }) => phase === 'waiting') ? [{ kind: 'run', event: { kind: 'suspended' } }] : [];
}
