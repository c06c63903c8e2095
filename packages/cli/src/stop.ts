// The first Ctrl-C (or SIGTERM) asks politely, by an AbortSignal; the second ends the process at once.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm or a watcher. Nobody presses a second one so soon. */
const ECHO_MS = 500;

export interface Stop {
  signal: AbortSignal;
  /** Resolves at the first signal. */
  asked: Promise<void>;
  /** Signals do again what they do by default. */
  release: () => void;
}

export function onStop(): Stop {
  const controller = new AbortController();
  let askedAt = 0;
  const listen = () => {
    if (!controller.signal.aborted) askedAt = performance.now();
    else if (performance.now() - askedAt > ECHO_MS) process.exit(130);
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
