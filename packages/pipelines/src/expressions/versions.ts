// Precedence of semantic versions (semver.org, clause 11): numbers by value, a pre-release before its release, build metadata without weight.
import { ExpressionProblem } from './problem.ts';

const VERSION = /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** -1, 0 or 1. `v1.2` is read as 1.2.0. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [readVersion(left), readVersion(right)];
  for (const [index, number] of a.numbers.entries()) {
    const order = Math.sign(number - (b.numbers[index] ?? 0));
    if (order !== 0) return order;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  return comparePre(a.pre, b.pre);
}

function readVersion(text: string): { numbers: number[]; pre: string[] } {
  const found = VERSION.exec(text.trim());
  if (!found) throw new ExpressionProblem('EXP005', `"${text.slice(0, 60)}" is not a version`, 'write it as 1.4.2');
  const [, major, minor = '0', patch = '0', pre] = found;
  return { numbers: [major, minor, patch].map(Number), pre: pre === undefined ? [] : pre.split('.') };
}

function comparePre(left: string[], right: string[]): number {
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = comparePart(one, other);
    if (order !== 0) return order;
  }
  return left.length < right.length ? -1 : 0;
}

/** Numbers before words. */
function comparePart(one: string, other: string): number {
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (a && b) return Math.sign(Number(one) - Number(other));
  if (a !== b) return a ? -1 : 1;
  return one === other ? 0 : one < other ? -1 : 1;
}
