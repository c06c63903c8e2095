// Runs a generated SDK's smoke program (`examples/smoke.*`) against a mock, with the language's own toolchain. Out: what each
// call came to, as the program says it, one JSON object per line: {"operation": "GET /items", "status": 200}. Starts processes.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { type Command, findOnPath, runCommand } from '../check/checker.ts';
import { GO_OFFLINE } from '../check/go.ts';
import { jacksonClassPath } from '../check/java.ts';
import { runCargo } from '../check/rust.ts';
import { checkSdk, type Verdict } from '../check.ts';
import type { Language } from '../language.ts';

/** `status`: 200 for an answer that was decoded, the answer's own for a failure, 0 with `error` where there was none to read. */
const SmokeLine = z.object({ operation: z.string(), status: z.int(), error: z.string().optional() });
export type SmokeLine = z.infer<typeof SmokeLine>;

export type SmokeResult = { calls: SmokeLine[] } | { skipped: string } | { failed: string };

type Program = Omit<Command, 'cwd'>;

/** How the program of a language is started; `build` comes first, unless `built` is there already, as the check leaves it. */
type Start = (
  directory: string,
) => { skipped: string } | { program: Program; built?: string; build?: () => Promise<Verdict> };

const LONGEST_RUN_MS = 300_000;

const NO_PROGRAM = 'no smoke program in examples/: no operation only reads, or another generator made the SDK';

const missing = (program: string) => ({ skipped: `no ${program} on the PATH` });

const STARTS: Readonly<Record<Language, Start>> = {
  typescript: () => ({ program: { program: process.execPath, args: ['examples/smoke.ts'] } }),
  python: () => {
    const program = findOnPath('python3');
    if (program === undefined) return missing('python3');
    const env = { PYTHONPATH: '.', PYTHONDONTWRITEBYTECODE: '1' };
    return { program: { program, args: ['examples/smoke.py'], env } };
  },
  go: () => {
    const program = findOnPath('go');
    if (program === undefined) return missing('go');
    return { program: { program, args: ['run', './examples/smoke'], env: GO_OFFLINE } };
  },
  rust: (directory) => ({
    program: { program: join(directory, 'target/debug/examples/smoke'), args: [] },
    build: () => runCargo(directory, ['build', '--example', 'smoke']),
  }),
  java: (directory) => {
    const program = findOnPath('java');
    const jackson = jacksonClassPath();
    if (program === undefined || jackson === undefined) return missing('java with Jackson');
    return {
      program: { program, args: ['-cp', [jackson, 'target/classes'].join(delimiter), 'Smoke'] },
      built: 'target/classes/Smoke.class',
      build: () => checkSdk('java', directory),
    };
  },
  csharp: (directory) => {
    const dotnet = findOnPath('dotnet');
    if (dotnet !== undefined) return { program: { program: dotnet, args: ['run', '--project', 'examples'] } };
    const program = findOnPath('mono');
    if (program === undefined) return missing('dotnet or mono');
    return {
      program: { program, args: ['target/smoke.exe'] },
      built: 'target/smoke.exe',
      build: () => checkSdk('csharp', directory),
    };
  },
};

export async function runSmoke(language: Language, directory: string, base_url: string): Promise<SmokeResult> {
  if (!existsSync(join(directory, 'examples'))) return { skipped: NO_PROGRAM };
  const start = STARTS[language](directory);
  if ('skipped' in start) return start;
  const { program, built, build } = start;
  if (build !== undefined && !(built !== undefined && existsSync(join(directory, built)))) {
    const verdict = await build();
    if ('skipped' in verdict) return verdict;
    if (!verdict.ok) return { failed: verdict.output };
  }
  const env = { ...program.env, API_BASE_URL: base_url };
  const ran = await runCommand({ ...program, cwd: directory, env, timeout_ms: LONGEST_RUN_MS });
  const calls = ran.output.split('\n').flatMap(readLine);
  if (!ran.ok || calls.length === 0) return { failed: ran.output || 'the program said nothing' };
  return { calls };
}

function readLine(line: string): SmokeLine[] {
  if (!line.startsWith('{')) return [];
  try {
    return [SmokeLine.parse(JSON.parse(line))];
  } catch {
    // Of a program that was cut off; its exit code says so.
    return [];
  }
}
