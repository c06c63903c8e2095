// Brings a folder to hold exactly the generated files, touching only what differs: each file appears whole (written beside, then
// renamed), files that an earlier generation wrote and this one does not are removed, and anything else in the folder is left alone.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside, MANIFEST, readIfThere, readManifest } from './manifest.ts';

/** SHA-256 of paths and contents, hex. */
export function digestOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${content}\0`);
  return hash.digest('hex');
}

/** `input`: digest of what the files were made from, for `isFresh`. */
export async function writeTree(
  directory: string,
  files: ReadonlyMap<string, string>,
  { digest, input }: { digest: string; input?: string },
): Promise<{ changed: boolean }> {
  const unsafe = [...files.keys()].find((path) => !isInside(path) || path === MANIFEST);
  if (unsafe !== undefined) throw new Error(`the generator named a file "${unsafe}", which is not inside its folder`);
  const before = await readManifest(directory);
  const folders = new Set([directory, ...[...files.keys()].map((path) => dirname(join(directory, path)))]);
  for (const folder of folders) await makeFolder(folder);
  let changed = false;
  for (const some of inGroups([...files])) {
    const written = await Promise.all(some.map(([path, content]) => writeIfOther(join(directory, path), content)));
    changed ||= written.includes(true);
  }
  for (const path of before?.files ?? []) {
    if (files.has(path)) continue;
    await rm(join(directory, path), { force: true });
    await removeEmptyFolders(directory, dirname(path));
    changed = true;
  }
  if (changed || before?.digest !== digest || before.input !== input) {
    const manifest = { digest, ...(input !== undefined && { input }), files: [...files.keys()].sort() };
    await writeWhole(join(directory, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  return { changed };
}

/** Files that are on their way at once: enough to keep the disk busy, far from what a process may have open. */
const AT_ONCE = 32;

const inGroups = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, at) => items.slice(at * AT_ONCE, (at + 1) * AT_ONCE));

async function writeIfOther(path: string, content: string): Promise<boolean> {
  if ((await readIfThere(path)) === content) return false;
  await writeWhole(path, content);
  return true;
}

async function writeWhole(path: string, content: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** One by one: where nothing can be made (such as /proc), Node's own recursion never ends. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder).catch((again) => {
      if (again.code !== 'EEXIST') throw again;
    });
  }
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let path = folder; path !== '.'; path = dirname(path)) {
    try {
      await rmdir(join(root, path));
    } catch {
      /** Not empty, or already gone: either way the rest stays. */
      return;
    }
  }
}
