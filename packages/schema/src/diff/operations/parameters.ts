// Parameters of two operations. Path parameters match by where they stand in the path, headers without case.
import { canonicalText } from '../../json.ts';
import type { ApiOperation, ApiParameter } from '../../model.ts';
import { isPastSunset, judgeSunset } from '../lifecycle.ts';
import { isBare, type SchemaView } from '../view/view.ts';
import { type Context, type Path, say, use } from './pair.ts';

export function compareParameters(context: Context): void {
  const { a, b } = context.pair;
  const [mine, theirs] = [byIdentity(a), byIdentity(b)];
  for (const [key, before] of mine) {
    const after = theirs.get(key);
    if (after) compareParameter(before, after, context);
    else removed(before, context);
  }
  for (const [key, after] of theirs) if (!mine.has(key)) added(after, context);
}

export function byIdentity(operation: ApiOperation): Map<string, ApiParameter> {
  const names = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
  return new Map(
    operation.parameters.map((parameter) => {
      const at = parameter.in === 'path' ? names.indexOf(parameter.name) : -1;
      if (at >= 0) return [`path #${at}`, parameter];
      const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
      return [`${parameter.in} ${name}`, parameter];
    }),
  );
}

const placeOf = (parameter: ApiParameter): string => `${parameter.in} ${parameter.name}`;
export const pathOf = (parameter: ApiParameter): Path => ['parameters', parameter.in, parameter.name];

function removed(before: ApiParameter, context: Context): void {
  const { today } = context.clock;
  const at = { place: placeOf(before), before: pathOf(before), after: [] };
  if (!before.deprecated) say(context, 'request-parameter-removed', 'was removed', at);
  else if (before.sunset === undefined)
    say(context, 'request-parameter-removed', 'was removed; it was deprecated without a day of sunset', at);
  else if (isPastSunset(before.sunset, today))
    say(context, 'request-parameter-removed-with-deprecation', `was removed after its sunset on ${before.sunset}`, at);
  else say(context, 'request-parameter-removed-before-sunset', `was removed before its sunset on ${before.sunset}`, at);
}

function added(after: ApiParameter, context: Context): void {
  const at = { place: placeOf(after), before: [], after: pathOf(after) };
  if (after.in === 'path') say(context, 'new-request-path-parameter', 'is new in the path', at);
  else if (after.required) say(context, 'new-required-request-parameter', 'is new and required', at);
  else say(context, 'new-optional-request-parameter', 'is new', at);
}

function compareParameter(before: ApiParameter, after: ApiParameter, context: Context): void {
  const at = { place: placeOf(after), before: pathOf(before), after: pathOf(after) };
  const tell = (rule: string, text: string) => say(context, rule, text, at);
  if (!before.required && after.required) tell('request-parameter-became-required', 'became required');
  if (before.required && !after.required) tell('request-parameter-became-optional', 'became optional');
  const many = canHoldMany(context.before.of(before.schema)) || canHoldMany(context.after.of(after.schema));
  if (mediaOf(before) !== mediaOf(after))
    tell('request-parameter-media-type-changed', `is ${mediaOf(after)} now, was ${mediaOf(before)}`);
  else if (before.style !== after.style && (many || !SIMPLE.has(before.style) || !SIMPLE.has(after.style)))
    tell('request-parameter-style-changed', `is written in the style ${after.style} now, was ${before.style}`);
  else if (before.explode !== after.explode && many)
    tell('request-parameter-explode-changed', `is ${after.explode ? 'repeated' : 'joined'} for each value now`);
  if (before.allow_reserved === true && after.allow_reserved !== true)
    tell('request-parameter-allow-reserved-removed', 'no longer takes reserved characters as they are');
  if (before.allow_reserved !== true && after.allow_reserved === true)
    tell('request-parameter-allow-reserved-added', 'takes reserved characters as they are now');
  if (before.allow_empty === true && after.allow_empty !== true)
    tell('request-parameter-empty-value-disallowed', 'may no longer be empty');
  if (before.allow_empty !== true && after.allow_empty === true)
    tell('request-parameter-empty-value-allowed', 'may be empty now');
  compareLife(before, after, context);
  if (canonicalText([before.description, before.example]) !== canonicalText([after.description, after.example]))
    tell('request-parameter-wording-changed', 'has another description or example');
  compareSchemas(before, after, context);
}

/** For single values these styles of one place are written the same. */
const SIMPLE = new Set(['form', 'simple', 'spaceDelimited', 'pipeDelimited', 'deepObject']);
const mediaOf = ({ media_type }: ApiParameter): string => media_type ?? 'a styled value';

const canHoldMany = ({ types, groups }: SchemaView): boolean =>
  (!types && groups.length === 0) || groups.length > 0 || types?.has('array') === true || types?.has('object') === true;

function compareSchemas(before: ApiParameter, after: ApiParameter, context: Context): void {
  const [a, b] = [context.before.of(before.schema), context.after.of(after.schema)];
  const place = placeOf(after);
  if (!before.media_type && !after.media_type && isTextOfScalars(a, b))
    say(
      context,
      'request-parameter-type-generalized',
      `takes any text now, was ${[...(a.types ?? [])].sort().join(' or ')}`,
      {
        place,
        before: [...pathOf(before), 'schema'],
        after: [...pathOf(after), 'schema'],
      },
    );
  else
    use(context, {
      place,
      subject: 'parameter',
      direction: 'request',
      node: context.comparer.compare(before.schema, after.schema, 'request'),
      before: [...pathOf(before), 'schema'],
      after: [...pathOf(after), 'schema'],
    });
}

const SCALARS = new Set(['integer', 'number', 'boolean']);

/** Styled values are text, so what was a number or a boolean is a string too. */
const isTextOfScalars = (a: SchemaView, b: SchemaView): boolean =>
  a.types !== undefined &&
  [...a.types].every((type) => SCALARS.has(type)) &&
  b.types?.size === 1 &&
  b.types.has('string') &&
  isBare(b);

function compareLife(before: ApiParameter, after: ApiParameter, context: Context): void {
  const at = { place: placeOf(after), before: pathOf(before), after: pathOf(after) };
  const tell = (rule: string, text: string) => say(context, rule, text, at);
  if (before.deprecated && !after.deprecated) tell('request-parameter-reactivated', 'is no longer deprecated');
  if (!after.deprecated) return;
  const judged = judgeSunset(after.sunset, context.clock);
  if (!before.deprecated) {
    if (judged === 'missing')
      tell('request-parameter-deprecated-sunset-missing', 'is deprecated without a day of sunset');
    else if (judged === 'too-small')
      tell('request-parameter-sunset-date-too-small', `is deprecated until ${after.sunset}, which is too soon`);
    else if (after.sunset === undefined || judged === 'invalid') tell('request-parameter-deprecated', 'is deprecated');
    else tell('request-parameter-deprecated-with-sunset', `is deprecated until ${after.sunset}`);
  } else if (before.sunset !== after.sunset) {
    if (after.sunset === undefined)
      tell('request-parameter-sunset-deleted', `has no sunset any more, was ${before.sunset}`);
    else
      tell(
        judged === 'too-small' && isNearer(before.sunset, after.sunset)
          ? 'request-parameter-sunset-date-changed-too-small'
          : 'request-parameter-sunset-date-changed',
        `has the sunset ${after.sunset} now, was ${before.sunset ?? 'none'}`,
      );
  }
  if (judged === 'invalid' && before.sunset !== after.sunset)
    tell('request-parameter-sunset-parse', `has the sunset ${after.sunset}, which is no day`);
}

export const isNearer = (from: string | undefined, to: string): boolean => from === undefined || to < from;
