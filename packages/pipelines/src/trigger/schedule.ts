// When a schedule fires. In: the schedule and an instant. Out: planned instants, which are the identity of a fire; jitter comes on top of them.
//
// Daylight saving, as people mean it: a job at a fixed time (no `*` and no step in minutes and hours) that falls into the hour that does not exist runs
// at its end, or not at all (`gap: skip`), and in the hour that comes twice once, or twice (`overlap: twice`). A job at intervals follows real time.
import type { Schedule } from '@mockops/contract';
import { Cron } from 'croner';

type Timing = Pick<Schedule, 'cron' | 'timezone' | 'dst'>;

/** No zone has moved its clocks by more. */
const LONGEST_SHIFT_MS = 3 * 3_600_000;
/** A schedule of fires that all fall into gaps and are skipped has none. */
const MOST_SKIPPED = 200;

/** The first planned instant after `after`; null when there is none any more. Throws on a cron or a zone that is none, which the linter refuses. */
export function nextFire(schedule: Timing, after: Date): Date | null {
  const fires = cronsOf(schedule).flatMap((cron) => nextOf(cron, schedule, after) ?? []);
  return fires.reduce<Date | null>((first, fire) => (first === null || fire < first ? fire : first), null);
}

/** Planned instants in (from, to], oldest first, at most `limit`. */
export function firesBetween(schedule: Timing, from: Date, to: Date, limit = 1_000): Date[] {
  const fires: Date[] = [];
  for (let after = from; fires.length < limit; ) {
    const fire = nextFire(schedule, after);
    if (fire === null || fire > to) break;
    fires.push(fire);
    after = fire;
  }
  return fires;
}

/** Milliseconds in 0…`jitter`: the same for the same seed and planned instant, on every machine. */
export function jitterOf(seed: string, planned: Date, jitter: number): number {
  let hash = 0x811c9dc5;
  // FNV-1a, and a last mix, for inputs that differ in their last characters only.
  for (const character of `${seed}@${planned.toISOString()}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return Math.floor((((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32) * (jitter + 1));
}

function cronsOf({ cron, timezone }: Timing): Cron[] {
  return [cron].flat().map((pattern) => readCron(pattern, timezone));
}

/** Five fields, or a name such as `@daily`. Throws with words of the library. */
export function readCron(pattern: string, timezone: string): Cron {
  return new Cron(pattern, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
}

function nextOf(cron: Cron, { timezone, dst }: Timing, after: Date): Date | null {
  const fixed = isFixedTime(cron);
  const twice = fixed && dst.overlap === 'twice';
  const skipsGaps = fixed && dst.gap === 'skip';
  // The second time of an hour that comes twice may lie ahead although the first is over.
  let cursor = new Date(after.getTime() - (twice ? LONGEST_SHIFT_MS : 0));
  let best: Date | null = null;
  for (let skipped = 0; skipped < MOST_SKIPPED; ) {
    const run = cron.nextRun(cursor);
    if (!run || (best && run >= best)) break;
    cursor = run;
    if (skipsGaps && !cron.match(run)) {
      skipped += 1;
      continue;
    }
    for (const fire of [run, ...(twice ? secondTime(run, timezone) : [])]) {
      if (fire > after && (best === null || fire < best)) best = fire;
    }
  }
  return best;
}

function isFixedTime(cron: Cron): boolean {
  const [minutes = '', hours = ''] = (cron.getPattern() ?? '').trim().split(/\s+/);
  return !/[*?/]/.test(minutes + hours) && !minutes.startsWith('@');
}

/** The same wall time once more, when clocks go back over it. */
function secondTime(first: Date, timezone: string): Date[] {
  const wall = wallTime(first, timezone);
  const shift = offsetOf(first, wall) - offsetAt(new Date(first.getTime() + LONGEST_SHIFT_MS), timezone);
  if (shift <= 0) return [];
  const second = new Date(first.getTime() + shift);
  return wallTime(second, timezone) === wall ? [second] : [];
}

function offsetAt(instant: Date, timezone: string): number {
  return offsetOf(instant, wallTime(instant, timezone));
}

function offsetOf(instant: Date, wall: number): number {
  return wall - Math.floor(instant.getTime() / 1_000) * 1_000;
}

/** What clocks on the wall show, as if they showed UTC. */
function wallTime(instant: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
