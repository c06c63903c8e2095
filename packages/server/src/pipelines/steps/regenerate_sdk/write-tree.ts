// Brings a folder to hold exactly the generated files, touching only what differs: each file appears whole (written beside, then
// renamed), files that an earlier generation wrote and this one does not are removed, and anything else in the folder is left alone.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Written last: lists what we generated, so that a later generation may remove it. */
const MANIFEST = '.mockops-sdk.json';
const Manifest = z.object({ digest: z.string(), files: z.array(z.string().refine(isSafe)) });

export async function writeTree(
  directory: string,
  files: ReadonlyMap<string, string>,
  digest: string,
): Promise<{ changed: boolean }> {
  const unsafe = [...files.keys()].find((path) => !isSafe(path) || path === MANIFEST);
  if (unsafe !== undefined) throw new Error(`the generator named a file "${unsafe}", which is not inside its folder`);
  const before = await readManifest(directory);
  let changed = false;
  for (const [path, content] of files) {
    const target = join(directory, path);
    if ((await readIfThere(target)) === content) continue;
    await writeWhole(target, content);
    changed = true;
  }
  for (const path of before?.files ?? []) {
    if (files.has(path)) continue;
    await rm(join(directory, path), { force: true });
    await removeEmptyFolders(directory, dirname(path));
    changed = true;
  }
  if (changed || before?.digest !== digest) {
    const manifest = { digest, files: [...files.keys()].sort() };
    await writeWhole(join(directory, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  return { changed };
}

async function readManifest(directory: string): Promise<z.infer<typeof Manifest> | undefined> {
  const text = await readIfThere(join(directory, MANIFEST));
  if (text === undefined) return undefined;
  try {
    return Manifest.safeParse(JSON.parse(text)).data;
  } catch {
    /** Not JSON: somebody else's, or damaged. Then nothing is known to remove, and it is written anew. */
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeWhole(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
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

function isSafe(path: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\\|\0/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part));
}
