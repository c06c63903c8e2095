// Why oasdiff and a case of the library differ: the first reason that fits. Only for the comparison; no verdict comes from here.
import type { SchemaChangeLevel } from '@mockops/contract';

export interface Difference {
  /** `limits/request-body-max-set`. */
  id: string;
  /** Rules with their levels. */
  ours: ReadonlyMap<string, SchemaChangeLevel>;
  theirs: ReadonlyMap<string, SchemaChangeLevel>;
}

interface Reason {
  what: string;
  why: string;
  fits: (difference: Difference) => boolean;
}

const any = (told: ReadonlyMap<string, SchemaChangeLevel>, pattern: RegExp): boolean =>
  [...told.keys()].some((rule) => pattern.test(rule));
const isIn =
  (...areas: string[]) =>
  ({ id }: Difference) =>
    areas.some((area) => id.startsWith(`${area}/`));
const isSilent = ({ theirs }: Difference): boolean => theirs.size === 0;
const isBreaking = ({ ours }: Difference): boolean => [...ours.values()].includes('breaking');
const isSameRules = ({ ours, theirs }: Difference): boolean =>
  ours.size === theirs.size && [...ours.keys()].every((rule) => theirs.has(rule));
const both =
  (...tests: ((difference: Difference) => boolean)[]) =>
  (difference: Difference) =>
    tests.every((test) => test(difference));
const ours = (pattern: RegExp) => (difference: Difference) => any(difference.ours, pattern);
const theirs = (pattern: RegExp) => (difference: Difference) => any(difference.theirs, pattern);

export const REASONS: Reason[] = [
  {
    what: 'something is told where both sides mean the same',
    why: 'It compares the text of keywords: 3.0 and 3.1 spellings, `allOf` in parts, `anyOf` of one, `const` and `enum` of one are different to it, and named schemas count though nobody uses them.',
    fits: both(isIn('equivalence', 'traps', 'security', 'headers'), ({ ours }) => ours.size === 0),
  },
  {
    what: 'members that are not part of the message are told',
    why: 'A read-only member is not in requests and a write-only one not in responses; it tells them by rules of their own, as INFO.',
    fits: both(isIn('access'), ({ ours }) => ours.size === 0),
  },
  {
    what: 'webhooks and callbacks',
    why: 'It judges their bodies as requests of the caller, where the service is the one that sends; of callbacks it tells little.',
    fits: isIn('webhooks', 'callbacks'),
  },
  {
    what: 'another day, another notice',
    why: 'It takes the day from the clock and asks for notice only when told to; cases name their day. A deprecation without or with an odd sunset is ERR there and risky here, because nothing is gone yet.',
    fits: isIn('lifecycle'),
  },
  {
    what: 'a member or parameter that is gone',
    why: 'WARN there. Here breaking: readers find it never again, and what callers send has no effect any more. Vendors list it as breaking.',
    fits: both(isSameRules, ours(/(-property-removed|parameter-removed)$|became-write-only/)),
  },
  {
    what: 'a new limit on requests, another pattern',
    why: 'WARN there, since a limit may have been there unsaid. Here breaking, with the message that is refused; a changed pattern only where a text shows it.',
    fits: both(isSameRules, ours(/-(set|pattern-changed)$/)),
  },
  {
    what: 'discriminators and defaults',
    why: 'INFO there, and ERR for the default of a parameter. Here risky: clients that choose a class by a discriminator, and callers who leave out what has a default, get something else. No message becomes invalid, and in responses a default is wording.',
    fits: both(isSameRules, ours(/discriminator|default-value/)),
  },
  {
    what: 'security',
    why: 'INFO there, whether it locks callers out or lets them in. Here a scheme that no longer works, and a scope that is needed now, break.',
    fits: isIn('security'),
  },
  {
    what: 'wording and names: INFO there, `none` here',
    why: 'It has no level below INFO.',
    fits: both(isSameRules, ({ ours }) => [...ours.values()].every((level) => level === 'none')),
  },
  {
    what: 'other levels of the same rules',
    why: 'Here the level follows the messages: what is refused now breaks (a required member with a default, a value that is no longer allowed), what cannot be refused does not.',
    fits: isSameRules,
  },
  {
    what: 'moves between types and formats have one name',
    why: '`type-changed`, ERR, for narrower and wider types and for formats in either direction. Here `type-generalized`, `type-specialized`, `list-of-types-…` and `format-…`, and only the harmful direction breaks. Alternatives that are plain types are types to it.',
    fits: both(ours(/type|format|any-of|one-of/), theirs(/-type-(changed|generalized|specialized)$|list-of-types/)),
  },
  {
    what: 'the same thing by another name',
    why: '`min-length-set` is `min-length-increased` from 0 there, an `enum` that comes or goes is told once per value, an `if` also by its `then`.',
    fits: both(({ theirs }) => theirs.size > 0, isIn('limits', 'values', 'conditions')),
  },
  {
    what: 'breaking here, not told there',
    why: 'It has no check: `multipleOf`, `uniqueItems`, number of members, `additionalProperties`, `unevaluated…`, `not`, limits of headers, style and explode, encodings, streams; or it does not see it: in Swagger 2.0, in a circle, behind a renamed path parameter.',
    fits: both(isSilent, isBreaking),
  },
  {
    what: 'wording, not told there',
    why: 'Here no change is silent: descriptions, examples and titles are `none`.',
    fits: both(isSilent, ({ ours }) => [...ours.values()].every((level) => level === 'none')),
  },
  {
    what: 'safe or risky here, not told there',
    why: 'Its checks look at the harmful direction only (a narrower response is not told), and not at links, servers and tags.',
    fits: isSilent,
  },
  {
    what: 'told in part, or with more beside it',
    why: 'One cause is one change here, with both directions; there some directions are missing, and a change inside of `allOf`, `anyOf` or a reference is told by the parts as well.',
    fits: () => true,
  },
];
