// What was made last, up to a total weight; what was asked for longest ago goes first. The newest stays, however heavy it is.
export interface Bounded<T> {
  /** What is known under the key, or what `make` gives; whoever asks meanwhile shares it. What fails is not kept. */
  get: (key: string, weight: number, make: () => Promise<T>) => Promise<T>;
}

export function createBounded<T>(max_weight: number): Bounded<T> {
  const known = new Map<string, { value: Promise<T>; weight: number }>();
  let total = 0;

  function forget(key: string): void {
    total -= known.get(key)?.weight ?? 0;
    known.delete(key);
  }

  return {
    get(key, weight, make) {
      const found = known.get(key);
      if (found) {
        known.delete(key);
        known.set(key, found);
        return found.value;
      }
      const value = make();
      known.set(key, { value, weight });
      total += weight;
      value.catch(() => {
        if (known.get(key)?.value === value) forget(key);
      });
      for (const oldest of known.keys()) {
        if (total <= max_weight || oldest === key) break;
        forget(oldest);
      }
      return value;
    },
  };
}
