// Whether live drift exceeds what a workspace accepts. In: live counts, the budget, the state before. Out: the state after, and what crossed.
import type { DriftBudget } from '@mockops/contract';

export interface BudgetState {
  exceeded: boolean;
  crossings: number;
}

export interface LiveDrift {
  breaking: number;
  non_breaking: number;
}

export interface Excess {
  breaking: boolean;
  drift_count: number;
  threshold: number;
}

/** `crossed` is set only when the budget was kept before; it must be kept again before it can be crossed again. */
export function judgeBudget(
  budget: DriftBudget,
  live: LiveDrift,
  before: BudgetState,
): { state: BudgetState; crossed?: Excess } {
  const excess = findExcess(budget, live);
  if (!excess) return { state: { ...before, exceeded: false } };
  if (before.exceeded) return { state: before };
  return { state: { exceeded: true, crossings: before.crossings + 1 }, crossed: excess };
}

/** Undefined while the budget is kept. */
export function findExcess(budget: DriftBudget, live: LiveDrift): Excess | undefined {
  if (!budget.enabled) return undefined;
  if (live.breaking > budget.max_breaking_changes) {
    return { breaking: true, drift_count: live.breaking, threshold: budget.max_breaking_changes };
  }
  if (live.non_breaking > budget.max_non_breaking_changes) {
    return { breaking: false, drift_count: live.non_breaking, threshold: budget.max_non_breaking_changes };
  }
  return undefined;
}
