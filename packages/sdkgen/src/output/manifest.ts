// What we remember in a folder that we generated: which files are ours, of which bytes, and made from what.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Written last, so nothing of ours is younger. */
export const MANIFEST = '.mockops-sdk.json';

const Manifest = z.object({
  /** Of the files. */
  digest: z.string(),
  /** Of everything that the files were made from: contract, language, options, generator. */
  input: z.string().optional(),
  files: z.array(z.string().refine(isInside)),
});
export type Manifest = z.infer<typeof Manifest>;

export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(directory, MANIFEST));
  if (text === undefined) return undefined;
  try {
    return Manifest.safeParse(JSON.parse(text)).data;
  } catch {
    /** Not JSON: somebody else's, or damaged. Then nothing is known to remove, and it is written anew. */
    return undefined;
  }
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A relative path with `/` that stays in its folder. */
export function isInside(path: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\\|\0/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part));
}
