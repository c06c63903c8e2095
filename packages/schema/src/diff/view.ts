// What a schema means, for comparing: references followed, allOf folded, null taken out of types and alternatives.
// Two spellings of the same meaning have the same view.
import { byText, canonicalText, isObject, type JsonObject, typeOf } from '../json.ts';
import { mapSubSchemas, refName, resolveRef } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';

export interface SchemaView {
  id: number;
  /** Accepts everything, or nothing. */
  trivial: 'any' | 'never' | undefined;
  /** Without null; undefined: every type. */
  types: Set<string> | undefined;
  nullable: boolean;
  /** Canonical texts without null. */
  values: Set<string> | undefined;
  constraints: Map<string, unknown>;
  properties: Map<string, JsonSchema>;
  required: Set<string>;
  items: JsonSchema | undefined;
  fixedItems: JsonSchema[];
  /** `additionalProperties`; undefined: open. */
  rest: JsonSchema | undefined;
  /** oneOf or anyOf with at least two members that are not null. */
  alternatives: JsonSchema[] | undefined;
  /** Keywords that are compared as text only. */
  other: string;
  hidden: { request: boolean; response: boolean };
  deprecated: boolean;
  fallback: string | undefined;
  docs: string;
}

export interface Views {
  of(schema: JsonSchema | undefined): SchemaView;
}

const CONSTRAINTS = [
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'pattern',
  'uniqueItems',
];
const OTHER = [
  'contains',
  'maxContains',
  'minContains',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'if',
  'not',
  'patternProperties',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
];

export function createViews(schemas: Record<string, JsonSchema>): Views {
  const known = new Map<JsonSchema, SchemaView>();
  const merged = new Map<string, JsonSchema>();
  let ids = 0;

  /** Two schemas for one property. The same parts give the same object, so recursion through them ends. */
  const both = (a: JsonSchema, b: JsonSchema): JsonSchema => {
    const parts = [a, b].flatMap((part) => {
      const isMerge = isObject(part) && Object.keys(part).length === 1 && Array.isArray(part.allOf);
      return isMerge && isObject(part) && Array.isArray(part.allOf) ? part.allOf : [part];
    });
    const unique = new Map(parts.map((part) => [canonicalText(part), part]));
    const texts = [...unique.keys()].sort(byText);
    const [only] = unique.values();
    if (unique.size === 1 && only !== undefined) return only;
    const key = texts.join('&');
    const made = merged.get(key) ?? { allOf: texts.map((text) => unique.get(text)) };
    merged.set(key, made);
    return made;
  };

  const of = (schema: JsonSchema | undefined): SchemaView => {
    const start = schema ?? true;
    // A bare reference is its target; one with siblings is a view of its own.
    const bare = isObject(start) && refName(start) !== undefined && Object.keys(start).length === 1;
    const source = bare ? resolveRef(start, schemas) : start;
    const found = known.get(source);
    if (found) return found;
    const view = empty(ids++);
    known.set(source, view);
    if (source === false) view.trivial = 'never';
    if (isObject(source)) fill(view, source);
    if (view.trivial === undefined && isUnconstrained(view)) view.trivial = 'any';
    return view;
  };

  const fill = (view: SchemaView, source: JsonObject): void => {
    readOwn(view, source);
    const name = refName(source);
    const parts: JsonSchema[] = name === undefined ? [] : [{ $ref: source.$ref }];
    if (Array.isArray(source.allOf)) parts.push(...source.allOf);
    for (const part of parts) fold(view, of(part));
    for (const list of [source.oneOf, source.anyOf]) if (Array.isArray(list)) readAlternatives(view, list);
  };

  const readAlternatives = (view: SchemaView, list: JsonSchema[]): void => {
    const isNull = (part: JsonSchema): boolean => {
      const target = resolveRef(part, schemas);
      return (
        isObject(target) && (target.type === 'null' || canonicalText(target.enum) === '[null]' || target.const === null)
      );
    };
    const rest = list.filter((part) => !isNull(part));
    const [only] = rest;
    if (rest.length === 1 && only !== undefined) {
      fold(view, of(only));
    } else if (rest.length > 1) {
      view.alternatives = view.alternatives ? [...view.alternatives, ...rest] : rest;
    }
    if (rest.length < list.length) view.nullable = true;
  };

  const fold = (view: SchemaView, part: SchemaView): void => {
    if (part.trivial === 'never') view.trivial = 'never';
    const spoke = view.types !== undefined;
    if (part.types) view.types = view.types ? commonTypes(view.types, part.types) : new Set(part.types);
    view.nullable = spoke && part.types ? view.nullable && part.nullable : view.nullable || part.nullable;
    if (part.values) {
      const before = view.values;
      view.values = before ? new Set([...part.values].filter((value) => before.has(value))) : new Set(part.values);
    }
    for (const [keyword, value] of part.constraints)
      if (!view.constraints.has(keyword)) view.constraints.set(keyword, value);
    for (const [name, sub] of part.properties) {
      const mine = view.properties.get(name);
      view.properties.set(name, mine === undefined ? sub : both(mine, sub));
    }
    for (const name of part.required) view.required.add(name);
    view.items =
      view.items !== undefined && part.items !== undefined ? both(view.items, part.items) : (view.items ?? part.items);
    if (view.fixedItems.length === 0) view.fixedItems = part.fixedItems;
    view.rest ??= part.rest;
    view.alternatives ??= part.alternatives;
    view.other += part.other;
    view.hidden = {
      request: view.hidden.request || part.hidden.request,
      response: view.hidden.response || part.hidden.response,
    };
    view.deprecated ||= part.deprecated;
    view.fallback ??= part.fallback;
    if (view.docs === '') view.docs = part.docs;
  };

  return { of };
}

const empty = (id: number): SchemaView => ({
  id,
  trivial: undefined,
  types: undefined,
  nullable: false,
  values: undefined,
  constraints: new Map(),
  properties: new Map(),
  required: new Set(),
  items: undefined,
  fixedItems: [],
  rest: undefined,
  alternatives: undefined,
  other: '',
  hidden: { request: false, response: false },
  deprecated: false,
  fallback: undefined,
  docs: '',
});

const isSchemaValue = (value: unknown): value is JsonSchema => typeof value === 'boolean' || isObject(value);

function readOwn(view: SchemaView, source: JsonObject): void {
  const values: unknown = source.const !== undefined ? [source.const] : source.enum;
  const declared = source.type === undefined ? inferTypes(source, values) : [source.type].flat().map(String);
  if (declared) {
    view.types = new Set(declared.filter((type) => type !== 'null'));
    view.nullable = declared.includes('null') && (!Array.isArray(values) || values.includes(null));
  }
  if (Array.isArray(values)) view.values = new Set(values.filter((value) => value !== null).map(canonicalText));
  for (const keyword of CONSTRAINTS) if (source[keyword] !== undefined) view.constraints.set(keyword, source[keyword]);
  if (isObject(source.properties))
    for (const [name, sub] of Object.entries(source.properties)) if (isSchemaValue(sub)) view.properties.set(name, sub);
  if (Array.isArray(source.required)) for (const name of source.required) view.required.add(String(name));
  if (isSchemaValue(source.items)) view.items = source.items;
  if (Array.isArray(source.prefixItems)) view.fixedItems = source.prefixItems.filter(isSchemaValue);
  const rest = source.additionalProperties;
  if (rest === false || (isObject(rest) && Object.keys(rest).length > 0)) view.rest = rest;
  view.hidden = { request: source.readOnly === true, response: source.writeOnly === true };
  view.deprecated = source.deprecated === true;
  view.fallback = source.default === undefined ? undefined : canonicalText(source.default);
  const other = Object.fromEntries(
    OTHER.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]),
  );
  if (Object.keys(other).length > 0) view.other = canonicalText(mapSubSchemas(other, meaningOnly));
  if (isObject(source.discriminator)) view.other += `discriminator ${String(source.discriminator.propertyName)}`;
  const docs = { title: source.title, description: source.description, examples: source.examples };
  if (Object.values(docs).some((value) => value !== undefined)) view.docs = canonicalText(docs);
}

/** Without annotations and without the names of components, so that a renamed component is no change. */
function meaningOnly(schema: JsonSchema): JsonSchema {
  if (!isObject(schema)) return schema;
  const { title: _t, description: _d, examples: _e, $ref, ...rest } = schema;
  return mapSubSchemas({ ...rest, ...($ref !== undefined && { $ref: '' }) }, meaningOnly);
}

/** `properties` without `type` is written and read as an object everywhere. */
function inferTypes(source: JsonObject, values: unknown): string[] | undefined {
  if (Array.isArray(values)) return [...new Set(values.map(typeOf))];
  if (isObject(source.properties) || source.required !== undefined || isObject(source.additionalProperties))
    return ['object'];
  return isSchemaValue(source.items) ? ['array'] : undefined;
}

function commonTypes(a: Set<string>, b: Set<string>): Set<string> {
  const common = new Set([...a].filter((type) => b.has(type) || (type === 'integer' && b.has('number'))));
  if (b.has('integer') && a.has('number')) common.add('integer');
  return common;
}

const isUnconstrained = (view: SchemaView): boolean =>
  !view.types &&
  !view.values &&
  view.constraints.size === 0 &&
  view.properties.size === 0 &&
  view.required.size === 0 &&
  view.items === undefined &&
  view.fixedItems.length === 0 &&
  view.rest === undefined &&
  !view.alternatives &&
  view.other === '';
