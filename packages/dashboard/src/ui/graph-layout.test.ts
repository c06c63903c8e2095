import { expect, test } from 'vitest';
import { layOutGraph } from './graph-layout.ts';

const box = (id: string) => ({ id, width: 100, height: 40 });

test('a chain goes from left to right and boxes do not overlap', () => {
  const plan = layOutGraph(
    ['a', 'b', 'c'].map(box),
    [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ],
    30,
  );
  expect([...plan.corners.values()]).toEqual([
    { x: 0, y: 0 },
    { x: 130, y: 0 },
    { x: 260, y: 0 },
  ]);
  expect(plan).toMatchObject({ width: 360, height: 40, bends: [[], []] });
});

test('an arrow past a column keeps clear of its boxes, and the plan has room for it', () => {
  const plan = layOutGraph(
    ['a', 'b', 'c'].map(box),
    [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
    ],
    30,
  );
  const between = plan.corners.get('b')!;
  expect(plan.bends[2]?.length).toBeGreaterThan(1);
  for (const { y } of plan.bends[2] ?? []) {
    expect(y < between.y || y > between.y + 40).toBe(true);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(plan.height);
  }
});

test('an arrow to a box that is not there is left out, and an empty graph has no size', () => {
  expect(layOutGraph([box('a')], [{ from: 'a', to: 'gone' }], 30).bends).toEqual([[]]);
  expect(layOutGraph([], [], 30)).toMatchObject({ width: 0, height: 0 });
});
