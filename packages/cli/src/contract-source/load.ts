// The model of a contract: from where the user says it is, with places as they are to be named, and with what could not be read told.
import path from 'node:path';
import { formatIssue, type Issue, type Result } from '@mockops/contract';
import { type LoadedContract, loadContract } from '@mockops/schema';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { type ReadContract, readContract } from './read.ts';

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
  const { api, locate, source } = loaded.value;
  const locateUnder: typeof locate = (place) => {
    const found = locate(place);
    return found && { ...found, file: under(folder, found.file) };
  };
  const sourceUnder = source && {
    ...source,
    positionOf: (location: Parameters<typeof source.positionOf>[0]) => {
      const found = source.positionOf(location);
      return { ...found, file: under(folder, found.file) };
    },
  };
  return { ok: true, issues, value: { api, locate: locateUnder, ...(sourceUnder && { source: sourceUnder }) } };
}
