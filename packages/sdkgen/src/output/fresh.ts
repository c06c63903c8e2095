// Whether a folder still holds what would be generated, without generating it: made from the same input, and no file of it is
// missing or younger than our note. Like `make`, it trusts times; whoever sets them back can deceive it.
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, readManifest } from './manifest.ts';

export async function isFresh(directory: string, input: string): Promise<boolean> {
  const manifest = await readManifest(directory);
  if (manifest?.input !== input) return false;
  try {
    const { mtimeMs: noted } = await lstat(join(directory, MANIFEST));
    const stats = await Promise.all(manifest.files.map((file) => lstat(join(directory, file))));
    return stats.every((stat) => stat.isFile() && stat.mtimeMs <= noted);
  } catch {
    // One is missing.
    return false;
  }
}
