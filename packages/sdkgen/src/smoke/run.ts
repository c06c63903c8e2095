// Runs a generated SDK's smoke program (`examples/smoke.*`) against a mock, with the language's own toolchain. Out: what each call came to, as
// the program's output says it, one JSON object per line: {"operation": "GET /items", "status": 200}. Starts processes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Command, findOnPath, runCommand } from '../check/checker.ts';
import type { Language } from '../registry.ts';

/** `status`: 200 for an answer that was decoded, the answer's own for a documented failure, 0 with `error` otherwise. */
const SmokeLine = z.object({ operation: z.string(), status: z.int(), error: z.string().optional() });
export type SmokeLine = z.infer<typeof SmokeLine>;

export type SmokeResult = { calls: SmokeLine[] } | { skipped: string } | { failed: string };

/** How the program of a language is started; `build` comes first. Undefined with a reason: the toolchain is missing. */
type Start = (directory: string) => { commands: Omit<Command, 'cwd'>[] } | { skipped: string };

const missing = (program: string) => ({ skipped: `no ${program} on the PATH` });

const STARTS: Readonly<Partial<Record<Language, Start>>> = {
  typescript: () => ({ commands: [{ program: process.execPath, args: ['examples/smoke.ts'] }] }),
  python: () => {
    const program = findOnPath('python3');
    return program
      ? { commands: [{ program, args: ['examples/smoke.py'], env: { PYTHONPATH: '.', PYTHONDONTWRITEBYTECODE: '1' } }] }
      : missing('python3');
  },
};

export async function runSmoke(language: Language, directory: string, base_url: string): Promise<SmokeResult> {
  const start = STARTS[language]?.(directory) ?? { skipped: `nothing here runs ${language}` };
  if ('skipped' in start) return start;
  if (!existsSync(join(directory, 'examples'))) return { skipped: 'the contract has no operation that only reads' };
  let output = '';
  for (const command of start.commands) {
    const env = { ...command.env, API_BASE_URL: base_url };
    const ran = await runCommand({ ...command, cwd: directory, env, timeout_ms: 300_000 });
    if (!ran.ok) return { failed: ran.output };
    output = ran.output;
  }
  const calls = output.split('\n').flatMap((line) => {
    const read = line.startsWith('{') ? SmokeLine.safeParse(JSON.parse(line)) : undefined;
    return read?.success ? [read.data] : [];
  });
  return { calls };
}
