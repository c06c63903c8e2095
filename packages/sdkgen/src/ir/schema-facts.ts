// Questions about one JSON Schema, answered without converting it. References are followed only where the keyword is a
// schema position: a property that happens to be called `$ref`, `example` or `nullable` is a property.

import type { JsonSchema } from '@mockops/schema';

export type SchemaObject = { [keyword: string]: unknown };
export type Schemas = Readonly<Record<string, JsonSchema>>;

export const isRecord = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asSchemas = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const PREFIX = '#/components/schemas/';

/** The component that a schema refers to, when its `$ref` is one. */
export function refName(schema: unknown): string | undefined {
  if (!isRecord(schema) || typeof schema.$ref !== 'string' || !schema.$ref.startsWith(PREFIX)) return undefined;
  const token = schema.$ref.slice(PREFIX.length);
  const decoded = /%[0-9a-f]{2}/i.test(token) ? decodeURIComponent(token) : token;
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The schema behind its references; undefined when there is none, or only a circle of references. */
export function deref(schema: unknown, schemas: Schemas): SchemaObject | undefined {
  let current = schema;
  const seen = new Set<string>();
  for (let name = refName(current); name !== undefined; name = refName(current)) {
    if (seen.has(name) || !Object.hasOwn(schemas, name)) return undefined;
    seen.add(name);
    current = schemas[name];
  }
  return isRecord(current) ? current : undefined;
}

export function typesOf(schema: SchemaObject): string[] {
  const type = schema.type;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((item): item is string => typeof item === 'string') : [];
}

/** It allows null and nothing else. */
export function isNullOnly(schema: unknown, schemas: Schemas): boolean {
  const target = deref(schema, schemas);
  if (target === undefined) return false;
  const types = typesOf(target);
  if (types.length === 1 && types[0] === 'null') return true;
  if (Array.isArray(target.enum) && target.enum.length > 0) return target.enum.every((value) => value === null);
  return Object.hasOwn(target, 'const') && target.const === null;
}

const SHAPE_KEYWORDS = [
  '$ref',
  'type',
  'properties',
  'additionalProperties',
  'patternProperties',
  'items',
  'prefixItems',
  'enum',
  'const',
  'allOf',
  'oneOf',
  'anyOf',
];

/** It says what a value looks like, not only how it is described or limited. */
export const saysShape = (schema: unknown): schema is SchemaObject =>
  isRecord(schema) && SHAPE_KEYWORDS.some((keyword) => Object.hasOwn(schema, keyword));

/** An object with declared properties, here or by allOf. */
export function hasProperties(schema: unknown, schemas: Schemas, seen: ReadonlySet<SchemaObject> = new Set()): boolean {
  const target = deref(schema, schemas);
  if (target === undefined || seen.has(target)) return false;
  if (isRecord(target.properties) && Object.keys(target.properties).length > 0) return true;
  const deeper = new Set(seen).add(target);
  return asSchemas(target.allOf).some((part) => hasProperties(part, schemas, deeper));
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
