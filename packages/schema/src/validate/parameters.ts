// Styled parameter text back into values, as far as the schema's type asks for it.
import { isObject } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { ApiParameter, JsonSchema } from '../model.ts';

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const SEPARATORS: Record<string, string> = { spaceDelimited: ' ', pipeDelimited: '|' };

/** The value, or undefined when its style is not one that can be read back (deepObject, objects in simple style). */
export function readParameterValue(
  parameter: ApiParameter,
  text: string | string[],
  schemas: Record<string, JsonSchema>,
): { value: unknown } | undefined {
  const first = Array.isArray(text) ? text[0] : text;
  if (first === undefined) return undefined;
  if (parameter.media_type !== undefined) {
    try {
      return { value: JSON.parse(first) };
    } catch {
      return { value: first };
    }
  }
  const types = typesOf(parameter.schema, schemas);
  if (types.has('array')) {
    const separator = SEPARATORS[parameter.style] ?? ',';
    const list = Array.isArray(text)
      ? text
      : parameter.explode && parameter.in === 'query'
        ? [text]
        : text.split(separator);
    const target = resolveRef(parameter.schema, schemas);
    const items = isObject(target) ? target.items : undefined;
    const itemTypes = typeof items === 'boolean' || isObject(items) ? typesOf(items, schemas) : new Set<string>();
    return { value: list.map((item) => coerce(item, itemTypes)) };
  }
  if (types.has('object')) return undefined;
  return { value: coerce(first, types) };
}

function coerce(text: string, types: Set<string>): unknown {
  if ((types.has('integer') || types.has('number')) && NUMBER.test(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.has('null') && !types.has('string') && (text === '' || text === 'null')) return null;
  return text;
}

/** Every type that the schema mentions for the value, through references and compositions. */
function typesOf(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth = 0): Set<string> {
  const target = resolveRef(schema, schemas);
  const types = new Set<string>();
  if (!isObject(target) || depth > 10) return types;
  for (const type of [target.type].flat()) if (typeof type === 'string') types.add(type);
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const list: unknown = target[keyword];
    if (!Array.isArray(list)) continue;
    for (const part of list) for (const type of typesOf(part, schemas, depth + 1)) types.add(type);
  }
  return types;
}
