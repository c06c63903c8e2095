// The keywords of one schema object, its inner schemas already read: OpenAPI 3.0 spellings become JSON Schema 2020-12,
// what means the same gets the same spelling, and values that no validator could use are left out.
import { byText, canonicalText, isObject, type JsonObject, setMember, sortedNames } from '../json.ts';
import type { JsonSchema } from '../model.ts';

export const TYPES: ReadonlySet<string> = new Set([
  'array',
  'boolean',
  'integer',
  'null',
  'number',
  'object',
  'string',
]);
const NUMBERS = new Set([
  'exclusiveMaximum',
  'exclusiveMinimum',
  'maxContains',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minContains',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
]);
/** Identity and layout of the source, meaningless once bundled. */
const DROPPED = new Set([
  '$schema',
  '$id',
  '$anchor',
  '$dynamicAnchor',
  '$vocabulary',
  '$defs',
  'definitions',
  'collectionFormat',
  '$comment',
  'xml',
  'externalDocs',
  'nullable',
  'example',
]);
const ANNOTATIONS = new Set(['title', 'description', 'deprecated', 'examples', 'default', 'readOnly', 'writeOnly']);

export function canonicaliseKeywords(source: JsonObject): JsonSchema {
  const given =
    source.type === 'file' || REWRITTEN.some((keyword) => source[keyword] !== undefined) ? rewrite(source) : source;
  const schema: JsonObject = {};
  for (const keyword of sortedNames(given)) {
    if (DROPPED.has(keyword)) continue;
    const value = canonicalValue(keyword, given[keyword]);
    if (value !== undefined) setMember(schema, keyword, value);
  }
  return source.nullable === true || source['x-nullable'] === true ? allowNull(schema) : schema;
}

/** Keywords whose older spelling changes others. */
const REWRITTEN = ['exclusiveMinimum', 'exclusiveMaximum', 'example', 'examples'];

function rewrite(source: JsonObject): JsonObject {
  if (source.type === 'file') return rewrite({ ...source, type: 'string', format: 'binary' });
  return { ...source, ...exclusiveBounds(source), ...examplesOf(source) };
}

/** 3.0 writes `exclusiveMinimum: true` beside `minimum`; 2020-12 moves the number over. */
function exclusiveBounds(source: JsonObject): JsonObject {
  const moved: JsonObject = {};
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof source[flag] !== 'boolean') continue;
    moved[flag] = source[flag] ? source[bound] : undefined;
    if (source[flag]) moved[bound] = undefined;
  }
  return moved;
}

function examplesOf(source: JsonObject): JsonObject {
  if (Array.isArray(source.examples)) return {};
  const map = isObject(source.examples) ? source.examples : undefined;
  const fromMap =
    map &&
    Object.keys(map)
      .sort(byText)
      .map((name) => map[name]);
  const examples = source.example !== undefined ? [source.example] : fromMap;
  return { examples };
}

function canonicalValue(keyword: string, value: unknown): unknown {
  if (keyword === 'type') return canonicalType(value);
  if (keyword === 'enum') return Array.isArray(value) && value.length > 0 ? sortedSet(value) : undefined;
  if (keyword === 'required') {
    const names = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
    return names.length > 0 ? sortedSet(names) : undefined;
  }
  if (NUMBERS.has(keyword)) return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (keyword === 'pattern' || keyword === 'format') return typeof value === 'string' ? value : undefined;
  if (keyword === 'uniqueItems' || keyword === 'deprecated' || keyword === 'readOnly' || keyword === 'writeOnly')
    return value === true ? true : undefined;
  return value;
}

function canonicalType(value: unknown): unknown {
  if (typeof value === 'string') return TYPES.has(value) ? value : undefined;
  const types = sortedSet((Array.isArray(value) ? value : [value]).filter((type) => TYPES.has(String(type))));
  return types.length > 1 ? types : types[0];
}

function sortedSet(values: unknown[]): unknown[] {
  if (values.length < 2) return values;
  // In the order of their JSON texts, which quotes and escapes do not change for plain words.
  if (values.every((value) => typeof value === 'string' && /^\w*$/.test(value)))
    return [...new Set(values)].sort((a, b) => byText(`${a}"`, `${b}"`));
  return [...new Map(values.map((value) => [canonicalText(value), value])).entries()]
    .sort(([a], [b]) => byText(a, b))
    .map(([, value]) => value);
}

/** Keywords that would refuse null although the type allows it. */
const COMPOSING = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'const'];

/** `nullable: true` read leniently: null also joins an enum, and wraps a reference or composition. */
function allowNull(schema: JsonObject): JsonSchema {
  const isComposed = COMPOSING.some((keyword) => Object.hasOwn(schema, keyword));
  if (schema.type !== undefined && !isComposed) {
    const types = [...(Array.isArray(schema.type) ? schema.type : [schema.type]), 'null'];
    return {
      ...schema,
      type: canonicalType(types),
      ...(Array.isArray(schema.enum) && { enum: sortedSet([...schema.enum, null]) }),
    };
  }
  if (!isComposed && Array.isArray(schema.enum)) return { ...schema, enum: sortedSet([...schema.enum, null]) };
  const [kept, constraining] = split(schema, (keyword) => ANNOTATIONS.has(keyword));
  if (Object.keys(constraining).length === 0) return schema;
  return { anyOf: [constraining, { type: 'null' }], ...kept };
}

function split(object: JsonObject, first: (name: string) => boolean): [JsonObject, JsonObject] {
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(object).filter(([name]) => first(name) === wanted));
  return [pick(true), pick(false)];
}
