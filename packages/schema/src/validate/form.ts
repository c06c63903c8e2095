// Forms as they are sent, `tags=a&tags=b`: written and read as the contract describes each property. Like the parameters of a query.
import { isObject } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { ApiContent, ApiParameter, JsonSchema } from '../model.ts';
import { readParameter } from './parameters.ts';
import { writeParameter } from './write-parameter.ts';

export const FORM = 'application/x-www-form-urlencoded';

export function writeForm(content: ApiContent, value: unknown, schemas: Record<string, JsonSchema>): string {
  const form = new URLSearchParams();
  for (const [name, item] of Object.entries(isObject(value) ? value : {}))
    for (const [key, texts] of Object.entries(writeParameter(fieldOf(name, content, schemas), item)))
      for (const text of [texts].flat()) form.append(key, text);
  return form.toString();
}

/** By property: what the contract reads there; undefined where it reads nothing of the kind. */
export function readForm(
  content: ApiContent,
  text: string,
  schemas: Record<string, JsonSchema>,
): Record<string, unknown> {
  const query: Record<string, string | string[]> = {};
  for (const [name, item] of new URLSearchParams(text)) {
    const known = query[name];
    query[name] = known === undefined ? item : [known, item].flat();
  }
  const target = resolveRef(content.schema, schemas);
  const names = isObject(target) && isObject(target.properties) ? Object.keys(target.properties) : [];
  const read = names.map((name): [string, unknown] => {
    const field = fieldOf(name, content, schemas);
    if (!field.explode && Array.isArray(query[name])) return [name, undefined];
    const found = readParameter(field, { path: {}, query, headers: {} }, schemas);
    return [name, found.sent ? found.value : undefined];
  });
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** A property of a form as the parameter of a query that it is written like. */
function fieldOf(name: string, content: ApiContent, schemas: Record<string, JsonSchema>): ApiParameter {
  const encoding = content.encoding?.find((one) => one.name === name);
  const style = encoding?.style ?? 'form';
  const target = resolveRef(content.schema, schemas);
  const own = isObject(target) && isObject(target.properties) ? target.properties[name] : undefined;
  const schema = typeof own === 'boolean' || isObject(own) ? own : true;
  const type = encoding?.content_type;
  return {
    name,
    in: 'query',
    required: false,
    deprecated: false,
    style,
    explode: encoding?.explode ?? style === 'form',
    schema,
    ...(type !== undefined && encoding?.style === undefined && /json/.test(type) && { media_type: type }),
  };
}
