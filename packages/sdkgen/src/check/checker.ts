// What a check of a generated SDK is: a folder with its files in, a verdict of the language's own toolchain out.
// A toolchain that is not on the PATH is no failure; the verdict then says what was missing. Outside the pure core: this spawns.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Verdict = { ok: true } | { ok: false; output: string } | { skipped: string };

/** Compiles the SDK in `directory`; may leave build output there. */
export type Checker = (directory: string) => Promise<Verdict>;

interface Command {
  program: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  timeout_ms?: number;
}

/** Runs a program to its end; what it wrote, on both streams, is the output of a failure. */
export function compileWith({ program, args, cwd, env = {}, timeout_ms = 600_000 }: Command): Promise<Verdict> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, timeout: timeout_ms });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: `${program} did not start: ${error.message}` }));
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      if (code === 0) resolve({ ok: true });
      else resolve({ ok: false, output: output || `${program} ended with ${signal ?? code} and said nothing` });
    });
  });
}

/** The first of these programs that is on the PATH. */
export function findOnPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
