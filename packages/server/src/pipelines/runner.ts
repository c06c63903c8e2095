// The worker's side of runs: each attempt of a step is one durable workflow of the engine, which claims it, gives it to another worker when this one dies, and
// knows nothing of runs. Attempts store what they find out themselves, so there is nothing to checkpoint and nothing to replay.
import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { ATTEMPT_WORKFLOW, type AttemptName } from './runs/attempts/attempt-id.ts';
import type { AttemptOptions } from './runs/attempts/options.ts';
import { runAttempt } from './runs/attempts/run-attempt.ts';
import { listLost } from './runs/attempts/store.ts';
import type { Working } from './runs/attempts/work.ts';
import type { RunCore } from './runs/runs.ts';

export interface Runner {
  /** Lets what runs here end for `drain_ms`, and then interrupts it; what is claimed meanwhile is left to another worker. */
  drain: (drain_ms: number) => Promise<void>;
}

export interface RunnerOptions extends Omit<AttemptOptions, 'working'> {
  runs: Pick<RunCore, 'listen'>;
  onError: (error: unknown, about: AttemptName) => void;
}

/** For an interrupted step to tidy up. */
const TIDY_MS = 1_000;
/** How soon an attempt hears that another process ended its run. */
const WATCH_MS = 500;
/** Crashes of workers that one attempt may survive: beyond it, it is the attempt that brings them down. */
const MAX_RECOVERIES = 20;

/** Registers the workflow. Must run once per process, before the engine is launched. */
export function registerRunner(options: RunnerOptions): Runner {
  const working: Working = new Map();
  const stopping = new AbortController();
  const open = new Set<Promise<unknown>>();
  let draining = false;

  async function attempt(execution_id: string, name: string, item: string, number: number): Promise<void> {
    if (draining) return forever();
    const about = { execution_id, name, item, attempt: number };
    const work = runAttempt({ ...options, working }, about, stopping.signal);
    const settled = work.catch(() => undefined).finally(() => open.delete(settled));
    open.add(settled);
    try {
      await work;
    } catch (error) {
      // An end would be stored as the workflow's; left open, another worker takes it up, or this one after its restart.
      if (stopping.signal.aborted) return forever();
      options.onError(error, about);
      throw error;
    }
  }

  DBOS.registerWorkflow(attempt, { name: ATTEMPT_WORKFLOW, maxRecoveryAttempts: MAX_RECOVERIES });

  options.runs.listen({
    abandoned: ({ execution_id, name, item, attempt: number }) => {
      for (const one of working.values())
        if (one.execution_id === execution_id && one.name === name && one.item === item && one.attempt === number)
          one.abandon();
    },
  });

  /** Runs that are ended elsewhere, and attempts that were taken over because this process seemed dead. */
  async function watch(): Promise<void> {
    if (working.size === 0) return;
    const mine = [...working.values()].map(({ abandon: _, ...about }) => about);
    for (const owner of await listLost(options.database.db, mine)) working.get(owner)?.abandon();
  }

  let watching: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A database that is away is noticed elsewhere; the next look will do.
    watching = watching.then(watch).catch(() => undefined);
  }, WATCH_MS);

  return {
    drain: async (drain_ms) => {
      draining = true;
      await settle(open, drain_ms);
      stopping.abort();
      await settle(open, TIDY_MS);
      clearInterval(timer);
      await watching;
      await options.log.close();
    },
  };
}

/** Keeps a workflow open. */
function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}

async function settle(work: Set<Promise<unknown>>, limit_ms: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([Promise.all(work), sleep(limit_ms, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}
