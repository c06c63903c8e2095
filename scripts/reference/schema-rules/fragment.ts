// What a case edits, as YAML: two documents in, the smallest part of both that holds every difference out.
// Members that stayed are shown where there is room for them.
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';

type Json = Record<string, unknown>;
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Fragment {
  /** Keys from the root to the part; empty for the document. */
  at: string[];
  /** `before: …` and `after: …`. */
  text: string;
}

const WIDTH = 110;
/** Longer parts are shown without what stayed. */
const LINES = 14;

export function fragmentOf(base: unknown, revision: unknown): Fragment {
  const { at, before, after } = descend(base, revision);
  const whole = sides(before, after);
  if (whole.split('\n').length <= LINES) return { at, text: whole };
  const [less, more] = prune(before, after);
  return { at, text: sides(less, more) };
}

const sides = (before: unknown, after: unknown): string =>
  `before:${yamlOf(before, '  ')}\nafter:${yamlOf(after, '  ')}`;

/** Down to the part of which more than one member differs, or whose member is a value, new or gone. */
function descend(base: unknown, revision: unknown): { at: string[]; before: unknown; after: unknown } {
  const at: string[] = [];
  let [before, after] = [base, revision];
  for (;;) {
    const step = stepInto(before, after);
    if (!step) return { at, before, after };
    at.push(step.key);
    ({ before, after } = step);
  }
}

function stepInto(before: unknown, after: unknown): { key: string; before: unknown; after: unknown } | undefined {
  if (isMap(before) && isMap(after)) {
    const [key, ...others] = differences(before, after);
    if (key === undefined || others.length > 0) return undefined;
    const isPart = [before[key], after[key]].every((value) => isMap(value) || Array.isArray(value));
    return isPart ? { key, before: before[key], after: after[key] } : undefined;
  }
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return undefined;
  const changed = before.flatMap((item, index) => (isDeepStrictEqual(item, after[index]) ? [] : [index]));
  const [index, ...others] = changed;
  if (index === undefined || others.length > 0 || !isMap(before[index]) || !isMap(after[index])) return undefined;
  const { name } = before[index];
  return { key: typeof name === 'string' ? name : String(index), before: before[index], after: after[index] };
}

const differences = (a: Json, b: Json): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isDeepStrictEqual(a[key], b[key]));

function prune(before: unknown, after: unknown): [unknown, unknown] {
  if (!isMap(before) || !isMap(after)) return [before, after];
  const [less, more]: [Json, Json] = [{}, {}];
  for (const key of differences(before, after)) {
    const [old, now] = prune(before[key], after[key]);
    if (key in before) less[key] = old;
    if (key in after) more[key] = now;
  }
  return [less, more];
}

/** On one line where it fits. */
function yamlOf(value: unknown, indent: string): string {
  const line = stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
  const fits = indent.length + line.length <= WIDTH && !line.includes('\n');
  if (Array.isArray(value) && !fits) return value.map((item) => `\n${indent}-${yamlOf(item, `${indent}  `)}`).join('');
  if (isMap(value) && !fits)
    return Object.entries(value)
      .map(([key, inner]) => `\n${indent}${stringify(key).trim()}:${yamlOf(inner, `${indent}  `)}`)
      .join('');
  return ` ${fits ? line : JSON.stringify(value)}`;
}
