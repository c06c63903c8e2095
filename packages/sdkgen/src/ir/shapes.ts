// Which schemas say the same. In: a schema, or anything else that stands in one. Out: a number, the same for two that
// differ in nothing but the order of their maps. Every part is looked at once, however often it is asked for.

import { isRecord } from './schema-facts.ts';

export function createShapes(): (value: unknown) => number {
  /** Texts and numbers are known by what they are; lists and maps by identity, and by the numbers of their parts. */
  const known = new Map<unknown, number>();
  const byParts = new Map<string, number>();
  let count = 0;
  return function shapeOf(value): number {
    const before = known.get(value);
    if (before !== undefined) return before;
    const parts = partsOf(value, shapeOf);
    const shape = (parts === undefined ? undefined : byParts.get(parts)) ?? count++;
    known.set(value, shape);
    if (parts !== undefined) byParts.set(parts, shape);
    return shape;
  };
}

function partsOf(value: unknown, shapeOf: (part: unknown) => number): string | undefined {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${shapeOf(key)}:${shapeOf(value[key])}`).join()}}`;
}
