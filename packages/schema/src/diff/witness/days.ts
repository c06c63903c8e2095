// Days of messages: the first on which something may be gone, and the last on which it was promised.
import { dayOf } from '../lifecycle.ts';

const DAY_MS = 86_400_000;

const textOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** `2027-06-30` → the same; undefined for what is no day. */
export function dayIn(sunset: string | undefined): string | undefined {
  const day = dayOf(sunset);
  return day === undefined ? undefined : textOf(day);
}

export function dayBefore(sunset: string | undefined): string | undefined {
  const day = dayOf(sunset);
  return day === undefined ? undefined : textOf(day - DAY_MS);
}
