// Believable numbers within their bounds.
import type { JsonObject } from '../json.ts';
import type { Random } from './random.ts';
import { snakeCase } from './text.ts';

const WHOLE_RANGES: readonly [RegExp, number, number][] = [
  [/(^|_)(quantity|count|qty|items)$/, 1, 10],
  [/(^|_)age$/, 18, 80],
  [/(^|_)year$/, 2020, 2026],
  [/(^|_)month$/, 1, 12],
  [/(^|_)day$/, 1, 28],
  [/(^|_)hour$/, 0, 23],
  [/(^|_)(minute|second)$/, 0, 59],
  [/(^|_)port$/, 1_024, 49_151],
  [/(^|_)(page|page_number)$/, 1, 1],
  [/(^|_)(limit|page_size|per_page)$/, 20, 20],
  [/(^|_)(amount|price|total|balance|cost|subtotal)$/, 100, 50_000],
  [/(^|_)(created|updated|timestamp|expires|expiry|_at)$|_at$/, 1_767_225_600, 1_798_761_600],
  [/(^|_)(latitude|lat)$/, -60, 60],
  [/(^|_)(longitude|lng|lon)$/, -170, 170],
  [/(^|_)(percentage|percent|score|progress)$/, 0, 100],
  [/(^|_)(rate|ratio|probability|confidence)$/, 0, 1],
  [/(^|_)id$/, 1, 99_999],
];

export function sampleNumber(schema: JsonObject, name: string, random: Random, whole: boolean): number {
  const snake = snakeCase(name);
  const [, low, high] = WHOLE_RANGES.find(([pattern]) => pattern.test(snake)) ?? [snake, 1, 1_000];
  const step = stepOf(schema, whole);
  const lowest = lowestOf(schema, step, whole);
  const highest = highestOf(schema, step, whole);
  let [min, max] = [Math.max(low, lowest), Math.min(high, highest)];
  if (min > max)
    [min, max] =
      lowest > high
        ? [lowest, Math.min(highest, lowest + 100 * step)]
        : [Math.max(lowest, highest - 100 * step), highest];
  const value = toStep(min, max, step, random);
  // Bounds that no multiple fits between give the middle, which a whole number is only near.
  return whole ? Math.round(value) : value;
}

/** For whole numbers the smallest whole multiple: 3 for `multipleOf: 1.5`. */
function stepOf({ multipleOf }: JsonObject, whole: boolean): number {
  if (typeof multipleOf !== 'number' || multipleOf <= 0) return whole ? 1 : 0.01;
  if (!whole) return multipleOf;
  for (let times = 1; times <= 100; times += 1) if (Number.isInteger(multipleOf * times)) return multipleOf * times;
  return 1;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

function lowestOf({ minimum, exclusiveMinimum }: JsonObject, step: number, whole: boolean): number {
  const above = (bound: number) => (whole ? Math.floor(bound) + 1 : bound + step);
  const bounds = [
    isNumber(minimum) ? minimum : undefined,
    isNumber(exclusiveMinimum) ? above(exclusiveMinimum) : undefined,
  ];
  return Math.max(Number.NEGATIVE_INFINITY, ...bounds.filter(isNumber));
}

function highestOf({ maximum, exclusiveMaximum }: JsonObject, step: number, whole: boolean): number {
  const below = (bound: number) => (whole ? Math.ceil(bound) - 1 : bound - step);
  const bounds = [
    isNumber(maximum) ? maximum : undefined,
    isNumber(exclusiveMaximum) ? below(exclusiveMaximum) : undefined,
  ];
  return Math.min(Number.POSITIVE_INFINITY, ...bounds.filter(isNumber));
}

/** A multiple of the step between the bounds; without one, the middle. */
function toStep(min: number, max: number, step: number, random: Random): number {
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  if (first > last) return (min + max) / 2;
  const decimals = Math.min(12, (String(step).split('.')[1] ?? '').length);
  return Number((random.integer(first, last) * step).toFixed(decimals));
}
