// One push inside its transaction: versions, the manifests, the contract, the pipelines. All of it, or nothing.
import {
  ENVIRONMENTS,
  EnvironmentsDocument,
  type Issue,
  Problem,
  type PushResult,
  type WorkspaceDocument,
} from '@mockops/contract';
import { parse } from 'yaml';
import type { Contracts } from '../contracts/contracts.ts';
import type { Tx } from '../db/database.ts';
import { canonicalJson } from '../digest.ts';
import type { ChangedEnvironment, Environments } from '../environments/service.ts';
import { type EnvironmentRow, listEnvironmentRows } from '../environments/store.ts';
import type { Events } from '../events/service.ts';
import { refreshContract } from './contract-changes.ts';
import { fieldsOf, type WorkspaceFolder } from './folder.ts';
import {
  findWorkspace,
  lockWorkspace,
  readEntries,
  saveVersion,
  updateWorkspaceFields,
  type WorkspaceRow,
} from './store.ts';

export interface Push {
  slug: string;
  files: Record<string, string>;
  author: string;
  message: string;
  /** What brought it; default: push. */
  source?: string;
  prune: boolean;
  /** Digest of dev that the files were made from; anything else there by now is a conflict. */
  based_on?: string;
}

/** A pipeline that was read and checked before the transaction; `save` stores it. */
export interface CheckedPipeline {
  issues: Issue[];
  save: (tx: Tx, workspace: WorkspaceRow) => Promise<{ name: string; revision: number; changed: boolean }>;
}

export interface PushOptions {
  org_id: string;
  events: Events;
  contracts: Contracts;
  environments: Environments;
  now: () => Date;
  /** Creates the workspace; undefined when another one was quicker. */
  create: (tx: Tx, slug: string, document: WorkspaceDocument, actor: string) => Promise<WorkspaceRow | undefined>;
}

export async function applyPush(
  options: PushOptions,
  tx: Tx,
  push: Push,
  folder: WorkspaceFolder,
  pipelines: CheckedPipeline[],
): Promise<PushResult> {
  const { workspace, created } = await claimWorkspace(options, tx, push, folder);
  const artifacts = await saveArtifacts(tx, workspace, push, folder);
  const pushed = Object.fromEntries(artifacts.map(({ kind, name, version }) => [`${kind}/${name}`, version]));
  const before = await listEnvironmentRows(tx.db, workspace.id);
  const dev = before.find(({ name }) => name === 'dev');
  if (push.based_on !== undefined && push.based_on !== dev?.digest)
    throw new Problem('conflict', `dev of workspace "${push.slug}" changed meanwhile`);
  const inDev = dev?.entries ?? {};
  const entries = push.prune ? pushed : { ...inDev, ...pushed };
  const removed = Object.keys(inDev).filter((key) => !(key in entries));
  const changes = await changeEnvironments(options, tx, { workspace, push, folder, before, entries });
  if (folder.contract || removed.some((key) => key.startsWith('schema/'))) {
    const { events, contracts } = options;
    await refreshContract(tx, {
      ...{ events, contracts, workspace, actor: push.author, message: push.message },
      source: push.source ?? 'push',
      now: options.now(),
      ...(folder.contract && { pushed: folder.contract }),
    });
  }
  const saved: PushResult['pipelines'] = [];
  for (const pipeline of pipelines) saved.push(await pipeline.save(tx, workspace));
  return {
    workspace_id: workspace.slug,
    created,
    artifacts,
    removed,
    pipelines: saved,
    environments: changes.flatMap(({ changed, ...change }) => (changed ? [change] : [])),
    events: options.events.emittedIn(tx),
    issues: [...folder.issues, ...pipelines.flatMap(({ issues }) => issues)],
  };
}

async function claimWorkspace(
  options: PushOptions,
  tx: Tx,
  push: Push,
  folder: WorkspaceFolder,
): Promise<{ workspace: WorkspaceRow; created: boolean }> {
  const document = folder.workspace ?? { name: push.slug };
  const known = await findWorkspace(tx.db, options.org_id, push.slug);
  const workspace = known ? undefined : await options.create(tx, push.slug, document, push.author);
  if (workspace) return { workspace, created: true };
  const id = known?.id ?? (await findWorkspace(tx.db, options.org_id, push.slug))?.id;
  if (id === undefined) throw new Error(`workspace "${push.slug}" vanished while it was pushed`);
  const locked = await lockWorkspace(tx.db, id);
  if (!folder.workspace) return { workspace: locked, created: false };
  const fields = fieldsOf(folder.workspace);
  await updateWorkspaceFields(tx.db, id, fields);
  return { workspace: { ...locked, ...fields }, created: false };
}

async function saveArtifacts(
  tx: Tx,
  workspace: WorkspaceRow,
  { author, message }: Push,
  folder: WorkspaceFolder,
): Promise<PushResult['artifacts']> {
  const artifacts: PushResult['artifacts'] = [];
  for (const artifact of folder.artifacts) {
    const { version, created } = await saveVersion(tx.db, { workspace_id: workspace.id, author, message, ...artifact });
    artifacts.push({ kind: artifact.kind, name: artifact.name, version, changed: created });
  }
  return artifacts;
}

async function changeEnvironments(
  options: PushOptions,
  tx: Tx,
  change: {
    workspace: WorkspaceRow;
    push: Push;
    folder: WorkspaceFolder;
    before: EnvironmentRow[];
    entries: Record<string, number>;
  },
): Promise<ChangedEnvironment[]> {
  const { workspace, push, folder, before, entries } = change;
  const said = await settingsSaid(tx, workspace, folder, before);
  const changes: ChangedEnvironment[] = [];
  for (const name of ENVIRONMENTS) {
    const existing = before.find((row) => row.name === name);
    // A workspace starts with the same content everywhere; from then on only promotion changes test and prod.
    const first = !existing || Object.keys(existing.entries).length === 0;
    const settings = said[name];
    changes.push(
      await options.environments.change(tx, {
        workspace,
        name,
        reason: push.message || 'push',
        actor: push.author,
        ...(settings && { settings }),
        ...((name === 'dev' || first) && { entries }),
      }),
    );
  }
  return changes;
}

/** What environments.yaml says anew. What is as it was in the file before says nothing: settings that somebody changed since then stay. */
async function settingsSaid(
  tx: Tx,
  workspace: WorkspaceRow,
  folder: WorkspaceFolder,
  before: EnvironmentRow[],
): Promise<EnvironmentsDocument> {
  const key = 'config/environments.yaml';
  const version = before.find(({ name }) => name === 'dev')?.entries[key];
  const [row] = version === undefined ? [] : await readEntries(tx.db, workspace.id, { [key]: version });
  const previous = EnvironmentsDocument.safeParse(row && (parse(row.content) ?? {})).data ?? {};
  const said: EnvironmentsDocument = {};
  for (const name of ENVIRONMENTS) {
    const settings = folder.environments?.[name];
    if (settings && canonicalJson(settings) !== canonicalJson(previous[name] ?? null)) said[name] = settings;
  }
  return said;
}
