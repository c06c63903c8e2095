// createSampler: values that fit a schema, the same for the same seed in every process.
// Every place draws from its own generator (seed + path), so a new member in the contract does not change the others.
import { byText, canonicalText, isObject, type JsonObject, toPointer, typeOf } from '../json.ts';
import { findContent, findResponse } from '../media-type.ts';
import type { ApiModel, ApiOperation, JsonSchema } from '../model.ts';
import { sampleNumber } from './number.ts';
import { createRandom, type Random } from './random.ts';
import { sampleText, snakeCase } from './text.ts';
import { viewOf } from './view.ts';

export interface SampleContext {
  seed: string;
  /** Values by property name (persona traits, path parameters); one wins where its type fits the schema. */
  hints?: Record<string, unknown>;
}

export interface Sampler {
  sample(schema: JsonSchema, context: SampleContext): unknown;
  /** The contract's example with the hints applied, else a generated value; undefined when the contract describes no such content. */
  sampleResponse(operation: ApiOperation, status: number, mediaType: string, context: SampleContext): unknown;
}

/** Optional members are included down to this depth. */
const OPTIONAL_DEPTH = 3;
/** Below this depth whatever may be null or empty is. */
const MAX_DEPTH = 10;
/** A schema that requires itself has no finite value; it is cut here. */
const LAST_DEPTH = 16;
/** How often one component may contain itself. */
const MAX_REPEATS = 1;

interface Place {
  /** Pointer; part of the seed. */
  path: string;
  name: string;
  depth: number;
  /** Index in the nearest list around, or -1. */
  index: number;
  /** Components on the way down, with how often each occurred. */
  above: ReadonlyMap<string, number>;
  inResponse: boolean;
}

export function createSampler(api: Pick<ApiModel, 'schemas'>): Sampler {
  const start = (inResponse: boolean): Place => ({
    path: '',
    name: '',
    depth: 0,
    index: -1,
    above: new Map(),
    inResponse,
  });
  return {
    sample: (schema, context) => generate(schema, start(false), context, api.schemas),
    sampleResponse(operation, status, mediaType, context) {
      const response = findResponse(operation, status);
      const content = response && findContent(response.content, mediaType);
      if (!content) return undefined;
      const schema = content.schema ?? true;
      const [example] = content.examples;
      if (example) {
        const view = viewOf(schema, api.schemas, createRandom(context.seed));
        return applyHints(example.value, view.schema, start(true), context, api.schemas);
      }
      return content.schema === undefined ? undefined : generate(schema, start(true), context, api.schemas);
    },
  };
}

function generate(
  source: JsonSchema,
  place: Place,
  context: SampleContext,
  schemas: Record<string, JsonSchema>,
): unknown {
  const random = createRandom(`${context.seed}|${place.path}`);
  const { schema, names } = viewOf(source, schemas, random, place.above);
  const hint = hintFor(schema, place, context);
  if (hint !== undefined) return hint.value;

  const given = givenValue(schema, place, random);
  if (given !== undefined) return applyHints(given.value, schema, place, context, schemas);

  const type = chooseType(schema);
  const above = new Map(place.above);
  for (const name of names) above.set(name, (above.get(name) ?? 0) + 1);
  const repeats = names.some((name) => (above.get(name) ?? 0) > MAX_REPEATS + 1);
  if ((place.depth >= MAX_DEPTH || repeats) && allowsNull(schema)) return null;
  const inside: Place = { ...place, above };
  if (place.depth >= LAST_DEPTH && (type === 'object' || type === 'array')) return type === 'object' ? {} : [];

  if (type === 'object') return generateObject(schema, inside, context, schemas);
  if (type === 'array') return generateList(schema, inside, context, schemas);
  if (type === 'boolean')
    return !/(^|_)(deleted|archived|disabled|revoked|expired|blocked)$/.test(snakeCase(place.name));
  if (type === 'integer' || type === 'number') return sampleNumber(schema, place.name, random, type === 'integer');
  if (type === 'null') return null;
  return sampleText(schema, place.name, random);
}

/** example > default > const > enum. */
function givenValue(schema: JsonObject, place: Place, random: Random): { value: unknown } | undefined {
  const examples = Array.isArray(schema.examples) ? schema.examples.filter((value) => typeFits(value, schema)) : [];
  // One example for all items of a list would repeat an identity.
  const repeated = place.index > 0 && examples.length <= place.index && isIdentity(schema, place.name);
  if (schema.const !== undefined) return { value: schema.const };
  if (examples.length > 0 && !repeated) return { value: examples[Math.max(place.index, 0) % examples.length] };
  if (schema.default !== undefined && typeFits(schema.default, schema)) return { value: schema.default };
  const [first, ...rest] = Array.isArray(schema.enum) ? schema.enum.filter((value) => value !== null) : [];
  if (first !== undefined) return { value: random.pick([first, ...rest]) };
  return Array.isArray(schema.enum) && schema.enum.includes(null) ? { value: null } : undefined;
}

const isIdentity = (schema: JsonObject, name: string): boolean =>
  schema.format === 'uuid' ||
  schema.format === 'email' ||
  /(^|_)(id|uuid|email|number|slug|key)$/.test(snakeCase(name));

function generateObject(
  schema: JsonObject,
  place: Place,
  context: SampleContext,
  schemas: Record<string, JsonSchema>,
): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const listed = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
  const required = new Set(
    listed.filter((name) => !Object.hasOwn(properties, name) || !isHidden(properties[name], place, schemas)),
  );
  const most = typeof schema.maxProperties === 'number' ? schema.maxProperties : Number.POSITIVE_INFINITY;
  const least = typeof schema.minProperties === 'number' ? schema.minProperties : 0;
  const optional = Object.keys(properties).filter(
    (name) => !listed.includes(name) && mayInclude(properties[name], place, schemas),
  );
  const together = withoutRivals([...required], optional, schema, `${context.seed}|${place.path}`);
  const names = [...required, ...together.slice(0, Math.max(0, most - required.size))].sort(byText);
  const members: [string, unknown][] = names.map((name) => {
    const sub = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
    return [name, generate(isUsable(sub) ? sub : true, below(place, name), context, schemas)];
  });
  const rest = schema.additionalProperties;
  const wanted = isObject(rest) && members.length === 0 && place.depth < OPTIONAL_DEPTH ? Math.max(least, 1) : least;
  const keys = schema.propertyNames;
  for (let count = 1; members.length < Math.min(wanted, most) && rest !== false; count += 1) {
    const name = isObject(keys) ? String(generate(keys, below(place, `#${count}`), context, schemas)) : `key_${count}`;
    members.push([name, generate(isUsable(rest) ? rest : true, below(place, name), context, schemas)]);
  }
  return Object.fromEntries(members);
}

/** Of members that exclude one another (a Protobuf oneof) one: `dependentSchemas: {card: {properties: {invoice: false}}}`. */
function withoutRivals(required: string[], optional: string[], schema: JsonObject, seed: string): string[] {
  const dependent = schema.dependentSchemas;
  if (!isObject(dependent)) return optional;
  const forbids = (name: string, other: string): boolean => {
    const then = Object.hasOwn(dependent, name) ? dependent[name] : undefined;
    return isObject(then) && isObject(then.properties) && then.properties[other] === false;
  };
  const excludes = (a: string, b: string) => forbids(a, b) || forbids(b, a);
  const kept: string[] = [];
  for (const name of optional) {
    if ([...required, ...kept].some((other) => excludes(name, other))) continue;
    const [first = name, ...others] = optional.filter((other) => other === name || excludes(name, other)).sort(byText);
    const chosen = createRandom(`${seed}|${first}?`).pick([first, ...others]);
    if (![...required, ...kept].some((other) => excludes(chosen, other))) kept.push(chosen);
  }
  return kept;
}

function mayInclude(schema: unknown, place: Place, schemas: Record<string, JsonSchema>): boolean {
  if (schema === false || place.depth >= OPTIONAL_DEPTH) return false;
  if (!isObject(schema)) return true;
  if (isHidden(schema, place, schemas)) return false;
  const { names } = viewOf(schema, schemas, createRandom(''), place.above);
  return names.every((name) => (place.above.get(name) ?? 0) < MAX_REPEATS);
}

/** What only clients write, such as a password, is in no response, required or not. */
function isHidden(schema: unknown, place: Place, schemas: Record<string, JsonSchema>): boolean {
  if (!place.inResponse || !isObject(schema)) return false;
  return viewOf(schema, schemas, createRandom(''), place.above).schema.writeOnly === true;
}

function generateList(
  schema: JsonObject,
  place: Place,
  context: SampleContext,
  schemas: Record<string, JsonSchema>,
): unknown[] {
  const fixed: unknown[] = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const items = isUsable(schema.items) ? schema.items : true;
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY;
  const { names } = viewOf(items, schemas, createRandom(''), place.above);
  const ends = place.depth >= MAX_DEPTH || names.some((name) => (place.above.get(name) ?? 0) >= MAX_REPEATS);
  const random = createRandom(`${context.seed}|${place.path}/#`);
  const natural = items === false || (ends && least === 0) ? 0 : random.integer(1, place.depth === 0 ? 4 : 2);
  const length = Math.min(Math.max(natural, least, Math.min(fixed.length, most)), most, Math.max(1_000, least));
  const list: unknown[] = [];
  const seen = new Set<string>();
  for (let index = 0; list.length < length && index < length * 5 + 100; index += 1) {
    const own = fixed[index];
    const item = generate(
      isUsable(own) ? own : items,
      { ...below(place, String(index)), name: singular(place.name), index },
      context,
      schemas,
    );
    const text = schema.uniqueItems === true ? canonicalText(item) : String(index);
    if (seen.has(text)) continue;
    seen.add(text);
    list.push(item);
  }
  return list;
}

const singular = (name: string): string => name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');

const below = (place: Place, name: string): Place => ({
  ...place,
  path: place.path + toPointer(name),
  name,
  depth: place.depth + 1,
});

const isUsable = (value: unknown): value is JsonSchema => typeof value === 'boolean' || isObject(value);

const typesOf = (schema: JsonObject): unknown[] => (schema.type === undefined ? [] : [schema.type].flat());
const allowsNull = (schema: JsonObject): boolean => typesOf(schema).includes('null');

const PREFERRED = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'];

function chooseType(schema: JsonObject): string {
  const types = typesOf(schema).filter((type) => type !== 'null');
  const declared = PREFERRED.find((type) => types.includes(type));
  if (declared !== undefined) return declared;
  if (typesOf(schema).length > 0) return 'null';
  if (isObject(schema.properties) || isObject(schema.additionalProperties) || schema.required !== undefined)
    return 'object';
  if (isUsable(schema.items) || Array.isArray(schema.prefixItems)) return 'array';
  if (schema.minimum !== undefined || schema.maximum !== undefined || schema.multipleOf !== undefined) return 'number';
  return 'string';
}

function typeFits(value: unknown, schema: JsonObject): boolean {
  if (schema.const !== undefined && canonicalText(schema.const) !== canonicalText(value)) return false;
  if (Array.isArray(schema.enum) && !schema.enum.some((known) => canonicalText(known) === canonicalText(value)))
    return false;
  const types = typesOf(schema);
  const type = typeOf(value);
  return types.length === 0 || types.includes(type) || (type === 'integer' && types.includes('number'));
}

/**
 * A hint by the property's name. In lists only references to something else (`customer_id`) are taken over,
 * since all items would get the same; a bare `id` belongs to the outermost object only.
 */
function hintFor(schema: JsonObject, place: Place, { hints }: SampleContext): { value: unknown } | undefined {
  if (!hints || place.depth === 0 || !Object.hasOwn(hints, place.name)) return undefined;
  if (place.index >= 0 && !/.(_id|Id)$/.test(place.name)) return undefined;
  if (place.name === 'id' && place.depth > 1) return undefined;
  const value = hints[place.name];
  if (typeFits(value, schema)) return { value };
  // Path parameters arrive as text.
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) && typeFits(number, schema) ? { value: number } : undefined;
}

/** Hints win over the members of an example too. */
function applyHints(
  value: unknown,
  schema: JsonObject,
  place: Place,
  context: SampleContext,
  schemas: Record<string, JsonSchema>,
): unknown {
  if (!isObject(value) || !context.hints) return value;
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const sub = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!isUsable(sub)) return [name, member];
      const { schema: view } = viewOf(sub, schemas, createRandom(context.seed), place.above);
      const hint = hintFor(view, below(place, name), context);
      return [name, hint ? hint.value : member];
    }),
  );
}
