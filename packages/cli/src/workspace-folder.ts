// A workspace as a folder of files: finds the folders, reads what belongs to a workspace, writes it back.
// Paths are relative to the folder and use "/" on every system.
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Slug } from '@mockops/contract';
import { LineCounter, parseDocument } from 'yaml';
import { Failure } from './failure.ts';

const ROOT_FILES = new Set(['workspace.yaml', 'environments.yaml']);
const SECTIONS = new Set(['schemas', 'mocks', 'scenarios', 'personas', 'pipelines']);
const TEXT = /\.(ya?ml|json|proto)$/;
/** They stay where they are run. */
const PIPELINE_TESTS = /^pipelines\/[^/]+\.test\.ya?ml$/;

export interface WorkspaceFolder {
  slug: string;
  folder: string;
  files: Record<string, string>;
  /** What lies in the folder and is not part of a workspace, a slip of the keyboard perhaps. */
  ignored: string[];
}

/** The folder itself when it holds workspace.yaml, else the folders in it, or in its `workspaces`, that do. */
export async function findWorkspaceFolders(folder: string): Promise<string[]> {
  if (!existsSync(folder)) throw new Failure(`There is no folder ${folder}.`);
  if (!isFolder(folder)) throw new Failure(`${folder} is a file; name the folder that holds workspace.yaml.`);
  if (isWorkspace(folder)) return [folder];
  for (const parent of [folder, path.join(folder, 'workspaces')]) {
    const found = (await listFolders(parent)).map((name) => path.join(parent, name)).filter(isWorkspace);
    if (found.length > 0) return found;
  }
  throw new Failure(
    `${folder} holds no workspace.yaml, and neither does a folder in it; create one with a line such as "name: payments".`,
  );
}

export async function readWorkspaceFolder(folder: string): Promise<WorkspaceFolder> {
  const files: Record<string, string> = {};
  const ignored: string[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true, recursive: true })).sort(byPath)) {
    if (!entry.isFile()) continue;
    const absolute = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, absolute).split(path.sep).join('/');
    if (name.split('/').some((part) => part.startsWith('.')) || PIPELINE_TESTS.test(name)) continue;
    if (belongs(name)) files[name] = await readFile(absolute, 'utf8');
    else if (TEXT.test(name)) ignored.push(name);
  }
  return { slug: readSlug(folder, files['workspace.yaml'] ?? ''), folder, files, ignored };
}

/** Writes the files; with `prune`, removes workspace files that are not among them. Answers what it did. */
export async function writeWorkspaceFolder(folder: string, files: Record<string, string>, options: { prune: boolean }) {
  const foreign = Object.keys(files).find((name) => !staysInside(name));
  if (foreign !== undefined)
    throw new Failure(`The server sent a file that does not belong in a workspace: ${foreign}`);
  if (existsSync(folder) && !isFolder(folder))
    throw new Failure(`${folder} is a file; name a folder, which is created when it is not there.`);
  const present = existsSync(path.join(folder, 'workspace.yaml')) ? (await readWorkspaceFolder(folder)).files : {};
  const written = Object.keys(files).filter((name) => present[name] !== files[name]);
  for (const name of written) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, files[name] ?? '');
  }
  const extra = Object.keys(present).filter((name) => !(name in files));
  if (options.prune) for (const name of extra) await rm(path.join(folder, name));
  return { written, unchanged: Object.keys(files).length - written.length, extra };
}

const isFolder = (place: string) => statSync(place).isDirectory();
const isWorkspace = (folder: string) => existsSync(path.join(folder, 'workspace.yaml'));
const byPath = (a: { parentPath: string; name: string }, b: { parentPath: string; name: string }) =>
  path.join(a.parentPath, a.name) < path.join(b.parentPath, b.name) ? -1 : 1;

async function listFolders(parent: string): Promise<string[]> {
  if (!existsSync(parent) || !isFolder(parent)) return [];
  const entries = await readdir(parent, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** A relative path that cannot leave the folder, and is not hidden in it: the API also keeps files such as README.md. */
function staysInside(name: string): boolean {
  return !name.includes('\\') && name.split('/').every((part) => part !== '' && !part.startsWith('.'));
}

/** True for `workspace.yaml` and `mocks/x.yaml`: what a push sends. Only schemas nest. */
function belongs(name: string): boolean {
  if (ROOT_FILES.has(name)) return true;
  if (!staysInside(name)) return false;
  const parts = name.split('/');
  const section = parts[0] ?? '';
  return (
    SECTIONS.has(section) && TEXT.test(name) && (parts.length === 2 || (section === 'schemas' && parts.length > 2))
  );
}

/** The workspace's name; everything else in the file is the server's to check. */
function readSlug(folder: string, text: string): string {
  const file = path.join(folder, 'workspace.yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    const message = broken.message.split(/ at line \d+/)[0] ?? broken.message;
    const issue = { code: 'YAML001', path: '', message, at: { file, line, col } };
    throw new Failure('The workspace was not read; nothing was sent.', { issues: [issue] });
  }
  const name: unknown = document.get('name');
  const slug = Slug.safeParse(name);
  if (slug.success) return slug.data;
  const node: unknown = document.get('name', true);
  const offset =
    typeof node === 'object' && node && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;
  const { line, col } = lines.linePos(offset);
  const message = name === undefined ? 'the workspace has no name' : `"${String(name)}" is no name for a workspace`;
  const hint = slug.error.issues[0]?.message ?? 'write name: payments';
  const issue = {
    code: 'SCH002',
    path: 'name',
    message,
    at: { file, line, col },
    ...(name === undefined ? { hint: 'write a line such as "name: payments"' } : { hint }),
  };
  throw new Failure('The workspace was not read; nothing was sent.', { issues: [issue] });
}
