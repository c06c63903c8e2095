// Workspaces: folders of files that go in and out, versions, and what follows from a change: events, environments, the inventory of operations.
import {
  type ArtifactKind,
  ENVIRONMENTS,
  type EnvironmentName,
  type EnvironmentSettings,
  type Issue,
  Problem,
  type PushResult,
  ScenarioDocument,
  type WorkspaceDocument,
} from '@mockops/contract';
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';
import { parse } from 'yaml';
import type { Database, Tx } from '../db/database.ts';
import {
  type ChangedEnvironment,
  contractFiles,
  type Environments,
  mergeSettings,
  requireEnvironment,
} from '../environments/service.ts';
import { findEnvironment, listEnvironmentRows, listRevisions } from '../environments/store.ts';
import type { Events } from '../events/service.ts';
import { artifactPath, readFolder, updateYaml, type WorkspaceFolder } from './folder.ts';
import {
  federationExists,
  findWorkspace,
  insertWorkspace,
  listArtifactRows,
  listWorkspaceRows,
  lockWorkspace,
  readEntries,
  replaceOperations,
  saveVersion,
  setContract,
  setPublished,
  updateWorkspaceFields,
  type WorkspaceFields,
  type WorkspaceRow,
} from './store.ts';

/** What this domain asks of pipelines: they travel in the workspace folder too. */
export interface PipelineFolder {
  save: (
    tx: Tx,
    pipeline: { file: string; source: string; workspace: WorkspaceRow },
  ) => Promise<{ name: string; revision: number; changed: boolean; issues: Issue[] }>;
  files: (workspace: WorkspaceRow) => Promise<Record<string, string>>;
}

export interface Push {
  slug: string;
  files: Record<string, string>;
  author: string;
  message: string;
  prune: boolean;
}

export function createWorkspaces(options: {
  database: Database;
  org_id: string;
  events: Events;
  environments: Environments;
  pipelines: PipelineFolder;
}) {
  const { database, org_id, events, environments, pipelines } = options;

  async function require(reference: string): Promise<WorkspaceRow> {
    const row = await findWorkspace(database.db, org_id, reference);
    if (!row) throw new Problem('workspace-not-found', `there is no workspace "${reference}"`);
    return row;
  }

  async function create(tx: Tx, slug: string, document: WorkspaceDocument, actor: string): Promise<WorkspaceRow> {
    if (await federationExists(tx.db, org_id, slug))
      throw new Problem('name-taken', `"${slug}" is the name of a federation`);
    const row = await insertWorkspace(tx.db, org_id, slug, fieldsOf(document));
    const workspace_name = row.title ?? slug;
    await events.emit(tx, {
      type: 'workspace.created',
      workspace: row,
      actor,
      data: { workspace_id: slug, workspace_name, name: slug, owner: row.owner },
    });
    return row;
  }

  return {
    require,
    find: (reference: string) => findWorkspace(database.db, org_id, reference),
    list: () => listWorkspaceRows(database.db, org_id),

    create: (document: WorkspaceDocument, actor: string) =>
      database.transaction(async (tx) => {
        if (await findWorkspace(tx.db, org_id, document.name))
          throw new Problem('name-taken', `there is a workspace "${document.name}" already`);
        const row = await create(tx, document.name, document, actor);
        for (const name of ENVIRONMENTS)
          await environments.change(tx, { workspace: row, name, reason: 'workspace created', actor });
        return row;
      }),

    /** All or nothing: a folder with an error changes no row. */
    push: async (push: Push): Promise<PushResult> => {
      const { folder, errors } = await readFolder(push.files);
      if (folder.workspace && folder.workspace.name !== push.slug) {
        errors.push({
          code: 'WSP006',
          path: 'name',
          message: `workspace.yaml names "${folder.workspace.name}", but it was pushed as "${push.slug}"`,
          hint: 'push to the name in workspace.yaml, or rename it',
        });
      }
      if (errors.length > 0)
        throw new Problem(
          'invalid-document',
          `workspace "${push.slug}" was not pushed: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`,
          { issues: errors },
        );
      return database.transaction((tx) => applyPush(tx, push, folder));
    },

    pull: async (reference: string, environment: EnvironmentName) => {
      const workspace = await require(reference);
      const row = await requireEnvironment(database.db, workspace, environment);
      const files: Record<string, string> = {};
      for (const version of await readEntries(database.db, workspace.id, row.entries))
        files[artifactPath(version.kind, version.name)] = version.content;
      const all = await listEnvironmentRows(database.db, workspace.id);
      const settings = Object.fromEntries(
        all.filter((one) => Object.keys(one.settings).length > 0).map((one) => [one.name, one.settings]),
      );
      const fields = Object.fromEntries(
        Object.entries({ title: workspace.title, description: workspace.description, owner: workspace.owner }).filter(
          ([, value]) => value !== null,
        ),
      );
      files['workspace.yaml'] = updateYaml(files['workspace.yaml'], { name: workspace.slug, ...fields });
      if (Object.keys(settings).length > 0 || files['environments.yaml'])
        files['environments.yaml'] = updateYaml(files['environments.yaml'], settings);
      return {
        workspace_id: workspace.slug,
        environment,
        digest: row.digest,
        files: { ...files, ...(await pipelines.files(workspace)) },
      };
    },

    artifacts: async (reference: string) => {
      const workspace = await require(reference);
      const live = await listEnvironmentRows(database.db, workspace.id);
      const rows = (await listArtifactRows(database.db, workspace.id)).filter((row) => !isOwnFile(row));
      return rows.map(({ content, created_at, ...row }) => ({
        ...row,
        created_at: created_at.toISOString(),
        live: Object.fromEntries(
          live.flatMap((environment) => {
            const version = environment.entries[`${row.kind}/${row.name}`];
            return version === undefined ? [] : [[environment.name, version]];
          }),
        ),
        title: titleOf(row.kind, content),
      }));
    },

    publishScenario: async (reference: string, scenario: string, actor: string) => {
      const workspace = await require(reference);
      return database.transaction(async (tx) => {
        await lockWorkspace(tx.db, workspace.id);
        const dev = await requireEnvironment(tx.db, workspace, 'dev');
        const version = dev.entries[`scenario/${scenario}`];
        if (version === undefined)
          throw new Problem(
            'not-found',
            `workspace "${workspace.slug}" has no scenario "${scenario}" in dev; push it first`,
          );
        const previous_version = await setPublished(tx.db, workspace.id, scenario, version);
        if (previous_version === version) return { scenario_id: scenario, version, changed: false, event_id: null };
        const [row] = await readEntries(tx.db, workspace.id, { [`scenario/${scenario}`]: version });
        const document = ScenarioDocument.parse(parse(row?.content ?? ''));
        const event = await events.emit(tx, {
          type: 'scenario.published',
          workspace,
          subject: `${workspace.slug}/${scenario}`,
          actor,
          data: {
            workspace_id: workspace.slug,
            workspace_name: workspace.title ?? workspace.slug,
            scenario_id: scenario,
            scenario_name: document.title ?? scenario,
            version,
            digest: row?.digest ?? '',
            tags: document.tags,
            previous_version,
            environment: 'dev',
          },
        });
        return { scenario_id: scenario, version, changed: true, event_id: event.id };
      });
    },

    updateSettings: async (
      reference: string,
      name: EnvironmentName,
      patch: Record<string, unknown>,
      actor: string,
    ): Promise<ChangedEnvironment> => {
      const workspace = await require(reference);
      return database.transaction(async (tx) => {
        await lockWorkspace(tx.db, workspace.id);
        const environment = await requireEnvironment(tx.db, workspace, name);
        const settings = mergeSettings(environment.settings, patch);
        return environments.change(tx, {
          workspace,
          name,
          settings,
          reason: `settings: ${Object.keys(patch).join(', ')}`,
          actor,
        });
      });
    },

    rollback: async (
      reference: string,
      name: EnvironmentName,
      revision: number,
      actor: string,
    ): Promise<ChangedEnvironment> => {
      const workspace = await require(reference);
      return database.transaction(async (tx) => {
        const locked = await lockWorkspace(tx.db, workspace.id);
        const target = (await listRevisions(tx.db, workspace.id, name)).find((row) => row.revision === revision);
        if (!target)
          throw new Problem('not-found', `environment "${name}" of "${workspace.slug}" has no revision ${revision}`);
        const changed = await environments.change(tx, {
          workspace,
          name,
          entries: target.entries,
          settings: target.settings,
          reason: `rollback to revision ${revision}`,
          actor,
        });
        if (name === 'dev') await refreshContract(tx, locked, actor);
        return changed;
      });
    },
  };

  async function applyPush(tx: Tx, push: Push, folder: WorkspaceFolder): Promise<PushResult> {
    const known = await findWorkspace(tx.db, org_id, push.slug);
    const workspace = known
      ? await lockWorkspace(tx.db, known.id)
      : await create(tx, push.slug, folder.workspace ?? { name: push.slug }, push.author);
    if (known && folder.workspace) await updateWorkspaceFields(tx.db, workspace.id, fieldsOf(folder.workspace));

    const artifacts: PushResult['artifacts'] = [];
    const pushed: Record<string, number> = {};
    for (const artifact of folder.artifacts) {
      const { version, created } = await saveVersion(tx.db, {
        workspace_id: workspace.id,
        author: push.author,
        message: push.message,
        ...artifact,
      });
      pushed[`${artifact.kind}/${artifact.name}`] = version;
      artifacts.push({ kind: artifact.kind, name: artifact.name, version, changed: created });
    }

    const dev = await findEnvironment(tx.db, workspace.id, 'dev');
    const before = dev?.entries ?? {};
    const entries = push.prune ? pushed : { ...before, ...pushed };
    const removed = Object.keys(before).filter((key) => !(key in entries));
    // A file that is as it was says nothing new: settings that somebody changed since then stay.
    const settingsSaid = before['config/environments.yaml'] !== pushed['config/environments.yaml'];
    const reason = push.message || 'push';
    const changes: ChangedEnvironment[] = [];
    for (const name of ENVIRONMENTS) {
      const existing = await findEnvironment(tx.db, workspace.id, name);
      const settings: EnvironmentSettings | undefined = settingsSaid ? folder.environments?.[name] : undefined;
      // A workspace starts with the same content everywhere; from then on only promotion changes test and prod.
      const first = !existing || Object.keys(existing.entries).length === 0;
      const change = {
        workspace,
        name,
        reason,
        actor: push.author,
        ...(settings && { settings }),
        ...((name === 'dev' || first) && { entries }),
      };
      changes.push(await environments.change(tx, change));
    }
    if (folder.api || removed.some((key) => key.startsWith('schema/')))
      await refreshContract(tx, workspace, push.author, folder.api);

    const saved: PushResult['pipelines'] = [];
    const issues = [...folder.issues];
    for (const pipeline of folder.pipelines) {
      const { issues: found, ...result } = await pipelines.save(tx, { ...pipeline, workspace });
      saved.push(result);
      issues.push(...found);
    }
    return {
      workspace_id: workspace.slug,
      created: !known,
      artifacts,
      removed,
      pipelines: saved,
      environments: changes
        .filter(({ changed }) => changed)
        .map(({ name, revision, digest }) => ({ name, revision, digest })),
      events: events.emittedIn(tx),
      issues,
    };
  }

  /** After dev's contract may have changed: the inventory of operations, the contract's revision, and `schema.changed`. */
  async function refreshContract(tx: Tx, workspace: WorkspaceRow, actor: string, pushed?: ApiModel): Promise<void> {
    const dev = await requireEnvironment(tx.db, workspace, 'dev');
    const api = pushed ?? (await loadContract(tx, workspace));
    if (api?.digest === workspace.contract_digest) return;
    const previous =
      workspace.contract_digest === null ? undefined : await loadPreviousContract(tx, workspace, dev.revision);
    await replaceOperations(
      tx.db,
      workspace.id,
      (api?.operations ?? []).map((operation) => ({
        operation: operation.key,
        method: operation.method,
        path: operation.path,
        operation_id: operation.operation_id ?? null,
        responses: operation.responses.map(({ status }) => status),
        checksum: operation.checksum,
      })),
    );
    const to_revision = await setContract(tx.db, workspace.id, api?.digest ?? '');
    // The first contract changes nothing for anybody: workspace.created told of it.
    if (!api || !previous) return;
    const { change_level, changes } = diffApis(previous, api);
    if (changes.length === 0) return;
    const spec_path = rootFile(await contractFiles(tx.db, workspace, dev));
    await events.emit(tx, {
      type: 'schema.changed',
      workspace,
      subject: `${workspace.slug}/${spec_path}`,
      actor,
      data: {
        workspace_id: workspace.slug,
        workspace_name: workspace.title ?? workspace.slug,
        schema_id: spec_path,
        schema_type: 'openapi',
        spec_path,
        from_revision: to_revision - 1,
        to_revision,
        change_level,
        changes,
        digest: api.digest,
        environment: 'dev',
      },
    });
  }

  async function loadContract(tx: Tx, workspace: WorkspaceRow): Promise<ApiModel | undefined> {
    const files = await contractFiles(tx.db, workspace, await requireEnvironment(tx.db, workspace, 'dev'));
    if (Object.keys(files).length === 0) return undefined;
    const loaded = await loadApi(files);
    return loaded.ok ? loaded.value : undefined;
  }

  /** The contract of the newest earlier revision of dev whose digest is the one that the workspace knows. */
  async function loadPreviousContract(
    tx: Tx,
    workspace: WorkspaceRow,
    revision: number,
  ): Promise<ApiModel | undefined> {
    for (const row of await listRevisions(tx.db, workspace.id, 'dev')) {
      if (row.revision >= revision) continue;
      const files = await contractFiles(tx.db, workspace, row);
      if (Object.keys(files).length === 0) continue;
      const loaded = await loadApi(files);
      if (loaded.ok && loaded.value.digest === workspace.contract_digest) return loaded.value;
    }
    return undefined;
  }
}
export type Workspaces = ReturnType<typeof createWorkspaces>;

function fieldsOf(document: WorkspaceDocument): WorkspaceFields {
  return { title: document.title ?? null, description: document.description ?? null, owner: document.owner ?? null };
}

/** The folder's own two files are kept for their comments; what they say lives in the workspace and its settings, and is never promoted. */
function isOwnFile({ kind, name }: { kind: ArtifactKind; name: string }): boolean {
  return kind === 'config' && (name === 'workspace.yaml' || name === 'environments.yaml');
}

function rootFile(files: Record<string, string>): string {
  const root = Object.entries(files).find(([, text]) => /^\s*"?openapi"?\s*:/m.test(text));
  return root?.[0] ?? Object.keys(files)[0] ?? '';
}

function titleOf(kind: ArtifactKind, content: string): string | null {
  if (kind !== 'scenario' && kind !== 'persona') return null;
  const document: unknown = parse(content);
  return typeof document === 'object' && document !== null && 'title' in document ? String(document.title) : null;
}
