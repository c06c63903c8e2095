// Virtual time: it stands still while something happens, and jumps to the next thing that is due. In: actions with their instant. Out: the actions, in
// order of time and, at one instant, in the order in which they were planned.

export interface VirtualClock {
  /** Milliseconds since 1970. */
  now: () => number;
  date: () => Date;
  /** What is due in the past is due now. */
  at: (instant: number, action: () => Promise<void> | void) => void;
  /** Runs until nothing is planned any more. Throws after `most` actions: something starts itself again without end. */
  run: (most: number) => Promise<void>;
}

interface Planned {
  instant: number;
  action: () => Promise<void> | void;
}

export function createVirtualClock(start: number): VirtualClock {
  let now = start;
  let planned: Planned[] = [];
  return {
    now: () => now,
    date: () => new Date(now),
    at: (instant, action) => {
      const due = Math.max(instant, now);
      const index = planned.findIndex((other) => other.instant > due);
      planned.splice(index === -1 ? planned.length : index, 0, { instant: due, action });
    },
    run: async (most) => {
      for (let count = 0; ; count += 1) {
        const next = planned.shift();
        if (!next) return;
        if (count >= most) {
          planned = [];
          throw new Error(`more than ${most} things happened: something starts itself again without end`);
        }
        now = next.instant;
        await next.action();
      }
    },
  };
}
