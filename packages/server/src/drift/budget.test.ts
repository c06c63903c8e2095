import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BudgetState, judgeBudget } from './budget.ts';

const budget = { enabled: true, max_breaking_changes: 0, max_non_breaking_changes: 10 };

test('a crossing is told exactly when the budget turns from kept to exceeded', () => {
  const live = fc.record({ breaking: fc.nat(2), non_breaking: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(live), (course) => {
      let state: BudgetState = { exceeded: false, crossings: 0 };
      let told = 0;
      for (const now of course) {
        const judged = judgeBudget(budget, now, state);
        const over = now.breaking > 0 || now.non_breaking > 10;
        expect(judged.state.exceeded).toBe(over);
        expect(judged.crossed !== undefined).toBe(over && !state.exceeded);
        if (judged.crossed) told++;
        state = judged.state;
      }
      expect(state.crossings).toBe(told);
    }),
  );
});

test('breaking differences are named before the others, and a disabled budget is never exceeded', () => {
  const before = { exceeded: false, crossings: 4 };
  expect(judgeBudget(budget, { breaking: 2, non_breaking: 50 }, before)).toEqual({
    state: { exceeded: true, crossings: 5 },
    crossed: { breaking: true, drift_count: 2, threshold: 0 },
  });
  expect(judgeBudget(budget, { breaking: 0, non_breaking: 11 }, before).crossed).toEqual({
    breaking: false,
    drift_count: 11,
    threshold: 10,
  });
  expect(judgeBudget({ ...budget, enabled: false }, { breaking: 2, non_breaking: 50 }, before).crossed).toBeUndefined();
});
