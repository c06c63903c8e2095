// One filter condition against one value of an event: undefined when it holds, else why not, in words for the event explorer. Types are strict: "5" is
// not 5 and not above 3. Data that is a list holds when one element does; `ne` and `not_in` need every element to differ.
import type { FilterCondition, FilterOperators } from '@mockops/contract';
import type { JsonValue } from '../json.ts';

type Scalar = string | number | boolean | null;
type Check = (value: unknown, operators: FilterOperators) => boolean;

/** One row per operator; a forgotten one does not compile. Each is asked only when its operator is given. */
const OPERATORS: { [K in keyof Required<FilterOperators>]: Check } = {
  eq: (value, { eq }) => some(value, (item) => item === eq),
  ne: (value, { ne }) => !some(value, (item) => item === ne),
  in: (value, { in: list = [] }) => some(value, (item) => isOneOf(item, list)),
  not_in: (value, { not_in = [] }) => !some(value, (item) => isOneOf(item, not_in)),
  gt: (value, { gt = 0 }) => some(value, (item) => typeof item === 'number' && item > gt),
  gte: (value, { gte = 0 }) => some(value, (item) => typeof item === 'number' && item >= gte),
  lt: (value, { lt = 0 }) => some(value, (item) => typeof item === 'number' && item < lt),
  lte: (value, { lte = 0 }) => some(value, (item) => typeof item === 'number' && item <= lte),
  prefix: (value, { prefix = '' }) => some(value, (item) => typeof item === 'string' && item.startsWith(prefix)),
  suffix: (value, { suffix = '' }) => some(value, (item) => typeof item === 'string' && item.endsWith(suffix)),
  glob: (value, { glob = '' }) => some(value, (item) => typeof item === 'string' && matchesGlob(item, glob)),
  contains: (value, { contains }) =>
    Array.isArray(value)
      ? value.includes(contains)
      : typeof value === 'string' && typeof contains === 'string' && value.includes(contains),
  exists: (value, { exists }) => (value !== undefined) === exists,
  any: (value, { any = [] }) => Array.isArray(value) && any.some((item) => value.includes(item)),
  all: (value, { all = [] }) => Array.isArray(value) && all.every((item) => value.includes(item)),
  none: (value, { none = [] }) => Array.isArray(value) && !none.some((item) => value.includes(item)),
};

/** `value` is undefined when the event has no such field. */
export function whyNot(value: JsonValue | undefined, condition: FilterCondition): string | undefined {
  if (isOperators(condition)) return whyNotOperators(value, condition);
  if (value === undefined) return 'the event has no such field';
  if (Array.isArray(condition)) {
    return some(value, (item) => isOneOf(item, condition))
      ? undefined
      : `${show(value)} is not one of ${show(condition)}`;
  }
  return some(value, (item) => item === condition) ? undefined : `${show(value)} is not ${show(condition)}`;
}

function whyNotOperators(value: JsonValue | undefined, operators: FilterOperators): string | undefined {
  if (value === undefined && !(operators.exists === false && Object.keys(operators).length === 1)) {
    return 'the event has no such field';
  }
  const names = Object.keys(OPERATORS).filter((name) => isOperator(name) && operators[name] !== undefined);
  const failing = names.find((name) => isOperator(name) && !OPERATORS[name](value, operators));
  if (failing === undefined || !isOperator(failing)) return undefined;
  return `${show(value)} fails ${failing} ${show(operators[failing])}`;
}

function isOperator(name: string): name is keyof FilterOperators {
  return Object.hasOwn(OPERATORS, name);
}

function isOperators(condition: FilterCondition): condition is FilterOperators {
  return typeof condition === 'object' && condition !== null && !Array.isArray(condition);
}

function some(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(holds) : holds(value);
}

function isOneOf(item: unknown, list: readonly Scalar[]): boolean {
  return list.some((candidate) => candidate === item);
}

/** Linear in the text for each `*`; no regular expression, so no pattern can be slow. */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next;
      retry = at;
      next += 1;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      next = star + 1;
    } else return false;
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
