// Types, null, listed values, formats and patterns of two views.
import { byText } from '../../json.ts';
import { sampleFromPattern } from '../../sample/pattern.ts';
import { createRandom } from '../../sample/random.ts';
import { hasType } from '../view/bounds.ts';
import { matches } from '../view/fold.ts';
import type { SchemaView } from '../view/view.ts';
import { type Direction, type Finding, list } from './finding.ts';

const withoutNull = (types: Set<string> | undefined): Set<string> | undefined =>
  types && new Set([...types].filter((type) => type !== 'null'));

const covers = (outer: Set<string> | undefined, inner: Set<string> | undefined): boolean =>
  !outer || (inner !== undefined && [...inner].every((type) => hasType(outer, type)));

/** A value of each type, none of which fits another. */
const TYPICAL: Record<string, unknown> = {
  array: [],
  boolean: true,
  integer: 1,
  null: null,
  number: 0.5,
  object: {},
  string: 'text',
};

export function compareTypes(a: SchemaView, b: SchemaView): Finding[] {
  const findings: Finding[] = [];
  const [aNull, bNull] = [mayBeNull(a), mayBeNull(b)];
  const mine = withoutNull(a.types);
  const theirs = withoutNull(b.types);
  const onlyTyped = a.types !== undefined && b.types !== undefined;
  if (aNull !== bNull && onlyTyped)
    findings.push({
      aspect: bNull ? 'became-nullable' : 'became-not-nullable',
      effect: bNull ? 'widens' : 'narrows',
      text: bNull ? 'may be null now' : 'may no longer be null',
      keyword: 'type',
      candidates: [null],
    });
  // Listed values tell their types themselves.
  const bySelf = a.values && b.values;
  const [up, down] = [covers(theirs, mine), covers(mine, theirs)];
  if (up && down) {
    if (a.implied !== b.implied && !bySelf) findings.push(implied(a));
    return findings;
  }
  if (bySelf && (up || down || sameKinds(a, b))) return findings;
  const many = (mine?.size ?? 2) > 1 || (theirs?.size ?? 2) > 1;
  const isListed = many && mine !== undefined && theirs !== undefined;
  const effect = up ? 'widens' : down ? 'narrows' : 'both';
  const aspect = isListed
    ? { widens: 'list-of-types-widened', narrows: 'list-of-types-narrowed', both: 'type-changed' }[effect]
    : { widens: 'type-generalized', narrows: 'type-specialized', both: 'type-changed' }[effect];
  const candidates = [...(mine ?? []), ...(theirs ?? []), ...(mine && theirs ? [] : Object.keys(TYPICAL))];
  return [
    ...findings,
    {
      aspect,
      effect,
      text: `changed its type from ${nameTypes(mine)} to ${nameTypes(theirs)}`,
      keyword: 'type',
      candidates: candidates.map((type) => TYPICAL[type]),
    },
  ];
}

/** Lists of values of the same types but for null: what was added or lost says it all. */
const sameKinds = (a: SchemaView, b: SchemaView): boolean =>
  [...(a.types ?? [])].some((type) => type !== 'null' && hasType(b.types, type));

/** But for null, some value may fit both as far as types say. */
export function shareType(a: SchemaView, b: SchemaView): boolean {
  const [mine, theirs] = [withoutNull(a.types), withoutNull(b.types)];
  if (!mine || !theirs || a.implied || b.implied) return true;
  return [...mine].some((type) => hasType(theirs, type)) || [...theirs].some((type) => hasType(mine, type));
}

export const mayBeNull = (view: SchemaView): boolean =>
  (!view.types || view.types.has('null')) && view.groups.every(({ orNull }) => orNull);

const implied = (a: SchemaView): Finding => ({
  aspect: 'type-implied',
  effect: a.implied ? 'narrows' : 'widens',
  text: a.implied ? 'says its type now, which was only implied' : 'no longer says its type, which is only implied now',
  keyword: 'type',
  candidates: ['text', 1, true, []],
});

const nameTypes = (types: Set<string> | undefined): string =>
  types ? [...types].sort().join(' or ') || 'null' : 'any';

export function compareValues(a: SchemaView, b: SchemaView): Finding[] {
  const [mine, theirs] = [a.values, b.values];
  const isOne = (view: SchemaView) => view.fixed && view.values?.size === 1;
  if (!mine && !theirs) return [];
  if (!mine || !theirs) {
    const values = [...(mine ?? theirs ?? new Map<string, unknown>()).keys()];
    const one = isOne(mine ? a : b);
    const outside = ['some-other-value', -987_654.5, 987_654, true, false, null];
    return mine
      ? [
          {
            aspect: one ? 'const-removed' : 'became-not-enum',
            effect: 'widens',
            text: one ? `is no longer always ${list(values)}` : 'is no longer limited to a list of values',
            keyword: one ? 'const' : 'enum',
            candidates: outside,
          },
        ]
      : [
          {
            aspect: one ? 'const-added' : 'became-enum',
            effect: 'narrows',
            text: one ? `must be ${list(values)} now` : `allows only the values ${list(values)} now`,
            keyword: one ? 'const' : 'enum',
            candidates: outside,
          },
        ];
  }
  const lost = [...mine].filter(([text]) => text !== 'null' && !theirs.has(text)).sort(byKey);
  const gained = [...theirs].filter(([text]) => text !== 'null' && !mine.has(text)).sort(byKey);
  if (isOne(a) && isOne(b) && lost.length > 0 && gained.length > 0)
    return [
      {
        aspect: 'const-changed',
        effect: 'both',
        text: `must be ${list(theirs.keys())} now, was ${list(mine.keys())}`,
        keyword: 'const',
        candidates: [...mine.values(), ...theirs.values()],
      },
    ];
  const findings: Finding[] = [];
  const names = (entries: [string, unknown][]) => list(entries.map(([text]) => text));
  if (lost.length > 0)
    findings.push({
      aspect: 'enum-value-removed',
      effect: 'narrows',
      text: `no longer allows ${names(lost)}`,
      keyword: 'enum',
      candidates: lost.map(([, value]) => value),
    });
  if (gained.length > 0)
    findings.push({
      aspect: 'enum-value-added',
      effect: 'widens',
      text: `allows ${names(gained)} too`,
      keyword: 'enum',
      candidates: gained.map(([, value]) => value),
    });
  return findings;
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => byText(a, b);

/** `x-extensible-enum`: values known so far; others may come. */
export function compareKnown(a: SchemaView, b: SchemaView): Finding[] {
  if (!a.known || !b.known) return [];
  const [mine, theirs] = [a.known, b.known];
  const lost = [...mine].filter((text) => !theirs.has(text)).sort(byText);
  const gained = [...theirs].filter((text) => !mine.has(text)).sort(byText);
  const findings: Finding[] = [];
  if (lost.length > 0)
    findings.push({ aspect: 'x-extensible-enum-value-removed', effect: 'none', text: `no longer knows ${list(lost)}` });
  if (gained.length > 0)
    findings.push({ aspect: 'x-extensible-enum-value-added', effect: 'none', text: `knows ${list(gained)} too` });
  return findings;
}

const WIDER_FORMATS: Record<string, string> = { int32: 'int64', float: 'double' };
/** Of numbers, and no validator refuses one because of them. */
const LOOSE_FORMATS = new Set(['int64', 'double', 'float']);
/** Validators know these; any other is a hint to people. */
const CHECKED_FORMATS = new Set(
  'byte date date-time duration email hostname int32 ipv4 ipv6 json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid'.split(
    ' ',
  ),
);

const INTEGER_FORMATS = new Set(['int32', 'int64']);

const isWithinInt32 = ({ types, lower, upper }: SchemaView): boolean =>
  types !== undefined &&
  !types.has('number') &&
  lower !== undefined &&
  upper !== undefined &&
  lower.value >= -(2 ** 31) &&
  upper.value < 2 ** 31;

export function compareFormats(a: SchemaView, b: SchemaView): Finding[] {
  const [x, y] = [[...a.formats].sort(), [...b.formats].sort()];
  const [mine, theirs] = [x.join(' and '), y.join(' and ')];
  // Values are known one by one where they are listed.
  if (mine === theirs || a.values || b.values) return [];
  const all = [...x, ...y];
  const isLoose = all.every((format) => LOOSE_FORMATS.has(format));
  const isHint = !all.some((format) => CHECKED_FORMATS.has(format));
  const base = {
    keyword: 'format',
    candidates: ['not of any format', 3e9, 5e18, -3e9],
  };
  const isLost = theirs === '' || WIDER_FORMATS[mine] === theirs;
  // Bounds say it already.
  const isSaid = all.every((format) => INTEGER_FORMATS.has(format)) && isWithinInt32(isLost ? b : a);
  const mild = isLoose || isSaid ? { level: 'safe' as const } : isHint ? { level: 'risky' as const } : {};
  if (mine === '')
    return [{ ...base, ...mild, aspect: 'format-added', effect: 'narrows', text: `has the new format ${theirs}` }];
  if (theirs === '')
    return [
      {
        ...base,
        ...((isLoose || isSaid) && mild),
        aspect: 'format-removed',
        effect: 'widens',
        text: `lost its format ${mine}`,
      },
    ];
  const text = `changed its format from ${mine} to ${theirs}`;
  const said = isSaid ? mild : {};
  if (isLost) return [{ ...base, ...said, aspect: 'format-generalized', effect: 'widens', text }];
  if (WIDER_FORMATS[theirs] === mine)
    return [{ ...base, ...said, aspect: 'format-specialized', effect: 'narrows', text }];
  return [{ ...base, ...(isHint && mild), aspect: 'format-changed', effect: 'both', text }];
}

const ANYTHING = /^\^?(\.\*|\[\\s\\S\]\*)?\$?$/;

export function comparePatterns(a: SchemaView, b: SchemaView, direction: Direction): Finding[] {
  const all = (view: SchemaView) => [...view.patterns].filter((pattern) => !ANYTHING.test(pattern)).sort();
  const [mine, theirs] = [all(a), all(b)];
  const lost = mine.filter((pattern) => !theirs.includes(pattern));
  const gained = theirs.filter((pattern) => !mine.includes(pattern));
  if (lost.length === 0 && gained.length === 0) return [];
  const show = (patterns: string[]) => list(patterns.map((pattern) => `/${pattern}/`));
  const outside = ['', ' ', '~', 'Zz-9', '0', 'not what a pattern expects'];
  const base = { keyword: 'pattern' };
  if (lost.length === 0)
    return [
      {
        ...base,
        aspect: 'pattern-added',
        effect: 'narrows',
        text: `has the new pattern ${show(gained)}`,
        candidates: [...textsOf(mine, a), ...outside],
      },
    ];
  if (gained.length === 0)
    return [
      {
        ...base,
        aspect: b.patterns.size > theirs.length ? 'pattern-generalized' : 'pattern-removed',
        effect: 'widens',
        text: `lost its pattern ${show(lost)}`,
        candidates: outside,
      },
    ];
  const refused = textsOf(mine, a).filter((text) => !theirs.every((pattern) => matches(pattern, text)));
  const unknown = textsOf(theirs, b).filter((text) => !mine.every((pattern) => matches(pattern, text)));
  const shown = direction === 'request' ? refused : unknown;
  return [
    {
      ...base,
      aspect: 'pattern-changed',
      effect: 'both',
      text: `changed its pattern from ${show(lost)} to ${show(gained)}`,
      candidates: shown,
      ...(shown.length > 0 && { level: 'breaking' as const }),
    },
  ];
}

const TRIES = 12;
const LONGEST = 200;

/** Texts that the patterns accept and that are as long as they may be, as far as they can be made. */
function textsOf(patterns: string[], { sizes }: SchemaView): string[] {
  const bounds = { min: sizes.get('minLength') ?? 0, max: sizes.get('maxLength') ?? LONGEST };
  const texts = new Set<string>();
  for (const pattern of patterns)
    for (let seed = 0; seed < TRIES; seed += 1) {
      const text = sampleFromPattern(pattern, createRandom(`${pattern} ${seed}`), bounds);
      if (text !== undefined && patterns.every((other) => matches(other, text))) texts.add(text);
    }
  return [...texts];
}
