// Styled parameter text back into values, as far as the schema's types ask for it: all styles of OpenAPI, lists and flat objects.
import { isObject, type JsonObject, setMember } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { ApiParameter, ApiResponse, JsonSchema } from '../model.ts';

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const SEPARATORS: Record<string, string> = { spaceDelimited: ' ', pipeDelimited: '|' };

export interface SentParameters {
  path: Record<string, string>;
  query: Record<string, string | string[] | undefined>;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
}

/** `value` is missing where the text cannot be read back: an object inside an object, or one among other types. */
export type ReadParameter = { sent: false } | { sent: true; value?: unknown };

export function readParameter(
  parameter: ApiParameter,
  sent: SentParameters,
  schemas: Record<string, JsonSchema>,
): ReadParameter {
  const types = typesOf(parameter.schema, schemas);
  const isObjectOnly = types.has('object') && ![...types].some((type) => type !== 'object' && type !== 'null');
  if (parameter.media_type === undefined && parameter.in === 'query' && types.has('object')) {
    const members =
      parameter.style === 'deepObject'
        ? deepMembers(parameter.name, sent.query)
        : parameter.explode
          ? ownMembers(parameter.schema, sent.query, schemas)
          : undefined;
    if (members) {
      if (members.length === 0) return { sent: textOf(parameter, sent) !== undefined };
      return isObjectOnly ? objectOf(members, parameter.schema, schemas) : { sent: true };
    }
  }
  const text = textOf(parameter, sent);
  if (text === undefined) return { sent: false };
  const first = Array.isArray(text) ? (text[0] ?? '') : text;
  if (first === '' && parameter.allow_empty === true) return { sent: true };
  if (parameter.media_type !== undefined) return { sent: true, value: readDocument(first) };
  if (types.has('array')) {
    const items = itemsOf(parameter.schema, schemas);
    const list = Array.isArray(text) ? text : split(parameter, text);
    return { sent: true, value: list.map((item) => coerce(item, typesOf(items, schemas))) };
  }
  if (types.has('object')) {
    const members = isObjectOnly
      ? pairs(parameter, split({ ...parameter, explode: isPaired(parameter) }, first))
      : undefined;
    return members ? objectOf(members, parameter.schema, schemas) : { sent: true };
  }
  return { sent: true, value: coerce(unprefixed(parameter, first), types) };
}

/** Headers of an answer are written like those of a request, in the style simple. */
export const readHeader = (
  header: ApiResponse['headers'][number],
  headers: SentParameters['headers'],
  schemas: Record<string, JsonSchema>,
): ReadParameter =>
  readParameter(
    { ...header, in: 'header', style: 'simple', explode: false },
    { path: {}, query: {}, headers },
    schemas,
  );

function textOf(parameter: ApiParameter, { path, query, headers }: SentParameters): string | string[] | undefined {
  if (parameter.in === 'path') return own(path, parameter.name);
  if (parameter.in === 'query') return own(query, parameter.name);
  if (parameter.in === 'header') return own(headers, parameter.name.toLowerCase());
  for (const pair of [headers.cookie].flat().join(';').split(';')) {
    const [name, ...value] = pair.trim().split('=');
    if (name === parameter.name) return value.join('=');
  }
  return undefined;
}

const own = <T>(map: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined;

function readDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `.a.b` and `;name=a` without what only marks the style. */
function unprefixed({ style, name }: ApiParameter, text: string): string {
  if (style === 'label') return text.replace(/^\./, '');
  if (style === 'matrix') return text.startsWith(`;${name}=`) ? text.slice(name.length + 2) : text.replace(/^;/, '');
  return text;
}

function split(parameter: ApiParameter, text: string): string[] {
  const { style, explode, name } = parameter;
  const plain = unprefixed(parameter, text);
  if (style === 'label') return plain.split(explode ? '.' : ',');
  if (style === 'matrix' && explode) return plain.split(';').map((part) => part.replace(`${name}=`, ''));
  if (parameter.in === 'query' && explode) return [plain];
  return plain.split(SEPARATORS[style] ?? ',');
}

type Member = [name: string, text: string | string[]];

/** Whether members are written `a=1` rather than `a,1`. */
const isPaired = ({ explode, in: place }: ApiParameter): boolean => explode && place !== 'query';

function pairs(parameter: ApiParameter, parts: string[]): Member[] | undefined {
  if (isPaired(parameter))
    return parts.map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    });
  if (parts.length % 2 === 1) return undefined;
  return parts.flatMap((name, index): Member[] => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : []));
}

/** `filter[name]=x`; deeper brackets stay part of the name, so that nothing is guessed. */
const deepMembers = (name: string, query: SentParameters['query']): Member[] =>
  Object.entries(query).flatMap(([key, text]): Member[] =>
    text !== undefined && key.startsWith(`${name}[`) && key.endsWith(']')
      ? [[key.slice(name.length + 1, -1), text]]
      : [],
  );

/** An exploded object in a form stands there member by member, without its own name. */
const ownMembers = (
  schema: JsonSchema,
  query: SentParameters['query'],
  schemas: Record<string, JsonSchema>,
): Member[] =>
  [...propertiesOf(schema, schemas).keys()].flatMap((name): Member[] => {
    const text = own(query, name);
    return text === undefined ? [] : [[name, text]];
  });

function objectOf(members: Member[], schema: JsonSchema, schemas: Record<string, JsonSchema>): ReadParameter {
  const properties = propertiesOf(schema, schemas);
  const value: JsonObject = {};
  for (const [name, text] of members) {
    const property = properties.get(name);
    const types = property === undefined ? new Set<string>() : typesOf(property, schemas);
    if (name.includes('[') || types.has('object')) return { sent: true };
    const isList = types.has('array');
    const itemTypes = isList && property !== undefined ? typesOf(itemsOf(property, schemas), schemas) : types;
    const read = [text].flat().map((item) => coerce(item, itemTypes));
    setMember(value, name, isList ? read : read[0]);
  }
  return { sent: true, value };
}

function coerce(text: string, types: Set<string>): unknown {
  if ((types.has('integer') || types.has('number')) && NUMBER.test(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.has('null') && !types.has('string') && (text === '' || text === 'null')) return null;
  return text;
}

const MAX_DEPTH = 10;

/** The schema, and every one that applies to the same value, through references and compositions. */
function* applied(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth = 0): Generator<JsonObject> {
  const target = resolveRef(schema, schemas);
  if (!isObject(target) || depth > MAX_DEPTH) return;
  yield target;
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const list = target[keyword];
    if (Array.isArray(list)) for (const part of list) yield* applied(part, schemas, depth + 1);
  }
}

/** Every type that the schema mentions for the value. */
function typesOf(schema: JsonSchema, schemas: Record<string, JsonSchema>): Set<string> {
  const types = new Set<string>();
  for (const { type } of applied(schema, schemas))
    for (const name of [type].flat()) if (typeof name === 'string') types.add(name);
  return types;
}

function propertiesOf(schema: JsonSchema, schemas: Record<string, JsonSchema>): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  for (const { properties } of applied(schema, schemas))
    if (isObject(properties))
      for (const [name, property] of Object.entries(properties))
        if (!found.has(name) && (typeof property === 'boolean' || isObject(property))) found.set(name, property);
  return found;
}

function itemsOf(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  for (const { items } of applied(schema, schemas)) if (typeof items === 'boolean' || isObject(items)) return items;
  return true;
}
