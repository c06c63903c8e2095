// The real server for a benchmark: `mockops start --json --no-demo` in a process of its own on free ports and a home of its own.
// In: the home. Out: its URLs once it has printed them, and how long that took from the spawn.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Processes, type Running, stopProcess, waitForOutput } from './processes.ts';

const MAIN = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
const Addresses = z.object({ api_url: z.string(), gateway_url: z.string() });

export interface StartedServer {
  api_url: string;
  gateway_url: string;
  running: Running;
  start_ms: number;
}

/** Preloaded, it counts statements. */
export const COUNT_STATEMENTS = fileURLToPath(new URL('peers/count-statements.ts', import.meta.url));
/** Preloaded, it says how long the event loop stood still. */
export const WATCH_LOOP = fileURLToPath(new URL('peers/watch-loop.ts', import.meta.url));

export async function startServer(
  processes: Processes,
  home: string,
  { preload }: { preload?: string } = {},
): Promise<StartedServer> {
  const before = preload === undefined ? [] : ['--import', preload];
  const args = [...before, MAIN, 'start', '--json', '--no-demo', '--port', '0', '--gateway-port', '0', '--home', home];
  const begun = performance.now();
  const running = processes.start(process.execPath, args, { env: cleanEnvironment(), signal: 'SIGINT' });
  const addresses = await waitForOutput(running, 'mockops start', readAddresses);
  return { ...addresses, running, start_ms: performance.now() - begun };
}

/** How many statements a server with COUNT_STATEMENTS has sent so far. */
export async function readStatements({ running }: StartedServer): Promise<number> {
  const answers = () => running.output().stdout.match(/^STATEMENTS \d+$/gm) ?? [];
  const before = answers().length;
  stopProcess(running.pid, 'SIGUSR2');
  for (const until = performance.now() + 10_000; performance.now() < until; await sleep(2)) {
    const now = answers();
    if (now.length > before) return Number(now.at(-1)?.slice('STATEMENTS '.length));
  }
  throw new Error('the server does not say how many statements it has sent');
}

/** A server that had to be killed leaves its database behind; its pid is in the home, which is ours. */
export async function stopOrphanedDatabase(home: string): Promise<void> {
  const file = path.join(home, 'pg18', 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (pid > 0) stopProcess(pid, 'SIGINT');
}

function readAddresses(stdout: string): z.infer<typeof Addresses> | undefined {
  const from = stdout.indexOf('{\n');
  const to = stdout.indexOf('\n}', from);
  return from < 0 || to < 0 ? undefined : Addresses.parse(JSON.parse(stdout.slice(from, to + 2)));
}

/** The settings of whoever runs this must not change what is measured. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('MOCKOPS_') && key !== 'DATABASE_URL');
  return { ...Object.fromEntries(own), MOCKOPS_LOG_LEVEL: 'warn' };
}
