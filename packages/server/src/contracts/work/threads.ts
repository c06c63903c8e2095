// Threads for work on large contracts. A job goes to a thread that is free, started at the first need and ended when nothing was to be done for a while.
// One that takes too long, needs too much memory or is not wanted any more ends with its thread; the next job gets a new one.
import { Worker } from 'node:worker_threads';
import type { ContractTasks } from './tasks.ts';

type Task = Exclude<keyof ContractTasks, 'load'>;
export type Job = { [T in Task]: { task: T; input: Parameters<ContractTasks[T]>[0] } }[Task];
export type Output<T extends Task> = Awaited<ReturnType<ContractTasks[T]>>;
export type Outcome<T extends Task> = { value: Output<T> } | { error: unknown };

export interface ThreadOptions {
  /** At most at once. */
  count: number;
  /** A job that takes longer is stopped. */
  limit_ms: number;
  /** What the objects of a thread may take. */
  memory_mb: number;
  /** A thread without work ends after this time, and what it held with it. */
  idle_ms: number;
}

/** A job was stopped because of what it takes; the message says what and which limit. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

interface Pending {
  /** For messages: `reading the contract`. */
  what: string;
  begin: (thread: Thread) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  pending: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
}

export function createThreads({ count, limit_ms, memory_mb, idle_ms }: ThreadOptions) {
  const threads = new Set<Thread>();
  const ending = new Set<Promise<unknown>>();
  const queue: Pending[] = [];
  let closed = false;

  function start(): Thread {
    // None of the process's flags and settings concerns a thread that only computes.
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      ...{ name: 'contracts', env: {}, execArgv: [] },
      resourceLimits: { maxOldGenerationSizeMb: memory_mb },
    });
    const thread: Thread = { worker, pending: undefined, timer: undefined };
    threads.add(thread);
    worker.on('error', (error: Error & { code?: string }) =>
      end(
        thread,
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(thread, `needs more than ${memory_mb} MB`) : error,
      ),
    );
    worker.on('exit', (code) => end(thread, new Error(`a thread for contracts ended with ${code}`)));
    return thread;
  }

  const tooMuch = ({ pending }: Thread, why: string) => new TooMuchWork(`${pending?.what} ${why} and was stopped`);

  function end(thread: Thread, error?: unknown): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.pending?.reject(error);
    const ended = thread.worker.terminate().finally(() => ending.delete(ended));
    ending.add(ended);
    next();
  }

  function next(): void {
    while (queue.length > 0 && !closed) {
      const thread = [...threads].find(({ pending }) => !pending) ?? (threads.size < count ? start() : undefined);
      const pending = thread && queue.shift();
      if (!pending) return;
      clearTimeout(thread.timer);
      thread.pending = pending;
      thread.timer = setTimeout(
        () => end(thread, tooMuch(thread, `takes longer than ${limit_ms / 1_000} s`)),
        limit_ms,
      );
      thread.worker.ref();
      pending.begin(thread);
    }
  }

  /** Its job is done; it may take another one. */
  function release(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.pending = undefined;
    thread.worker.unref();
    thread.timer = setTimeout(() => end(thread), idle_ms).unref();
    next();
  }

  function cancel(pending: Pending, reason: unknown): void {
    const place = queue.indexOf(pending);
    if (place >= 0) queue.splice(place, 1);
    for (const thread of threads) if (thread.pending === pending) end(thread, reason);
    pending.reject(reason);
  }

  return {
    /** Rejects with TooMuchWork, with the reason of the signal, or with what the job itself throws. */
    async run<J extends Job>(
      job: J,
      how: { what: string; signal?: AbortSignal | undefined },
    ): Promise<Output<J['task']>> {
      const { what, signal } = how;
      signal?.throwIfAborted();
      if (closed) throw new Error(`${what} is not begun: the server is stopping`);
      const { promise, resolve, reject } = Promise.withResolvers<Output<J['task']>>();
      const begin = (thread: Thread) => {
        thread.worker.once('message', (outcome: Outcome<J['task']>) => {
          release(thread);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.value);
        });
        thread.worker.postMessage(job);
      };
      const pending: Pending = { what, begin, reject };
      const abort = () => cancel(pending, signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      queue.push(pending);
      next();
      try {
        return await promise;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },

    /** Nothing runs afterwards; whoever waits is told. */
    async close(): Promise<void> {
      closed = true;
      for (const pending of queue.splice(0))
        pending.reject(new Error(`${pending.what} is given up: the server is stopping`));
      for (const thread of threads)
        end(thread, new Error(`${thread.pending?.what} is given up: the server is stopping`));
      await Promise.all(ending);
    },

    /** How many there are now. */
    size: () => threads.size,
  };
}
