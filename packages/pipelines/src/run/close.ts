// What ends without a worker: steps of a run that was ended, cells after a failure with `fail_fast`, and a matrix whose cells ended.
import { type CellState, cellsOf, type RunView, stepCell } from './cells.ts';
import { isBad, tellEnding } from './classify.ts';
import { HOOKS_BUDGET_MS, type Move } from './moves.ts';
import type { RunPlan } from './plan.ts';
import { isEnded, type StepEnd } from './step-machine.ts';

/** `stop` lets go on what runs; hooks end only by `kill`, or when their own time is over. */
export function endCells(plan: RunPlan, { ending, hooks_over }: RunView, cells: readonly CellState[]): Move[] {
  if (!ending && !hooks_over) return [];
  const main = new Set(plan.steps.filter(({ section }) => section === 'steps').map(({ name }) => name));
  return cells.flatMap(({ name, item, status, phase }): Move[] => {
    if (isEnded(status)) return [];
    if (ending && (main.has(name) || ending.mode === 'kill')) {
      const running = phase === 'running' || phase === 'expanded';
      if (ending.mode === 'stop' && !ending.timed_out && running) return [];
      return [{ kind: 'step', name, item, event: { kind: 'cancelled', message: tellEnding(ending, plan) } }];
    }
    if (main.has(name) || !hooks_over) return [];
    const message = `the hooks did not end within ${HOOKS_BUDGET_MS / 1_000} s`;
    return [{ kind: 'step', name, item, event: { kind: 'cancelled', message } }];
  });
}

export function closeGroups(plan: RunPlan, cells: readonly CellState[]): Move[] {
  return plan.steps.flatMap(({ name, matrix, foreach }): Move[] => {
    if (stepCell(cells, name)?.phase !== 'expanded') return [];
    const own = cellsOf(name, cells);
    const open = own.filter(({ status }) => !isEnded(status));
    if (open.length === 0) return [{ kind: 'step', name, item: '', event: { kind: 'cells_ended', ...endOf(own) } }];
    const failed = own.find(({ status }) => isBad(status));
    if (!failed || !(matrix ?? foreach)?.fail_fast) return [];
    const message = `cell "${failed.item}" failed, and fail_fast ends the others`;
    return open.map(({ item }) => ({ kind: 'step', name, item, event: { kind: 'cancelled', message } }));
  });
}

/** Failed before timed out before cancelled; the first of them is named. Skipped only when all cells are. */
function endOf(cells: readonly CellState[]): { status: StepEnd; message: string | null } {
  const bad = cells.filter(({ status }) => isBad(status));
  for (const status of ['failed', 'timed_out', 'cancelled'] as const) {
    const first = bad.find((cell) => cell.status === status);
    if (!first) continue;
    return {
      status,
      message: `${bad.length} of ${cells.length} cells failed; "${first.item}": ${first.message ?? status}`,
    };
  }
  const allSkipped = cells.length > 0 && cells.every(({ status }) => status === 'skipped');
  return allSkipped
    ? { status: 'skipped', message: cells[0]?.message ?? null }
    : { status: 'succeeded', message: null };
}
