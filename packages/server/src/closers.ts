// What was started last is stopped first. One that fails, or does not come to an end, does not keep the rest from stopping.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Closers {
  add: (close: () => Promise<void>) => void;
  /** Whoever asks again waits for the same end. */
  close: () => Promise<void>;
}

export function createClosers(onError: (error: unknown) => void): Closers {
  const stack: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    for (let close = stack.pop(); close; close = stack.pop()) {
      try {
        await within(LIMIT_MS, close());
      } catch (error) {
        onError(error);
      }
    }
  }

  return {
    add: (close) => void stack.push(close),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** Longer than anything that ends takes: open answers and steps have their own, shorter limits. */
const LIMIT_MS = 30_000;

async function within(limit_ms: number, ending: Promise<void>): Promise<void> {
  const controller = new AbortController();
  const tooLong = sleep(limit_ms, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`it did not stop in ${limit_ms / 1_000} s; going on without it`);
  });
  try {
    await Promise.race([ending, tooLong]);
  } finally {
    controller.abort();
    // Rejects by the abort, unless it has rejected already.
    tooLong.catch(() => undefined);
  }
}
