// Where a contract comes from, by how the user names it: a file with what it refers to, a folder, a zip or tar archive, a URL,
// or Git (`main:openapi.yaml`). Out: its files as text by name, for the loader. Apart from it, because text tells already that nothing changed.
import { readFile, stat } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { CONTRACT_FILE, readContractFiles, readContractFolder } from './files.ts';
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
    if (await isPacked(name)) return { files: await unpack(name, bytes), folder: '' };
    const text = new TextDecoder().decode(bytes);
    if ((await import('@mockops/schema')).isHtmlPage(text))
      throw new Failure(
        `${source} answered with an HTML page, not a contract; check the address: it must lead to the file itself.`,
      );
    return { files: { [name]: text }, folder: '' };
  }
  const there = await stat(source).catch(() => undefined);
  if (there?.isDirectory()) return { files: await readContractFolder(source), folder: source };
  if (there && (await isPacked(source))) return { files: await unpack(source, await readFile(source)), folder: '' };
  const [, commit, file] = /^([^:]{2,}):([^:\\]*)$/.exec(source) ?? [];
  if (there || commit === undefined || file === undefined)
    return { files: await readContractFiles(source), folder: '' };
  if (file.startsWith('//')) throw new Failure(`${source} has an address that is not read; use https:// or http://.`);
  return readGitContract(commit, file);
}

/** What packs and unpacks is loaded for names that are no contract's. */
const isPacked = async (name: string): Promise<boolean> =>
  !CONTRACT_FILE.test(name) && (await import('@mockops/schema')).isArchive(name);

async function unpack(name: string, bytes: Uint8Array): Promise<ContractFiles> {
  const { readArchive } = await import('@mockops/schema');
  const read = readArchive(name, bytes);
  if (!read.ok) throw new Failure(`${name} cannot be unpacked.`, { issues: read.issues });
  return read.value;
}
