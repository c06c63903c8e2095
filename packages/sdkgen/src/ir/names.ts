// Unique names in one scope. Uniqueness ignores case (file systems, and readers); reserved words respect it.
// In: a list of words that may not be used. Out: `take(candidate)`, which returns the candidate or a changed one.

import type { Param } from './model.ts';

/** The order of everything generated: the same on every machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface NameScope {
  take(candidate: string): string;
}

export function createNameScope(reserved: Iterable<string> = [], reservedSuffix = '_'): NameScope {
  const forbidden: ReadonlySet<string> = reserved instanceof Set ? reserved : new Set(reserved);
  const used = new Set<string>();
  /** Numbers below are taken: contracts may want one name hundreds of times. */
  let next: Map<string, number> | undefined;
  const takeIfFree = (name: string): boolean => {
    if (forbidden.has(name)) return false;
    const before = used.size;
    return used.add(name.toLowerCase()).size > before;
  };
  return {
    take(candidate) {
      const base = forbidden.has(candidate) ? candidate + reservedSuffix : candidate;
      if (takeIfFree(base)) return base;
      next ??= new Map();
      let n = next.get(base) ?? 2;
      while (!takeIfFree(`${base}${n}`)) n += 1;
      next.set(base, n + 1);
      return `${base}${n}`;
    },
  };
}

/**
 * Names for a set of contract names. One that is spelled like its candidate keeps it, whatever else wants it
 * (`links` before `_links`), so that adding an odd name does not rename a plain one.
 */
export function assignNames(
  wireNames: readonly string[],
  spell: (wire: string) => string,
  scope: NameScope,
): Map<string, string> {
  const names = new Map<string, string>();
  const later: [wire: string, spelling: string][] = [];
  for (const wire of wireNames) {
    const spelling = spell(wire);
    if (spelling !== wire) later.push([wire, spelling]);
    else if (!names.has(wire)) names.set(wire, scope.take(spelling));
  }
  for (const [wire, spelling] of later) if (!names.has(wire)) names.set(wire, scope.take(spelling));
  return names;
}

/** The same for parameters, of which two may be called alike, one in the path and one in the query. */
export function assignParamNames(
  params: readonly Param[],
  spell: (wire: string) => string,
  scope: NameScope,
): Map<Param, string> {
  const names = new Map<Param, string>();
  const later: [param: Param, spelling: string][] = [];
  for (const param of params) {
    const spelling = spell(param.wire);
    if (spelling === param.wire) names.set(param, scope.take(spelling));
    else later.push([param, spelling]);
  }
  for (const [param, spelling] of later) names.set(param, scope.take(spelling));
  return names;
}

/** The same function, but each text is spelled once: a large contract has two thousand names on forty thousand fields. */
export function remembered(spell: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const spelled = spell(text);
    known.set(text, spelled);
    return spelled;
  };
}
