// A contract as Git has it: `main:api/openapi.yaml`, `HEAD~1:protos`. Reads the repository of the working folder by `git`, never checks anything out.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import type { ReadContract } from './read.ts';
import { readWithReferences } from './references.ts';

const run = promisify(execFile);
const MOST_BYTES = 200_000_000;

export async function readGitContract(commit: string, written: string): Promise<ReadContract> {
  if (commit.startsWith('-')) throw new Failure(`"${commit}" is no branch, tag or commit.`);
  const git = async (...args: string[]) => (await run('git', args, { maxBuffer: MOST_BYTES })).stdout;
  // To Git, `./` is the working folder; every other path begins at the top of the repository.
  const beside = await git('rev-parse', '--show-prefix').then(
    (text) => text.trim(),
    () => '',
  );
  const isBeside = /^\.\.?(\/|$)/.test(written);
  const file = path.posix
    .normalize(isBeside ? path.posix.join(beside, written) : written || '.')
    .replace(/^\.\/?$/, '');
  const source = `${commit}:${file}`;
  const type = await git('cat-file', '-t', source).catch((error: unknown) => {
    const why = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    const top =
      beside === '' || isBeside
        ? ''
        : `; paths begin at the top of the repository, write ${commit}:./${written} for one from here`;
    throw new Failure(`${commit}:${written} cannot be read from Git: ${why}${top}`, { cause: error });
  });
  if (type.trim() === 'tree') return { files: await readTree(source, git), folder: file };
  const files = await readWithReferences({
    root: file,
    read: (name) =>
      git('show', `${commit}:${name}`).catch((error: unknown) => {
        if (name === file) throw error;
        return undefined;
      }),
  });
  return { files, folder: '' };
}

async function readTree(source: string, git: (...args: string[]) => Promise<string>): Promise<Record<string, string>> {
  const names = (await git('ls-tree', '-r', '-z', '--name-only', source)).split('\0');
  const wanted = names.filter((name) => /\.(ya?ml|json|proto)$/i.test(name));
  const base = source.endsWith(':') ? source : `${source.replace(/\/$/, '')}/`;
  const texts: Record<string, string> = {};
  for (const name of wanted) texts[name] = await git('show', base + name);
  if (wanted.length === 0) throw new Failure(`${source} has no contract file (.yaml, .json or .proto).`);
  return texts;
}
