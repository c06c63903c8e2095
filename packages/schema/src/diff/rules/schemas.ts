// Rules about what a schema allows. Each kind of change is one row; it becomes one rule per subject (body, property, parameter, header),
// `request-body-max-decreased`, because what narrows is refused in requests and what widens surprises in responses.
import type { SchemaChangeLevel } from '@mockops/contract';
import { type Rule, rules } from './rule.ts';

/** How the set of valid values moved. */
export type Effect = 'widens' | 'narrows' | 'both' | 'none';
export type Subject = (typeof SUBJECTS)[number][0];

const SUBJECTS = [
  ['request-parameter', 'request', 'a parameter'],
  ['request-parameter-property', 'request', 'a member of a parameter'],
  ['request-body', 'request', 'a request body'],
  ['request-property', 'request', 'a property of a request'],
  ['response-header', 'response', 'a header of an answer'],
  ['response-body', 'response', 'the body of an answer'],
  ['response-property', 'response', 'a property of an answer'],
] as const;

interface Kind {
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
  return [
    kind(`${aspect}-set`, 'narrows', `has a ${noun} now`),
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

const KINDS: Kind[] = [
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

export const levelOf = (effect: Effect, direction: 'request' | 'response'): SchemaChangeLevel => {
  if (effect === 'none') return 'none';
  if (effect === 'both') return 'breaking';
  return (effect === 'narrows') === (direction === 'request') ? 'breaking' : 'safe';
};

const REASONS: Record<'request' | 'response', Record<Effect, string>> = {
  request: {
    narrows: 'What callers may send already can be refused.',
    widens: 'What callers send already is still accepted.',
    both: 'What callers may send already can be refused.',
    none: 'No message becomes valid or invalid by it.',
  },
  response: {
    narrows: 'Whatever is answered was possible before.',
    widens: 'Readers may get what they were told they would never get.',
    both: 'Readers may get what they were told they would never get.',
    none: 'No message becomes valid or invalid by it.',
  },
};

/** Ids by which oasdiff knows the same things. */
const RENAMED: Record<string, string> = {
  'response-body-enum-value-removed': 'response-mediatype-enum-value-removed',
};
export const ruleIdOf = (subject: Subject, aspect: string): string =>
  RENAMED[`${subject}-${aspect}`] ?? `${subject}-${aspect}`;

const LIFECYCLE = new Set([
  'deprecated',
  'deprecated-with-sunset',
  'deprecated-sunset-missing',
  'reactivated',
  'sunset-date-too-small',
]);
/** Parameters and headers have these of their own, beside their schemas; see lifecycle.ts. */
const isOwn = (subject: Subject, aspect: string): boolean =>
  (subject === 'request-parameter' && LIFECYCLE.has(aspect)) ||
  (subject === 'response-header' && (aspect === 'deprecated' || aspect === 'reactivated'));

const ofKinds: Rule[] = SUBJECTS.flatMap(([subject, direction, noun]) =>
  KINDS.filter(({ aspect }) => !isOwn(subject, aspect)).map((row) => ({
    id: ruleIdOf(subject, row.aspect),
    level: row[direction] ?? levelOf(row.effect, direction),
    direction,
    area: 'schemas' as const,
    title: `${noun} ${row.title}`,
    explanation: [REASONS[direction][row.effect], row.note].filter(Boolean).join(' '),
  })),
);

const OPEN =
  'A server that does not know a member ignores it, unless the schema allows no other members: then breaking.';
const CLOSED = 'Readers ignore members that they do not know. Risky where the old schema allowed no other members.';

export const SCHEMA_RULES: Rule[] = [
  ...ofKinds,
  ...rules('schemas', 'request', [
    ['new-required-request-property', 'breaking', 'a required property is new', 'Requests without it are refused.'],
    [
      'new-required-request-property-with-default',
      'breaking',
      'a required property with a default is new',
      'The default does not make it optional: requests without it are refused.',
    ],
    [
      'new-optional-request-property',
      'safe',
      'an optional property is new',
      'Callers may go on without it. What other members had to be is compared where the old schema said so.',
    ],
    ['request-property-removed', 'risky', 'a property was removed', OPEN],
    ['request-property-became-required', 'breaking', 'a property became required', 'Requests without it are refused.'],
    [
      'request-property-became-required-with-default',
      'breaking',
      'a property with a default became required',
      'The default does not make it optional: requests without it are refused.',
    ],
    ['request-property-became-optional', 'safe', 'a property became optional', 'Requests with it are still accepted.'],
    [
      'request-optional-property-became-read-only',
      'risky',
      'an optional property may no longer be sent',
      'Servers ignore it, or refuse it.',
    ],
    [
      'request-required-property-became-read-only',
      'risky',
      'a required property may no longer be sent',
      'Servers ignore it, or refuse it.',
    ],
    [
      'request-optional-property-became-not-read-only',
      'safe',
      'an optional property may be sent',
      'Nobody sends it yet.',
    ],
    [
      'request-required-property-became-not-read-only',
      'breaking',
      'a property that only the server wrote must be sent',
      'Requests without it are refused.',
    ],
    [
      'request-optional-property-became-write-only',
      'none',
      'an optional property is only sent',
      'Requests are the same.',
    ],
    [
      'request-required-property-became-write-only',
      'none',
      'a required property is only sent',
      'Requests are the same.',
    ],
    [
      'request-optional-property-became-not-write-only',
      'none',
      'an optional property is also answered',
      'Requests are the same.',
    ],
    [
      'request-required-property-became-not-write-only',
      'none',
      'a required property is also answered',
      'Requests are the same.',
    ],
  ]),
  ...rules('schemas', 'response', [
    [
      'response-required-property-removed',
      'breaking',
      'a property that was always there is gone',
      'Readers rely on it.',
    ],
    [
      'response-optional-property-removed',
      'breaking',
      'a property that could be there is gone',
      'Readers that use it find it never again.',
    ],
    ['response-required-property-added', 'safe', 'a property is new and always there', CLOSED],
    ['response-optional-property-added', 'safe', 'a property is new', CLOSED],
    ['response-property-became-optional', 'breaking', 'a property may be missing now', 'Readers rely on it.'],
    ['response-property-became-required', 'safe', 'a property is always there', 'It was possible before.'],
    [
      'response-optional-property-became-write-only',
      'breaking',
      'an optional property is no longer answered',
      'Readers that use it find it never again.',
    ],
    [
      'response-required-property-became-write-only',
      'breaking',
      'a property that was always there is no longer answered',
      'Readers rely on it.',
    ],
    ['response-optional-property-became-not-write-only', 'safe', 'an optional property is answered too', CLOSED],
    ['response-required-property-became-not-write-only', 'safe', 'a required property is answered too', CLOSED],
    [
      'response-optional-property-became-read-only',
      'none',
      'an optional property is only answered',
      'Answers are the same.',
    ],
    [
      'response-required-property-became-read-only',
      'none',
      'a required property is only answered',
      'Answers are the same.',
    ],
    [
      'response-optional-property-became-not-read-only',
      'none',
      'an optional property may also be sent',
      'Answers are the same.',
    ],
    [
      'response-required-property-became-not-read-only',
      'none',
      'a required property may also be sent',
      'Answers are the same.',
    ],
  ]),
  ...rules('schemas', null, [
    ['schema-wording-changed', 'none', 'a title, description or example of a schema changed', 'Wording.'],
  ]),
];
