// Unique names in one scope. Uniqueness ignores case (file systems, and readers); reserved words respect it.
// In: a list of words that may not be used. Out: `take(candidate)`, which returns the candidate or a changed one.

/** The order of everything generated: the same on every machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface NameScope {
  take(candidate: string): string;
}

export function createNameScope(reserved: Iterable<string> = [], reservedSuffix = '_'): NameScope {
  const forbidden = new Set(reserved);
  const used = new Set<string>();
  /** Numbers below are taken: contracts may want one name hundreds of times. */
  const next = new Map<string, number>();
  return {
    take(candidate) {
      const base = forbidden.has(candidate) ? candidate + reservedSuffix : candidate;
      let name = base;
      let n = next.get(base) ?? 2;
      for (; used.has(name.toLowerCase()) || forbidden.has(name); n += 1) name = `${base}${n}`;
      next.set(base, n);
      used.add(name.toLowerCase());
      return name;
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
  const spelled = wireNames.map((wire) => ({ wire, spelling: spell(wire) }));
  const exact = spelled.filter(({ wire, spelling }) => spelling === wire);
  const changed = spelled.filter(({ wire, spelling }) => spelling !== wire);
  for (const { wire, spelling } of [...exact, ...changed]) if (!names.has(wire)) names.set(wire, scope.take(spelling));
  return names;
}
