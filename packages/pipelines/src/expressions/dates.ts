// Instants and lengths of time as text, for messages and names.
import { ExpressionProblem } from './problem.ts';

const PARTS = /YYYY|MM|DD|HH|mm|ss/g;

/** `pattern` of YYYY MM DD HH mm ss and anything else as it stands; without one the instant in ISO 8601. `timeZone` is an IANA name. */
export function writeDate(instant: string, pattern: string | undefined, timeZone: string): string {
  // A time without a zone would be read in that of the machine.
  const known = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/.test(instant);
  const date = new Date(known ? instant : Number.NaN);
  if (Number.isNaN(date.getTime())) {
    const hint = 'write it as 2026-11-22T10:00:00Z';
    throw new ExpressionProblem('EXP005', `"${instant.slice(0, 60)}" is not an instant`, hint);
  }
  const parts = partsOf(date, timeZone);
  return pattern === undefined ? date.toISOString() : pattern.replace(PARTS, (part) => parts[part] ?? part);
}

function partsOf(date: Date, timeZone: string): Record<string, string> {
  const format = formatIn(timeZone);
  const {
    year = '',
    month,
    day,
    hour,
    minute,
    second,
  } = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const parts = { YYYY: year.padStart(4, '0'), MM: month, DD: day, HH: hour, mm: minute, ss: second };
  return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value ?? '']));
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = 'use an IANA name such as Europe/Paris';
    throw new ExpressionProblem('EXP005', `"${timeZone.slice(0, 60)}" is not a time zone`, hint);
  }
}

const UNITS: readonly [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** The two largest units: `1h30m`, `45s`, `250ms`. */
export function writeDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) throw new ExpressionProblem('EXP005', `${ms} is not a length of time`);
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  let rest = Math.round(ms / 1_000) * 1_000;
  const written: string[] = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) written.push(`${count}${name}`);
    else if (written.length > 0) break;
    if (written.length === 2) break;
  }
  return written.join('');
}
