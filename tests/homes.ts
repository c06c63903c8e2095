// A home per system under test. Making a database and its tables is most of a first start, so it is done once per test run and
// copied; tests of the first start itself ask for an empty one.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Set for the workers of a run; without it (a script that borrows this) every home is empty. */
const FOLDER = 'TEST_HOMES';
const LIMIT_MS = 60_000;

/** For vitest: before all workers. What it answers runs after them. */
export default function setUp(): () => void {
  const folder = temporaryFolder('homes');
  process.env[FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `mockops-${name}-`));
  // As root the database runs under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  return folder;
}

/** A home that was started once and stopped; `start` does that for the first who asks. */
export async function usedHome(start: (home: string) => Promise<void>): Promise<string> {
  const home = temporaryFolder('home');
  const folder = process.env[FOLDER];
  if (folder === undefined) return home;
  const [template, ready] = [path.join(folder, 'template'), path.join(folder, 'ready')];
  if (isFirst(template)) {
    await start(template);
    writeFileSync(ready, '');
  }
  for (const until = Date.now() + LIMIT_MS; !existsSync(ready); await sleep(50))
    if (Date.now() > until) throw new Error(`no template of a home appeared in ${folder}`);
  execFileSync('cp', ['-a', `${template}/.`, home]);
  return home;
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
