// Two values side by side as lines: `- ` what was expected, `+ ` what came, `  ` what both have.
import { stringify } from 'yaml';

export function diffValues(expected: unknown, got: unknown): string[] {
  const before = linesOf(expected);
  const after = linesOf(got);
  const common = longestCommon(before, after);
  const lines: string[] = [];
  let from = 0;
  let to = 0;
  for (const [left, right] of [...common, [before.length, after.length] as const]) {
    while (from < left) lines.push(`- ${before[from++] ?? ''}`);
    while (to < right) lines.push(`+ ${after[to++] ?? ''}`);
    if (from < before.length && to < after.length) lines.push(`  ${before[from] ?? ''}`);
    from += 1;
    to += 1;
  }
  return lines;
}

function linesOf(value: unknown): string[] {
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
}

/** Pairs of equal lines, in order: the classic table. */
function longestCommon(a: readonly string[], b: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
