// The time axis of a run: from its start to its end (or to now), with round ticks. In: milliseconds. Out: shares of the width, 0–1.

const STEPS_MS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000, 86_400_000,
];
const MOST_TICKS = 4;

export interface GanttScale {
  from: number;
  to: number;
  /** Offsets from the start, in ms, each with its share of the width. */
  ticks: { offset_ms: number; share: number }[];
  /** Share of the width, kept inside 0–1. */
  place: (at: number) => number;
}

/** The axis ends at the last tick at or after `end`; a run without length gets 10 ms. */
export function createGanttScale(start: number, end: number): GanttScale {
  const length = Math.max(10, end - start);
  const step = STEPS_MS.find((candidate) => length / candidate <= MOST_TICKS) ?? length / MOST_TICKS;
  const count = Math.ceil(length / step);
  const width = count * step;
  return {
    from: start,
    to: start + width,
    ticks: Array.from({ length: count + 1 }, (_, index) => ({ offset_ms: index * step, share: index / count })),
    place: (at) => Math.min(1, Math.max(0, (at - start) / width)),
  };
}
