// One flat object per schema, for generating: references followed, allOf merged, one alternative chosen.
import { byText, canonicalText, isObject, type JsonObject } from '../json.ts';
import { refName } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import type { Random } from './random.ts';

export interface View {
  schema: JsonObject;
  /** Components on the way, for the recursion limit. */
  names: string[];
}

const LOWER_WINS = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);
const HIGHER_WINS = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const MAX_HOPS = 40;

export function viewOf(
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
  random: Random,
  avoid: ReadonlyMap<string, number> = new Map(),
  hops = 0,
): View {
  if (!isObject(schema) || hops > MAX_HOPS) return { schema: {}, names: [] };
  const { $ref: _ref, allOf, oneOf, anyOf, ...own } = schema;
  let merged: JsonObject = own;
  const names: string[] = [];
  const absorb = (part: JsonSchema): void => {
    const view = viewOf(part, schemas, random, avoid, hops + 1);
    merged = merge(merged, view.schema);
    names.push(...view.names);
  };
  const name = refName(schema);
  if (name !== undefined) {
    names.push(name);
    absorb(Object.hasOwn(schemas, name) ? (schemas[name] ?? true) : true);
  }
  if (Array.isArray(allOf)) for (const part of allOf) absorb(part);
  for (const list of [oneOf, anyOf]) {
    if (!Array.isArray(list)) continue;
    const chosen = choose(list, random, avoid);
    if (chosen === undefined) continue;
    absorb(chosen);
    merged = nameAlternative(merged, schema.discriminator, refName(chosen));
  }
  return { schema: merged, names };
}

/** An alternative that is not null and not already deep on the way, when there is one. */
function choose(list: JsonSchema[], random: Random, avoid: ReadonlyMap<string, number>): JsonSchema | undefined {
  const values = list.filter((part) => !(isObject(part) && part.type === 'null'));
  const fresh = values.filter((part) => (avoid.get(refName(part) ?? '') ?? 0) === 0);
  const from = fresh.length > 0 ? fresh : values.length > 0 ? values : list;
  const [first, ...rest] = from;
  return first === undefined ? undefined : random.pick([first, ...rest]);
}

/** The discriminator's property carries the chosen alternative's name. */
function nameAlternative(merged: JsonObject, discriminator: unknown, chosen: string | undefined): JsonObject {
  if (!isObject(discriminator) || typeof discriminator.propertyName !== 'string' || chosen === undefined) return merged;
  const mapping = isObject(discriminator.mapping) ? discriminator.mapping : {};
  const mapped = Object.entries(mapping).find(([, target]) => target === `#/components/schemas/${chosen}`)?.[0];
  const before = isObject(merged.properties) ? merged.properties[discriminator.propertyName] : undefined;
  const speaks =
    isObject(before) && (before.const !== undefined || (Array.isArray(before.enum) && before.enum.length === 1));
  if (speaks) return merged;
  const property = { ...(isObject(before) ? before : { type: 'string' }), const: mapped ?? chosen };
  return {
    ...merged,
    properties: { ...(isObject(merged.properties) && merged.properties), [discriminator.propertyName]: property },
  };
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = { ...b, ...a };
  for (const keyword of Object.keys(a).filter((name) => Object.hasOwn(b, name))) {
    const [x, y] = [a[keyword], b[keyword]];
    if (keyword === 'properties' && isObject(x) && isObject(y)) merged.properties = mergeProperties(x, y);
    else if (keyword === 'required' && Array.isArray(x) && Array.isArray(y))
      merged.required = [...new Set([...x, ...y])].sort();
    else if (keyword === 'type') merged.type = commonTypes(x, y);
    else if (keyword === 'enum' && Array.isArray(x) && Array.isArray(y)) {
      const known = new Set(y.map(canonicalText));
      const both = x.filter((value) => known.has(canonicalText(value)));
      if (both.length > 0) merged.enum = both;
    } else if (typeof x === 'number' && typeof y === 'number') {
      if (LOWER_WINS.has(keyword)) merged[keyword] = Math.min(x, y);
      if (HIGHER_WINS.has(keyword)) merged[keyword] = Math.max(x, y);
    } else if (keyword === 'items' && isObject(x) && isObject(y)) merged.items = { allOf: [x, y] };
  }
  return merged;
}

function mergeProperties(x: JsonObject, y: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(x), ...Object.keys(y)])].sort(byText);
  return Object.fromEntries(
    names.map((name) => {
      const [mine, other] = [
        Object.hasOwn(x, name) ? x[name] : undefined,
        Object.hasOwn(y, name) ? y[name] : undefined,
      ];
      if (mine === undefined) return [name, other];
      if (other === undefined || canonicalText(mine) === canonicalText(other)) return [name, mine];
      return [name, { allOf: [mine, other] }];
    }),
  );
}

function commonTypes(x: unknown, y: unknown): unknown {
  const [left, right] = [[x].flat(), [y].flat()];
  const both = left.filter((type) => right.includes(type) || (type === 'integer' && right.includes('number')));
  if (right.includes('integer') && left.includes('number') && !both.includes('integer')) both.push('integer');
  return both.length === 0 ? x : both.length === 1 ? both[0] : both;
}
