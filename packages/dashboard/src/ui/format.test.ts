import { expect, test } from 'vitest';
import { compareTotals, formatAge, formatDuration, formatParts, formatPercentage, shortDigest } from './format.ts';

test('durations grow from milliseconds to days without losing the second unit', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [340.4, '340 ms'],
    [1_240, '1.2 s'],
    [9_960, '10 s'],
    [31_400, '31 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
    [7_200_000, '2 h'],
    [352_800_000, '4 d 2 h'],
  ];
  for (const [ms, text] of cases) expect(formatDuration(ms)).toBe(text);
});

test('a share says unknown where nothing is known, 0 % where nothing was hit, and counts only what can be judged', () => {
  expect(formatPercentage(null)).toBe('unknown');
  expect(formatPercentage(0)).toBe('0 %');
  expect(formatPercentage(33.333)).toBe('33.3 %');
  expect(formatParts({ numerator: 3, denominator: 1_200, percentage: 0.25, unknown: 2 }, 'operations')).toBe(
    '3 of 1,198 operations, 2 unknown',
  );
  expect(formatParts({ numerator: 0, denominator: 38, percentage: null, unknown: 38 }, 'mocks')).toBe(
    'none of 38 is known yet',
  );
  expect(formatParts({ numerator: 0, denominator: 0, percentage: null, unknown: 0 }, 'mocks')).toBe(
    'nothing to count yet',
  );
});

test('ages are told in the largest unit and never in the future', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  expect(formatAge('2026-11-22T12:00:30Z', now)).toBe('just now');
  expect(formatAge('2026-11-22T11:59:15Z', now)).toBe('45 s ago');
  expect(formatAge('2026-11-22T09:01:00Z', now)).toBe('2 h ago');
  expect(formatAge('2026-11-10T12:00:00Z', now)).toBe('12 d ago');
});

test('a trend needs something to compare with', () => {
  expect(compareTotals(5, 0)).toBeNull();
  expect(compareTotals(150, 100)).toEqual({ direction: 'up', text: '50 % more than before' });
  expect(compareTotals(50, 100)?.direction).toBe('down');
  expect(compareTotals(100, 100)?.direction).toBe('same');
});

test('digests are shortened without their algorithm', () => {
  expect(shortDigest('sha256:0123456789abcdef')).toBe('0123456789ab');
});
