// How much a contract may be. Published ones stay far below: the largest known has 7 million characters and nests 40 deep.
// The limits keep reading within seconds and within the stack, whoever sent the files.

export const MAX_FILES = 20_000;
/** Characters of all files together. */
export const MAX_TEXT = 40_000_000;
/** YAML takes ten times the time and memory of JSON. */
export const MAX_YAML_TEXT = 12_000_000;
/** Maps and lists inside one another; every walk over a contract may be recursive because of it. */
export const MAX_NESTING = 200;
/** Values of one file with every YAML alias written out. */
export const MAX_VALUES = 5_000_000;

export type Measure = { ok: true; members: number } | { ok: false; reason: 'nesting' | 'values' };

/** Walks a value without recursion, entering shared parts as often as they are used. */
export function measureValue(value: unknown): Measure {
  let values = 0;
  let members = 0;
  const open: { of: unknown; items: unknown[]; next: number }[] = [{ of: undefined, items: [value], next: 0 }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    if (level.next >= level.items.length) {
      open.pop();
      continue;
    }
    const item = level.items[level.next++];
    values += 1;
    if (values > MAX_VALUES) return { ok: false, reason: 'values' };
    if (typeof item !== 'object' || item === null) continue;
    if (open.length > MAX_NESTING) {
      const isEndless = new Set(open.map((outer) => outer.of)).size < open.length;
      return { ok: false, reason: isEndless ? 'values' : 'nesting' };
    }
    const isList = Array.isArray(item);
    const items: unknown[] = isList ? item : Object.values(item);
    if (!isList) members += items.length;
    if (items.length > 0) open.push({ of: item, items, next: 0 });
  }
  return { ok: true, members };
}
