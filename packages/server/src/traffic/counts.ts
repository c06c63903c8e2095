// Counters in memory, one per minute and dimensions. In: observations. Out: counts, oldest minute first.
// Bounded by distinct keys: when full, the oldest minute goes, because the newest is the one that somebody looks at.
import type { Observation } from '@mockops/contract';

const MINUTE_MS = 60_000;

/** What tells one counter from another; everything else of an observation is summed or forgotten. */
type Dimensions = Pick<
  Observation,
  'workspace' | 'environment' | 'operation' | 'status' | 'source' | 'reality' | 'class'
> & {
  federation: string | null;
  service: string | null;
  scenario: string | null;
  persona: string | null;
  ci_run: string | null;
  test: string | null;
};

export interface Count extends Dimensions {
  /** Epoch milliseconds of the minute's start. */
  minute: number;
  count: number;
  duration_sum_ms: number;
  duration_max_ms: number;
  last_at: number;
}

export interface Counts {
  add: (observation: Observation) => void;
  /** Takes all counts out. */
  drain: () => Count[];
  /** Puts drained counts back, beside what came meanwhile. */
  restore: (counts: readonly Count[]) => void;
  /** Distinct counters held. */
  size: () => number;
}

export interface CountsOptions {
  max_keys: number;
  /** Told once for each minute that had to go. */
  onDrop: (dropped: { minute: number; requests: number }) => void;
}

export function createCounts({ max_keys, onDrop }: CountsOptions): Counts {
  let minutes = new Map<number, Map<string, Count>>();
  let size = 0;

  function merge(key: string, minute: number, make: () => Count, grow: (held: Count) => void): void {
    let held = minutes.get(minute);
    if (!held) {
      held = new Map();
      minutes.set(minute, held);
    }
    const known = held.get(key);
    if (known) {
      grow(known);
      return;
    }
    held.set(key, make());
    size++;
    if (size > max_keys) dropOldest();
  }

  function dropOldest(): void {
    const minute = Math.min(...minutes.keys());
    const gone = minutes.get(minute);
    if (!gone) return;
    minutes.delete(minute);
    size -= gone.size;
    let requests = 0;
    for (const count of gone.values()) requests += count.count;
    onDrop({ minute, requests });
  }

  return {
    add(observation) {
      const minute = Math.floor(observation.at / MINUTE_MS) * MINUTE_MS;
      const { at, duration_ms } = observation;
      merge(
        keyOf(observation),
        minute,
        () => ({ ...dimensionsOf(observation), minute, ...firstOf(at, duration_ms) }),
        (held) => {
          held.count++;
          held.duration_sum_ms += duration_ms;
          if (duration_ms > held.duration_max_ms) held.duration_max_ms = duration_ms;
          if (at > held.last_at) held.last_at = at;
        },
      );
    },
    drain() {
      const drained = [...minutes.entries()].sort(([a], [b]) => a - b).flatMap(([, held]) => [...held.values()]);
      minutes = new Map();
      size = 0;
      return drained;
    },
    restore(counts) {
      for (const count of counts) {
        merge(
          keyOf(count),
          count.minute,
          () => ({ ...count }),
          (held) => addTo(held, count),
        );
      }
    },
    size: () => size,
  };
}

function firstOf(at: number, duration_ms: number): Omit<Count, keyof Dimensions | 'minute'> {
  return { count: 1, duration_sum_ms: duration_ms, duration_max_ms: duration_ms, last_at: at };
}

export function addTo(held: Count, more: Count): void {
  held.count += more.count;
  held.duration_sum_ms += more.duration_sum_ms;
  held.duration_max_ms = Math.max(held.duration_max_ms, more.duration_max_ms);
  held.last_at = Math.max(held.last_at, more.last_at);
}

type Dimensioned = Observation | Dimensions;

function dimensionsOf(o: Dimensioned): Dimensions {
  return {
    workspace: o.workspace,
    environment: o.environment,
    federation: o.federation ?? null,
    service: o.service ?? null,
    operation: o.operation,
    status: o.status,
    source: o.source,
    reality: o.reality,
    scenario: o.scenario ?? null,
    persona: o.persona ?? null,
    class: o.class,
    ci_run: o.ci_run ?? null,
    test: o.test ?? null,
  };
}

/** Runs once per request: a concatenation, not JSON. U+0000 separates, U+0001 is an absent value. */
function keyOf(o: Dimensioned): string {
  return `${o.workspace}\0${o.environment}\0${o.federation ?? '\x01'}\0${o.service ?? '\x01'}\0${o.operation ?? '\x01'}\0${o.status}\0${o.source}\0${o.reality}\0${o.scenario ?? '\x01'}\0${o.persona ?? '\x01'}\0${o.class}\0${o.ci_run ?? '\x01'}\0${o.test ?? '\x01'}`;
}
