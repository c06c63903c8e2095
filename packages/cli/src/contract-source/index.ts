// Where a contract comes from, by how the user names it: a file with what it refers to, a folder, a zip or tar archive, a URL,
// or Git (`main:openapi.yaml`). Out: its files as text by name, for the loader.
import { readFile, stat } from 'node:fs/promises';
import { formatIssue } from '@mockops/contract';
import { isArchive, type LoadedContract, loadContract, readArchive } from '@mockops/schema';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { readContractFiles, readContractFolder } from './files.ts';
import { readGitContract } from './git.ts';
import { readUrlContract } from './url.ts';

export const CONTRACT_SOURCES =
  'a file (what it refers to is read too), a folder, a .zip or .tar.gz, a URL, or <commit>:<path> of Git';

/** Text by name. */
export type ContractFiles = Record<string, string>;

export async function readContract(source: string): Promise<ContractFiles> {
  if (/^https?:\/\//i.test(source)) {
    const { name, bytes } = await readUrlContract(source);
    return unpack(name, bytes);
  }
  const there = await stat(source).catch(() => undefined);
  if (there?.isDirectory()) return readContractFolder(source);
  if (there && isArchive(source)) return unpack(source, await readFile(source));
  const [, commit, file] = /^([^:]{2,}):([^:\\]*)$/.exec(source) ?? [];
  if (!there && commit !== undefined && file !== undefined) return readGitContract(commit, file);
  return readContractFiles(source);
}

export const loadSource = async (source: string, io: Io): Promise<LoadedContract> =>
  loadFiles(source, await readContract(source), io);

/** The model of what was read; what is left out of it is told, and what cannot be read at all is a Failure. */
export async function loadFiles(source: string, files: ContractFiles, io: Io): Promise<LoadedContract> {
  const loaded = await loadContract(files);
  if (!loaded.ok) throw new Failure(`${source} cannot be read as a contract.`, { issues: loaded.issues });
  for (const issue of loaded.issues) io.err(`warning: ${formatIssue(issue)}`);
  return loaded.value;
}

function unpack(name: string, bytes: Uint8Array): Record<string, string> {
  if (!isArchive(name)) return { [name]: new TextDecoder().decode(bytes) };
  const read = readArchive(name, bytes);
  if (!read.ok) throw new Failure(`${name} cannot be unpacked.`, { issues: read.issues });
  return read.value;
}
