// A root file and the files that its relative references and imports lead to, wherever they lie. In: how to read one file. Out: name → text.
import path from 'node:path';

interface Reading {
  /** Of the root, with `/`. */
  root: string;
  /** Undefined: there is no such file, or it must not be read; the loader reports the reference then. */
  read: (name: string) => Promise<string | undefined>;
}

/** The root is always in the answer; its reader throws when it cannot be read. */
export async function readWithReferences({ root, read }: Reading): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const seen = new Set([root]);
  const open = [root];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const text = await read(name);
    if (text === undefined) continue;
    files[name] = text;
    const isThere = async (file: string) => seen.has(file) || (await read(file)) !== undefined;
    const referred = name.endsWith('.proto')
      ? await findImports(name, text, isThere)
      : findReferences(text, path.posix.dirname(name));
    for (const next of referred) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return files;
}

/** Imports of Protobuf begin at a root that no file names: the nearest folder around it in which the imported file is. */
async function findImports(name: string, text: string, isThere: (file: string) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const [, file = ''] of text.matchAll(/^[ \t]*import\s+(?:public\s+|weak\s+)?["']([^"'\\]+)["']\s*;/gm)) {
    if (path.posix.isAbsolute(file) || file.split('/').includes('..')) continue;
    for (const folder of foldersAround(name)) {
      const next = path.posix.join(folder, file);
      if (!(await isThere(next))) continue;
      found.push(next);
      break;
    }
  }
  return found;
}

function* foldersAround(name: string): Generator<string> {
  for (let inner = name, folder = path.posix.dirname(name); folder !== inner; folder = path.posix.dirname(folder)) {
    yield folder;
    inner = folder;
  }
}

/** `$ref: './schemas/pet.yaml#/Pet'` in YAML and in JSON. */
function findReferences(text: string, folder: string): string[] {
  const references = [...text.matchAll(/["']?\$ref["']?\s*:\s*["']?([^"'\s#,}]+)/g)].map((match) => match[1] ?? '');
  return [...new Set(references)]
    .filter((reference) => !/^[a-z][a-z0-9+.-]*:/i.test(reference) && !path.isAbsolute(reference))
    .map((reference) => path.posix.join(folder, decode(reference)));
}

function decode(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
