// Functions that look at the run: success(), failure(), cancelled(), always(), status('step') and now(). One table per run context.
import { data } from '@actions/expressions';
import type { RunContext, StepResult } from './context.ts';
import type { ExpressionFunction } from './functions.ts';
import { textOf } from './functions.ts';
import { ExpressionProblem } from './problem.ts';
import { ownKey } from './values.ts';

/** Using one of these in `if` replaces the implied `success()`. */
export const STATUS_FUNCTIONS = ['success', 'failure', 'cancelled', 'always', 'status'] as const;

const FAILED = new Set(['failed', 'timed_out', 'cancelled']);

export function runFunctions(context: RunContext): ExpressionFunction[] {
  const cancelled = isCancelled(context);
  const broken = hasFailed(context);
  return [
    flag('success', !broken && !cancelled),
    flag('failure', broken && !cancelled),
    flag('cancelled', cancelled),
    flag('always', true),
    {
      name: 'status',
      minArgs: 1,
      maxArgs: 1,
      returns: 'other',
      call: (name) => new data.StringData(statusOf(context.steps, textOf('status', name))),
    },
    {
      name: 'now',
      minArgs: 0,
      maxArgs: 0,
      returns: 'other',
      call: () => new data.StringData(context.run.started_at),
    },
  ];
}

/** Whether a step that counts ended badly and was not allowed to. In hooks the run has ended, and its end decides. */
export function hasFailed({ steps, ancestors, status }: RunContext): boolean {
  if (status !== undefined) return status === 'failed' || status === 'timed_out';
  return Object.entries(steps).some(([name, step]) => {
    const counts = ancestors === undefined || ancestors.includes(name);
    return counts && FAILED.has(step.status) && step.continue_on_error !== true;
  });
}

export function isCancelled({ cancelled, status }: RunContext): boolean {
  return cancelled === true || status === 'cancelled';
}

function flag(name: string, value: boolean): ExpressionFunction {
  return { name, minArgs: 0, maxArgs: 0, returns: 'boolean', call: () => new data.BooleanData(value) };
}

function statusOf(steps: Record<string, StepResult>, name: string): string {
  const key = ownKey(steps, name);
  const step = key === undefined ? undefined : steps[key];
  if (step) return step.status;
  throw new ExpressionProblem('EXP004', `no step "${name}" has ended yet`, 'name an earlier step');
}
