// Kinds of change of what a schema allows, without who uses it: how the set of valid values moves, and levels where that does not decide.
import type { SchemaChangeLevel } from '@mockops/contract';

/** How the set of valid values moved. */
export type Effect = 'widens' | 'narrows' | 'both' | 'none';
export interface Kind {
  aspect: string;
  effect: Effect;
  title: string;
  note?: string;
  request?: SchemaChangeLevel;
  response?: SchemaChangeLevel;
}

const kind = (
  aspect: string,
  effect: Effect,
  title: string,
  more: Pick<Kind, 'note' | 'request' | 'response'> = {},
): Kind => ({ aspect, effect, title, ...more });

/** A bound that allows more when it grows, or when it sinks. */
function limit(aspect: string, noun: string, growsWider: boolean): Kind[] {
  const [up, down]: [Effect, Effect] = growsWider ? ['widens', 'narrows'] : ['narrows', 'widens'];
  const article = noun.startsWith('e') ? 'an' : 'a';
  return [
    kind(`${aspect}-set`, 'narrows', `has ${article} ${noun} now`),
    kind(`${aspect}-increased`, up, `has a higher ${noun}`),
    kind(`${aspect}-decreased`, down, `has a lower ${noun}`),
    kind(`${aspect}-unset`, 'widens', `has no ${noun} any more`),
  ];
}

/** A condition that is there or not. */
const condition = (aspect: string, noun: string, lost: SchemaChangeLevel = 'breaking'): Kind[] => [
  kind(`${aspect}-added`, 'narrows', `has ${noun} now`),
  kind(`${aspect}-removed`, 'widens', `has no ${noun} any more`, { response: lost }),
  kind(`${aspect}-changed`, 'both', `has another ${noun}`, {
    note: 'The milder level of its direction where the new one is known to allow only more, or only less.',
  }),
];

const FORM = 'A promise of form that is given up: few readers rely on it, but they may meet what they never met.';
const HINT = 'Validators ignore it; clients that choose a class by it do not.';

export const KINDS: Kind[] = [
  kind('type-changed', 'both', 'has another type'),
  kind('type-generalized', 'widens', 'has a wider type'),
  kind('type-specialized', 'narrows', 'has a narrower type'),
  kind('type-implied', 'none', 'says its type, or no longer does; the rest of it implies the same', {
    request: 'risky',
    response: 'risky',
    note: 'Readers and writers agree on the type, but a validator does not: safe where only the harmless direction is open.',
  }),
  kind('list-of-types-widened', 'widens', 'has another type in addition'),
  kind('list-of-types-narrowed', 'narrows', 'has a type less'),
  kind('format-added', 'narrows', 'has a format now'),
  kind('format-removed', 'widens', 'has no format any more', { response: 'risky', note: FORM }),
  kind('format-changed', 'both', 'has another format'),
  kind('format-generalized', 'widens', 'has a wider format'),
  kind('format-specialized', 'narrows', 'has a narrower format'),
  kind('became-nullable', 'widens', 'may be null now'),
  kind('became-not-nullable', 'narrows', 'may no longer be null'),
  kind('became-enum', 'narrows', 'is limited to a list of values now'),
  kind('became-not-enum', 'widens', 'is no longer limited to a list of values', {
    response: 'risky',
    note: 'Readers must be ready for values that they do not know.',
  }),
  kind('enum-value-added', 'widens', 'may have another value', {
    response: 'risky',
    note: 'Readers must be ready for values that they do not know.',
  }),
  kind('enum-value-removed', 'narrows', 'may have a value less'),
  kind('const-added', 'narrows', 'has one fixed value now'),
  kind('const-removed', 'widens', 'has no fixed value any more'),
  kind('const-changed', 'both', 'has another fixed value'),
  kind('x-extensible-enum-value-added', 'none', 'has another known value in an open list', {
    request: 'safe',
    response: 'safe',
    note: 'The list said that more may come.',
  }),
  kind('x-extensible-enum-value-removed', 'none', 'has a known value less in an open list', {
    request: 'breaking',
    response: 'safe',
    note: 'What callers send is no longer among the known values.',
  }),
  ...limit('max', 'maximum', true),
  ...limit('exclusive-max', 'exclusive maximum', true),
  ...limit('min', 'minimum', false),
  ...limit('exclusive-min', 'exclusive minimum', false),
  ...limit('max-length', 'longest length', true),
  ...limit('min-length', 'shortest length', false),
  ...limit('max-items', 'largest number of items', true),
  ...limit('min-items', 'least number of items', false),
  ...limit('max-properties', 'largest number of members', true),
  ...limit('min-properties', 'least number of members', false),
  ...limit('max-contains', 'largest number of matching items', true),
  ...limit('min-contains', 'least number of matching items', false),
  kind('multiple-of-set', 'narrows', 'has a step between values now'),
  kind('multiple-of-unset', 'widens', 'has no step between values any more'),
  kind('multiple-of-changed', 'both', 'has another step between values', {
    note: 'The milder level of its direction where the new one is known to allow only more, or only less.',
  }),
  kind('unique-items-set', 'narrows', 'may no longer repeat an item'),
  kind('unique-items-unset', 'widens', 'may repeat an item now'),
  kind('pattern-added', 'narrows', 'has a pattern now'),
  kind('pattern-removed', 'widens', 'has no pattern any more', { response: 'risky', note: FORM }),
  kind('pattern-changed', 'both', 'has another pattern', {
    request: 'risky',
    response: 'risky',
    note: 'Whether one pattern allows all that another allowed cannot be decided in general. Breaking where a text shows it.',
  }),
  kind('pattern-generalized', 'widens', 'has a pattern that allows any text', { response: 'risky', note: FORM }),
  kind('default-value-added', 'none', 'has a default now', { request: 'safe', response: 'none' }),
  kind('default-value-removed', 'none', 'has no default any more', {
    request: 'risky',
    response: 'none',
    note: 'Callers that leave it out may get something else.',
  }),
  kind('default-value-changed', 'none', 'has another default', {
    request: 'risky',
    response: 'none',
    note: 'Callers that leave it out get something else.',
  }),
  kind('discriminator-added', 'none', 'names the property that tells its alternatives apart', {
    request: 'safe',
    response: 'safe',
    note: HINT,
  }),
  kind('discriminator-removed', 'none', 'no longer names the property that tells its alternatives apart', {
    request: 'risky',
    response: 'risky',
    note: HINT,
  }),
  kind('discriminator-property-name-changed', 'none', 'tells its alternatives apart by another property', {
    request: 'risky',
    response: 'risky',
    note: HINT,
  }),
  kind('discriminator-mapping-added', 'none', 'has another name for an alternative', {
    request: 'safe',
    response: 'safe',
    note: HINT,
  }),
  kind('discriminator-mapping-deleted', 'none', 'has a name for an alternative less', {
    request: 'risky',
    response: 'risky',
    note: HINT,
  }),
  kind('discriminator-mapping-changed', 'none', 'has the same name for another alternative', {
    request: 'risky',
    response: 'risky',
    note: HINT,
  }),
  kind('one-of-added', 'widens', 'has another alternative'),
  kind('one-of-removed', 'narrows', 'has an alternative less'),
  kind('any-of-added', 'widens', 'has another alternative'),
  kind('any-of-removed', 'narrows', 'has an alternative less'),
  kind('wrapped-in-one-of', 'widens', 'is one of several alternatives now'),
  kind('one-of-ambiguous', 'both', 'has alternatives that may overlap otherwise than before', {
    request: 'risky',
    response: 'risky',
    note: 'oneOf refuses what fits two alternatives. Told when an alternative changed and nothing shows that they exclude each other.',
  }),
  kind('alternatives-required', 'narrows', 'must also fit one of several alternatives'),
  kind('alternatives-lifted', 'widens', 'need not fit one of several alternatives any more'),
  ...condition('not', 'a schema that it must not fit'),
  ...condition('if', 'a condition on its content'),
  ...condition('then', 'a consequence of its condition'),
  ...condition('else', 'a consequence where its condition does not hold'),
  ...condition('contains', 'a schema that one of its items must fit'),
  ...condition('dependent-required', 'members that require others'),
  ...condition('dependent-schema', 'members that bring a schema with them'),
  ...condition('pattern-property', 'a schema for members with certain names'),
  ...condition('property-names', 'a schema for the names of its members'),
  ...condition('content-schema', 'a schema for the document in its text'),
  kind('content-media-type-changed', 'both', 'holds a document of another media type'),
  kind('content-encoding-changed', 'both', 'holds its document in another encoding'),
  kind('prefix-items-added', 'both', 'has a schema for an item at a fixed place', {
    note: 'The milder level of its direction where the item is known to allow only more, or only less.',
  }),
  kind('prefix-items-removed', 'both', 'has no schema for an item at a fixed place any more', {
    note: 'The milder level of its direction where the item is known to allow only more, or only less.',
  }),
  kind('unevaluated-items-added', 'narrows', 'limits items that nothing else describes'),
  kind('unevaluated-items-removed', 'widens', 'no longer limits items that nothing else describes', {
    response: 'risky',
  }),
  kind('unevaluated-properties-added', 'narrows', 'limits members that nothing else describes'),
  kind('unevaluated-properties-removed', 'widens', 'no longer limits members that nothing else describes', {
    response: 'risky',
  }),
  kind('additional-properties-forbidden', 'narrows', 'allows no members but those it names'),
  kind('additional-properties-allowed', 'widens', 'allows members that it does not name', {
    response: 'risky',
    note: 'Readers ignore members that they do not know, except the strict ones.',
  }),
  kind('additional-items-forbidden', 'narrows', 'allows no items but those at fixed places'),
  kind('additional-items-allowed', 'widens', 'allows items beyond those at fixed places', { response: 'risky' }),
  kind('deprecated', 'none', 'is deprecated', { request: 'safe', response: 'safe' }),
  kind('deprecated-with-sunset', 'none', 'is deprecated until a day', { request: 'safe', response: 'safe' }),
  kind('reactivated', 'none', 'is no longer deprecated', { request: 'safe', response: 'safe' }),
  kind('deprecated-sunset-missing', 'none', 'is deprecated without a day of sunset', {
    request: 'risky',
    response: 'risky',
    note: 'Told only where the policy asks for notice (`min_sunset_days`).',
  }),
  kind('deprecated-sunset-invalid', 'none', 'has a day of sunset that is none', {
    request: 'risky',
    response: 'risky',
  }),
  kind('sunset-date-too-small', 'none', 'is deprecated on shorter notice than the policy asks for', {
    request: 'breaking',
    response: 'breaking',
    note: 'Callers have less time than they were promised.',
  }),
  kind('stability-decreased', 'none', 'is less stable', { request: 'risky', response: 'risky' }),
  kind('stability-increased', 'none', 'is more stable', { request: 'safe', response: 'safe' }),
  kind('condition-undecided', 'both', 'has other conditions, and it cannot be told which values they allow', {
    request: 'breaking',
    response: 'breaking',
    note: 'Where the comparison cannot decide, it does not call a change safe.',
  }),
];
