// The smallest value that a schema is likely to accept: what is required and nothing else. Small messages show a change best,
// and are made in no time where a sample of a big schema is not.
import { isObject } from '../../json.ts';
import type { JsonSchema } from '../../model.ts';
import type { Sampler } from '../../sample/sampler.ts';
import type { Views } from '../view/create.ts';
import type { SchemaView } from '../view/view.ts';

/** Makes values of one side of the comparison. */
export interface Maker {
  minimal(schema: JsonSchema): unknown;
  /** With optional members too; other seeds give other values. */
  sample(schema: JsonSchema, seed: string): unknown;
}

const MAX_DEPTH = 12;
const ORDER = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'];

export function createMaker(views: Views, sampler: Sampler, direction: 'request' | 'response'): Maker {
  const smallest = new Map<SchemaView, unknown>();
  const samples = new Map<JsonSchema, Map<string, unknown>>();

  const sample: Maker['sample'] = (schema, seed) => {
    const known = samples.get(schema) ?? new Map<string, unknown>();
    samples.set(schema, known);
    if (!known.has(seed)) known.set(seed, sampler.sample(schema, { seed }));
    return known.get(seed);
  };

  const make = (schema: JsonSchema, depth: number): unknown => {
    const view = views.of(schema);
    if (smallest.has(view)) return smallest.get(view);
    const value = build(view, schema, depth);
    if (depth < MAX_DEPTH) smallest.set(view, value);
    return value;
  };

  const build = (view: SchemaView, schema: JsonSchema, depth: number): unknown => {
    if (view.values) return view.values.values().next().value;
    const [group] = view.groups;
    if (group) {
      const chosen = group.members.toSorted((a, b) => weight(views.of(a)) - weight(views.of(b)))[0];
      const value = chosen === undefined || depth > MAX_DEPTH ? null : make(chosen, depth + 1);
      return isObject(value) ? { ...members(view, depth), ...value } : value;
    }
    const type = ORDER.find((one) => view.types?.has(one));
    if (type === 'object') return members(view, depth);
    if (type === 'array') return items(view, depth);
    return depth > MAX_DEPTH ? null : sample(schema, 'a');
  };

  const members = (view: SchemaView, depth: number): Record<string, unknown> => {
    if (depth > MAX_DEPTH) return {};
    const isHidden = (property: SchemaView) => (direction === 'request' ? property.readOnly : property.writeOnly);
    const names = [...view.required].filter((name) => {
      const own = view.properties.get(name);
      return own === undefined || !isHidden(views.of(own));
    });
    for (const name of view.properties.keys())
      if (names.length < (view.sizes.get('minProperties') ?? 0) && !names.includes(name)) names.push(name);
    return Object.fromEntries(
      names.map((name) => [name, make(view.properties.get(name) ?? view.rest ?? true, depth + 1)]),
    );
  };

  const items = (view: SchemaView, depth: number): unknown[] => {
    const least = Math.min(view.sizes.get('minItems') ?? (view.contains.length > 0 ? 1 : 0), 50);
    const [contained] = view.contains;
    return Array.from({ length: depth > MAX_DEPTH ? 0 : least }, (_, index) => {
      const item = view.fixedItems[index] ?? view.items ?? contained?.schema ?? true;
      return view.unique && index > 0 ? sample(item, `item ${index}`) : make(item, depth + 1);
    });
  };

  return { minimal: (schema) => make(schema, 0), sample };
}

/** Alternatives that ask for less come first. */
const weight = (view: SchemaView): number => view.required.size + view.groups.length * 5;
