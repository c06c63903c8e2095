import { expect, test } from 'vitest';
import { findLoneValues, findStep, stackValues } from './trend-series.ts';

test('stacked bars end where all series together end', () => {
  expect(
    stackValues([
      [1, 0, null],
      [2, 3, 4],
    ]),
  ).toEqual([
    [1, 0, 0],
    [3, 3, 4],
  ]);
  expect(stackValues([])).toEqual([]);
});

test('a value between unknowns is found, one that a line reaches is not', () => {
  expect(findLoneValues([5, null, 0, 1, null, 7])).toEqual([0, 5]);
  expect(findLoneValues([null])).toEqual([]);
  expect(findLoneValues([3])).toEqual([0]);
});

test('a single moment still has a width', () => {
  expect(findStep([1_000])).toBe(3_600_000);
  expect(findStep([0, 500, 900])).toBe(400);
});
