// Workspaces: folders of files that go in and out, versions, and what follows from a change: events, environments, the inventory of operations.
import {
  type ArtifactKind,
  ENVIRONMENTS,
  type EnvironmentName,
  type Issue,
  Problem,
  type PushResult,
  ScenarioDocument,
  type WorkspaceDocument,
} from '@mockops/contract';
import { parse } from 'yaml';
import type { Contracts } from '../contracts/contracts.ts';
import type { Database, Tx } from '../db/database.ts';
import { lockName } from '../db/locks.ts';
import {
  type ChangedEnvironment,
  type Environments,
  mergeSettings,
  requireEnvironment,
} from '../environments/service.ts';
import { listEnvironmentRows, listRevisions } from '../environments/store.ts';
import type { Cause, Events } from '../events/service.ts';
import { refreshContract } from './contract-changes.ts';
import { artifactPath, fieldsOf, readFolder, updateYaml } from './folder.ts';
import { applyPush, type CheckedPipeline, type Push } from './push.ts';
import {
  federationExists,
  findWorkspace,
  insertWorkspace,
  listArtifactRows,
  listWorkspaceRows,
  lockWorkspace,
  readEntries,
  setPublished,
  type WorkspaceRow,
} from './store.ts';

/** What this domain asks of pipelines: they travel in the workspace folder too. */
export interface PipelineFolder {
  /** `workspace` is null while there is none. */
  check: (
    pipeline: { file: string; source: string },
    workspace: string | null,
  ) => Promise<{ ok: true; value: CheckedPipeline } | { ok: false; issues: Issue[] }>;
  files: (workspace: WorkspaceRow) => Promise<Record<string, string>>;
}

export function createWorkspaces(options: {
  database: Database;
  org_id: string;
  events: Events;
  contracts: Contracts;
  environments: Environments;
  pipelines: PipelineFolder;
}) {
  const { database, org_id, events, contracts, environments, pipelines } = options;

  async function require(reference: string): Promise<WorkspaceRow> {
    const row = await findWorkspace(database.db, org_id, reference);
    if (!row) throw new Problem('workspace-not-found', `there is no workspace "${reference}"`);
    return row;
  }

  /** Undefined when there is one of that name. */
  async function create(
    tx: Tx,
    slug: string,
    document: WorkspaceDocument,
    actor: string,
  ): Promise<WorkspaceRow | undefined> {
    await lockName(tx.db, 'workspace or federation', org_id, slug);
    if (await findWorkspace(tx.db, org_id, slug)) return undefined;
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
        const row = await create(tx, document.name, document, actor);
        if (!row) throw new Problem('name-taken', `there is a workspace "${document.name}" already`);
        for (const name of ENVIRONMENTS)
          await environments.change(tx, { workspace: row, name, reason: 'workspace created', actor });
        return row;
      }),

    /** All or nothing: a folder with an error changes no row. */
    push: async (push: Push): Promise<PushResult> => {
      const { folder, errors } = await readFolder(push.files, contracts);
      if (folder.workspace && folder.workspace.name !== push.slug) {
        errors.push({
          code: 'WSP006',
          path: 'name',
          message: `workspace.yaml names "${folder.workspace.name}", but it was pushed as "${push.slug}"`,
          hint: 'push to the name in workspace.yaml, or rename it',
        });
      }
      // Before the transaction: it asks for connections, and a push that held one connection while waiting for another could wait for ever.
      const known = await findWorkspace(database.db, org_id, push.slug);
      const checked: CheckedPipeline[] = [];
      for (const pipeline of folder.pipelines) {
        const check = await pipelines.check(pipeline, known?.slug ?? null);
        if (check.ok) checked.push(check.value);
        else errors.push(...check.issues);
      }
      if (errors.length > 0)
        throw new Problem(
          'invalid-document',
          `workspace "${push.slug}" was not pushed: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`,
          { issues: errors },
        );
      return database.transaction((tx) =>
        applyPush(
          { org_id, events, contracts, environments, create, now: database.clock.now },
          tx,
          push,
          folder,
          checked,
        ),
      );
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
      cause?: Cause,
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
          ...(cause && { cause }),
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
        if (name === 'dev')
          await refreshContract(tx, {
            ...{ events, contracts, workspace: locked, actor, now: database.clock.now() },
            message: `rollback of dev to revision ${revision}`,
            source: 'rollback',
          });
        return changed;
      });
    },
  };
}
export type Workspaces = ReturnType<typeof createWorkspaces>;

/** The folder's own two files are kept for their comments; what they say lives in the workspace and its settings, and is never promoted. */
function isOwnFile({ kind, name }: { kind: ArtifactKind; name: string }): boolean {
  return kind === 'config' && (name === 'workspace.yaml' || name === 'environments.yaml');
}

function titleOf(kind: ArtifactKind, content: string): string | null {
  if (kind !== 'scenario' && kind !== 'persona') return null;
  const document: unknown = parse(content);
  return typeof document === 'object' && document !== null && 'title' in document ? String(document.title) : null;
}
