// What a check of a generated SDK is: a folder with its files in, a verdict of the language's own toolchain out.
// A toolchain that is not on the PATH is no failure; the verdict then says what was missing. Outside the pure core: this spawns.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Verdict = { ok: true } | { ok: false; output: string } | { skipped: string };

/** Compiles the SDK in `directory`; may leave build output there. */
export type Checker = (directory: string) => Promise<Verdict>;

export interface Command {
  program: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  timeout_ms?: number;
}

/** What toolchains look for; nothing else of our environment, which may hold secrets, is theirs. */
const PASSED =
  /^(PATH|HOME|LANG|TMPDIR|TEMP|SYSTEMROOT|JAVA_HOME|GO(PATH|CACHE|ROOT|FLAGS|MODCACHE)|CARGO_HOME|RUSTUP_(HOME|TOOLCHAIN)|PYENV_\w+)$/;

/** Runs a program to its end; `output` is what it wrote on both streams. */
export function runCommand({
  program,
  args,
  cwd,
  env = {},
  timeout_ms = 600_000,
}: Command): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const passed = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED.test(name)));
    const child = spawn(program, args, { cwd, env: { ...passed, ...env }, timeout: timeout_ms });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: `${program} did not start: ${error.message}` }));
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      const ok = code === 0;
      resolve({ ok, output: output || ok ? output : `${program} ended with ${signal ?? code} and said nothing` });
    });
  });
}

export async function compileWith(command: Command): Promise<Verdict> {
  const { ok, output } = await runCommand(command);
  return ok ? { ok } : { ok, output };
}

/** The first of these programs that is on the PATH. */
export function findOnPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
