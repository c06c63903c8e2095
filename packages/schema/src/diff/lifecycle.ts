// Days and stages in the life of an operation, a parameter or a property: how much notice a sunset gives, and which stage comes after which.

/** What day it is, and how much notice the policy asks for. */
export interface Clock {
  /** `2026-11-23`; undefined: nobody says. */
  today: string | undefined;
  min_sunset_days: number;
}

const DAY_MS = 86_400_000;

/** Milliseconds of a day as written, `2027-01-31` or with a time; undefined when it is none. */
export function dayOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = Date.parse(text.slice(0, 10));
  return Number.isNaN(time) ? undefined : time;
}

export type SunsetVerdict = 'good' | 'missing' | 'invalid' | 'too-small';

export function judgeSunset(sunset: string | undefined, { today, min_sunset_days }: Clock): SunsetVerdict {
  if (sunset === undefined) return min_sunset_days > 0 ? 'missing' : 'good';
  const day = dayOf(sunset);
  if (day === undefined) return 'invalid';
  const now = dayOf(today);
  if (now === undefined || min_sunset_days === 0) return 'good';
  return day - now < min_sunset_days * DAY_MS ? 'too-small' : 'good';
}

/** Whether it may be gone: the day of sunset has come. Unknown days have not. */
export function isPastSunset(sunset: string | undefined, today: string | undefined): boolean {
  const [day, now] = [dayOf(sunset), dayOf(today)];
  return day !== undefined && now !== undefined && now >= day;
}

export const STAGES = ['draft', 'alpha', 'beta', 'stable'];

/** Without a word about it, it is stable. */
export const stabilityRank = (stage: string | undefined): number =>
  stage === undefined || !STAGES.includes(stage) ? STAGES.length - 1 : STAGES.indexOf(stage);
