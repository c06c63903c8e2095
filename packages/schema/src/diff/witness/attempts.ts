// By rule: the messages that may show a change of a whole, likeliest first, and which side describes them.
import { credentialsFor } from '../../validate/credentials.ts';
import { dayBefore, dayIn } from './days.ts';
import { type Attempt, answers, type Case, calls, naming, replies } from './making.ts';
import { generalized, headerOptional, headerRemoved, inForms, mediaTypeRemoved, withBodies } from './of-messages.ts';
import { ofParameter, rewritten } from './of-parameters.ts';

type Make = (one: Case) => Iterable<Attempt>;

const BODY = /body/;

/** A rule that no line names has no witness of this kind. */
const BY_RULE: [RegExp, Make][] = [
  [/^api-(path-)?removed-before-sunset$/, (one) => calls(one, { on: dayBefore(one.target.a?.sunset) })],
  [/^api-(path-)?removed-|^(webhook|callback)-removed$/, (one) => calls(one, {})],
  [/^api-sunset-/, (one) => calls(one, { on: dayIn(one.target.b?.sunset) })],
  [/^api-(global-)?security-(required|removed|scope-added|component-)/, withCredentials],

  [/^request-parameter-sunset-/, (one) => ofParameter(one, (_, after) => ({ on: dayIn(after?.sunset) }))],
  [/^request-parameter-removed-before-sunset$/, (one) => ofParameter(one, ({ sunset }) => ({ on: dayBefore(sunset) }))],
  [/^request-parameter-removed/, (one) => ofParameter(one)],
  [/^request-parameter-empty-value-disallowed$/, (one) => ofParameter(one, () => ({ value: '' }))],
  [/^request-parameter-(style|explode|media-type)-changed$/, rewritten],
  [/^new-required-request-parameter$|^request-parameter-became-required$/, withoutParameter],
  [/^new-request-path-parameter$/, withoutParameter],

  [/^request-body-(added|became)-required$/, (one) => calls(one, {}, { about: BODY })],
  [/^(request|webhook)-body-removed$/, (one) => calls(one, { media_type: 'any' }, { about: BODY })],
  [/^webhook-body-became-optional$/, (one) => calls(one, {}, { from: 'after', about: BODY })],
  [/^(request-body|response)-media-type-removed$/, mediaTypeRemoved],
  [/^response-media-type-name-generalized$/, generalized],
  [/^request-body-encoding-changed$/, inForms],
  [/^request-body-media-type-schema-added$/, (one) => withBodies(one, 'before')],
  [/^response-body-media-type-schema-removed$/, (one) => withBodies(one, 'after')],

  [/^response-(non-)?success-status-removed$/, (one) => answers(one, 'before', {}, { about: /status/ })],
  [/^webhook-answer-removed$/, (one) => replies(one)],
  [/^(required|optional)-response-header-removed$/, headerRemoved],
  [/^response-header-became-optional$/, headerOptional],
];

export const attemptsFor = (one: Case): Iterable<Attempt> =>
  BY_RULE.find(([pattern]) => pattern.test(one.draft.rule))?.[1](one) ?? [];

function* withCredentials(one: Case): Generator<Attempt> {
  const { target, sides } = one;
  if (!target.a) return;
  for (const credentials of credentialsFor(sides.before.api, target.a))
    yield* calls(one, { credentials }, { about: /^the contract asks for / });
}

function withoutParameter(one: Case): Iterable<Attempt> {
  return calls(one, {}, { about: naming(one.target.pathAfter[2]) });
}
