// Work that becomes due: each task looks at its own rows, takes some with `for update skip locked`, and says when its next one is due.
// Any number of workers may tick; a task must be safe to run at the same time elsewhere. A task that is behind runs again at once.
export interface DueTask {
  name: string;
  /** Does what is due; answers when to look again at the latest, or null for the default. */
  run: () => Promise<Date | null>;
}

export interface Ticker {
  /** Something may be due earlier than was thought. */
  poke: (name?: string) => void;
  stop: () => Promise<void>;
}

const MIN_PAUSE_MS = 10;

export function startTicker(options: {
  tasks: DueTask[];
  /** The longest pause between two looks. */
  every_ms: number;
  /** The clock that tasks go by. */
  now: () => Date;
  onError: (task: string, error: unknown) => void;
}): Ticker {
  let stopped = false;
  const loops = options.tasks.map((task) => {
    let timer: NodeJS.Timeout | undefined;
    let running: Promise<void> = Promise.resolve();
    let busy = false;
    let again = false;
    const plan = (pause_ms: number) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(look, pause_ms);
    };
    const look = () => {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      running = task
        .run()
        .then((next) =>
          next
            ? Math.min(options.every_ms, Math.max(MIN_PAUSE_MS, next.getTime() - options.now().getTime()))
            : options.every_ms,
        )
        .catch((error: unknown) => {
          options.onError(task.name, error);
          return options.every_ms;
        })
        .then((pause_ms) => {
          busy = false;
          const now = again;
          again = false;
          plan(now ? 0 : pause_ms);
        });
    };
    look();
    return {
      name: task.name,
      look,
      stop: async () => {
        clearTimeout(timer);
        await running;
        clearTimeout(timer);
      },
    };
  });
  return {
    poke: (name) => {
      if (!stopped) for (const loop of loops) if (name === undefined || loop.name === name) loop.look();
    },
    stop: async () => {
      stopped = true;
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
