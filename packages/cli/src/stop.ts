// The first Ctrl-C (or SIGTERM) asks politely, by an AbortSignal; the second ends the process at once.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Stop {
  signal: AbortSignal;
  /** Resolves at the first signal. */
  asked: Promise<void>;
  /** Signals do again what they do by default. */
  release: () => void;
}

export function onStop(): Stop {
  const controller = new AbortController();
  const listen = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, listen);
  return {
    signal: controller.signal,
    asked: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve(), { once: true })),
    release: () => {
      for (const name of SIGNALS) process.off(name, listen);
    },
  };
}
