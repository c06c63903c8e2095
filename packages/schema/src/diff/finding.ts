// One observed change, before it is known which operations it reaches.
import type { ChangeLevel } from '@mockops/contract';

export interface Finding {
  severity: ChangeLevel;
  /** Reads after the place: `owner.email` + ` changed its type from string to integer`. */
  text: string;
}

export type Direction = 'request' | 'response';

/** More values are possible than before: callers may send what they sent, but readers may meet what they never met. */
export const widened = (direction: Direction): ChangeLevel => (direction === 'request' ? 'non_breaking' : 'breaking');
/** Fewer values are possible than before. */
export const narrowed = (direction: Direction): ChangeLevel => (direction === 'request' ? 'breaking' : 'non_breaking');

const ORDER: Record<ChangeLevel, number> = { docs_only: 0, non_breaking: 1, breaking: 2 };

export const bySeverity = (a: ChangeLevel, b: ChangeLevel): number => ORDER[b] - ORDER[a];

export const worst = (levels: Iterable<ChangeLevel>): ChangeLevel =>
  [...levels].reduce<ChangeLevel>((a, b) => (ORDER[b] > ORDER[a] ? b : a), 'docs_only');
