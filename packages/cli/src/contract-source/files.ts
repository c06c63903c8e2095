// A contract on disk: a file with what it refers to, or a folder. Names are as the user gave them, so that findings name places that the
// user can open. A reference may not lead out of the working folder and the root's own: a contract of strangers must not read the disk.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure.ts';
import { readTextFile } from '../text-file.ts';
import { readWithReferences } from './references.ts';

export const CONTRACT_FILE = /\.(ya?ml|json|proto)$/i;
const SKIPPED = new Set(['node_modules', '.git', 'dist']);
const MOST_FILES = 20_000;

export async function readContractFiles(file: string): Promise<Record<string, string>> {
  const root = path.normalize(file).replaceAll(path.sep, '/');
  const allowed = [process.cwd(), path.dirname(path.resolve(file))];
  return readWithReferences({
    root,
    read: async (name) => {
      if (name === root) return readTextFile(name);
      const isInside = allowed.some((folder) => !path.relative(folder, path.resolve(name)).startsWith('..'));
      return isInside ? readIfThere(name) : undefined;
    },
  });
}

/** A reference to what is not there is the loader's finding, with its place; a file that may not be read is said here. */
const readIfThere = (name: string): Promise<string | undefined> =>
  readTextFile(name).catch((error: unknown) => {
    const cause = error instanceof Failure ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  });

/** Every contract file of a folder, by its path from there. */
export async function readContractFolder(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const open = [folder];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      const name = path.join(place, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push(name);
      if (!entry.isFile() || !CONTRACT_FILE.test(entry.name)) continue;
      files[path.relative(folder, name).replaceAll(path.sep, '/')] = await readTextFile(name);
      if (Object.keys(files).length > MOST_FILES)
        throw new Failure(`${folder} has more than ${MOST_FILES} contract files; name the root file instead.`);
    }
  }
  if (Object.keys(files).length === 0)
    throw new Failure(`${folder} has no contract file; name one that ends with .yaml, .json or .proto.`);
  return files;
}
