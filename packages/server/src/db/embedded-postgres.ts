// Starts the PostgreSQL 18 that npm installed, below `home`, or adopts the one that is already running there.
// In: a folder. Out: a URL and a way to stop the server. Works as root (drops to an unprivileged account), as a normal user, and with
// several starters at once; a server orphaned by kill -9 is adopted. Where it cannot run, the message says to set DATABASE_URL.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { choosePort } from '../ports.ts';
import { type ClusterPlace, chooseAccount, findBinaries, initialise, reachableHome } from './postgres-cluster.ts';

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  /** Another process started it. */
  adopted: boolean;
  /** Ends the server, unless other processes still use it: the last one out stops it. Clients that carry our own application_name do not count. */
  stop: (application_name?: string) => Promise<void>;
}

const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  // A server takes up to 35; three of them, and what one that was killed leaves behind for a moment.
  'max_connections=200',
  'shared_buffers=64MB',
];
const START_LIMIT_MS = 30_000;
const RESTART_MS = 500;

export async function startEmbedded(options: {
  home: string;
  log?: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const account = chooseAccount();
  const home = reachableHome(path.resolve(options.home), account, log);
  const bin = await findBinaries(home, account);
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
  // The major version is part of the name: another major never opens this cluster by mistake.
  const cluster = path.join(home, 'pg18');
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) initialise({ bin, cluster, account, env });
  const secret = fs.readFileSync(path.join(cluster, 'mockops.secret'), 'utf8');
  const urlAt = (port: number) => `postgres://mockops:${secret}@127.0.0.1:${port}/postgres`;

  let why = '';
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until; await sleep(150)) {
    const running = await findRunning(cluster, urlAt);
    const port = running?.port ?? (await choosePort(0));
    const place = { bin, cluster, port, account, env, url: urlAt(port) };
    const started = running ?? (await spawnServer(place));
    if (started.pid !== undefined) {
      const keeper = keepAlive(place, started.pid, log);
      const stop = async (own_name?: string) => {
        keeper.letGo();
        await stopWhenUnused(place.url, keeper.pid(), own_name);
      };
      return { url: place.url, pid: started.pid, adopted: running !== undefined, stop };
    }
    why = started.why;
    // A server that is dying, or one that another process is starting: look again. Anything else will not mend itself.
    if (!/lock file|already exists|another postmaster|Address already in use/.test(why)) break;
  }
  throw new Error(
    `the embedded PostgreSQL did not start in ${cluster}: ${why.trim()}; set DATABASE_URL to use another server`,
  );
}

async function findRunning(
  cluster: string,
  urlAt: (port: number) => string,
): Promise<{ port: number; pid: number } | undefined> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return undefined;
  const [pid, , , port] = fs.readFileSync(pidFile, 'utf8').split('\n');
  const client = new pg.Client({ connectionString: urlAt(Number(port)), connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return { port: Number(port), pid: Number(pid) };
  } catch {
    // A stale pid file or a server on its way down: the caller looks again.
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface ServerPlace extends ClusterPlace {
  port: number;
  url: string;
}

/**
 * Starts the server again, on the same port, when it ends without being asked to: somebody killed it, or the machine ran out of memory.
 * Every process that uses it looks, for its first owner may be gone; the cluster's lock lets one of them win.
 */
function keepAlive(
  place: ServerPlace,
  first: number,
  log: (message: string) => void,
): { pid: () => number; letGo: () => void } {
  let pid = first;
  let looking = false;
  async function look(): Promise<void> {
    if (looking || signalProcess(pid, 0)) return;
    looking = true;
    try {
      const running = await findRunning(place.cluster, () => place.url);
      if (!running) log('the embedded PostgreSQL ended without being asked to; starting it again');
      pid = (running ?? (await spawnServer(place))).pid ?? pid;
    } finally {
      looking = false;
    }
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => log(`the embedded PostgreSQL could not be started again: ${error}`));
  }, RESTART_MS);
  timer.unref();
  return { pid: () => pid, letGo: () => clearInterval(timer) };
}

async function spawnServer(place: ServerPlace): Promise<{ pid: number } | { pid?: undefined; why: string }> {
  const { bin, cluster, port, account, env } = place;
  const flags = SERVER_SETTINGS.flatMap((setting) => ['-c', setting]);
  // A file and not a pipe: the server outlives a killed owner, and a full pipe would stop it. One per starter, until one of them wins.
  const logPath = path.join(path.dirname(cluster), `postgres.log.${process.pid}`);
  const logFile = fs.openSync(logPath, 'w');
  const child = spawn(path.join(bin, 'bin', 'postgres'), ['-D', cluster, '-p', String(port), ...flags], {
    ...account,
    env,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', logFile],
  });
  fs.closeSync(logFile);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code) => {
    ended ??= `exit code ${code}`;
  });
  const said = () => fs.readFileSync(logPath, 'utf8');
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until; await sleep(15)) {
    if (ended !== undefined) {
      const why = said() || ended;
      fs.rmSync(logPath, { force: true });
      return { why };
    }
    if (said().includes('ready to accept connections') && child.pid !== undefined) {
      fs.renameSync(logPath, path.join(path.dirname(cluster), 'postgres.log'));
      child.unref();
      return { pid: child.pid };
    }
  }
  return { why: `no answer in ${START_LIMIT_MS / 1_000} s: ${said()}` };
}

/** A connection that has just been closed can still be listed for a moment; one that stays belongs to somebody. */
const LINGER_MS = 1_500;

async function stopWhenUnused(url: string, pid: number, own_name = ''): Promise<void> {
  for (const until = Date.now() + LINGER_MS; (await countOthers(url, own_name)) > 0; await sleep(50)) {
    if (Date.now() > until) return;
  }
  await stopServer(pid);
}

/** Clients besides ourselves; 0 when the server does not answer, for then nobody can be using it. */
async function countOthers(url: string, own_name: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and (application_name <> $1 or $1 = '')`,
      [own_name],
    );
    return rows[0]?.others ?? 0;
  } catch {
    return 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown first; immediate when that takes too long. */
async function stopServer(pid: number): Promise<void> {
  for (const [signal, limit] of [
    ['SIGINT', 8_000],
    ['SIGQUIT', 3_000],
  ] as const) {
    if (!signalProcess(pid, signal)) return;
    for (const until = Date.now() + limit; Date.now() < until; await sleep(20)) {
      if (!signalProcess(pid, 0)) return;
    }
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // Nobody there: it has ended.
    return false;
  }
}
