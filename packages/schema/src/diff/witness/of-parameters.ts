// Attempts at showing that a parameter went, has an end, may not be empty, or is written in another way.
import { isObject } from '../../json.ts';
import type { ApiParameter, JsonSchema } from '../../model.ts';
import type { CallWish } from './calls.ts';
import { type Attempt, type Case, calls, naming } from './making.ts';
import type { Maker } from './minimal.ts';
import type { Target } from './target.ts';

const parameterOf = (
  parameters: readonly ApiParameter[] = [],
  [first, place, name]: Target['path'],
): ApiParameter | undefined =>
  first === 'parameters' ? parameters.find((one) => one.in === place && one.name === name) : undefined;

export function* ofParameter(
  one: Case,
  wishOf: (before: ApiParameter, after: ApiParameter | undefined) => CallWish = () => ({}),
): Generator<Attempt> {
  const { target } = one;
  const before = parameterOf(target.a?.parameters, target.path);
  if (!before) return;
  const after = parameterOf(target.b?.parameters, target.pathAfter);
  yield* calls(one, { ...wishOf(before, after), parameter: before }, { about: naming((after ?? before).name) });
}

/** Several values at once, and values that hold what another style separates them with. */
export function* rewritten(one: Case): Generator<Attempt> {
  const { target, sides } = one;
  const parameter = parameterOf(target.a?.parameters, target.path);
  if (!parameter) return;
  const about = parameter.in === 'path' ? undefined : naming(parameter.name);
  for (const value of severalOf(parameter.schema, sides.before.makers('request')))
    yield* calls(one, { parameter, value }, { about });
}

function* severalOf(schema: JsonSchema, maker: Maker): Generator<unknown> {
  const samples = ['a', 'b', 'c'].map((seed) => maker.sample(schema, seed));
  const items = [...new Set(samples.flatMap((value) => (Array.isArray(value) ? value : [])))];
  if (items.length > 1) yield items.slice(0, 2);
  yield* samples.filter((value) => (Array.isArray(value) ? value.length > 1 : isObject(value)));
  yield* [['a', 'b'], ['a,b'], ['a b'], ['a|b'], [1, 2], 'a,b'];
  yield* samples;
}
