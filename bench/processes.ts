// Every process and temporary folder of a benchmark run, so that all of them are gone when it ends, whichever way it ends.
// Children get a process group of their own: Ctrl-C on the terminal reaches this process alone, which then asks each child once.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Running {
  pid: number;
  /** Everything that it printed so far. */
  output: () => { stdout: string; stderr: string };
  ended: Promise<number | null>;
  hasEnded: () => boolean;
  /** Asks politely, waits, and kills what does not listen. */
  stop: () => Promise<void>;
}

export interface Processes {
  start(
    command: string,
    args: readonly string[],
    options?: { env?: NodeJS.ProcessEnv; signal?: NodeJS.Signals },
  ): Running;
  /** Runs to the end; its output, or an error with what it said. */
  run(command: string, args: readonly string[]): Promise<string>;
  /** A new folder that other accounts can enter, because nginx and PostgreSQL give up root. */
  folder(): string;
  /** Something else to be done at the end, before folders are removed. */
  atEnd(action: () => Promise<void>): void;
  stopAll(): Promise<void>;
}

const GRACE_MS = 20_000;

export function createProcesses(): Processes {
  const running = new Set<Running>();
  const folders: string[] = [];
  const actions: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;

  const start: Processes['start'] = (command, args, { env = process.env, signal = 'SIGTERM' } = {}) => {
    if (stopping) throw new Error(`${command} is not started: the run is being stopped`);
    const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const one = follow(child, command, signal);
    running.add(one);
    void one.ended.then(() => running.delete(one));
    return one;
  };

  async function stopEverything(): Promise<void> {
    await Promise.all([...running].map((one) => one.stop()));
    for (const action of actions) await action();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  return {
    start,
    async run(command, args) {
      const one = start(command, args);
      const code = await one.ended;
      const { stdout, stderr } = one.output();
      if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr || stdout}`);
      return stdout;
    },
    folder() {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'mockops-bench-'));
      chmodSync(folder, 0o755);
      folders.push(folder);
      return folder;
    },
    atEnd: (action) => void actions.push(action),
    stopAll: () => {
      stopping ??= stopEverything();
      return stopping;
    },
  };
}

/** Waits until `read` finds what it looks for in the process's standard output. */
export async function waitForOutput<T>(
  one: Running,
  what: string,
  read: (stdout: string) => T | undefined,
): Promise<T> {
  for (const until = performance.now() + 60_000; performance.now() < until; await sleep(2)) {
    const found = read(one.output().stdout);
    if (found !== undefined) return found;
    if (one.hasEnded()) break;
  }
  const { stdout, stderr } = one.output();
  throw new Error(`${what} did not start:\n${stdout}${stderr}`);
}

/** Absolute path of a program on PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

export function stopProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It has ended already.
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function follow(child: ChildProcess, command: string, signal: NodeJS.Signals): Running {
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      over = true;
      resolve(code);
    };
    child.once('close', end);
    child.once('error', (error) => {
      stderr += `${command}: ${error.message}`;
      end(null);
    });
  });
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    if (over) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
  };
  return {
    pid: child.pid ?? 0,
    output: () => ({ stdout, stderr }),
    ended,
    hasEnded: () => over,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
