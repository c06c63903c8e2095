// What a run is, seen from its steps; and whether a step runs at all.
import type { Issue, StepSection, StepStatus } from '@mockops/contract';
import { bareCondition, evaluateCondition, readsStatus } from '../expressions/condition.ts';
import type { RunContext } from '../expressions/context.ts';
import { type CellState, type Ending, stepCell } from './cells.ts';
import type { Journal } from './moves.ts';
import type { RunPlan, StepPlan } from './plan.ts';
import type { RunOutcome } from './run-machine.ts';
import { isEnded, type SkipReason } from './step-machine.ts';

export interface EndedStep {
  name: string;
  status: StepStatus;
  continue_on_error: boolean;
  message: string | null;
}

export interface Outcome {
  status: RunOutcome;
  failed_step: string | null;
  message: string | null;
}

export type RunResult = { status: 'running' } | Outcome;

/**
 * The first step that ended badly and was not allowed to decides, and is the headline: failed → failed, timed_out → timed_out, cancelled → cancelled.
 * Skipped steps and failures under `continue_on_error` leave a run succeeded; a cancelled step never does.
 */
export function classifyRun(steps: readonly EndedStep[]): RunResult {
  if (steps.some((step) => !isEnded(step.status))) return { status: 'running' };
  const broken = steps.find((step) => isBad(step.status) && (!step.continue_on_error || step.status === 'cancelled'));
  if (!broken || !isBad(broken.status)) return { status: 'succeeded', failed_step: null, message: null };
  return { status: broken.status, failed_step: broken.name, message: broken.message };
}

export function isBad(status: StepStatus): status is 'failed' | 'timed_out' | 'cancelled' {
  return status === 'failed' || status === 'timed_out' || status === 'cancelled';
}

/** How the main steps ended, or what ended them; null while any is open. */
export function outcomeOf(plan: RunPlan, { run, cells }: Journal): Outcome | null {
  const result = classifySections(plan, cells, ['steps']);
  if (result === null || run.ending === null) return result;
  const status = run.ending.timed_out ? 'timed_out' : 'cancelled';
  return { status, failed_step: null, message: tellEnding(run.ending, plan) };
}

export function classifySections(
  plan: RunPlan,
  cells: readonly CellState[],
  sections: readonly StepSection[],
): Outcome | null {
  const steps = plan.steps.filter(({ section }) => sections.includes(section));
  const result = classifyRun(
    steps.map(({ name, continue_on_error }) => {
      const { status = 'pending' as const, message = null } = stepCell(cells, name) ?? {};
      return { name, continue_on_error, status, message };
    }),
  );
  return result.status === 'running' ? null : result;
}

const VERBS = { cancel: 'cancelled', stop: 'stopped', kill: 'killed' };

export function tellEnding({ mode, by, reason, timed_out }: Ending, { limits }: RunPlan): string {
  if (timed_out) return `the run did not end within ${limits.timeout_ms / 1_000} s (limits.timeout)`;
  return `${VERBS[mode]} by ${by}${reason === null ? '' : `: ${reason}`}`;
}

export type StepDecision =
  | { run: true }
  | { run: false; reason: SkipReason; message: string }
  /** The condition itself is wrong: the step fails. */
  | { run: false; reason: 'refused'; message: string; issues: Issue[] };

/** Whether a step whose needs ended runs. `path` is where its `if` stands: `steps[2].if`. */
export function decideStep(step: Pick<StepPlan, 'if'>, context: RunContext, path = 'if'): StepDecision {
  const result = evaluateCondition(step.if, context, path);
  if (!result.ok) {
    return { run: false, reason: 'refused', message: result.issues[0]?.message ?? step.if, issues: result.issues };
  }
  if (result.value) return { run: true };
  if (context.hook !== true && (!readsStatus(bareCondition(step.if)) || step.if === 'success()')) {
    if (context.cancelled === true) return { run: false, reason: 'cancelled', message: 'the run was cancelled' };
    const failed = failedStep(context);
    if (failed !== undefined) return { run: false, reason: 'upstream_failed', message: `step "${failed}" failed` };
  }
  return { run: false, reason: 'condition', message: `if: ${step.if} is false` };
}

function failedStep({ steps, ancestors }: RunContext): string | undefined {
  return Object.entries(steps).find(
    ([name, step]) =>
      (ancestors === undefined || ancestors.includes(name)) && isBad(step.status) && step.continue_on_error !== true,
  )?.[0];
}
