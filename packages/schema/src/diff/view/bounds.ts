// Limits in one spelling: the stronger of two, whole numbers for integers, and none where one says nothing.
import { typeOf } from '../../json.ts';
import type { Bound, SchemaView } from './view.ts';

export const SIZES = ['maxItems', 'maxLength', 'maxProperties', 'minItems', 'minLength', 'minProperties'] as const;

export function strongerLower(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (!a || !b) return a ?? b;
  if (a.value === b.value) return a.exclusive ? a : b;
  return a.value > b.value ? a : b;
}

export function strongerUpper(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (!a || !b) return a ?? b;
  if (a.value === b.value) return a.exclusive ? a : b;
  return a.value < b.value ? a : b;
}

/** Both hold: the larger of minima, the smaller of maxima. */
export function withSize(sizes: SchemaView['sizes'], keyword: string, size: number): SchemaView['sizes'] {
  const known = sizes.get(keyword);
  const both = known === undefined ? size : keyword.startsWith('min') ? Math.max(known, size) : Math.min(known, size);
  if (both === known || (keyword.startsWith('min') && both <= 0)) return sizes;
  return new Map(sizes).set(keyword, both);
}

export function withoutSizes(sizes: SchemaView['sizes'], keywords: readonly string[]): SchemaView['sizes'] {
  if (!keywords.some((keyword) => sizes.has(keyword))) return sizes;
  return new Map([...sizes].filter(([keyword]) => !keywords.includes(keyword)));
}

/** Integers have no values between whole numbers: `> 4`, `≥ 5` and `≥ 4.5` are one bound. */
export function wholeBounds(view: SchemaView): void {
  const { lower, upper } = view;
  if (lower) {
    const value = lower.exclusive ? Math.floor(lower.value) + 1 : Math.ceil(lower.value);
    view.lower = { value, exclusive: false, spelled: lower.spelled };
  }
  if (upper) {
    const value = upper.exclusive ? Math.ceil(upper.value) - 1 : Math.floor(upper.value);
    view.upper = { value, exclusive: false, spelled: upper.spelled };
  }
  if ([...view.multiples].every(Number.isInteger) && view.multiples.size > 0) {
    const step = [...view.multiples].reduce(leastCommonMultiple);
    view.multiples = new Set(step === 1 ? [] : [step]);
  }
}

const leastCommonMultiple = (a: number, b: number): number =>
  Math.abs(a * b) / greatestDivisor(Math.abs(a), Math.abs(b));
const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Whether a listed value also keeps to the limits beside the list. Lists and objects are taken to. */
export function keepsLimits(view: SchemaView, value: unknown): boolean {
  if (typeof value === 'number') {
    if (view.lower && (view.lower.exclusive ? value <= view.lower.value : value < view.lower.value)) return false;
    return !(view.upper && (view.upper.exclusive ? value >= view.upper.value : value > view.upper.value));
  }
  if (typeof value !== 'string') return true;
  const length = [...value].length;
  return length >= (view.sizes.get('minLength') ?? 0) && length <= (view.sizes.get('maxLength') ?? length);
}

export const hasType = (types: Set<string> | undefined, type: string): boolean =>
  !types || types.has(type) || (type === 'integer' && types.has('number'));

export const typesOfValues = (values: Iterable<unknown>): Set<string> => new Set([...values].map(typeOf));

export function commonTypes(a: Set<string> | undefined, b: Set<string> | undefined): Set<string> | undefined {
  if (!a || !b) return a ?? b;
  return new Set([...[...a].filter((type) => hasType(b, type)), ...[...b].filter((type) => hasType(a, type))]);
}
