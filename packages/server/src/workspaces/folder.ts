// A workspace folder, read and written: workspace.yaml, environments.yaml, schemas/, mocks/, scenarios/, personas/, pipelines/; whatever else is there is kept as it is.
import {
  type ArtifactKind,
  EnvironmentsDocument,
  type Issue,
  MockDocument,
  PersonaDocument,
  readDocument,
  ScenarioDocument,
  WorkspaceDocument,
} from '@mockops/contract';
import { parseDocument, stringify } from 'yaml';
import type { z } from 'zod';
import type { Contracts, Loaded } from '../contracts/contracts.ts';
import { POLICY_FILE, readPolicyFile } from '../contracts/policy.ts';
import { digestOfDocument } from '../contracts/work/digest.ts';
import { canonicalJson, sha256 } from '../digest.ts';
import type { WorkspaceFields } from './store.ts';

interface FolderArtifact {
  kind: ArtifactKind;
  name: string;
  content: string;
  digest: string;
}

export interface WorkspaceFolder {
  workspace?: WorkspaceDocument;
  environments?: EnvironmentsDocument;
  artifacts: FolderArtifact[];
  pipelines: { file: string; source: string }[];
  /** Absent when the folder has no schemas/. */
  contract?: Loaded;
  /** Findings that did not prevent reading: broken operations of the contract, for example. */
  issues: Issue[];
}

const MAX_FILES = 5_000;
const MAX_FILE_CHARACTERS = 16_000_000;
const DOCUMENTS: Partial<Record<ArtifactKind, z.ZodType>> = {
  mock: MockDocument,
  scenario: ScenarioDocument,
  persona: PersonaDocument,
};
const FOLDERS: Record<string, ArtifactKind> = {
  schemas: 'schema',
  mocks: 'mock',
  scenarios: 'scenario',
  personas: 'persona',
};

/** Where an artifact stands in the folder. */
export function artifactPath(kind: ArtifactKind, name: string): string {
  if (kind === 'schema') return `schemas/${name}`;
  if (kind === 'config') return name;
  return `${kind}s/${name}.yaml`;
}

export async function readFolder(
  files: Record<string, string>,
  contracts: Pick<Contracts, 'load' | 'digests'>,
): Promise<{ folder: WorkspaceFolder; errors: Issue[] }> {
  const folder: WorkspaceFolder = { artifacts: [], pipelines: [], issues: [] };
  const errors: Issue[] = [];
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length > MAX_FILES)
    errors.push({
      code: 'WSP001',
      path: '',
      message: `${entries.length} files; a workspace folder holds at most ${MAX_FILES}`,
    });
  for (const [file, content] of entries) {
    if (!staysInside(file)) {
      errors.push({
        code: 'WSP002',
        path: file,
        message: 'the file path leaves the workspace folder',
        hint: 'use relative paths such as schemas/openapi.yaml',
      });
    } else if (content.includes('\0')) {
      errors.push({
        code: 'WSP007',
        path: file,
        message: 'the file holds U+0000, so it is no text',
        hint: 'a workspace folder holds text files in UTF-8',
      });
    } else if (content.length > MAX_FILE_CHARACTERS) {
      errors.push({
        code: 'WSP003',
        path: file,
        message: `the file has ${content.length} characters; the limit is ${MAX_FILE_CHARACTERS}`,
      });
    } else {
      errors.push(...place(folder, file, content));
    }
  }
  const schemas = folder.artifacts.filter(({ kind }) => kind === 'schema');
  if (schemas.length > 0) {
    const texts = Object.fromEntries(schemas.map(({ name, content }) => [artifactPath('schema', name), content]));
    const loaded = await contracts.load(texts);
    (loaded.ok ? folder.issues : errors).push(...loaded.issues);
    if (loaded.ok) {
      folder.contract = loaded.value;
      const digests = await contracts.digests(texts);
      for (const artifact of schemas) artifact.digest = digests[artifactPath('schema', artifact.name)] ?? '';
    }
  }
  return { folder, errors };
}

/** Relative, without empty, `.` or `..` segments, and the same on every system. */
function staysInside(file: string): boolean {
  return !/[\\\0]/.test(file) && file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Puts one file where it belongs; answers what is wrong with it. */
function place(folder: WorkspaceFolder, file: string, content: string): Issue[] {
  if (file === 'workspace.yaml') {
    const read = readDocument(content, file, WorkspaceDocument);
    if (!read.ok) return read.issues;
    folder.workspace = read.value;
    return addArtifact(folder, { kind: 'config', name: file, content });
  }
  if (file === 'environments.yaml') {
    const read = readDocument(content, file, EnvironmentsDocument);
    if (!read.ok) return read.issues;
    folder.environments = read.value;
    return addArtifact(folder, { kind: 'config', name: file, content });
  }
  if (file === POLICY_FILE) {
    const read = readPolicyFile(content, file);
    if (!read.ok) return read.issues;
    folder.issues.push(...read.issues);
    return addArtifact(folder, { kind: 'config', name: file, content });
  }
  const [top = '', ...rest] = file.split('/');
  const within = rest.join('/');
  if (top === 'pipelines' && isYaml(within)) {
    folder.pipelines.push({ file, source: content });
    return [];
  }
  const kind = within === '' ? undefined : FOLDERS[top];
  if (kind === 'schema') return addArtifact(folder, { kind, name: within, content });
  if (kind === undefined) return addArtifact(folder, { kind: 'config', name: file, content });
  if (!isYaml(within) || within.includes('/')) {
    return [
      {
        code: 'WSP004',
        path: file,
        message: `${top}/ holds only .yaml files, without folders below it`,
        hint: `move or rename ${file}`,
      },
    ];
  }
  const schema = DOCUMENTS[kind];
  const read = schema && readDocument(content, file, schema);
  if (read && !read.ok) return read.issues;
  return addArtifact(folder, { kind, name: within.replace(/\.ya?ml$/, ''), content });
}

function addArtifact(folder: WorkspaceFolder, artifact: Omit<FolderArtifact, 'digest'>): Issue[] {
  if (folder.artifacts.some(({ kind, name }) => kind === artifact.kind && name === artifact.name)) {
    return [
      {
        code: 'WSP005',
        path: `${artifact.kind}/${artifact.name}`,
        message: 'two files describe the same artifact',
        hint: 'keep one of .yaml and .yml',
      },
    ];
  }
  folder.artifacts.push({ ...artifact, digest: digestOf(artifact) });
  return [];
}

const isYaml = (file: string) => /\.ya?ml$/.test(file);

/** Of the meaning where the text is YAML or JSON, of the text itself otherwise. Files of a contract get theirs when it is loaded. */
function digestOf({ kind, name, content }: Omit<FolderArtifact, 'digest'>): string {
  if (kind === 'schema') return '';
  return kind === 'config' && !/\.(ya?ml|json)$/.test(name) ? sha256(content) : digestOfDocument(content);
}

/** The text with its comments where it still says `value`; else the same text with the members that differ set. */
export function updateYaml(source: string | undefined, value: Record<string, unknown>): string {
  const document = parseDocument(source ?? '{}');
  if (source === undefined || document.errors.length > 0) return stringify(value);
  const before: unknown = document.toJS();
  if (canonicalJson(before) === canonicalJson(value)) return source;
  const old = typeof before === 'object' && before !== null ? before : {};
  for (const key of Object.keys(old)) if (!(key in value)) document.delete(key);
  for (const [key, member] of Object.entries(value)) {
    if (canonicalJson((old as Record<string, unknown>)[key]) !== canonicalJson(member))
      document.set(key, document.createNode(member));
  }
  return document.toString();
}

export function fieldsOf(document: WorkspaceDocument): WorkspaceFields {
  return { title: document.title ?? null, description: document.description ?? null, owner: document.owner ?? null };
}
