// What was started last is stopped first. One failure does not keep the rest from stopping.

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
        await close();
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
