// The keywords of one schema object as a view, before references and compositions are folded in.
import { byText, canonicalText, isObject, type JsonObject } from '../../json.ts';
import type { JsonSchema } from '../../model.ts';
import { SIZES, strongerLower, strongerUpper, withSize } from './bounds.ts';
import { NONE, type SchemaView } from './view.ts';

export const isSchema = (value: unknown): value is JsonSchema => typeof value === 'boolean' || isObject(value);
export const isTrue = (schema: JsonSchema | undefined): boolean =>
  schema === true || (isObject(schema) && Object.keys(schema).length === 0);

const schemaOr = (value: unknown): JsonSchema | undefined => (isSchema(value) && !isTrue(value) ? value : undefined);
const textOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function schemasOf(value: unknown): ReadonlyMap<string, JsonSchema> {
  if (!isObject(value)) return NONE.map;
  const schemas = new Map<string, JsonSchema>();
  for (const [name, sub] of Object.entries(value)) if (isSchema(sub)) schemas.set(name, sub);
  return schemas;
}

export function readOwn(view: SchemaView, source: JsonObject): void {
  readTypes(view, source);
  readLimits(view, source);
  view.properties = schemasOf(source.properties);
  view.patternProperties = schemasOf(source.patternProperties);
  if (Array.isArray(source.required)) view.required = new Set(source.required.map(String));
  view.rest = schemaOr(source.additionalProperties);
  view.items = schemaOr(source.items);
  if (Array.isArray(source.prefixItems)) view.fixedItems = source.prefixItems.filter(isSchema);
  readConditions(view, source);
  readAnnotations(view, source);
}

function readTypes(view: SchemaView, source: JsonObject): void {
  const values: unknown = source.const !== undefined ? [source.const] : source.enum;
  if (source.type !== undefined) view.types = new Set([source.type].flat().map(String));
  if (Array.isArray(values)) view.values = new Map(values.map((value) => [canonicalText(value), value]));
  view.fixed = source.const !== undefined;
  if (Array.isArray(source['x-extensible-enum'])) view.known = new Set(source['x-extensible-enum'].map(canonicalText));
}

function readLimits(view: SchemaView, source: JsonObject): void {
  const bound = (name: string, exclusive: boolean) => {
    const value = source[name];
    return typeof value === 'number' ? { value, exclusive, spelled: exclusive } : undefined;
  };
  view.lower = strongerLower(bound('minimum', false), bound('exclusiveMinimum', true));
  view.upper = strongerUpper(bound('maximum', false), bound('exclusiveMaximum', true));
  for (const keyword of SIZES) {
    const size = source[keyword];
    if (typeof size === 'number') view.sizes = withSize(view.sizes, keyword, size);
  }
  if (typeof source.multipleOf === 'number') view.multiples = new Set([source.multipleOf]);
  view.unique = source.uniqueItems === true;
  if (typeof source.pattern === 'string') view.patterns = new Set([source.pattern]);
  if (typeof source.format === 'string') view.formats = new Set([source.format]);
}

function readConditions(view: SchemaView, source: JsonObject): void {
  if (isSchema(source.not)) view.not = [source.not];
  if (isSchema(source.if) && (isSchema(source.then) || isSchema(source.else)))
    view.conditionals = [{ if: source.if, holds: schemaOr(source.then), fails: schemaOr(source.else) }];
  if (isSchema(source.contains)) {
    const min = typeof source.minContains === 'number' ? source.minContains : 1;
    const max = typeof source.maxContains === 'number' ? source.maxContains : undefined;
    if (min > 0 || max !== undefined) view.contains = [{ schema: source.contains, min, max }];
  }
  if (isObject(source.dependentRequired)) {
    const required = new Map<string, ReadonlySet<string>>();
    for (const [name, others] of Object.entries(source.dependentRequired))
      if (Array.isArray(others) && others.length > 0) required.set(name, new Set(others.map(String)));
    view.dependentRequired = required;
  }
  if (isObject(source.dependentSchemas))
    view.dependentSchemas = new Map([...schemasOf(source.dependentSchemas)].filter(([, sub]) => !isTrue(sub)));
  view.propertyNames = schemaOr(source.propertyNames);
  view.unevaluatedProperties = schemaOr(source.unevaluatedProperties);
  view.unevaluatedItems = schemaOr(source.unevaluatedItems);
  view.content = {
    schema: schemaOr(source.contentSchema),
    media: textOr(source.contentMediaType),
    encoding: textOr(source.contentEncoding),
  };
}

function readAnnotations(view: SchemaView, source: JsonObject): void {
  view.readOnly = source.readOnly === true;
  view.writeOnly = source.writeOnly === true;
  view.deprecated = source.deprecated === true;
  view.sunset = source['x-sunset'] === undefined ? undefined : String(source['x-sunset']);
  view.stability = textOr(source['x-stability-level']);
  view.fallback = source.default === undefined ? undefined : canonicalText(source.default);
  const examples = Array.isArray(source.examples) ? source.examples.map(canonicalText).sort(byText) : undefined;
  const docs = { title: source.title, description: source.description, examples };
  if (Object.values(docs).some((value) => value !== undefined)) view.docs = canonicalText(docs);
}
