import type { StalenessRow } from '@mockops/contract';
import { expect, test } from 'vitest';
import { judgeCoverage, judgeStaleness, WatchState } from './judge.ts';

const START = WatchState.parse({});
const coverage = (percentage: number | null, covered: string[] = [], missing: string[] = []) => ({
  percentage,
  covered,
  missing,
});

test('a drop is told once, against the best since the last one, with what is no longer called', () => {
  const first = judgeCoverage(START, coverage(80, ['GET /a', 'GET /b'], ['GET /c']));
  expect(first.dropped).toBeUndefined();
  const second = judgeCoverage(first.state, coverage(40, ['GET /a'], ['GET /b', 'GET /c']));
  expect(second.dropped).toEqual({ before: 80, after: 40, lost: ['GET /b'] });
  expect(judgeCoverage(second.state, coverage(40, ['GET /a'])).dropped).toBeUndefined();
  const third = judgeCoverage(second.state, coverage(60, ['GET /a', 'GET /b']));
  expect(judgeCoverage(third.state, coverage(50)).dropped).toMatchObject({ before: 60, after: 50 });
});

test('many small steps down are one drop', () => {
  let { state } = judgeCoverage(START, coverage(90));
  const told: unknown[] = [];
  for (let percentage = 89.6; percentage > 88; percentage -= 0.4) {
    const look = judgeCoverage(state, coverage(percentage));
    state = look.state;
    if (look.dropped) told.push(look.dropped);
  }
  expect(told).toHaveLength(1);
});

test('nothing to cover is no drop, and what comes after it is a new start', () => {
  const { state } = judgeCoverage(START, coverage(90));
  const gone = judgeCoverage(state, coverage(null));
  expect(gone.dropped).toBeUndefined();
  expect(judgeCoverage(gone.state, coverage(10)).dropped).toBeUndefined();
});

const level = (state: StalenessRow['state'], current_reality_level = 'real'): StalenessRow => ({
  workspace_id: 'w',
  environment: 'dev',
  federation: null,
  service: null,
  endpoint: null,
  method: null,
  protocol: 'http',
  current_reality_level,
  last_updated_at: null,
  staleness_days: 2,
  expected_days: 1,
  state,
  recommendation: '',
});

test('a level that becomes stale is told once until it was fresh again, and another level is another one', () => {
  const first = judgeStaleness(START, [level('fresh')]);
  expect(first.crossed).toEqual([]);
  const second = judgeStaleness(first.state, [level('stale')]);
  expect(second.crossed).toHaveLength(1);
  const third = judgeStaleness(second.state, [level('expired')]);
  expect(third.crossed).toEqual([]);
  expect(judgeStaleness(third.state, [level('stale', 'blended')]).crossed).toHaveLength(1);
  const fresh = judgeStaleness(third.state, [level('ageing')]);
  expect(judgeStaleness(fresh.state, [level('stale')]).crossed).toHaveLength(1);
});
