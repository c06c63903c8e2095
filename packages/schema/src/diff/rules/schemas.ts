// Rules about what a schema allows. Each kind of change is one row; it becomes one rule per subject (body, property, parameter, header),
// `request-body-max-decreased`, because what narrows is refused in requests and what widens surprises in responses.
import type { SchemaChangeLevel } from '@mockops/contract';
import { type Effect, KINDS } from './kinds.ts';
import { type Rule, rules } from './rule.ts';

export type { Effect };
export type Subject = (typeof SUBJECTS)[number][0];

export const SUBJECTS = [
  ['request-parameter', 'request', 'a parameter'],
  ['request-parameter-property', 'request', 'a member of a parameter'],
  ['request-body', 'request', 'a request body'],
  ['request-property', 'request', 'a property of a request'],
  ['response-header', 'response', 'a header of an answer'],
  ['response-body', 'response', 'the body of an answer'],
  ['response-property', 'response', 'a property of an answer'],
] as const;

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
