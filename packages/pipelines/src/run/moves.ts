// What the walk decides, as data; and the journal after it. The server stores moves as rows, `mockops pipeline test` applies them in memory.
import type { Concurrency } from '@mockops/contract';
import type { JsonValue } from '../json.ts';
import { type CellState, newCell, type RunView } from './cells.ts';
import type { RunPlan } from './plan.ts';
import { type RunEffect, type RunEvent, transitionRun } from './run-machine.ts';
import { type StepEffect, type StepEvent, transitionStep } from './step-machine.ts';

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

/** What the machines ask for, in order. */
export type Effect =
  | { kind: 'step'; name: string; item: string; effect: StepEffect }
  | { kind: 'run'; effect: RunEffect };

export interface Journal {
  run: RunView;
  cells: CellState[];
}

export interface Applied extends Journal {
  effects: Effect[];
}

export function applyMoves(plan: RunPlan, journal: Journal, moves: readonly Move[]): Applied {
  let after: Applied = { ...journal, effects: [] };
  for (const move of moves) {
    const next = applyMove(plan, after, move);
    after = { ...next, effects: [...after.effects, ...next.effects] };
  }
  return after;
}

function applyMove(plan: RunPlan, { run, cells }: Journal, move: Move): Applied {
  switch (move.kind) {
    case 'step':
      return { run, ...applyStep(cells, move.name, move.item, move.event) };
    case 'expand': {
      const step = plan.steps.find(({ name }) => name === move.name);
      if (!step) return { run, cells, effects: [] };
      const there = new Set(cells.filter(({ name }) => name === move.name).map(({ item }) => item));
      const fresh = move.cells.flatMap(({ item, value }, index) =>
        there.has(item) ? [] : [newCell(step, item, value, index)],
      );
      const expanded = applyStep(cells, move.name, '', { kind: 'expanded' });
      return { run, cells: [...expanded.cells, ...fresh], effects: expanded.effects };
    }
    case 'run':
      return applyRun({ run, cells }, move.event);
    case 'hooks':
      return { run, cells, effects: [] };
  }
}

function applyRun({ run, cells }: Journal, event: RunEvent): Applied {
  const state = { status: run.status, started: run.started, failed_step: null, error_message: null };
  const { state: after, effects } = transitionRun(state, event);
  let open = cells;
  const all: Effect[] = [];
  for (const effect of effects) {
    if (effect.kind !== 'cancel_open_steps') {
      all.push({ kind: 'run', effect });
      continue;
    }
    for (const { name, item } of cells) {
      const ended = applyStep(open, name, item, { kind: 'cancelled', message: effect.message });
      open = ended.cells;
      all.push(...ended.effects);
    }
  }
  return { run: { ...run, status: after.status, started: after.started }, cells: open, effects: all };
}

/** The cells after an event about one of them; others are the same objects. No effect: the event had no place. */
export function applyStep(
  cells: CellState[],
  name: string,
  item: string,
  event: StepEvent,
): { cells: CellState[]; effects: Effect[] } {
  const index = cells.findIndex((cell) => cell.name === name && cell.item === item);
  const cell = cells[index];
  if (!cell) return { cells, effects: [] };
  const { state, effects } = transitionStep(cell, event);
  if (effects.length === 0 && state === cell) return { cells, effects: [] };
  return {
    cells: cells.with(index, { ...cell, ...state }),
    effects: effects.map((effect) => ({ kind: 'step', name, item, effect })),
  };
}
