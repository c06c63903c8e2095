// Whether a folder still holds what would be generated, without generating it: made from the same input, and no file of it is
// missing or younger than our note. Like `make`, it trusts times; whoever sets them back can deceive it.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST, readManifest } from './manifest.ts';

export async function isFresh(directory: string, input: string): Promise<boolean> {
  const manifest = await readManifest(directory);
  if (manifest?.input !== input) return false;
  const noted = lstatSync(join(directory, MANIFEST), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // One after another, without `join`: for the thousands of files of a large SDK, each a moment, promises take five times as long.
  return manifest.files.every((file) => {
    const stat = lstatSync(`${directory}/${file}`, { throwIfNoEntry: false });
    return stat?.isFile() && stat.mtimeMs <= noted;
  });
}
