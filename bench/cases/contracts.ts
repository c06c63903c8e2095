// Large contracts: load, compare and generate from GitHub's description, each as a whole process with its memory, beside the tools that people use for it.
// Needs ../shared/specs (the descriptions) and, for the rivals, `npm run rivals`; what is absent is left out with a word.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { median } from '../numbers.ts';
import { type Report, type Row, target } from '../report.ts';
import type { Case } from './case.ts';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const SPECS = path.resolve(ROOT, '../shared/specs/github');
const [OLD, NEW] = [path.join(SPECS, '19.0.0.json'), path.join(SPECS, '23.0.2.json')];
const RIVALS = path.join(ROOT, 'bench/rivals/node_modules/.bin');
const MAIN = path.join(ROOT, 'packages/cli/src/main.ts');
const WORK = path.join(ROOT, 'bench/peers/contract-work.ts');

interface Taken {
  seconds: number;
  /** Of the largest process of its tree, in MB. */
  peak: number;
}

/** `time` of the system, because a rival may be any program and its workers count too. */
async function take(program: string, args: string[]): Promise<Taken> {
  const { stderr } = await run('/usr/bin/time', ['-f', '\n%e %M', program, ...args], {
    cwd: ROOT,
    maxBuffer: 500_000_000,
  }).catch((error: { stderr?: string; code?: number }) => {
    // Differs exit with 1 when they found something.
    if (error.stderr === undefined || !/\n[\d.]+ \d+\s*$/.test(error.stderr)) throw error;
    return { stderr: error.stderr };
  });
  const [seconds = '', peak = ''] = stderr.trim().split('\n').at(-1)?.split(' ') ?? [];
  return { seconds: Number(seconds), peak: Number(peak) / 1_024 };
}

export const contractsCase: Case = {
  name: 'contracts',
  summary: 'load, diff and six SDKs of GitHub’s contract, beside oasdiff, Redocly, openapi-typescript and hey-api',
  measure: async ({ quick, say }) => {
    if (!existsSync(OLD)) return { rows: [], notes: ['contracts: left out, ../shared/specs is not there'] };
    if (!existsSync('/usr/bin/time')) return { rows: [], notes: ['contracts: left out, /usr/bin/time is not there'] };
    const out = mkdtempSync(path.join(os.tmpdir(), 'mockops-bench-'));
    try {
      return await measureAll(out, quick ? 2 : 5, say);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
};

async function measureAll(out: string, rounds: number, say: (line: string) => void): Promise<Report> {
  const report: Report = { rows: [], notes: [] };
  say('contracts: load, diff and generate within one process …');
  report.rows.push(...(await measureInside(rounds)));

  const ours = await repeat(rounds, () => take(process.execPath, [MAIN, 'schema', 'diff', OLD, NEW, '--json']));
  const ownSdk = await repeat(rounds, () =>
    take(process.execPath, [MAIN, 'sdk', 'generate', NEW, '--lang', 'typescript', '--out', `${out}/ts`, '--force']),
  );
  const allSdks = () => take(process.execPath, [MAIN, 'sdk', 'generate', NEW, '--lang', 'all', '--out', `${out}/all`]);
  await allSdks();
  const fresh = await repeat(rounds, allSdks);
  report.rows.push(
    target('schema diff, whole command', 'ms', ours.seconds * 1_000, null),
    target('schema diff, peak memory', 'MB', ours.peak, 300),
    target('sdk generate, nothing changed in six SDKs, whole command', 'ms', fresh.seconds * 1_000, 300),
  );
  const rivals: [name: string, what: string, mine: Taken, program: string, args: string[]][] = [
    ['oasdiff', 'diff', ours, 'oasdiff', ['breaking', OLD, NEW, '--format', 'json']],
    ['redocly diff', 'diff', ours, 'redocly', ['diff', OLD, NEW, '--format', 'json']],
    ['openapi-typescript', 'TypeScript', ownSdk, 'openapi-typescript', [NEW, '--output', `${out}/types.ts`]],
    ['hey-api', 'TypeScript', ownSdk, 'openapi-ts', ['--input', NEW, '--output', `${out}/hey`, '--silent']],
  ];
  for (const [name, what, mine, program, args] of rivals) {
    if (!existsSync(path.join(RIVALS, program))) {
      report.notes.push(`contracts: ${name} is left out; \`npm run rivals\` installs it`);
      continue;
    }
    say(`contracts: ${name} …`);
    try {
      const theirs = await repeat(Math.min(rounds, 3), () => take(path.join(RIVALS, program), args));
      report.rows.push(
        versus(`${what}, whole command`, 'ms', mine.seconds * 1_000, name, theirs.seconds * 1_000),
        versus(`${what}, peak memory`, 'MB', mine.peak, name, theirs.peak),
      );
    } catch (error) {
      report.notes.push(`contracts: ${name} failed: ${String(error).split('\n')[0]}`);
    }
  }
  return report;
}

/** What a server does with contracts that it holds: no start of a process, code that is warm after the first round. */
async function measureInside(rounds: number): Promise<Row[]> {
  const { stdout } = await run(process.execPath, [WORK, OLD, NEW, String(rounds)], { maxBuffer: 10_000_000 });
  const found: Record<'load' | 'diff' | 'witnesses' | 'generate', number> = JSON.parse(stdout);
  return [
    target('load and canonicalise GitHub’s contract', 'ms', found.load, 1_000),
    target('compare its two versions', 'ms', found.diff, 1_500),
    target('the same with witnesses of 50 breaking changes', 'ms', found.witnesses, null),
    target('six SDKs of it', 'ms', found.generate, 2_000),
  ];
}

async function repeat(rounds: number, once: () => Promise<Taken>): Promise<Taken> {
  const taken: Taken[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await once());
  return { seconds: median(taken.map(({ seconds }) => seconds)), peak: median(taken.map(({ peak }) => peak)) };
}

const versus = (measured: string, unit: Row['unit'], ours: number, against: string, theirs: number): Row => ({
  ...{ measured, unit, ours, against, theirs },
  ratio: ours / theirs,
  range: null,
});
