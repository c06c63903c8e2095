// The window that a question is about, to the minute, because facts are kept per minute. In: `24h`, `7d` or an ISO interval. Out: from, to.
import { Instant, Problem } from '@mockops/contract';

export interface Window {
  /** Inclusive, on a full minute. */
  from: Date;
  /** Exclusive, on a full minute. */
  to: Date;
  tz: string;
}

const MINUTE_MS = 60_000;
const UNIT_MS = { h: 3_600_000, d: 86_400_000 };

/** Throws Problem `bad-request` for an empty or unreadable range and for a zone that does not exist. */
export function parseWindow({ time_range, tz }: { time_range: string; tz: string }, now: Date): Window {
  checkZone(tz);
  const relative = /^(\d+)([hd])$/.exec(time_range);
  const unit = relative?.[2] === 'h' ? UNIT_MS.h : UNIT_MS.d;
  // The running minute is part of the window.
  const end = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const [from, to] = relative ? [end - Number(relative[1]) * unit, end] : parseInterval(time_range);
  if (Number.isNaN(new Date(from).getTime()) || from >= to || from < 0) {
    throw refuse('time_range', `"${time_range}" is no window: its start must be before its end, and after 1970`);
  }
  return { from: new Date(from), to: new Date(to), tz };
}

function parseInterval(text: string): [number, number] {
  const [from, to] = text.split('/').map((part) => (Instant.safeParse(part).success ? Date.parse(part) : Number.NaN));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) {
    const example = '2026-11-01T00:00:00Z/2026-11-08T00:00:00Z';
    throw refuse('time_range', `"${text}" cannot be read; write 24h, 7d, 30d, or an interval like ${example}`);
  }
  return [Math.floor(from / MINUTE_MS) * MINUTE_MS, Math.ceil(to / MINUTE_MS) * MINUTE_MS];
}

/** Offsets such as `+02:00` are refused: PostgreSQL reads their sign the other way round. */
function checkZone(tz: string): void {
  try {
    if (/^[A-Za-z]/.test(tz) && new Intl.DateTimeFormat('en', { timeZone: tz })) return;
  } catch {
    // RangeError: no such zone.
  }
  throw refuse('tz', `"${tz}" is no time zone; write an IANA name such as UTC or Europe/Paris`);
}

function refuse(path: string, message: string): Problem {
  return new Problem('bad-request', `${path}: ${message}`, { issues: [{ code: 'ANA001', path, message }] });
}

export interface Buckets {
  seconds: number;
  /** Start of each, ISO. */
  starts: string[];
}

const HANDY_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1_440, 2_880, 10_080];

/** At most `limit` equal parts, each a handy number of minutes long; the last one may reach beyond the window. */
export function divideWindow({ from, to }: Window, limit: number): Buckets {
  const minutes = (to.getTime() - from.getTime()) / MINUTE_MS;
  const width = HANDY_MINUTES.find((one) => minutes / one <= limit) ?? Math.ceil(minutes / limit);
  const starts = Array.from({ length: Math.ceil(minutes / width) }, (_, index) =>
    new Date(from.getTime() + index * width * MINUTE_MS).toISOString(),
  );
  return { seconds: width * 60, starts };
}
