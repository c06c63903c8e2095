// Reads a folder of text files: path inside the folder, with "/", → text.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export async function readFolder(folder: URL): Promise<Record<string, string>> {
  const root = fileURLToPath(folder);
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files
      .sort()
      .map(
        async (file) => [path.relative(root, file).split(path.sep).join('/'), await readFile(file, 'utf8')] as const,
      ),
  );
  return Object.fromEntries(texts);
}
