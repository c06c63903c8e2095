// A migrated database of its own for each test file. In: nothing. Out: the database, and a way to drop it.
// One embedded server per account serves every test process; the last one that lets go stops it, also when the one that started it was killed.
// The migrated template is made once per content of the migration files and cloned, which is far quicker than migrating.
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Database, migrate, openDatabase } from './database.ts';
import { startEmbedded } from './embedded-postgres.ts';

// Advisory locks in the `postgres` database of the test server.
const HELD_LOCK = 7_420;
const TEMPLATE_LOCK = 7_421;
const ATTEMPTS = 10;

interface TestServer {
  url: string;
  admin: pg.Client;
  release: () => Promise<void>;
}

export async function createTestDatabase(): Promise<{ database: Database; drop: () => Promise<void> }> {
  const server = await holdTestServer();
  const name = `mockops_test_${randomUUID().replaceAll('-', '')}`;
  try {
    await server.admin.query(`create database ${name} template ${await ensureTemplate(server)}`);
  } catch (error) {
    await server.release();
    throw error;
  }
  // Errors of idle connections are expected only while the server stops; a query in a test reports its own.
  const database = openDatabase(databaseUrl(server.url, name), () => undefined);
  return {
    database,
    drop: async () => {
      await database.close();
      await server.admin.query(`drop database ${name} with (force)`);
      await server.release();
    },
  };
}

/** An organisation with workspaces, by slug; for domains that only need them to exist. */
export async function addTestWorkspaces<S extends string>(
  database: Database,
  slugs: readonly S[],
): Promise<{ org_id: string; workspaces: Record<S, string> }> {
  const { rows } = await database.pool.query<{ org_id: string; slug: S; id: string }>(
    `with org as (insert into organisations (slug) values ('acme') returning id)
     insert into workspaces (org_id, slug, title) select org.id, slug, upper(slug) from org, unnest($1::text[]) as slug
     returning org_id, slug, id`,
    [slugs],
  );
  const [first] = rows;
  if (!first) throw new Error('name at least one workspace');
  const workspaces = Object.fromEntries(rows.map((row) => [row.slug, row.id]));
  return { org_id: first.org_id, workspaces: workspaces as Record<S, string> };
}

/** Keeps the test server up until `release`. */
async function holdTestServer(): Promise<TestServer> {
  const home = path.join(os.tmpdir(), `mockops-test-pg-${process.getuid?.() ?? os.userInfo().username}`);
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const { url, pid } = await startEmbedded({ home });
      return await joinServer(url, pid);
    } catch (error) {
      // Its last user stopped it, or another one started it, in this very moment: look again.
      cause = error;
      await sleep(100);
    }
  }
  throw new Error(`no test database server in ${home}`, { cause });
}

async function joinServer(url: string, pid: number): Promise<TestServer> {
  const admin = new pg.Client({ connectionString: url });
  admin.on('error', () => undefined);
  try {
    await admin.connect();
    await admin.query('select pg_advisory_lock_shared($1)', [HELD_LOCK]);
    return { url, admin, release: () => releaseServer(admin, pid) };
  } catch (error) {
    await admin.end().catch(() => undefined);
    throw error;
  }
}

async function releaseServer(admin: pg.Client, pid: number): Promise<void> {
  await admin.query('select pg_advisory_unlock_shared($1)', [HELD_LOCK]);
  const { rows } = await admin.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [HELD_LOCK]);
  if (rows[0]?.last !== true) return admin.end();
  await dropLeftovers(admin);
  process.kill(pid, 'SIGINT');
  await admin.end().catch(() => undefined);
  while (isAlive(pid)) await sleep(10);
}

/** Databases of tests that were killed, and templates of migrations that have changed. */
async function dropLeftovers(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^mockops_(test|template)_' and datname <> $1`,
    [templateName()],
  );
  for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`);
}

async function ensureTemplate({ admin, url }: TestServer): Promise<string> {
  const name = templateName();
  const draft = `${name}_draft`;
  await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return name;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await admin.query(`create database ${draft}`);
    const database = openDatabase(databaseUrl(url, draft), () => undefined);
    try {
      await migrate(database.pool, async () => undefined);
    } finally {
      await database.close();
    }
    await renameWhenUnused(admin, draft, name);
    return name;
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/** The server ends a closed connection a moment after the client did, and refuses to rename a database in use. */
async function renameWhenUnused(admin: pg.Client, from: string, to: string): Promise<void> {
  await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [from]);
  await admin.query(`alter database ${from} rename to ${to}`);
}

function templateName(): string {
  const folder = path.join(import.meta.dirname, 'migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(`${file}\0`).update(readFileSync(path.join(folder, file)));
  return `mockops_template_${hash.digest('hex').slice(0, 16)}`;
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
