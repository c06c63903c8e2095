// The real system for end-to-end tests: the `mockops` command in a process of its own, on free ports, with its own embedded PostgreSQL.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, type Execution } from '@mockops/contract';
import { usedHome } from './homes.ts';

export { temporaryFolder } from './homes.ts';

export const ROOT = path.resolve(import.meta.dirname, '..');
const MAIN = path.join(ROOT, 'packages/cli/src/main.ts');

export interface System {
  api_url: string;
  gateway_url: string;
  api: Client;
  home: string;
  /** URLs of the demo's stand-ins; null without the demo. */
  demo: Record<string, string> | null;
  process: ChildProcess;
  /** Everything that the process printed. */
  output: () => string;
  /** Ctrl-C, and wait for the end. Answers the exit code. */
  stop: () => Promise<number | null>;
  /** kill -9; the database is left orphaned, as in real life. */
  kill: () => Promise<void>;
}

export interface SystemOptions {
  demo?: boolean;
  /** Default: one whose database is made already, and empty. */
  home?: string;
  env?: Record<string, string>;
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const home = options.home ?? (await usedHome(makeHome));
  const args = [
    'start',
    '--json',
    '--port',
    '0',
    '--gateway-port',
    '0',
    '--home',
    home,
    ...(options.demo ? ['--demo-port', '0'] : ['--no-demo']),
  ];
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env: { ...cleanEnvironment(), MOCKOPS_LOG_LEVEL: 'warn', MOCKOPS_FLUSH_INTERVAL_MS: '100', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const urls = await readUrls(child, () => output);
  return {
    ...urls,
    api: createClient({ baseUrl: urls.api_url }),
    home,
    process: child,
    output: () => output,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function makeHome(home: string): Promise<void> {
  const system = await startSystem({ home });
  const code = await system.stop();
  if (code !== 0) throw new Error(`the template of a home ended with ${code}:\n${system.output()}`);
}

async function readUrls(
  child: ChildProcess,
  output: () => string,
): Promise<{ api_url: string; gateway_url: string; demo: Record<string, string> | null }> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(20)) {
    const from = output().indexOf('{\n');
    const text = from < 0 ? '' : output().slice(from, output().indexOf('\n}', from) + 2);
    if (text.endsWith('}')) return JSON.parse(text);
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  throw new Error(`the server did not start:\n${output()}`);
}

/** Settings of the person who runs the tests must not reach the server under test. */
function cleanEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith('MOCKOPS_') && key !== 'DATABASE_URL'),
  );
}

export async function removeHome(home: string): Promise<void> {
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** The `mockops` command as a user types it. */
export async function mockops(
  system: Pick<System, 'api_url'>,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env: { ...cleanEnvironment(), MOCKOPS_URL: system.api_url, NO_COLOR: '1' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

/** Asks again until `look` answers something, or the time is over. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  limit_ms = 20_000,
): Promise<T> {
  let last: unknown;
  for (const until = Date.now() + limit_ms; Date.now() < until; await sleep(50)) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`${what}: not within ${limit_ms} ms${last ? ` (${last})` : ''}`);
}

/** The newest run of a pipeline, once it has ended. */
export async function finishedRun(
  system: System,
  pipeline: string,
  number: number,
  limit_ms = 60_000,
): Promise<Execution> {
  return eventually(
    `run #${number} of ${pipeline}`,
    async () => {
      const run = (await system.api.listExecutions({ query: { pipeline } })).find((one) => one.number === number);
      return run?.completed_at ? system.api.getExecution({ params: { execution: run.id } }) : undefined;
    },
    limit_ms,
  );
}
