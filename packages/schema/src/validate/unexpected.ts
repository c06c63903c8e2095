// Walks a value beside its schema: finds members that nobody declares, and names places by what the schema declares,
// so that keys of maps (which may be personal data) and array indexes become `*`.
import { fromPointer, isObject, toPointer } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import { type Check, distance } from './compile.ts';
import { inferSchema, type Mismatch } from './mismatch.ts';

export interface WalkContext {
  schemas: Record<string, JsonSchema>;
  compile(schema: JsonSchema): Check;
}

const MAX_ITEMS = 500;
const MAX_DEPTH = 64;

export function findUnexpected(schema: JsonSchema, value: unknown, context: WalkContext, at = ''): Mismatch[] {
  const found: Mismatch[] = [];
  const walk = (candidates: JsonSchema[], here: unknown, path: string, depth: number): void => {
    if (depth > MAX_DEPTH || typeof here !== 'object' || here === null) return;
    const applicable = candidates.flatMap((candidate) => applicableTo(candidate, here, context));
    if (Array.isArray(here)) {
      for (const [index, item] of here.slice(0, MAX_ITEMS).entries())
        walk(childrenOf(applicable, String(index), 'item'), item, `${path}/*`, depth + 1);
      return;
    }
    const closed = !isOpen(applicable);
    for (const [name, item] of Object.entries(here)) {
      const declared = childrenOf(applicable, name, 'declared');
      if (declared.length > 0) walk(declared, item, path + toPointer(name), depth + 1);
      else if (closed) found.push(unexpected(path + toPointer(name), name, item));
      else walk(childrenOf(applicable, name, 'map'), item, `${path}/*`, depth + 1);
    }
  };
  walk([schema], value, at, 0);
  return found;
}

const unexpected = (path: string, name: string, value: unknown): Mismatch => ({
  mismatch_type: 'unexpected_field',
  path,
  severity: 'low',
  breaking: false,
  description: `"${name}" is not declared in the contract`,
  actual: inferSchema(value),
});

/** Open: says that other members may come, or says nothing about members at all. */
function isOpen(applicable: JsonSchema[]): boolean {
  let speaks = false;
  for (const schema of applicable) {
    if (!isObject(schema)) continue;
    const rest = schema.additionalProperties ?? schema.unevaluatedProperties;
    if (rest === true || isObject(rest)) return true;
    if (rest === false || isObject(schema.properties)) speaks = true;
  }
  return !speaks;
}

/** The schema and everything that applies to the same value: references, allOf, and the alternatives that fit (or come nearest). */
function applicableTo(schema: JsonSchema, value: unknown, context: WalkContext): JsonSchema[] {
  const target = resolveRef(schema, context.schemas);
  const parts: JsonSchema[] = [target];
  // What stands beside a reference.
  if (target !== schema && isObject(schema) && Object.keys(schema).length > 1)
    parts.push({ ...schema, $ref: undefined });
  return parts.flatMap((part) => {
    if (!isObject(part)) return [];
    const inner = [
      ...listOf(part.allOf),
      ...fitting(listOf(part.oneOf), value, context),
      ...fitting(listOf(part.anyOf), value, context),
    ];
    for (const keyword of ['then', 'else'] as const) if (isObject(part[keyword])) inner.push(part[keyword]);
    return [part, ...inner.flatMap((item) => applicableTo(item, value, context))];
  });
}

function fitting(alternatives: JsonSchema[], value: unknown, context: WalkContext): JsonSchema[] {
  if (alternatives.length < 2) return alternatives;
  const judged = alternatives.map((schema) => ({ schema, errors: context.compile(schema)(value) }));
  const fits = judged.filter(({ errors }) => errors.length === 0);
  if (fits.length > 0) return fits.map(({ schema }) => schema);
  const least = Math.min(...judged.map(({ errors }) => distance(errors)));
  return judged.filter(({ errors }) => distance(errors) === least).map(({ schema }) => schema);
}

const listOf = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value : []);

function childrenOf(applicable: JsonSchema[], name: string, kind: 'declared' | 'map' | 'item'): JsonSchema[] {
  return applicable.flatMap((schema): JsonSchema[] => {
    if (!isObject(schema)) return [];
    if (kind === 'item') {
      const fixed = listOf(schema.prefixItems)[Number(name)];
      return [fixed ?? schema.items].filter(isUsable);
    }
    if (kind === 'map') return [schema.additionalProperties].filter(isUsable);
    const own = isObject(schema.properties) && Object.hasOwn(schema.properties, name) ? [schema.properties[name]] : [];
    const matched = Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {})
      .filter(([pattern]) => matches(pattern, name))
      .map(([, sub]) => sub);
    return [...own, ...matched].filter(isUsable);
  });
}

const isUsable = (value: unknown): value is JsonSchema => typeof value === 'boolean' || isObject(value);

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

/** The schemas at a place in the value, and the place's name with `*` for indexes and map keys. */
export function locate(
  schema: JsonSchema,
  value: unknown,
  pointer: string,
  context: WalkContext,
): { path: string; schemas: JsonSchema[] } {
  let schemas: JsonSchema[] = [schema];
  let here = value;
  let path = '';
  for (const segment of fromPointer(pointer)) {
    const inner = innerOf(
      schemas.flatMap((candidate) => applicableTo(candidate, here, context)),
      here,
      segment,
    );
    path += inner.isNamed ? toPointer(segment) : '/*';
    schemas = inner.schemas;
    if (Array.isArray(here)) here = here[Number(segment)];
    else here = isObject(here) && Object.hasOwn(here, segment) ? here[segment] : undefined;
  }
  return { path, schemas };
}

/** The schemas of one item or member. */
function innerOf(
  applicable: JsonSchema[],
  value: unknown,
  segment: string,
): { isNamed: boolean; schemas: JsonSchema[] } {
  if (Array.isArray(value)) return { isNamed: false, schemas: childrenOf(applicable, segment, 'item') };
  const declared = childrenOf(applicable, segment, 'declared');
  if (declared.length > 0) return { isNamed: true, schemas: declared };
  const mapped = childrenOf(applicable, segment, 'map');
  return { isNamed: mapped.length === 0, schemas: mapped };
}

export interface Place {
  pointer: string;
  schemas: JsonSchema[];
}

/** Every place of the value with its schemas, as `locate` finds them one by one; what is outside comes before what is inside. */
export function* placesOf({ pointer, schemas }: Place, value: unknown, context: WalkContext): Generator<Place> {
  yield { pointer, schemas };
  if (typeof value !== 'object' || value === null) return;
  const applicable = schemas.flatMap((candidate) => applicableTo(candidate, value, context));
  for (const [name, inner] of Object.entries(value)) {
    const place = { pointer: pointer + toPointer(name), schemas: innerOf(applicable, value, name).schemas };
    yield* placesOf(place, inner, context);
  }
}
