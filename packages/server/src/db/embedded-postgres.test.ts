// The embedded PostgreSQL under the conditions that real machines have.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startEmbedded } from './embedded-postgres.ts';

const MODULE = path.join(import.meta.dirname, 'embedded-postgres.ts');
const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'mockops-pg-'));
  chmodSync(home, 0o777);
  homes.push(home);
  return home;
}

interface Started {
  pid: number;
  adopted: boolean;
  child: ChildProcess;
  ended: Promise<number | null>;
}

/** A process of its own that starts the server, says so, and stops it when its input ends. */
function startElsewhere(home: string, account: { uid?: number; gid?: number } = {}): Promise<Started> {
  const program = `import { startEmbedded } from ${JSON.stringify(MODULE)};
const server = await startEmbedded({ home: ${JSON.stringify(home)} });
console.log(JSON.stringify({ pid: server.pid, adopted: server.adopted }));
process.stdin.resume().on('end', async () => { await server.stop(); process.exit(0); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...account,
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => resolve({ ...JSON.parse(String(chunk)), child, ended }));
    child.once('exit', (code) => reject(new Error(`exit ${code}: ${errors}`)));
  });
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

test('several processes that start at once on an empty home share one server; the last one out stops it', async () => {
  const home = newHome();
  const started = await Promise.all([1, 2, 3].map(() => startElsewhere(home)));
  expect(new Set(started.map(({ pid }) => pid)).size).toBe(1);
  expect(started.filter(({ adopted }) => !adopted)).toHaveLength(1);
  for (const one of started) {
    one.child.stdin?.end();
    await one.ended;
  }
  expect(isAlive(started[0]!.pid)).toBe(false);
});

test('a server orphaned by kill -9 is adopted, and stopped by its new owner', async () => {
  const home = newHome();
  const first = await startElsewhere(home);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(isAlive(first.pid)).toBe(true);
  const second = await startEmbedded({ home });
  expect(second).toMatchObject({ pid: first.pid, adopted: true });
  await second.stop();
  expect(isAlive(first.pid)).toBe(false);
});

test('after the server itself was killed, the next start recovers', async () => {
  const home = newHome();
  const first = await startElsewhere(home);
  first.child.kill('SIGKILL');
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = await startEmbedded({ home });
  expect(second.adopted).toBe(false);
  await second.stop();
});

test.runIf(process.getuid?.() === 0)('a normal user runs it as himself', async () => {
  const started = await startElsewhere(newHome(), { uid: 65_534, gid: 65_534 });
  started.child.stdin?.end();
  expect(await started.ended).toBe(0);
});
