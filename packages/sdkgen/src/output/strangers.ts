// Files in the way of an SDK: they have the names of files that would be generated, other bytes, and were not generated into this
// folder, so nobody said that they may go. In: a folder and the files to be. Out: the paths of those, sorted.
import { join } from 'node:path';
import { readIfThere, readManifest } from './manifest.ts';

export async function findStrangers(directory: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const ours = new Set((await readManifest(directory))?.files);
  const strangers: string[] = [];
  for (const [path, content] of files) {
    if (ours.has(path)) continue;
    const there = await readIfThere(join(directory, path));
    if (there !== undefined && there !== content) strangers.push(path);
  }
  return strangers.sort();
}
