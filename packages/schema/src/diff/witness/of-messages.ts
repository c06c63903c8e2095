// Attempts at showing that a header, a media type, a form or the schema of a body came, went or changed.
import { isObject } from '../../json.ts';
import { type Attempt, answers, type Case, calls, naming, ofPath, replies } from './making.ts';
import { ofParameter } from './of-parameters.ts';

const ANYTHING: unknown[] = ['text', 1, true, [], {}, null];
const MEDIA = /media type/;

export const mediaTypeRemoved = (one: Case): Iterable<Attempt> => {
  const [first] = one.target.path;
  if (first === 'requestBody') return calls(one, ofPath(one), { about: MEDIA });
  return one.target.isSent ? replies(one) : answers(one, 'before', ofPath(one), { about: MEDIA });
};

/** What may come now is of a type that the older contract does not have. */
export function* generalized(one: Case): Generator<Attempt> {
  const { b, pathAfter } = one.target;
  const [first, status] = pathAfter;
  if (first === 'requestBody')
    for (const { media_type } of b?.request_body?.content ?? [])
      yield* calls(one, { media_type }, { from: 'after', about: MEDIA });
  const response = b?.responses.find((known) => known.status === String(status));
  for (const { media_type } of response?.content ?? []) yield* answers(one, 'after', { media_type }, { about: MEDIA });
}

/** A body that fits anything, against the side that has a schema. */
export function* withBodies(one: Case, from: 'before' | 'after'): Generator<Attempt> {
  const isRequest = one.target.path[0] === 'requestBody';
  for (const body of ANYTHING) {
    if (isRequest) yield* calls(one, { ...ofPath(one), body }, { from });
    else if (from === 'before') yield* replies(one, { body });
    else yield* answers(one, 'after', { ...ofPath(one), body });
  }
}

/** A form in which lists have two values. */
export function* inForms(one: Case): Generator<Attempt> {
  const { target, sides } = one;
  const { media_type } = ofPath(one);
  const content = target.a?.request_body?.content.find((known) => known.media_type === media_type);
  if (!content) return;
  const maker = sides.before.makers('request');
  const [first, second] = ['a', 'b'].map((seed) => maker.sample(content.schema ?? true, seed));
  const pairs = Object.entries(isObject(first) ? first : {}).map(([name, value]): [string, unknown] => {
    const other = isObject(second) ? second[name] : undefined;
    return [name, Array.isArray(value) ? [value[0] ?? 'a', (Array.isArray(other) && other[0]) || 'b'] : value];
  });
  for (const body of [Object.fromEntries(pairs), first]) yield* calls(one, { media_type, body }, { about: /^form / });
}

/** Webhooks have parameters where answers have headers: both are what the service sends. */
export function headerRemoved(one: Case): Iterable<Attempt> {
  if (one.target.path[0] === 'parameters') return ofParameter(one);
  const header = String(one.target.path[3] ?? '');
  return answers(one, 'before', { header }, { about: naming(header) });
}

export function headerOptional(one: Case): Iterable<Attempt> {
  const { path, pathAfter } = one.target;
  if (path[0] === 'parameters') return calls(one, {}, { from: 'after', about: naming(path[2]) });
  return answers(one, 'after', {}, { about: naming(pathAfter[3]) });
}
