// Which keywords of a JSON Schema hold schemas. Every walk over schemas goes through here, so that property names,
// `x-*`, enum, default and examples are never mistaken for keywords.
import type { JsonObject } from './json.ts';
import { isObject, sortedNames, toPointer } from './json.ts';
import type { JsonSchema } from './model.ts';

const SINGLE = new Set([
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/** Keywords that apply to the same value, so a cycle over them alone has no end. */
const IN_PLACE = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas']);

export type KeywordKind = 'schema' | 'list' | 'map' | 'value';

export function kindOf(keyword: string): KeywordKind {
  if (SINGLE.has(keyword)) return 'schema';
  if (LISTS.has(keyword)) return 'list';
  return MAPS.has(keyword) ? 'map' : 'value';
}

export const REF_PREFIX = '#/components/schemas/';

/** The component that a canonical `$ref` names. */
export function refName(schema: JsonSchema | undefined): string | undefined {
  if (!isObject(schema) || typeof schema.$ref !== 'string') return undefined;
  return schema.$ref.startsWith(REF_PREFIX) ? schema.$ref.slice(REF_PREFIX.length) : undefined;
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'boolean' || isObject(value);

interface SubSchema {
  keyword: string;
  schema: JsonSchema;
  /** Pointer below the parent. */
  pointer: string;
}

/** The schemas directly inside, in sorted order of keywords and names. */
function subSchemas(schema: JsonSchema): SubSchema[] {
  if (!isObject(schema)) return [];
  const found: SubSchema[] = [];
  const add = (keyword: string, value: unknown, ...rest: (string | number)[]) => {
    if (isSchema(value)) found.push({ keyword, schema: value, pointer: toPointer(keyword, ...rest) });
  };
  for (const keyword of sortedNames(schema)) {
    const value = schema[keyword];
    const kind = kindOf(keyword);
    if (kind === 'schema') add(keyword, value);
    if (kind === 'list' && Array.isArray(value)) for (const [index, item] of value.entries()) add(keyword, item, index);
    if (kind === 'map' && isObject(value)) for (const name of sortedNames(value)) add(keyword, value[name], name);
  }
  return found;
}

/** A copy with every schema directly inside replaced. */
export function mapSubSchemas(schema: JsonObject, replace: (sub: JsonSchema) => JsonSchema): JsonObject {
  const swap = (value: unknown): unknown => (isSchema(value) ? replace(value) : value);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      const kind = kindOf(keyword);
      if (kind === 'schema') return [keyword, swap(value)];
      if (kind === 'list' && Array.isArray(value)) return [keyword, value.map(swap)];
      if (kind === 'map' && isObject(value))
        return [keyword, Object.fromEntries(Object.entries(value).map(([name, item]) => [name, swap(item)]))];
      return [keyword, value];
    }),
  );
}

/** Names of the components that a schema mentions, without following them. */
export function mentionedNames(schema: JsonSchema, into: Set<string> = new Set(), inPlaceOnly = false): Set<string> {
  const name = refName(schema);
  if (name !== undefined) into.add(name);
  for (const sub of subSchemas(schema))
    if (!inPlaceOnly || IN_PLACE.has(sub.keyword)) mentionedNames(sub.schema, into, inPlaceOnly);
  return into;
}

/** The schema itself, or the component that its `$ref` chain ends at. */
export function resolveRef(schema: JsonSchema | undefined, schemas: Record<string, JsonSchema>): JsonSchema {
  let current: JsonSchema = schema ?? true;
  for (let hops = 0; hops < 100; hops += 1) {
    const name = refName(current);
    if (name === undefined) return current;
    current = Object.hasOwn(schemas, name) ? (schemas[name] ?? true) : true;
  }
  return true;
}
