// Numbers and names that must never be used again.
import type { NumberRange, Place } from '../syntax.ts';
import { type At, type Found, placeIn } from './finding.ts';

interface Reserving {
  full_name: string;
  places: Record<string, Place>;
  reserved: NumberRange[];
  reserved_names: string[];
}

export const isReserved = (number: number, ranges: NumberRange[]): boolean => covers(ranges, [number, number]);

/** Sorted ranges together hold all of it. */
export function covers(ranges: NumberRange[], [from, to]: NumberRange): boolean {
  let open = from;
  for (const [start, end] of ranges) {
    if (start > open) return false;
    if (end >= open) open = end + 1;
    if (open > to) return true;
  }
  return false;
}

export const rangeText = ([from, to]: NumberRange): string => (from === to ? String(from) : `${from} to ${to}`);

export function compareReserved(rule: string, old: At<Reserving>, now: At<Reserving>, found: Found): void {
  const owner = now.item.full_name;
  const lost = [
    ...old.item.reserved.filter((range) => !covers(now.item.reserved, range)).map(rangeText),
    ...old.item.reserved_names.filter((name) => !now.item.reserved_names.includes(name)),
  ];
  for (const part of lost)
    found({
      rule,
      owner,
      part,
      message: `${part} is no longer reserved in ${owner}.`,
      before: placeIn(old),
      after: placeIn(now, ''),
    });
}
