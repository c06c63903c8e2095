// The worker role: takes attempts of steps from the engine, dispatches events to pipelines, and does what becomes due. Everything here may run on any
// number of processes at once.
import type { RoleOptions } from './roles.ts';
import { startWorker } from './runtime/engine.ts';
import { startTicker } from './runtime/ticker.ts';

export interface WorkerRole {
  /** The named task may be due; without a name, the dispatcher has something to do. */
  poke: (task?: string) => void;
  /** Attempts were enqueued, here or elsewhere. */
  pokeAttempts: () => void;
}

/** The longest pause between two looks at what is due; most of it is poked for. */
const LOOK_MS = 1_000;

export type WorkerOptions = Pick<
  RoleOptions,
  'log' | 'metrics' | 'closers' | 'database' | 'control' | 'instance' | 'onError'
> & {
  config: Pick<RoleOptions['config'], 'heartbeat_ms' | 'dead_after_ms' | 'drain_ms'>;
};

export async function startWorkerRole(options: WorkerOptions): Promise<WorkerRole> {
  const { config, log, metrics, closers, database, control, onError } = options;
  const runner = control.registerRunner();
  const worker = await startWorker({
    url: database.url,
    log,
    pool: database.pool,
    executor_id: options.instance,
    heartbeat_ms: config.heartbeat_ms,
    dead_after_ms: config.dead_after_ms,
    drain: () => runner.drain(config.drain_ms),
    onTakeover: (executors, runs) => {
      metrics.takeovers.inc(runs);
      log.warn({ executors, runs }, 'took over the work of silent workers');
    },
    onError: onError('worker'),
  });
  closers.add(worker.stop);
  control.runs.listen({ attempts: worker.poke });
  const operations = control.operations.openTasks();
  closers.add(operations.close);
  const ticker = startTicker({
    tasks: [
      ...control.runs.dueTasks(),
      ...control.triggers.dueTasks(),
      ...control.waitingTasks,
      ...control.domainTasks,
      ...operations.tasks,
    ],
    every_ms: LOOK_MS,
    now: database.clock.now,
    onError: (task, error) => onError(task)(error),
  });
  closers.add(ticker.stop);
  control.runs.listen({ due: ticker.poke });
  const dispatcher = await control.triggers.startDispatcher({ onError: onError('dispatcher') });
  closers.add(dispatcher.stop);
  return {
    poke: (task) => (task === undefined ? dispatcher.poke() : ticker.poke(task)),
    pokeAttempts: worker.poke,
  };
}
