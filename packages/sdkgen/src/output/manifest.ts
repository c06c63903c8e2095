// What we remember in a folder that we generated: which files are ours, of which bytes, and made from what.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written last, so nothing of ours is younger. */
export const MANIFEST = '.mockops-sdk.json';

export interface Manifest {
  /** Of the files. */
  digest: string;
  /** Of everything that the files were made from: contract, language, options, generator. */
  input?: string;
  files: string[];
}

/** By hand: this alone decides whether there is anything to do, and a library of schemas takes longer to load than all the rest of that. */
function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null || !('digest' in value && 'files' in value)) return false;
  const isRightInput = !('input' in value) || typeof value.input === 'string';
  const isOurs = (file: unknown) => typeof file === 'string' && isInside(file);
  return typeof value.digest === 'string' && isRightInput && Array.isArray(value.files) && value.files.every(isOurs);
}

export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(directory, MANIFEST));
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isManifest(value) ? value : undefined;
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
