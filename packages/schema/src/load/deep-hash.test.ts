import { expect, test } from 'vitest';
import { deepHashes } from './deep-hash.ts';

const graph = (edges: Record<string, string[]>, changed = '') =>
  new Map(
    Object.entries(edges).map(([name, next]) => [
      name,
      { hash: name === changed ? 'other' : `hash of ${name}`, mentions: new Set(next) },
    ]),
  );
const edges = { a: ['b', 'x'], b: ['c'], c: ['a', 'd'], d: [], e: ['d', 'e'], x: ['y'], y: ['x'], z: [] };

/** By walking, as the definition says. */
const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
  if (from === to) return true;
  seen.add(from);
  return (edges[from as keyof typeof edges] ?? []).some((next) => !seen.has(next) && reaches(next, to, seen));
};

test.for(Object.keys(edges))('a change of %s changes the hashes of exactly what leads to it', (changed) => {
  const before = deepHashes(graph(edges));
  const after = deepHashes(graph(edges, changed));
  for (const name of Object.keys(edges))
    expect(before.get(name) !== after.get(name), name).toBe(reaches(name, changed));
});

test('neither the order of components nor where the walk starts counts, and unknown names are no matter', () => {
  const reversed = Object.fromEntries(
    Object.entries(edges)
      .reverse()
      .map(([name, next]) => [name, [...next, 'gone'].reverse()]),
  );
  const [one, two] = [deepHashes(graph(edges)), deepHashes(graph(reversed))];
  for (const name of Object.keys(edges)) expect(two.get(name)).toBe(one.get(name));
});
