// One move of a run from its rows before to its rows after: what carry-out.ts, write-cells.ts and signals.ts look at.
import type { Effect, Journal, Move, StepPlan } from '@mockops/pipelines';
import type { Change, OpenRun, Stimulus } from './journal.ts';
import type { PinnedRun } from './pinned.ts';

export interface Outcome {
  before: OpenRun;
  after: Journal;
  moves: Move[];
  effects: Effect[];
  kept: Map<string, Stimulus>;
  change: Change;
}

export function stepEffects(effects: readonly Effect[]) {
  return effects.flatMap((effect) => (effect.kind === 'step' ? [effect] : []));
}

export function planOf({ plan, id }: PinnedRun, name: string): StepPlan {
  const step = plan.steps.find((one) => one.name === name);
  if (!step) throw new Error(`run ${id} has no step ${name}`);
  return step;
}

export function key({ name, item }: { name: string; item: string }): string {
  return `${name}[${item}]`;
}
