import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideWindow, parseWindow } from './window.ts';

const NOW = new Date('2026-11-20T12:34:56Z');

test('a relative window ends with the running minute, an interval is widened to full minutes', () => {
  expect(parseWindow({ time_range: '24h', tz: 'UTC' }, NOW)).toEqual({
    from: new Date('2026-11-19T12:35:00Z'),
    to: new Date('2026-11-20T12:35:00Z'),
    tz: 'UTC',
  });
  expect(
    parseWindow({ time_range: '2026-11-01T00:00:30Z/2026-11-01T02:00:30+01:00', tz: 'Europe/Paris' }, NOW),
  ).toEqual({
    from: new Date('2026-11-01T00:00:00Z'),
    to: new Date('2026-11-01T01:01:00Z'),
    tz: 'Europe/Paris',
  });
});

test.each(['0d', '999999999999999d', 'a/b', '2026-11-01/2026-11-02', '2026-11-02T00:00:00Z/2026-11-01T00:00:00Z'])(
  'the range %s is refused',
  (time_range) => {
    expect(() => parseWindow({ time_range, tz: 'UTC' }, NOW)).toThrow(
      expect.objectContaining({ id: 'bad-request', message: expect.stringContaining('time_range') }),
    );
  },
);

test.each(['Mars/Olympus', '+02:00', ''])('the zone "%s" is refused', (tz) => {
  expect(() => parseWindow({ time_range: '7d', tz }, NOW)).toThrow(expect.objectContaining({ id: 'bad-request' }));
});

test('buckets are few, equal and cover the window', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 200 }), (minutes, limit) => {
      const from = new Date('2026-01-01T00:00:00Z');
      const to = new Date(from.getTime() + minutes * 60_000);
      const { seconds, starts } = divideWindow({ from, to, tz: 'UTC' }, limit);
      expect(starts.length).toBeLessThanOrEqual(limit);
      expect(starts[0]).toBe(from.toISOString());
      expect(starts.length * seconds).toBeGreaterThanOrEqual(minutes * 60);
      expect((starts.length - 1) * seconds).toBeLessThan(minutes * 60);
    }),
  );
});
