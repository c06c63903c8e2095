// What a trend chart draws, computed apart from its drawing: stacked heights, values without neighbours, the end of the last bar.

type Values = readonly (number | null)[];

/** Heights of stacked bars: each series on top of those before it. */
export function stackValues(series: readonly Values[]): number[][] {
  const tops: number[][] = [];
  for (const values of series) {
    const below = tops.at(-1);
    tops.push(values.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)));
  }
  return tops;
}

/** A line needs two neighbours; a value between unknowns would not be drawn at all. */
export function findLoneValues(values: Values): number[] {
  const isKnown = (index: number): boolean => values[index] !== null && values[index] !== undefined;
  return values.flatMap((_, index) => (isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1) ? [index] : []));
}

/** The width of a moment: the smallest distance of two, or an hour when there is only one. */
export function findStep(at: readonly number[]): number {
  const gaps = at.slice(1).map((to, index) => to - (at[index] ?? to));
  return gaps.length === 0 ? 3_600_000 : Math.min(...gaps);
}
