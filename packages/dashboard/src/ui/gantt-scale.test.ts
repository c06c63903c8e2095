import { expect, test } from 'vitest';
import { createGanttScale } from './gantt-scale.ts';

test('the axis ends at a round tick that is not before the end', () => {
  const scale = createGanttScale(1_000, 1_000 + 54_000);
  expect(scale.ticks.map(({ offset_ms }) => offset_ms)).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
  expect(scale.to).toBe(61_000);
  expect(scale.place(1_000)).toBe(0);
  expect(scale.place(31_000)).toBe(0.5);
});

test('what lies outside the run is kept at its edges', () => {
  const scale = createGanttScale(0, 100);
  expect(scale.place(-50)).toBe(0);
  expect(scale.place(1_000_000)).toBe(1);
});

test('a run without length and a run of days both have an axis of few ticks', () => {
  for (const length of [0, 1, 37, 999, 61_000, 5_000_000, 400_000_000]) {
    const scale = createGanttScale(0, length);
    expect(scale.to).toBeGreaterThanOrEqual(length);
    expect(scale.ticks.length).toBeLessThanOrEqual(6);
    expect(scale.ticks.length).toBeGreaterThan(1);
  }
});
