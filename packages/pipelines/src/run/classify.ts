// What a run is, seen from its steps; and whether its next step runs at all.
import type { Issue, StepStatus } from '@mockops/contract';
import { bareCondition, evaluateCondition, readsStatus } from '../expressions/condition.ts';
import type { RunContext } from '../expressions/context.ts';
import { hasFailed } from '../expressions/run-functions.ts';
import type { StepPlan } from './plan.ts';
import type { RunEnd } from './run-machine.ts';
import { isEnded, type SkipReason } from './step-machine.ts';

export interface EndedStep {
  name: string;
  status: StepStatus;
  continue_on_error: boolean;
  message: string | null;
}

export type RunResult = { status: 'running' } | { status: RunEnd; failed_step: string | null; message: string | null };

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

function isBad(status: StepStatus): status is 'failed' | 'timed_out' | 'cancelled' {
  return status === 'failed' || status === 'timed_out' || status === 'cancelled';
}

export type StepDecision =
  | { run: true }
  | { run: false; reason: SkipReason; message: string }
  /** The condition itself is wrong: the step fails. */
  | { run: false; reason: 'refused'; message: string; issues: Issue[] };

/** Whether the next step runs. `path` is where its `if` stands: `steps[2].if`. */
export function decideStep(step: StepPlan, context: RunContext, path = 'if'): StepDecision {
  const result = evaluateCondition(step.if, context, path);
  if (!result.ok) {
    return { run: false, reason: 'refused', message: result.issues[0]?.message ?? step.if, issues: result.issues };
  }
  if (result.value) return { run: true };
  if (!readsStatus(bareCondition(step.if)) || step.if === 'success()') {
    if (context.cancelled === true) return { run: false, reason: 'cancelled', message: 'the run was cancelled' };
    const failed = failedStep(context);
    if (failed !== undefined) return { run: false, reason: 'upstream_failed', message: `step "${failed}" failed` };
  }
  return { run: false, reason: 'condition', message: `if: ${step.if} is false` };
}

function failedStep(context: RunContext): string | undefined {
  return Object.entries(context.steps).find(([name, step]) => hasFailed({ [name]: step }))?.[0];
}
