import { expect, test } from 'vitest';
import { reportStaleness } from './reality-staleness.ts';
import type { LevelRow } from './store.ts';

const NOW = new Date('2026-11-20T00:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const level = (more: Partial<LevelRow>): LevelRow => ({
  workspace_id: 'w',
  environment: 'dev',
  federation: null,
  service: null,
  current_reality_level: 'mock_v3',
  last_updated_at: ago(1),
  last_clean_at: null,
  ...more,
});
const report = (...levels: LevelRow[]) =>
  reportStaleness({ workspaces: [{ id: 'w', slug: 'payments', title: null }], levels, now: NOW });
const only = (more: Partial<LevelRow>) => report(level(more)).data[0]!;

test.each([
  [22, 'fresh'],
  [23, 'ageing'],
  [30, 'stale'],
  [60, 'expired'],
])('a mock set %i days ago is %s', (days, state) => {
  expect(only({ last_updated_at: ago(days) })).toMatchObject({ state, expected_days: 30, staleness_days: days });
});

test('a clean check confirms real and blended levels, not mocks', () => {
  const set = { last_updated_at: ago(40), last_clean_at: ago(0.5) };
  expect(only({ ...set, current_reality_level: 'real' })).toMatchObject({
    state: 'fresh',
    staleness_days: 0.5,
    expected_days: 1,
  });
  expect(only({ ...set, current_reality_level: 'blended' })).toMatchObject({ state: 'fresh', expected_days: 7 });
  expect(only({ ...set, current_reality_level: 'mock_v1' })).toMatchObject({ state: 'stale', staleness_days: 40 });
});

test('a level that nobody set is unknown, comes first and is not counted as fresh', () => {
  const { data, summary } = report(
    level({ environment: 'test', last_updated_at: ago(90) }),
    level({
      service: 'pay',
      federation: 'shop',
      environment: 'prod',
      current_reality_level: null,
      last_updated_at: null,
    }),
    level({}),
  );
  expect(data.map(({ state }) => state)).toEqual(['unknown', 'expired', 'fresh']);
  expect(data[0]).toMatchObject({ current_reality_level: 'mock_v3', staleness_days: null, last_updated_at: null });
  expect(data[0]!.recommendation).toContain('nobody set mock_v3');
  expect(summary.stale).toEqual({ numerator: 1, denominator: 3, unknown: 1, percentage: 50 });
});

test('a service without a level has that of its environment; an environment without one has no row', () => {
  const service = level({ federation: 'shop', service: 'pay', current_reality_level: null, last_updated_at: null });
  const { data } = report(service, level({ current_reality_level: 'blended', last_updated_at: ago(6) }));
  expect(data).toHaveLength(2);
  expect(data.find((row) => row.service === 'pay')).toMatchObject({
    current_reality_level: 'blended',
    staleness_days: 6,
    state: 'ageing',
  });
  expect(report(level({ current_reality_level: null })).data).toEqual([]);
});

test('advice names the act and the reason', () => {
  expect(only({ last_updated_at: ago(31) }).recommendation).toBe(
    'Compare it with the upstream now (switch to real or blended for a while), or set it again: mock_v3 was confirmed 31 days ago and is expected to hold for 30 days.',
  );
  expect(only({ current_reality_level: 'real', last_updated_at: ago(0.9) }).recommendation).toContain(
    'checked: real was confirmed less than a day ago and is expected to hold for 1 day.',
  );
});
