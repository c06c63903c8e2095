// What the walk decides, as data; and the journal after it. The server stores moves as rows, `mockops pipeline test` applies them in memory.
import type { Concurrency } from '@mockops/contract';
import type { JsonValue } from '../json.ts';
import { type CellState, newCell, type RunView } from './cells.ts';
import type { RunPlan } from './plan.ts';
import { type RunEvent, transitionRun } from './run-machine.ts';
import { type StepEvent, transitionStep } from './step-machine.ts';

export interface NewCell {
  item: string;
  value: JsonValue;
}

export type Move =
  /** `queued` hands an attempt to the workers; `lined_up` comes with the group that it stands in line for. */
  | { kind: 'step'; name: string; item: string; event: StepEvent; group?: { key: string; settings: Concurrency } }
  /** The step becomes its cells. Those that are there already, taken over from an earlier run, stay. */
  | { kind: 'expand'; name: string; cells: NewCell[] }
  | { kind: 'run'; event: RunEvent }
  /** The first hook begins: from now on the budget of hooks counts. */
  | { kind: 'hooks' };

/** Of all hooks together. */
export const HOOKS_BUDGET_MS = 300_000;

export interface Journal {
  run: RunView;
  cells: CellState[];
}

export function applyMoves(plan: RunPlan, journal: Journal, moves: readonly Move[]): Journal {
  return moves.reduce((before, move) => applyMove(plan, before, move), journal);
}

function applyMove(plan: RunPlan, { run, cells }: Journal, move: Move): Journal {
  switch (move.kind) {
    case 'step':
      return { run, cells: applyStep(cells, move.name, move.item, move.event) };
    case 'expand': {
      const step = plan.steps.find(({ name }) => name === move.name);
      if (!step) return { run, cells };
      const there = new Set(cells.filter(({ name }) => name === move.name).map(({ item }) => item));
      const fresh = move.cells.flatMap(({ item, value }, index) =>
        there.has(item) ? [] : [newCell(step, item, value, index)],
      );
      return { run, cells: [...applyStep(cells, move.name, '', { kind: 'expanded' }), ...fresh] };
    }
    case 'run': {
      const state = { status: run.status, started: run.started, failed_step: null, error_message: null };
      const { state: after, effects } = transitionRun(state, move.event);
      const ended = effects.find((effect) => effect.kind === 'cancel_open_steps');
      return {
        run: { ...run, status: after.status, started: after.started },
        cells: ended ? cells.map((cell) => cancelled(cell, ended.message)) : cells,
      };
    }
    case 'hooks':
      return { run, cells };
  }
}

function cancelled(cell: CellState, message: string): CellState {
  return { ...cell, ...transitionStep(cell, { kind: 'cancelled', message }).state };
}

/** The cell after an event; others are the same objects. */
export function applyStep(cells: readonly CellState[], name: string, item: string, event: StepEvent): CellState[] {
  return cells.map((cell) =>
    cell.name === name && cell.item === item ? { ...cell, ...transitionStep(cell, event).state } : cell,
  );
}
