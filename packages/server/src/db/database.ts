// Connections, transactions and migrations. SQL of a domain stands in that domain's store.ts, nowhere else.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Clock, createClock } from './clock.ts';
import { prepareRepeated } from './prepared.ts';

// bigint counts are far below 2^53; numeric comes from our own percentages. Both are read as numbers.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);

/** Tables are named by each store through `withTables`, so no file knows them all. */
// biome-ignore lint/complexity/noBannedTypes: an empty table map is exactly what Kysely's withTables extends
export type Tables = {};

export interface Tx {
  db: Kysely<Tables>;
  /** The transaction's own connection, for libraries that join it. */
  client: pg.PoolClient;
  /** Runs once the transaction is committed and its connection is free; never when it is rolled back. */
  afterCommit: (task: () => void) => void;
}

export interface Database {
  pool: pg.Pool;
  db: Kysely<Tables>;
  url: string;
  /** Its own, for everything that is stored or compared with what is stored. */
  clock: Clock;
  /** Runs `work` in one transaction; what it throws rolls everything back. After a deadlock `work` runs again, so it leaves nothing behind outside of `tx`. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}

export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({ connectionString: url, max: 20, idle_in_transaction_session_timeout: 60_000 });
  // Without a listener, a restart of PostgreSQL would end this process.
  pool.on('error', onError);
  survive(pool);
  prepareRepeated(pool);
  return {
    pool,
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    url,
    clock: createClock(pool),
    transaction: (work) => runTransaction(pool, work),
    close: () => pool.end(),
  };
}

const ASKS_AGAIN = new Set(['40P01', '40001']);

/** A connection that breaks while it is lent out fails the query on it; told to nobody besides, it would end the process. */
export function survive(pool: pg.Pool): void {
  pool.on('connect', (client) => void client.on('error', () => undefined));
}

/** A deadlock, or a serialisation failure: PostgreSQL asks for the whole transaction again. */
export function asksAgain(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ASKS_AGAIN.has(String(error.code));
}

const MAX_TRIES = 6;
const PAUSE_MS = 50;

async function runTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { result, committed } = await tryTransaction(pool, work);
      for (const task of committed) task();
      return result;
    } catch (error) {
      if (!asksAgain(error) || tries === MAX_TRIES) throw error;
      // Spread, so that those who met do not meet again.
      await sleep(Math.random() * PAUSE_MS * tries);
    }
  }
}

async function tryTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>) {
  const client = await pool.connect();
  const committed: (() => void)[] = [];
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ db: queriesOn(client), client, afterCommit: (task) => committed.push(task) });
    await client.query('commit');
    return { result, committed };
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Kysely over one checked-out connection, so that it and raw `client.query` share the transaction. */
function queriesOn(client: pg.PoolClient): Kysely<Tables> {
  const lent = { query: client.query.bind(client), release: () => undefined };
  const pool = { connect: async () => lent, end: async () => undefined };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as pg.Pool }) });
}

const MIGRATION_LOCK = 7_410;

/**
 * Applies the numbered .sql files that this database has not seen, each in its own transaction.
 * Replicas that start together take turns by a try-lock: a blocking lock deadlocks with `create index concurrently` of the run engine.
 */
export async function migrate(pool: pg.Pool, withinLock: () => Promise<void>): Promise<string[]> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    while (!(await tryLock(client))) await sleep(100);
    const applied = await applyPending(client);
    await withinLock();
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    return applied;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // After a failure the connection is closed, and its transaction and lock go with it.
    client.release(failure);
  }
}

async function applyPending(client: pg.PoolClient): Promise<string[]> {
  await client.query(
    'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
  );
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const seen = new Set(rows.map((row) => row.name));
  const folder = path.join(import.meta.dirname, 'migrations');
  const pending = readdirSync(folder).filter((name) => name.endsWith('.sql') && !seen.has(name));
  for (const name of pending.sort()) {
    await client.query('begin');
    await client.query(readFileSync(path.join(folder, name), 'utf8'));
    await client.query('insert into migrations (name) values ($1)', [name]);
    await client.query('commit');
  }
  return pending;
}

async function tryLock(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [MIGRATION_LOCK]);
  return rows[0]?.ok === true;
}
