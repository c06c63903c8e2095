// Levels of a heatmap: which of five shades a count gets, and what the legend says about each.
// Shade 0 is "none". The bounds of 1–4 grow with the square, because use is skewed: one busy hour must not wash out the rest.

/** Upper bounds of levels 1–4; fewer when the largest count is small. */
export function findHeatBounds(largest: number): number[] {
  const bounds = [1, 2, 3, 4].map((level) => Math.ceil(largest * (level / 4) ** 2)).filter((bound) => bound > 0);
  return [...new Set(bounds)];
}

/** 0 for none; else 1–4, with the darkest always used by the largest count. */
export function findHeatLevel(count: number, bounds: readonly number[]): number {
  if (count <= 0) return 0;
  const index = bounds.findIndex((bound) => count <= bound);
  const rank = index === -1 ? bounds.length - 1 : index;
  return 4 - (bounds.length - 1 - rank);
}

/** `0`, `1–6`, `7–25` … with the level each has. */
export function describeHeatBounds(bounds: readonly number[]): { level: number; text: string }[] {
  const steps = bounds.map((bound, index) => {
    const from = (bounds[index - 1] ?? 0) + 1;
    return { level: findHeatLevel(bound, bounds), text: from === bound ? `${bound}` : `${from}–${bound}` };
  });
  return [{ level: 0, text: '0' }, ...steps];
}

/** About the width of a character at the size of a heatmap's labels. */
const CHARACTER_PX = 6.3;

/** A label that fits; the end is kept too, because names of runs differ there. */
export function fitText(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / CHARACTER_PX));
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}
