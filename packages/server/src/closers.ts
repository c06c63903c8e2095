// What was started last is stopped first. One failure does not keep the rest from stopping.

export interface Closers {
  add: (close: () => Promise<void>) => void;
  close: () => Promise<void>;
}

export function createClosers(onError: (error: unknown) => void): Closers {
  const stack: (() => Promise<void>)[] = [];
  return {
    add: (close) => void stack.push(close),
    close: async () => {
      for (let close = stack.pop(); close; close = stack.pop()) {
        try {
          await close();
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
