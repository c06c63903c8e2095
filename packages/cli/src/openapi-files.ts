// A contract and the files that it refers to, read from disk: path as the user gave it → text, so that findings name places
// that the user can open. Only relative references are followed; the loader reports those that stay unresolved.
import path from 'node:path';
import { readTextFile } from './text-file.ts';

export async function readContractFiles(file: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const open = [path.normalize(file)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name in files) continue;
    const text = await readTextFile(name);
    files[name] = text;
    open.push(...findReferences(text, path.dirname(name)));
  }
  return files;
}

/** `$ref: './schemas/pet.yaml#/Pet'` in YAML and in JSON. */
function findReferences(text: string, folder: string): string[] {
  const references = [...text.matchAll(/["']?\$ref["']?\s*:\s*["']?([^"'\s#,}]+)/g)].map((match) => match[1] ?? '');
  return references
    .filter((reference) => !/^[a-z][a-z0-9+.-]*:/i.test(reference) && !path.isAbsolute(reference))
    .map((reference) => path.join(folder, decodeURIComponent(reference)));
}
