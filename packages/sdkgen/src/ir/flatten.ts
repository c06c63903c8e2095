// One flat object from a schema and everything it takes in by allOf. Later parts win, unless they only describe.
// Alternatives (oneOf, anyOf over objects beside own properties) are returned apart, for the caller to distribute.

import {
  asSchemas,
  deref,
  hasProperties,
  isRecord,
  type SchemaObject,
  type Schemas,
  saysShape,
} from './schema-facts.ts';

export interface FlatObject {
  properties: Map<string, unknown>;
  required: Set<string>;
  /** `additionalProperties` as written, when it says something. */
  extra?: unknown;
  alternatives: unknown[][];
}

export function flattenObject(
  schema: unknown,
  schemas: Schemas,
  seen: ReadonlySet<SchemaObject> = new Set(),
): FlatObject {
  const flat: FlatObject = { properties: new Map(), required: new Set(), alternatives: [] };
  const target = deref(schema, schemas);
  if (target === undefined || seen.has(target)) return flat;
  const path = new Set(seen).add(target);
  for (const part of asSchemas(target.allOf)) mergeInto(flat, flattenObject(part, schemas, path));
  mergeInto(flat, ownPart(target, schemas));
  return flat;
}

export function mergeInto(flat: FlatObject, part: FlatObject): void {
  for (const [name, schema] of part.properties) {
    if (!flat.properties.has(name) || saysShape(schema)) flat.properties.set(name, schema);
  }
  for (const name of part.required) flat.required.add(name);
  if (part.extra !== undefined) flat.extra = part.extra;
  flat.alternatives.push(...part.alternatives);
}

function ownPart(target: SchemaObject, schemas: Schemas): FlatObject {
  const part: FlatObject = { properties: new Map(), required: new Set(), alternatives: [] };
  if (isRecord(target.properties)) {
    for (const name of Object.keys(target.properties)) part.properties.set(name, target.properties[name]);
  }
  for (const name of asSchemas(target.required)) if (typeof name === 'string') part.required.add(name);
  if (target.additionalProperties !== undefined) part.extra = target.additionalProperties;
  for (const arms of [asSchemas(target.oneOf), asSchemas(target.anyOf)]) {
    if (arms.some((arm) => hasProperties(arm, schemas))) part.alternatives.push(arms);
  }
  return part;
}
