// The case library beside oasdiff: `node packages/schema/cases/compare-with-oasdiff.ts [folder for its answers]`, after `npm run rivals`.
// Asks oasdiff for the changelog of each pair and prints where its rules and levels are those of the case, and how the others differ.
// README.md says why they do.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SchemaChangeLevel } from '@mockops/contract';
import { z } from 'zod';
import { type Difference, REASONS } from './oasdiff-differences.ts';
import { type Case, readCases } from './read-cases.ts';

const OASDIFF = path.resolve(import.meta.dirname, '../../../bench/rivals/node_modules/.bin/oasdiff');
const AT_ONCE = 2;
const LEVELS: SchemaChangeLevel[] = ['none', 'safe', 'risky', 'breaking'];

/** Its levels are 1 INFO, 2 WARN, 3 ERR. */
const Answer = z.array(z.object({ id: z.string(), level: z.int().min(1).max(3) }));
type Answer = z.infer<typeof Answer>;

/** Rule ids with their levels; an error in place of them where oasdiff does not read the contract. */
type Told = Map<string, SchemaChangeLevel> | string;

const run = promisify(execFile);

async function ask(one: Case, folder: string): Promise<Told> {
  const kept = path.join(folder, `${one.id.replaceAll('/', '--')}.json`);
  if (!existsSync(kept)) writeFileSync(kept, JSON.stringify(await changelog(one, folder)));
  const answer = z.union([Answer, z.string()]).parse(JSON.parse(readFileSync(kept, 'utf8')));
  return typeof answer === 'string' ? answer : new Map(answer.map(({ id, level }) => [id, LEVELS[level] ?? 'none']));
}

async function changelog(one: Case, folder: string): Promise<Answer | string> {
  const [base, revision] = (['base', 'revision'] as const).map((side) => {
    const files = Object.entries(one.files[side]);
    for (const [name, content] of files) {
      const file = path.join(folder, one.id, side, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(content));
    }
    return path.join(folder, one.id, side, files[0]?.[0] ?? '');
  });
  try {
    const { stdout } = await run(OASDIFF, ['changelog', base ?? '', revision ?? '', '--format', 'json']);
    return Answer.parse(JSON.parse(stdout.trim() || '[]'));
  } catch (error) {
    const said = z.looseObject({ stderr: z.string() }).safeParse(error);
    if (!said.success) throw error;
    return said.data.stderr.trim().replaceAll(folder, '') || 'no answer';
  }
}

const worst = (levels: Iterable<SchemaChangeLevel>): SchemaChangeLevel =>
  LEVELS[Math.max(0, ...[...levels].map((level) => LEVELS.indexOf(level)))] ?? 'none';

interface Compared {
  id: string;
  ours: Map<string, SchemaChangeLevel>;
  theirs: Told;
}

async function compareAll(cases: Case[], folder: string): Promise<Compared[]> {
  const compared: Compared[] = [];
  const queue = cases.values();
  const worker = async () => {
    for (const one of queue) {
      const ours = new Map(one.expect.map(({ rule, level }) => [rule, level]));
      compared.push({ id: one.id, ours, theirs: await ask(one, folder) });
      if (compared.length % 50 === 0) console.log(`${compared.length} of ${cases.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return compared;
}

const namesAll = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean =>
  [...a.keys()].every((id) => b.has(id));
const wordsOf = (told: ReadonlyMap<string, SchemaChangeLevel>): string =>
  [...told]
    .map(([id, level]) => `${id} ${level}`)
    .sort()
    .join(', ') || 'nothing';
/** It has no level below INFO. */
const harmOf = (told: ReadonlyMap<string, SchemaChangeLevel>): string => worst(told.values()).replace('none', 'safe');

function report(compared: Compared[]): void {
  const read = compared.flatMap(({ theirs, ...rest }) => (typeof theirs === 'string' ? [] : [{ ...rest, theirs }]));
  const count = (test: (one: Difference) => boolean): number => read.filter(test).length;
  const named = read.flatMap(({ ours, theirs }) =>
    [...ours].flatMap(([id, level]) => (theirs.has(id) ? [{ level, other: theirs.get(id) }] : [])),
  );
  const same = (one: Difference): boolean => wordsOf(one.ours) === wordsOf(one.theirs);
  console.log(`pairs ${compared.length}, read by oasdiff ${read.length}`);
  console.log(
    `same set of rules ${count((one) => one.ours.size === one.theirs.size && namesAll(one.ours, one.theirs))}`,
    `same rules and levels ${count(same)}`,
  );
  console.log(`same worst level ${count(({ ours, theirs }) => harmOf(ours) === harmOf(theirs))}`);
  console.log(
    `rules that both name ${named.length}, at one level ${named.filter(({ level, other }) => level === other).length}`,
  );
  for (const level of ['safe', 'risky', 'breaking']) {
    const row = ['safe', 'risky', 'breaking'].map(
      (other) => `${other} ${count(({ ours, theirs }) => harmOf(ours) === level && harmOf(theirs) === other)}`,
    );
    console.log(`${level} here: there ${row.join(', ')}`);
  }
  const groups = Map.groupBy(
    read.filter((one) => !same(one)),
    (one) => REASONS.find(({ fits }) => fits(one)),
  );
  for (const reason of REASONS) {
    const members = groups.get(reason) ?? [];
    console.log(`\n| ${reason.what} | ${members.length} | ${reason.why} |`);
    for (const { id, ours, theirs } of members) console.log(`    ${id}: ${wordsOf(ours)}; there ${wordsOf(theirs)}`);
  }
  for (const { id, theirs } of compared)
    if (typeof theirs === 'string') console.log(`not read: ${id}: ${theirs.split('\n')[0]}`);
}

if (!existsSync(OASDIFF)) throw new Error('oasdiff is not installed: run `npm run rivals` first');
const folder = path.resolve(process.argv[2] ?? mkdtempSync(path.join(tmpdir(), 'mockops-oasdiff-')));
mkdirSync(folder, { recursive: true });
console.log(`answers are kept in ${folder}`);
report(await compareAll(readCases(), folder));
