// How much work one expression may do. Counted, not timed, so that the same expression over the same run always ends the same way: one unit is about a
// nanosecond on common hardware, and the limit about 10 ms.
import { data } from '@actions/expressions';
import { ExpressionProblem } from './problem.ts';
import { JsonDictionary, type Value } from './values.ts';

const MAX_WORK = 10_000_000;

/** Units for each character, item or member that goes in; one where nothing is said. */
const WEIGHTS: Record<string, number> = {
  sha256: 8,
  json: 10,
  tojson: 10,
  fromjson: 15,
  slug: 20,
  truncate: 20,
  '==': 10,
  where: 20,
};
/** Whatever goes in. */
const FLAT: Record<string, number> = { formatdate: 50_000 };

export function createBudget(): (units: number) => void {
  let left = MAX_WORK;
  return (units) => {
    left -= units;
    if (left >= 0) return;
    throw new ExpressionProblem('EXP005', 'the expression does too much work (limit 10 ms)', 'do it in several steps');
  };
}

export function weightOf(name: string, args: readonly Value[]): number {
  const size = args.reduce((sum, value) => sum + sizeOf(value), 0);
  return 100 + size * (WEIGHTS[name] ?? 1) + (FLAT[name] ?? 0);
}

/** Of texts their length; of lists and objects as much of what is in them as the limit needs. */
function sizeOf(value: Value): number {
  if (value instanceof data.StringData) return value.value.length;
  if (value instanceof JsonDictionary) return jsonSize(value.source);
  if (!(value instanceof data.Array)) return 1;
  let size = 1;
  for (const item of value.values()) {
    size += sizeOf(item);
    if (size > MAX_WORK) break;
  }
  return size;
}

function jsonSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const inner of Object.values(value)) {
    size += jsonSize(inner) + 1;
    if (size > MAX_WORK) break;
  }
  return size;
}
