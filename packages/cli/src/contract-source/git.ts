// A contract as Git has it: `main:api/openapi.yaml`, `HEAD~1:protos`. Reads the repository of the working folder by `git`, never checks anything out.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import { readWithReferences } from './references.ts';

const run = promisify(execFile);
const MOST_BYTES = 200_000_000;

export async function readGitContract(commit: string, file: string): Promise<Record<string, string>> {
  const source = `${commit}:${file}`;
  if (commit.startsWith('-')) throw new Failure(`"${commit}" is no branch, tag or commit.`);
  const git = async (...args: string[]) => (await run('git', args, { maxBuffer: MOST_BYTES })).stdout;
  const type = await git('cat-file', '-t', source).catch((error: unknown) => {
    const why = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Failure(`${source} cannot be read from Git: ${why}`, { cause: error });
  });
  if (type.trim() === 'tree') return readTree(source, git);
  return readWithReferences({
    root: path.posix.normalize(file),
    read: (name) =>
      git('show', `${commit}:${name}`).catch((error: unknown) => {
        if (name === path.posix.normalize(file)) throw error;
        return undefined;
      }),
  });
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
