// One difference between what was sent and what the contract says. Values never appear in it: they may be personal data.
import { byText, isObject, typeOf } from '../json.ts';

export type MismatchType =
  | 'missing_required_field'
  | 'type_mismatch'
  | 'unexpected_field'
  | 'format_mismatch'
  | 'constraint_violation'
  | 'undocumented_operation'
  | 'undocumented_status'
  | 'undocumented_media_type';

export interface Mismatch {
  mismatch_type: MismatchType;
  /** JSON pointer into the body, array indexes as `*`; in requests it starts with `/path`, `/query`, `/header` or `/body`. */
  path: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  breaking: boolean;
  description: string;
  /** What the contract says, as a small schema or list. */
  expected?: unknown;
  /** The shape that was seen, as a small schema; never the value. */
  actual?: unknown;
}

/** The first of each (type, path), in order of path. */
export function deduplicate(mismatches: Mismatch[]): Mismatch[] {
  const byKey = new Map<string, Mismatch>();
  for (const mismatch of mismatches) {
    const key = `${mismatch.path} ${mismatch.mismatch_type}`;
    if (!byKey.has(key)) byKey.set(key, mismatch);
  }
  return [...byKey.entries()].sort(([a], [b]) => byText(a, b)).map(([, mismatch]) => mismatch);
}

const MAX_DEPTH = 8;
const MAX_NAMES = 100;
const IDENTIFIER = /^[A-Za-z_$][\w$.-]{0,60}$/;

/** The shape of a value as a schema: types and member names, no values. Lists take the shapes of their first items together. */
export function inferSchema(value: unknown, depth = 0): { [keyword: string]: unknown } {
  const type = typeOf(value);
  if (depth >= MAX_DEPTH) return { type };
  if (Array.isArray(value)) {
    const shapes = value.slice(0, 20).map((item) => inferSchema(item, depth + 1));
    const [first] = shapes;
    if (!first) return { type, items: {} };
    return { type, items: shapes.reduce(join) };
  }
  if (!isObject(value)) return { type };
  const names = Object.keys(value).sort(byText);
  const shapes = names.map((name) => inferSchema(value[name], depth + 1));
  // Member names that are no identifiers are keys of a map, and keys may be data.
  if (names.length > MAX_NAMES || names.some((name) => !IDENTIFIER.test(name)))
    return { type, additionalProperties: shapes.reduce(join, shapes[0] ?? {}) };
  return { type, properties: Object.fromEntries(names.map((name, index) => [name, shapes[index]])) };
}

/** A schema that both shapes satisfy. */
function join(a: { [keyword: string]: unknown }, b: { [keyword: string]: unknown }): { [keyword: string]: unknown } {
  const typesOf = (shape: { [keyword: string]: unknown }) => [shape.type].flat().map(String);
  const types = new Set([...typesOf(a), ...typesOf(b)]);
  if (types.has('number')) types.delete('integer');
  const type = types.size > 1 ? [...types].sort(byText) : [...types][0];
  const properties: { [name: string]: unknown } = Object.fromEntries(
    [a.properties, b.properties].filter(isObject).flatMap((map) => Object.entries(map)),
  );
  if (isObject(a.properties) && isObject(b.properties))
    for (const [name, shape] of Object.entries(b.properties)) {
      const before = Object.hasOwn(a.properties, name) ? a.properties[name] : undefined;
      if (isObject(before) && isObject(shape)) properties[name] = join(before, shape);
    }
  const items =
    isObject(a.items) && isObject(b.items) && Object.keys(a.items).length > 0 && Object.keys(b.items).length > 0
      ? join(a.items, b.items)
      : [b.items, a.items].find((shape) => isObject(shape) && Object.keys(shape).length > 0);
  return {
    type,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...((items ?? a.items ?? b.items) !== undefined && { items: items ?? a.items ?? b.items }),
  };
}
