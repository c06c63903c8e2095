import { expect, test } from 'vitest';
import { describeHeatBounds, findHeatBounds, findHeatLevel, fitText } from './heat-scale.ts';

test('no requests are level 0 and the largest count is level 4, whatever it is', () => {
  for (const largest of [1, 2, 3, 7, 100, 12_345]) {
    const bounds = findHeatBounds(largest);
    expect(findHeatLevel(0, bounds)).toBe(0);
    expect(findHeatLevel(largest, bounds)).toBe(4);
  }
});

test('one request is never shown as none, and levels never fall as counts grow', () => {
  const bounds = findHeatBounds(1_000);
  let level = 0;
  for (let count = 1; count <= 1_000; count += 1) {
    const next = findHeatLevel(count, bounds);
    expect(next).toBeGreaterThanOrEqual(Math.max(1, level));
    level = next;
  }
});

test('the legend covers every count once', () => {
  expect(describeHeatBounds(findHeatBounds(100)).map(({ text }) => text)).toEqual([
    '0',
    '1–7',
    '8–25',
    '26–57',
    '58–100',
  ]);
  expect(describeHeatBounds(findHeatBounds(2))).toEqual([
    { level: 0, text: '0' },
    { level: 3, text: '1' },
    { level: 4, text: '2' },
  ]);
  expect(describeHeatBounds(findHeatBounds(0))).toEqual([{ level: 0, text: '0' }]);
});

test('a label too long for its place keeps its beginning and its end', () => {
  expect(fitText('nightly-311', 120)).toBe('nightly-311');
  expect(fitText('checkout-web-2042', 64)).toBe('check…2042');
});
