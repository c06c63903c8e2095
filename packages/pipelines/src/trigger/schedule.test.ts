// The cases of daylight saving are those of Europe/Paris in 2026: on 29 March 02:00 is followed by 03:00, on 25 October 02:59 by 02:00.
import { Schedule } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firesBetween, jitterOf, nextFire } from './schedule.ts';

const paris = (cron: string | string[], dst: object = {}) => Schedule.parse({ cron, timezone: 'Europe/Paris', dst });

function fires(schedule: Schedule, from: string, to: string): string[] {
  return firesBetween(schedule, new Date(from), new Date(to)).map((fire) => fire.toISOString().slice(0, 16));
}

const GAP = ['2026-03-28T00:00Z', '2026-03-31T00:00Z'] as const;
const FOLD = ['2026-10-24T00:00Z', '2026-10-27T00:00Z'] as const;

test('a fixed time in the hour that does not exist runs at its end, and only once', () => {
  expect(fires(paris('30 2 * * *'), ...GAP)).toEqual(['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']);
});

test('a fixed time in the hour that does not exist is left out when the schedule says so', () => {
  expect(fires(paris('30 2 * * *', { gap: 'skip' }), ...GAP)).toEqual(['2026-03-28T01:30', '2026-03-30T00:30']);
});

test('a fixed time in the hour that comes twice runs in the first', () => {
  expect(fires(paris('30 2 * * *'), ...FOLD)).toEqual(['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']);
});

test('a fixed time in the hour that comes twice runs in both when the schedule says so', () => {
  const twice = paris('30 2 * * *', { overlap: 'twice' });
  expect(fires(twice, ...FOLD)).toEqual([
    '2026-10-24T00:30',
    '2026-10-25T00:30',
    '2026-10-25T01:30',
    '2026-10-26T01:30',
  ]);
  expect(nextFire(twice, new Date('2026-10-25T00:30Z'))?.toISOString()).toBe('2026-10-25T01:30:00.000Z');
});

test('every half hour is every half hour of real time on both days', () => {
  const every = paris('*/30 * * * *', { gap: 'skip', overlap: 'once' });
  for (const day of ['2026-03-29', '2026-10-25']) {
    const found = fires(every, `${day}T00:00Z`, `${day}T03:00Z`);
    expect(found).toEqual(['00:30', '01:00', '01:30', '02:00', '02:30', '03:00'].map((time) => `${day}T${time}`));
  }
});

test('several crons fire for each of them, and an instant that two of them name once', () => {
  const both = paris(['0 9 * * 1-5', '0 9,18 * * *']);
  expect(fires(both, '2026-06-05T00:00Z', '2026-06-07T00:00Z')).toEqual([
    '2026-06-05T07:00',
    '2026-06-05T16:00',
    '2026-06-06T07:00',
    '2026-06-06T16:00',
  ]);
});

test('a fire at the end of a window is in it, one at its beginning is not, and long windows are cut', () => {
  const hourly = Schedule.parse({ cron: '0 * * * *' });
  expect(fires(hourly, '2026-01-01T00:00Z', '2026-01-01T02:00Z')).toEqual(['2026-01-01T01:00', '2026-01-01T02:00']);
  expect(firesBetween(hourly, new Date('2026-01-01T00:00Z'), new Date('2027-01-01T00:00Z'), 5)).toHaveLength(5);
});

test('a day that never comes never fires', () => {
  expect(nextFire(Schedule.parse({ cron: '0 0 30 2 *' }), new Date('2026-01-01T00:00Z'))).toBeNull();
});

test('whatever the rule, fires go forward, and from any instant the next one is the same', () => {
  const rule = fc.record({
    gap: fc.constantFrom('run_after' as const, 'skip' as const),
    overlap: fc.constantFrom('once' as const, 'twice' as const),
  });
  const cron = fc.constantFrom('30 2 * * *', '*/30 * * * *', '15,45 1-3 * * *', '0 2 * * *', '59 2 * * 0');
  const start = fc.constantFrom(...GAP, ...FOLD);
  fc.assert(
    fc.property(cron, rule, start, fc.nat(48 * 60), (pattern, dst, day, minutes) => {
      const schedule = paris(pattern, dst);
      const from = new Date(day);
      const all = firesBetween(schedule, from, new Date(from.getTime() + 72 * 3_600_000));
      const after = new Date(from.getTime() + minutes * 60_000);
      const next = all.find((fire) => fire > after);
      if (next) expect(nextFire(schedule, after)).toEqual(next);
      expect(all).toEqual([...new Set(all)].sort((a, b) => a.getTime() - b.getTime()));
    }),
    { numRuns: 100 },
  );
});

test('jitter is the same for the same fire, within its bounds, and spread', () => {
  const planned = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
  const spread = Array.from({ length: 200 }, (_, hour) => jitterOf('pipeline-1', planned(hour), 300_000));
  expect(spread).toEqual(Array.from({ length: 200 }, (_, hour) => jitterOf('pipeline-1', planned(hour), 300_000)));
  expect(Math.min(...spread)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...spread)).toBeLessThanOrEqual(300_000);
  expect(new Set(spread.map((ms) => Math.floor(ms / 60_000)))).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(jitterOf('pipeline-2', planned(0), 300_000)).not.toBe(spread[0]);
  expect(jitterOf('x', planned(0), 0)).toBe(0);
});
