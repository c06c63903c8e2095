// Where a contract comes from, by how the user names it: a file with what it refers to, a folder, a zip or tar archive, a URL,
// or Git (`main:openapi.yaml`). Out: its files as text by name, for the loader.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { formatIssue, type Issue, type Result } from '@mockops/contract';
import { isArchive, type LoadedContract, loadContract, readArchive } from '@mockops/schema';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { readContractFiles, readContractFolder } from './files.ts';
import { readGitContract } from './git.ts';
import { readUrlContract } from './url.ts';

/** Text by name. */
export type ContractFiles = Record<string, string>;

export interface ReadContract {
  files: ContractFiles;
  /** Where the names of the files begin, as the user wrote it; findings put it in front, so that they name places that can be opened. */
  folder: string;
}

export async function readContract(source: string): Promise<ReadContract> {
  if (/^https?:\/\//i.test(source)) {
    const { name, bytes } = await readUrlContract(source);
    return { files: unpack(name, bytes), folder: '' };
  }
  const there = await stat(source).catch(() => undefined);
  if (there?.isDirectory()) return { files: await readContractFolder(source), folder: source };
  if (there && isArchive(source)) return { files: unpack(source, await readFile(source)), folder: '' };
  const [, commit, file] = /^([^:]{2,}):([^:\\]*)$/.exec(source) ?? [];
  if (there || commit === undefined || file === undefined)
    return { files: await readContractFiles(source), folder: '' };
  if (file.startsWith('//')) throw new Failure(`${source} has an address that is not read; use https:// or http://.`);
  return readGitContract(commit, file);
}

export const loadSource = async (source: string, io: Io): Promise<LoadedContract> =>
  loadFiles(source, await readContract(source), io);

/** The model of what was read; what is left out of it is told, and what cannot be read at all is a Failure. */
export async function loadFiles(source: string, read: ReadContract, io: Io): Promise<LoadedContract> {
  const loaded = placeUnder(read.folder, await loadContract(read.files));
  if (!loaded.ok) throw new Failure(`${source} cannot be read as a contract.`, { issues: loaded.issues });
  for (const issue of loaded.issues) io.err(`warning: ${formatIssue(issue)}`);
  return loaded.value;
}

const under = (folder: string, file: string): string => path.posix.join(folder.replaceAll(path.sep, '/'), file);

/** Findings with their places as they are to be named from the working folder. */
export const issuesUnder = (folder: string, issues: readonly Issue[]): Issue[] =>
  issues.map((issue) => (issue.at ? { ...issue, at: { ...issue.at, file: under(folder, issue.at.file) } } : issue));

export function placeUnder(folder: string, loaded: Result<LoadedContract>): Result<LoadedContract> {
  if (folder === '') return loaded;
  const issues = issuesUnder(folder, loaded.issues);
  if (!loaded.ok) return { ok: false, issues };
  const { api, locate } = loaded.value;
  const locateUnder: typeof locate = (place) => {
    const found = locate(place);
    return found && { ...found, file: under(folder, found.file) };
  };
  return { ok: true, issues, value: { api, locate: locateUnder } };
}

function unpack(name: string, bytes: Uint8Array): ContractFiles {
  if (!isArchive(name)) return { [name]: new TextDecoder().decode(bytes) };
  const read = readArchive(name, bytes);
  if (!read.ok) throw new Failure(`${name} cannot be unpacked.`, { issues: read.issues });
  return read.value;
}
