// Files of a contract by names that lie in one folder, for programs that get a copy of them: `../api/openapi.yaml` has no place in it.
// Names that all do stay as they are: imports of Protobuf are written against them.
import path from 'node:path';
import type { ContractFiles } from './read.ts';

export function inOneFolder(files: ContractFiles): ContractFiles {
  const names = Object.keys(files);
  const isOutside = (name: string) => path.isAbsolute(name) || name.split('/').includes('..');
  if (!names.some(isOutside)) return files;
  const folders = names.map((name) => path.dirname(path.resolve(name)));
  const [first = ''] = folders;
  let shared = first;
  while (folders.some((folder) => folder !== shared && !folder.startsWith(`${shared.replace(/\/$/, '')}/`)))
    shared = path.dirname(shared);
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [path.relative(shared, path.resolve(name)), text]),
  );
}
