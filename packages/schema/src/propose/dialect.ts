// An inferred shape as the contract's version writes it, and which keywords survive a change of type.
import { isObject, type JsonObject } from '../json.ts';

/** One null says nothing about the type: anything may come there. OpenAPI 3.0 has neither lists of types nor `type: null`. */
export function toDialect(shape: unknown, isV30: boolean): JsonObject {
  if (!isObject(shape)) return {};
  const { type, properties, items, additionalProperties, ...rest } = shape;
  const types = [type].flat().filter((name): name is string => typeof name === 'string' && name !== 'null');
  const nullable = [type].flat().includes('null');
  const schema: JsonObject = { ...rest, ...writeType(types, nullable, isV30) };
  if (isObject(properties))
    schema.properties = Object.fromEntries(
      Object.entries(properties).map(([name, sub]) => [name, toDialect(sub, isV30)]),
    );
  if (isObject(additionalProperties)) schema.additionalProperties = toDialect(additionalProperties, isV30);
  if (isObject(items)) schema.items = toDialect(items, isV30);
  return schema;
}

export function writeType(types: string[], nullable: boolean, isV30: boolean): JsonObject {
  const [only] = types;
  if (only === undefined) return isV30 && nullable ? { nullable: true } : {};
  if (isV30) return { ...(types.length === 1 && { type: only }), ...(nullable && { nullable: true }) };
  const all = nullable ? [...types, 'null'] : types;
  return { type: all.length === 1 ? only : all };
}

const BY_TYPE: Record<string, string[]> = {
  string: ['format', 'pattern', 'minLength', 'maxLength'],
  number: ['format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems', 'prefixItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties', 'patternProperties'],
};
/** True of the old values only. */
const OF_VALUES = ['enum', 'const', 'default', 'example', 'examples', 'nullable'];

/** Keywords of a schema that do not fit its new type. */
export function staleKeywords(schema: JsonObject, type: string): string[] {
  const family = type === 'integer' ? 'number' : type;
  const foreign = Object.entries(BY_TYPE).flatMap(([name, keywords]) => (name === family ? [] : keywords));
  const formats = family === 'number' || family === 'string' ? ['format'] : [];
  return [...new Set([...foreign, ...formats, ...OF_VALUES])].filter((keyword) => schema[keyword] !== undefined);
}
