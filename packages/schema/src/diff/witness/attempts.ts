// By rule: the messages that may show a change of a whole, likeliest first, and which side describes them.
import { isObject } from '../../json.ts';
import type { ApiParameter, JsonSchema } from '../../model.ts';
import { credentialsFor } from '../../validate/credentials.ts';
import type { Answer, Call } from '../../validate/exchange.ts';
import type { Draft } from '../gather.ts';
import { type AnswerWish, answersOf } from './answers.ts';
import { type CallWish, callsOf } from './calls.ts';
import { dayBefore, dayIn } from './days.ts';
import type { Maker } from './minimal.ts';
import type { Sides } from './sides.ts';
import type { Target } from './target.ts';

export interface Attempt {
  message: Call | Answer;
  from: 'before' | 'after';
  /** `request`, `former response`. */
  part: string;
  /** Which errors tell of this change; without it all do. */
  about?: RegExp;
}

interface Case {
  target: Target;
  sides: Sides;
  draft: Draft;
}

type Make = (one: Case) => Iterable<Attempt>;

const ANYTHING: unknown[] = ['text', 1, true, [], {}, null];

/** A rule that no line names has no witness of this kind. */
const BY_RULE: [RegExp, Make][] = [
  [/^api-(path-)?removed-before-sunset$/, (one) => calls(one, { on: dayBefore(one.target.a?.sunset) })],
  [/^api-(path-)?removed-|^(webhook|callback)-removed$/, (one) => calls(one, {})],
  [/^api-(global-)?security-(required|removed|scope-added|component-)/, withCredentials],
  [/^api-sunset-/, (one) => calls(one, { on: dayIn(one.target.b?.sunset) })],
  [/^request-parameter-sunset-/, (one) => ofParameter(one, (after) => ({ on: dayIn(after?.sunset) }))],
  [/^request-parameter-removed-before-sunset$/, (one) => ofParameter(one, (_, a) => ({ on: dayBefore(a.sunset) }))],
  [/^request-parameter-removed/, (one) => ofParameter(one, () => ({}))],
  [/^request-parameter-empty-value-disallowed$/, (one) => ofParameter(one, () => ({ value: '' }))],
  [/^request-parameter-(style|explode|media-type)-changed$/, rewritten],
  [/^new-re(quired-re)?quest-(path-)?parameter$|^request-parameter-became-required$/, (one) => calls(one, {})],
  [/^request-body-(added|became)-required$/, (one) => calls(one, {})],
  [/^(request|webhook)-body-removed$/, (one) => calls(one, { media_type: 'any' })],
  [/^request-body-media-type-removed$/, (one) => (one.target.isSent ? replies(one) : calls(one, ofPath(one)))],
  [/^request-body-encoding-changed$/, inForms],
  [/^request-body-media-type-schema-added$/, (one) => withBodies(one, 'before')],
  [/^response-body-media-type-schema-removed$/, (one) => withBodies(one, 'after')],
  [/^response-(non-)?success-status-removed$/, (one) => answers(one, 'before', {})],
  [
    /^response-media-type-removed$/,
    (one) => (one.target.isSent ? calls(one, ofPath(one)) : answers(one, 'before', ofPath(one))),
  ],
  [/^response-media-type-name-generalized$/, generalized],
  [/^(required|optional)-response-header-removed$/, headerRemoved],
  [
    /^(response-header|webhook-body)-became-optional$/,
    (one) => (one.target.isSent ? calls(one, {}, 'after') : answers(one, 'after', {})),
  ],
  [/^webhook-answer-removed$/, replies],
];

export function attemptsFor(draft: Draft, target: Target, sides: Sides): Iterable<Attempt> {
  const rule = draft.rule;
  return BY_RULE.find(([pattern]) => pattern.test(rule))?.[1]({ draft, target, sides }) ?? [];
}

function* calls(
  { target, sides }: Case,
  wish: CallWish,
  from: 'before' | 'after' = 'before',
  about?: RegExp,
): Generator<Attempt> {
  const operation = from === 'before' ? target.a : target.b;
  if (!operation) return;
  const side = sides[from];
  const part = target.isSent && from === 'before' ? 'former request' : 'request';
  for (const message of callsOf(operation, wish, { api: side.api, maker: side.makers('request') }))
    yield { message, from, part, ...(about && { about }) };
}

function* answers(
  { target, sides }: Case,
  from: 'before' | 'after',
  wish: AnswerWish,
  part = from === 'before' ? 'former response' : 'response',
): Generator<Attempt> {
  const operation = from === 'before' ? target.a : target.b;
  const status = (from === 'before' ? target.path : target.pathAfter)[1];
  const response = operation?.responses.find((one) => one.status === String(status));
  if (!operation || !response) return;
  for (const message of answersOf(response, operation, wish, {
    api: sides[from].api,
    maker: sides[from].makers('response'),
  }))
    yield { message, from, part };
}

/** What receivers of a webhook or callback answer. */
function replies(one: Case): Iterable<Attempt> {
  return answers(one, 'before', ofPath(one), 'answer');
}

/** `[…, 'content', 'text/csv']` */
function ofPath({ target: { path } }: Case): { media_type?: string } {
  const at = path.indexOf('content');
  const name = at < 0 ? undefined : path[at + 1];
  return name === undefined ? {} : { media_type: String(name) };
}

function* withCredentials(one: Case): Generator<Attempt> {
  const { target, sides } = one;
  if (!target.a) return;
  for (const credentials of credentialsFor(sides.before.api, target.a))
    yield* calls(one, { credentials }, 'before', /^the contract asks for /);
}

const parameterOf = (
  parameters: readonly ApiParameter[] = [],
  [first, place, name]: Target['path'],
): ApiParameter | undefined =>
  first === 'parameters' ? parameters.find((one) => one.in === place && one.name === name) : undefined;

const naming = (name: string): RegExp => new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');

function* ofParameter(
  one: Case,
  wishOf: (after: ApiParameter | undefined, before: ApiParameter) => CallWish,
): Generator<Attempt> {
  const { target } = one;
  const before = parameterOf(target.a?.parameters, target.path);
  if (!before) return;
  const after = parameterOf(target.b?.parameters, target.pathAfter);
  yield* calls(one, { ...wishOf(after, before), parameter: before }, 'before', after && naming(after.name));
}

/** Several values at once, and values that hold what another style separates them with. */
function* rewritten(one: Case): Generator<Attempt> {
  const parameter = parameterOf(one.target.a?.parameters, one.target.path);
  if (!parameter) return;
  const maker = one.sides.before.makers('request');
  for (const value of severalOf(parameter.schema, maker)) yield* calls(one, { parameter, value });
}

function* severalOf(schema: JsonSchema, maker: Maker): Generator<unknown> {
  const samples = ['a', 'b', 'c'].map((seed) => maker.sample(schema, seed));
  const items = [...new Set(samples.flatMap((value) => (Array.isArray(value) ? value : [])))];
  if (items.length > 1) yield items.slice(0, 2);
  yield* samples.filter((value) => (Array.isArray(value) ? value.length > 1 : isObject(value)));
  yield* [['a', 'b'], ['a,b'], ['a b'], ['a|b'], [1, 2], 'a,b'];
  yield* samples;
}

/** A form in which lists have two values. */
function* inForms(one: Case): Generator<Attempt> {
  const { target, sides } = one;
  const { media_type } = ofPath(one);
  const content = target.a?.request_body?.content.find((known) => known.media_type === media_type);
  if (!content) return;
  const [first, second] = ['a', 'b'].map((seed) => sides.before.makers('request').sample(content.schema ?? true, seed));
  const pairs = Object.entries(isObject(first) ? first : {}).map(([name, value]): [string, unknown] => {
    const other = isObject(second) ? second[name] : undefined;
    return [name, Array.isArray(value) ? [value[0] ?? 'a', (Array.isArray(other) && other[0]) || 'b'] : value];
  });
  for (const body of [Object.fromEntries(pairs), first]) yield* calls(one, { media_type, body });
}

function* withBodies(one: Case, from: 'before' | 'after'): Generator<Attempt> {
  for (const body of ANYTHING)
    yield* from === 'before' ? calls(one, { ...ofPath(one), body }) : answers(one, 'after', { ...ofPath(one), body });
}

/** The type that it was is gone from the newer contract, which has a wider one. */
function* generalized(one: Case): Generator<Attempt> {
  const { target } = one;
  const [first, status] = target.pathAfter;
  if (first !== 'responses') return;
  const response = target.b?.responses.find((known) => known.status === String(status));
  for (const { media_type } of response?.content ?? []) yield* answers(one, 'after', { media_type });
}

function* headerRemoved(one: Case): Generator<Attempt> {
  const { path } = one.target;
  if (one.target.isSent) yield* ofParameter(one, () => ({}));
  else yield* answers(one, 'before', { header: String(path[3] ?? '') });
}
