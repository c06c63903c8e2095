// The durable engine: DBOS on our PostgreSQL, plus the liveness sweep that its open-source edition lacks. Everything that knows DBOS is here and in pipelines/runner.ts.
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import { migrateSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import pg from 'pg';
import type { Logger } from 'pino';
import { survive } from '../db/database.ts';
import { prepareRepeated } from '../db/prepared.ts';
import { STEP_QUEUE } from '../pipelines/runs/attempts/attempt-id.ts';
import { createQueuePoke } from './queue-poke.ts';

/** Protocol of our workflows, not of the code: a hash would strand what is enqueued after every deploy. Bump when their names or arguments change. */
export const APPLICATION_VERSION = 'engine-2';
/** Their runs were ended by migration 0010; what is left of them in the engine would only be looked at for ever. */
const OLDER_VERSIONS = ['engine-1'];

/** Owner of the workflows in the engine's tables. */
const APPLICATION = 'mockops';
const CONNECTIONS = 10;
const TAKEOVER_LOCK = 7_411;
/** Local commits poke the queue; this is for those of other processes. */
const POLL_MS = 250;

/** The engine's own tables, in schema `dbos`. Called under the migration lock. */
export async function migrateEngine(url: string, log: Logger): Promise<void> {
  await migrateSystemDatabase(url, new GlobalLogger(undefined, { logger: quietly(log) }));
}

/** Enqueues into callers' transactions and cancels; for processes that run no steps too. */
export function connectEngine(url: string, pool: pg.Pool, log: Logger): Promise<DBOSClient> {
  return DBOSClient.create({
    applicationName: APPLICATION,
    systemDatabaseUrl: url,
    systemDatabasePool: pool,
    logger: quietly(log),
  });
}

/** The engine's notes belong to those who look for them; its errors to everybody, until it is stopped and they mean nothing more. */
function quietly(log: Logger, isStopped = () => false) {
  const part = log.child({ part: 'engine' });
  const note = (message: unknown) => part.debug(String(message));
  return {
    debug: note,
    info: note,
    warn: note,
    error: (message: unknown) =>
      isStopped() ? note(message) : part.error(message instanceof Error ? { err: message } : {}, String(message)),
  };
}

export interface Worker {
  /** Attempts were enqueued: they are looked for now, not at the next poll. */
  poke: () => void;
  stop: () => Promise<void>;
}

/** Workflows must be registered before. `executor_id` is new at every start, so a restart is a takeover like any other. */
export async function startWorker(options: {
  url: string;
  pool: pg.Pool;
  log: Logger;
  executor_id: string;
  heartbeat_ms: number;
  dead_after_ms: number;
  /** Ends or interrupts the work of this process, before the engine is stopped. */
  drain: () => Promise<void>;
  onTakeover: (executors: string[], runs: number) => void;
  onError: (error: unknown) => void;
}): Promise<Worker> {
  const { pool, executor_id } = options;
  let stopped = false;
  const beat = () =>
    pool.query('insert into executors (id) values ($1) on conflict (id) do update set seen_at = now()', [executor_id]);
  // Of workers that left nothing behind when they were killed.
  await pool.query("delete from executors where seen_at < now() - interval '1 hour'");
  await pool.query(
    `update dbos.workflow_status set status = 'CANCELLED', updated_at = (extract(epoch from now()) * 1000)::bigint
     where application_version = any($1) and status in ('PENDING', 'ENQUEUED', 'DELAYED')`,
    [OLDER_VERSIONS],
  );
  // Before launch: launch claims work at once, and a worker without a heartbeat would be taken for dead.
  await beat();
  // A pool of its own: queue polling must not wait behind requests. Given ready-made, because the engine's own makes `pg` warn at every connection.
  const enginePool = new pg.Pool({
    connectionString: options.url,
    max: CONNECTIONS,
    idle_in_transaction_session_timeout: 60_000,
  });
  enginePool.on('error', options.onError);
  survive(enginePool);
  prepareRepeated(enginePool);
  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: options.url,
    systemDatabasePool: enginePool,
    logger: quietly(options.log, () => stopped),
    executorID: executor_id,
    applicationVersion: APPLICATION_VERSION,
    runMigrations: false,
  });
  await DBOS.launch().catch(async (error: unknown) => {
    await enginePool.end();
    throw error;
  });
  // A workspace has at most `partitionWorkerConcurrency` of a worker's places, so that one with a thousand steps leaves room for the others.
  const queue = await DBOS.registerQueue(STEP_QUEUE, {
    workerConcurrency: 50,
    partitionWorkerConcurrency: 40,
    minPollingIntervalMs: POLL_MS,
    onConflict: 'always_update',
  });
  const poke = createQueuePoke(queue, () => stopped);

  let ticking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  async function tick(): Promise<void> {
    try {
      await beat();
      await takeOver();
      // The engine's own polls go by the clock of this machine; one that jumps back would stop them.
      poke();
    } catch (error) {
      options.onError(error);
    }
    if (!stopped) timer = setTimeout(next, options.heartbeat_ms);
  }

  function next(): void {
    ticking = tick();
  }

  /** Pending work of workers that fell silent. A false alarm is safe: the engine fences the loser; it only costs a repeated attempt. */
  async function takeOver(): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      `select distinct w.executor_id as id from dbos.workflow_status w
       where w.status = 'PENDING' and w.executor_id is not null and pg_try_advisory_xact_lock($1)
         and not exists (select 1 from executors e where e.id = w.executor_id and e.seen_at > now() - $2 * interval '1 millisecond')`,
      [TAKEOVER_LOCK, options.dead_after_ms],
    );
    const dead = rows.map(({ id }) => id);
    if (dead.length === 0) return;
    const recovered = (await DBOSExecutor.globalInstance?.recoverPendingWorkflows(dead)) ?? [];
    options.onTakeover(dead, recovered.length);
    await pool.query("delete from executors where id = any($1) and seen_at < now() - $2 * interval '1 millisecond'", [
      dead,
      options.dead_after_ms,
    ]);
  }
  await tick();

  return {
    poke,
    // The heart beats while the work is drained: else another worker would take it up meanwhile.
    stop: async () => {
      await options.drain();
      stopped = true;
      clearTimeout(timer);
      await ticking;
      // Without its database the engine can store nothing of what is left: else it would take our end for the end of open runs.
      const ended = enginePool.end();
      await DBOS.shutdown({ deregister: true });
      await ended;
      await pool.query('delete from executors where id = $1', [executor_id]);
    },
  };
}
