// Whether coverage dropped or a level became stale since the last look. In: what was known, what is now. Out: what is known now, and what crossed.
// Pure: a crossing is told once, however often somebody looks.
import type { StalenessRow } from '@mockops/contract';
import { z } from 'zod';

/** Less than this, in percentage points, is noise: one operation of many, called a day later. */
const TOLERANCE = 1;

export const WatchState = z.object({
  /** Best coverage since the last drop was told; null: never looked. */
  best: z.number().nullable().default(null),
  /** Operations that CI called then. */
  covered: z.array(z.string()).default([]),
  /** Levels that are known to be stale. */
  stale: z.array(z.string()).default([]),
});
export type WatchState = z.infer<typeof WatchState>;

export interface Coverage {
  /** null: there is nothing to cover. */
  percentage: number | null;
  covered: string[];
  missing: string[];
}

export function judgeCoverage(
  known: WatchState,
  { percentage, covered, missing }: Coverage,
): { state: WatchState; dropped?: { before: number; after: number; lost: string[] } } {
  if (percentage === null) return { state: { ...known, best: null, covered: [] } };
  const now = { ...known, best: percentage, covered };
  if (known.best === null || percentage >= known.best) return { state: now };
  if (known.best - percentage < TOLERANCE) return { state: known };
  const lost = known.covered.filter((operation) => missing.includes(operation)).toSorted();
  return { state: now, dropped: { before: known.best, after: percentage, lost } };
}

export function judgeStaleness(
  known: WatchState,
  rows: readonly StalenessRow[],
): { state: WatchState; crossed: StalenessRow[] } {
  const stale = rows.filter(({ state }) => state === 'stale' || state === 'expired');
  const crossed = stale.filter((row) => !known.stale.includes(keyOf(row)));
  return { state: { ...known, stale: stale.map(keyOf) }, crossed };
}

/** Another level in the same place is another thing that can become stale. */
function keyOf({ environment, federation, service, current_reality_level }: StalenessRow): string {
  return [environment, federation ?? '', service ?? '', current_reality_level].join(' ');
}
