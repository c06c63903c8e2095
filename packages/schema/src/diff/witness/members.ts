// Objects for conditions between members: every member, name and fixed value that either schema speaks of, alone and together.
import { byText, isObject } from '../../json.ts';
import type { JsonSchema } from '../../model.ts';
import { sampleFromPattern } from '../../sample/pattern.ts';
import { createRandom } from '../../sample/random.ts';
import type { SchemaView } from '../view/view.ts';
import type { Maker } from './minimal.ts';

const MAX_DEPTH = 6;
const OUTSIDE: unknown[] = ['other text', 7, true, null, {}, []];
/** Names that patterns of names seldom allow. */
const ODD_NAMES = ['X y', '9', 'some_name', 'aVeryLongNameThatNobodyWouldEverWriteInAContract'];

export function* blends(schemas: JsonSchema[], view: SchemaView, maker: Maker): Generator<unknown> {
  if (view.types && !view.types.has('object')) return;
  const said = new Map<string, unknown[]>();
  for (const schema of schemas) collect(schema, said, 0);
  const minimal = schemas.map((schema) => maker.minimal(schema)).find(isObject) ?? {};
  const valuesOf = (name: string): unknown[] => {
    const own = view.properties.get(name) ?? view.rest;
    return [...(said.get(name) ?? []), own === undefined ? 'text' : maker.minimal(own)];
  };
  const names = [...said.keys()].sort(byText).slice(0, 8);
  const whole = Object.fromEntries(names.map((name) => [name, valuesOf(name)[0]]));
  yield { ...minimal, ...whole };
  for (const name of names) {
    const rest = Object.entries(whole).filter(([other]) => other !== name);
    yield { ...minimal, ...Object.fromEntries(rest) };
  }
  for (const name of names)
    for (const value of [...new Set(valuesOf(name)), ...OUTSIDE]) {
      yield { ...minimal, [name]: value };
      yield { ...minimal, ...whole, [name]: value };
    }
  for (const name of ODD_NAMES) yield { ...minimal, [name]: 'text' };
}

/** Names of members with the values that are fixed for them somewhere. */
function collect(schema: unknown, into: Map<string, unknown[]>, depth: number): void {
  if (!isObject(schema) || depth > MAX_DEPTH) return;
  const add = (name: string, values: unknown[] = []) => into.set(name, [...(into.get(name) ?? []), ...values]);
  if (Array.isArray(schema.required)) for (const name of schema.required) add(String(name));
  if (isObject(schema.properties))
    for (const [name, property] of Object.entries(schema.properties)) {
      const fixed = isObject(property) ? (property.const === undefined ? property.enum : [property.const]) : undefined;
      add(name, Array.isArray(fixed) ? fixed : isObject(property) ? besideLimits(property) : []);
    }
  if (isObject(schema.patternProperties))
    for (const pattern of Object.keys(schema.patternProperties)) {
      const name = sampleFromPattern(pattern, createRandom(pattern), { min: 1, max: 40 });
      if (name !== undefined) add(name);
    }
  for (const keyword of ['dependentRequired', 'dependentSchemas']) {
    const map = schema[keyword];
    if (isObject(map))
      for (const [name, others] of Object.entries(map)) {
        add(name);
        if (Array.isArray(others)) for (const other of others) add(String(other));
        else collect(others, into, depth + 1);
      }
  }
  for (const keyword of ['if', 'then', 'else', 'not']) collect(schema[keyword], into, depth + 1);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const list = schema[keyword];
    if (Array.isArray(list)) for (const part of list) collect(part, into, depth + 1);
  }
}

/** Values that limits of a property just refuse. */
function besideLimits({ minLength, maxLength, minimum, maximum }: Record<string, unknown>): unknown[] {
  const values: unknown[] = [];
  if (typeof minLength === 'number' && minLength > 0) values.push('a'.repeat(Math.min(minLength, LONGEST) - 1));
  if (typeof maxLength === 'number' && maxLength < LONGEST) values.push('a'.repeat(maxLength + 1));
  if (typeof minimum === 'number') values.push(minimum - 1);
  if (typeof maximum === 'number') values.push(maximum + 1);
  return values;
}

const LONGEST = 300;
