// A clock that a test turns by hand.

export interface Clock {
  /** Epoch milliseconds. */
  now: () => number;
  advance: (ms: number) => void;
}

export function createClock(start: string | number = '2026-01-05T09:00:00Z'): Clock {
  let current = typeof start === 'number' ? start : Date.parse(start);
  return {
    now: () => current,
    advance: (ms) => {
      current += ms;
    },
  };
}
