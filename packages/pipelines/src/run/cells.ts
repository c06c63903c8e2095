// The journal of a run as the walk reads it: one cell per step, and one for each combination of a matrix or item of a foreach; and what expressions
// see of it.
import type { RunStatus } from '@mockops/contract';
import type { CellResult, RunContext, StepResult } from '../expressions/context.ts';
import { outsideSteps, type SourceStep } from '../expressions/outside.ts';
import { taintOf } from '../expressions/taint.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { RunPlan, StepPlan } from './plan.ts';
import type { RunOutcome } from './run-machine.ts';
import { initialStep, isEnded, type StepState } from './step-machine.ts';

export interface CellState extends StepState {
  name: string;
  /** Key of the cell; empty for the step itself. */
  item: string;
  /** What the cell is about: the combination of the matrix, or the item. */
  item_value: JsonValue;
  /** Orders cells as the plan and the matrix do. */
  position: number;
  /** Of steps that ended; empty otherwise. */
  outputs: JsonObject;
}

/** Somebody, or the clock, ended the run before its steps did. */
export interface Ending {
  /** cancel: now, with hooks · stop: what runs may end, then `finally` · kill: now, without hooks. */
  mode: 'cancel' | 'stop' | 'kill';
  by: string;
  reason: string | null;
  /** Its time was over. */
  timed_out: boolean;
}

export interface RunView {
  status: RunStatus;
  /** It has been running. */
  started: boolean;
  /** It has its place in the concurrency group, or needs none. */
  holds_place: boolean;
  ending: Ending | null;
  /** The time of its hooks is over. */
  hooks_over: boolean;
}

const CELLS_OF_A_STEP = 1_000;

export function cellPosition(step: StepPlan, index: number | null): number {
  return step.position * CELLS_OF_A_STEP + (index === null ? 0 : index + 1);
}

/** Rows of a run before anything happened. */
export function initialCells(plan: RunPlan): CellState[] {
  return plan.steps.map((step) => newCell(step, '', null, null));
}

export function newCell(step: StepPlan, item: string, item_value: JsonValue, index: number | null): CellState {
  const state = initialStep(step.retry?.max_attempts ?? 1);
  return { ...state, name: step.name, item, item_value, position: cellPosition(step, index), outputs: {} };
}

/** What a step may read: the steps before it that ended, its cell, and in a hook how the run went. */
export function contextFor(
  plan: RunPlan,
  step: StepPlan,
  cells: readonly CellState[],
  base: RunContext,
  options: { item?: string; outcome?: { status: RunOutcome; failed_step: string | null } | null } = {},
): RunContext {
  const { outcome } = options;
  const cell = options.item ? cells.find(({ name, item }) => name === step.name && item === options.item) : undefined;
  const context: RunContext = {
    ...base,
    steps: resultsOf(plan, step.ancestors, cells),
    ancestors: step.ancestors,
    ...(step.section !== 'steps' && { hook: true }),
    ...(step.section !== 'steps' &&
      outcome && {
        status: outcome.status,
        run: { ...base.run, status: outcome.status, failed_step: outcome.failed_step },
      }),
  };
  if (!cell) return context;
  return {
    ...context,
    tainted_item: taintOf(sourceOf(step), context) !== undefined,
    ...(step.foreach && { item: { name: step.foreach.as, value: cell.item_value } }),
    ...(step.matrix && isJsonObject(cell.item_value) && { matrix: cell.item_value }),
  };
}

/** What the cells were made of. */
function sourceOf({ matrix, foreach }: StepPlan): JsonValue {
  return (
    foreach?.items ?? Object.values(matrix ?? {}).filter((axis) => Array.isArray(axis) || typeof axis === 'string')
  );
}

/** Ended steps by name. */
export function resultsOf(
  plan: RunPlan,
  names: readonly string[],
  cells: readonly CellState[],
): Record<string, StepResult> {
  const wanted = new Set(names);
  const results: Record<string, StepResult> = {};
  const outside = outsideSteps(plan.steps.map(sourceStep), plan.vars);
  for (const step of plan.steps) {
    if (!wanted.has(step.name)) continue;
    const own = stepCell(cells, step.name);
    if (own && isEnded(own.status))
      results[step.name] = {
        ...resultOf(step, own, cellsOf(step.name, cells)),
        ...(outside.has(step.name) && { tainted: true }),
      };
  }
  return results;
}

function sourceStep({ matrix, foreach, outputs, ...step }: StepPlan): SourceStep {
  return {
    ...step,
    outputs: outputs ?? {},
    matrix: matrix ?? undefined,
    foreach: foreach ? { items: foreach.items, as: foreach.as } : undefined,
  };
}

/** The step itself, whether or not it has cells. */
export function stepCell(cells: readonly CellState[], step: string): CellState | undefined {
  return cells.find(({ name, item }) => name === step && item === '');
}

/** Cells of a matrix or foreach, in input order. */
export function cellsOf(name: string, cells: readonly CellState[]): CellState[] {
  return cells.filter((cell) => cell.name === name && cell.item !== '').sort((a, b) => a.position - b.position);
}

/** Attempts without those that only went on after a wait. */
export function triesOf(
  { retry }: StepPlan,
  { attempt, max_attempts }: Pick<CellState, 'attempt' | 'max_attempts'>,
): number {
  const waits = max_attempts - (retry?.max_attempts ?? 1);
  return Math.max(0, attempt - waits);
}

function resultOf(step: StepPlan, own: CellState, cells: CellState[]): StepResult {
  const group = step.matrix !== null || step.foreach !== null;
  const counted = group ? cells : [own];
  const count = (...statuses: string[]) => counted.filter(({ status }) => statuses.includes(status)).length;
  return {
    status: own.status,
    outputs: own.outputs,
    summary: {
      total: counted.length,
      passed: count('succeeded'),
      failed: count('failed', 'timed_out', 'cancelled'),
      skipped: count('skipped'),
    },
    attempts: Math.max(0, ...counted.map((cell) => triesOf(step, cell))),
    continue_on_error: step.continue_on_error,
    ...(own.status === 'skipped' && own.message !== null && { skip_reason: own.message }),
    ...(group && {
      outputs_list: cells.filter(({ status }) => status === 'succeeded').map(({ outputs }) => outputs),
      cells: cells.map(cellResult),
    }),
  };
}

function cellResult({ item, status, outputs, message }: CellState): CellResult {
  return { key: item, status, outputs, error: status === 'succeeded' ? null : message };
}
