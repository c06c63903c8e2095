// Files and folders as a user names them → the pipeline files, or test files, in them: a file is taken as it is, a folder is searched, in the order
// of names. In folders only what looks like a pipeline counts; workspaces and CI keep other YAML beside them.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure.ts';

const YAML = /\.ya?ml$/;
const TEST = /\.test\.ya?ml$/;
/** Keys that pipelines have at the top, and no other document of ours. */
const OF_PIPELINES = /^(triggers|steps|definition|on_failure|on_cancel)[ \t]*:/m;

export const findPipelineFiles = (given: readonly string[]): Promise<string[]> =>
  find(given, 'pipeline', async (file) => !TEST.test(file) && OF_PIPELINES.test(await readFile(file, 'utf8')));

export const findTestFiles = (given: readonly string[]): Promise<string[]> =>
  find(given, 'test (*.test.yaml)', async (file) => TEST.test(file));

async function find(
  given: readonly string[],
  what: string,
  isMeant: (file: string) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of given) {
    const folder = await isFolder(name);
    const files = folder ? await searchFolder(name, isMeant) : [path.normalize(name)];
    if (files.length === 0) throw new Failure(`There is no ${what} in ${name}; name another file or folder.`);
    found.push(...files);
  }
  return [...new Set(found)];
}

async function isFolder(name: string): Promise<boolean> {
  const info = await stat(name).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT' ? `There is no file or folder ${name}.` : `${name} cannot be read: ${error.message}`;
    throw new Failure(why, { cause: error });
  });
  return info.isDirectory();
}

async function searchFolder(folder: string, isMeant: (file: string) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await searchFolder(name, isMeant)));
    else if (entry.isFile() && YAML.test(entry.name) && (await isMeant(name))) found.push(name);
  }
  return found;
}
