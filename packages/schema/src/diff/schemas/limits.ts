// Bounds, lengths, counts and steps of two views.
import type { Effect } from '../rules/schemas.ts';
import type { Bound, SchemaView } from '../view/view.ts';
import type { Finding } from './finding.ts';

const SIZE_ASPECTS: Record<string, [aspect: string, noun: string]> = {
  maxItems: ['max-items', 'largest number of items'],
  maxLength: ['max-length', 'longest length'],
  maxProperties: ['max-properties', 'largest number of members'],
  minItems: ['min-items', 'least number of items'],
  minLength: ['min-length', 'shortest length'],
  minProperties: ['min-properties', 'least number of members'],
};
/** What is longer than this proves nothing that a reader would look at. */
const MOST_MADE = { characters: 16_384, parts: 2_000 };

export function compareLimits(a: SchemaView, b: SchemaView): Finding[] {
  return [
    ...compareBounds(a.lower, b.lower, 'lower'),
    ...compareBounds(a.upper, b.upper, 'upper'),
    ...compareSizes(a, b),
    ...compareMultiples(a, b),
    ...compareUnique(a, b),
  ];
}

/** Where a list of values takes over, they tell it. */
function compareBounds(x: Bound | undefined, y: Bound | undefined, side: 'lower' | 'upper'): Finding[] {
  if (x?.value === y?.value && x?.exclusive === y?.exclusive) return [];
  const end = side === 'lower' ? 'min' : 'max';
  const noun = side === 'lower' ? 'minimum' : 'maximum';
  const show = (bound: Bound) => `${bound.value}${bound.exclusive ? ' exclusive' : ''}`;
  const name = (bound: Bound) => (bound.spelled ? `exclusive-${end}` : end);
  const keyword = y?.spelled ? `exclusive${side === 'lower' ? 'Minimum' : 'Maximum'}` : noun;
  const candidates = [x, y].flatMap((bound) => (bound ? around(bound.value) : [])).concat(farBeyond(x ?? y, side));
  if (!x || !y) {
    const bound = x ?? y;
    if (!bound) return [];
    const text = x ? `has no ${noun} any more, was ${show(bound)}` : `has the new ${noun} ${show(bound)}`;
    return [
      {
        aspect: `${name(bound)}-${x ? 'unset' : 'set'}`,
        effect: x ? 'widens' : 'narrows',
        text,
        keyword,
        candidates,
      },
    ];
  }
  const grows = y.value === x.value ? (side === 'upper') === x.exclusive : y.value > x.value;
  const effect: Effect = grows === (side === 'upper') ? 'widens' : 'narrows';
  const text = `changed its ${noun} from ${show(x)} to ${show(y)}`;
  return [{ aspect: `${name(y)}-${grows ? 'increased' : 'decreased'}`, effect, text, keyword, candidates }];
}

const around = (value: number): number[] => [value, value - 1, value + 1, value - 0.5, value + 0.5];
const farBeyond = (bound: Bound | undefined, side: 'lower' | 'upper'): number[] =>
  bound ? [side === 'upper' ? bound.value + 1_000 : bound.value - 1_000] : [];

function compareSizes(a: SchemaView, b: SchemaView): Finding[] {
  return Object.entries(SIZE_ASPECTS).flatMap(([keyword, [aspect, noun]]): Finding[] => {
    const [x, y] = [a.sizes.get(keyword), b.sizes.get(keyword)];
    if (x === y) return [];
    const isMax = keyword.startsWith('max');
    // A size just outside of the stricter side.
    const [least, most] = [Math.min(x ?? Infinity, y ?? Infinity), Math.max(x ?? 0, y ?? 0)];
    const isLength = keyword.endsWith('Length');
    const largest = isLength ? MOST_MADE.characters : MOST_MADE.parts;
    const sizes = [isMax ? least + 1 : most - 1, isMax ? most : least].filter((size) => size >= 0 && size <= largest);
    const base = isLength ? { keyword, candidates: sizes.map((size) => 'a'.repeat(size)) } : { keyword, counts: sizes };
    if (x === undefined)
      return [{ ...base, aspect: `${aspect}-set`, effect: 'narrows', text: `has the new ${noun} ${y}` }];
    if (y === undefined)
      return [{ ...base, aspect: `${aspect}-unset`, effect: 'widens', text: `has no ${noun} any more, was ${x}` }];
    const grows = y > x;
    return [
      {
        ...base,
        aspect: `${aspect}-${grows ? 'increased' : 'decreased'}`,
        effect: grows === isMax ? 'widens' : 'narrows',
        text: `changed its ${noun} from ${x} to ${y}`,
      },
    ];
  });
}

function compareMultiples(a: SchemaView, b: SchemaView): Finding[] {
  const [mine, theirs] = [[...a.multiples].sort(), [...b.multiples].sort()];
  if (mine.join() === theirs.join()) return [];
  const all = [...mine, ...theirs];
  const candidates = all.flatMap((step) => [step, step * 2, step * 3, step / 2, step + 1]);
  const base = { keyword: 'multipleOf', candidates };
  const [x, y] = [mine.join(' and '), theirs.join(' and ')];
  if (mine.length === 0)
    return [{ ...base, aspect: 'multiple-of-set', effect: 'narrows', text: `must be a multiple of ${y} now` }];
  if (theirs.length === 0)
    return [{ ...base, aspect: 'multiple-of-unset', effect: 'widens', text: `need not be a multiple of ${x} now` }];
  const divides = (steps: number[], others: number[]) =>
    others.every((other) => steps.some((step) => Number.isInteger(step / other)));
  const effect: Effect = divides(mine, theirs) ? 'widens' : divides(theirs, mine) ? 'narrows' : 'both';
  return [{ ...base, aspect: 'multiple-of-changed', effect, text: `must be a multiple of ${y} now, was ${x}` }];
}

function compareUnique(a: SchemaView, b: SchemaView): Finding[] {
  if (a.unique === b.unique) return [];
  return [
    {
      aspect: b.unique ? 'unique-items-set' : 'unique-items-unset',
      effect: b.unique ? 'narrows' : 'widens',
      text: b.unique ? 'may no longer repeat an item' : 'may repeat an item now',
      keyword: 'uniqueItems',
    },
  ];
}
