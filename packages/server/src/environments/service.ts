// Environments: manifests of what is live in dev, test and prod. Every change is a new revision and an event; gateways read snapshots from here.
import {
  type ArtifactKind,
  type EnvironmentName,
  EnvironmentSettings,
  MockDocument,
  PersonaDocument,
  Problem,
  ScenarioDocument,
  type WorkspaceSnapshot,
} from '@mockops/contract';
import type { Kysely } from 'kysely';
import { parse } from 'yaml';
import type { Tables, Tx } from '../db/database.ts';
import { canonicalJson, sha256 } from '../digest.ts';
import type { Cause, Events } from '../events/service.ts';
import { artifactPath } from '../workspaces/folder.ts';
import { readDigests, readEntries, type WorkspaceRow } from '../workspaces/store.ts';
import { type EnvironmentRow, findEnvironment, insertRevision, listRevisions } from './store.ts';

export interface EnvironmentChange {
  workspace: WorkspaceRow;
  name: EnvironmentName;
  entries?: Record<string, number>;
  settings?: EnvironmentSettings;
  reason: string;
  actor: string;
  cause?: Cause;
}

export interface ChangedEnvironment {
  name: EnvironmentName;
  revision: number;
  digest: string;
  changed: boolean;
}

export function createEnvironments(options: { events: Events }) {
  return {
    /** The caller holds the workspace's lock. A change that changes nothing makes no revision. */
    change: async (tx: Tx, change: EnvironmentChange): Promise<ChangedEnvironment> => {
      const { workspace, name } = change;
      const before = await findEnvironment(tx.db, workspace.id, name);
      const entries = change.entries ?? before?.entries ?? {};
      const settings = change.settings ?? before?.settings ?? {};
      const digest = await snapshotDigest(tx.db, workspace, name, entries, settings);
      if (before && before.digest === digest && canonicalJson(before.entries) === canonicalJson(entries)) {
        return { name, revision: before.revision, digest, changed: false };
      }
      const revision = (before?.revision ?? 0) + 1;
      const reality_set =
        settings.reality_level !== undefined && settings.reality_level !== before?.settings.reality_level;
      await insertRevision(tx.db, {
        workspace_id: workspace.id,
        name,
        revision,
        entries,
        settings,
        digest,
        reason: change.reason,
        actor: change.actor,
        reality_set,
      });
      await options.events.emit(tx, {
        type: 'environment.changed',
        workspace,
        subject: `${workspace.slug}@${name}`,
        actor: change.actor,
        data: {
          workspace_id: workspace.slug,
          workspace_name: workspace.title ?? workspace.slug,
          environment: name,
          revision,
          digest,
          reason: change.reason,
        },
        ...(change.cause && { cause: change.cause }),
      });
      return { name, revision, digest, changed: true };
    },
  };
}
export type Environments = ReturnType<typeof createEnvironments>;

/** SHA-256 over artifact digests and settings: equal digests serve equal answers. */
async function snapshotDigest(
  db: Kysely<Tables>,
  workspace: WorkspaceRow,
  name: EnvironmentName,
  entries: Record<string, number>,
  settings: EnvironmentSettings,
): Promise<string> {
  const digests = await readDigests(db, workspace.id, entries);
  return sha256(canonicalJson({ workspace: workspace.slug, name, digests, settings }));
}

export async function requireEnvironment(
  db: Kysely<Tables>,
  workspace: WorkspaceRow,
  name: EnvironmentName,
): Promise<EnvironmentRow> {
  const row = await findEnvironment(db, workspace.id, name);
  if (!row) throw new Problem('not-found', `workspace "${workspace.slug}" has no environment "${name}"`);
  return row;
}

export async function environmentHistory(db: Kysely<Tables>, workspace: WorkspaceRow, name: EnvironmentName) {
  return (await listRevisions(db, workspace.id, name)).map(({ changed_at, name: _, ...row }) => ({
    ...row,
    at: changed_at.toISOString(),
  }));
}

/** Sets and removes (null) single settings. Throws Problem `bad-request` for a key or value that no environment has. */
export function mergeSettings(settings: EnvironmentSettings, patch: Record<string, unknown>): EnvironmentSettings {
  const merged = Object.fromEntries(Object.entries({ ...settings, ...patch }).filter(([, value]) => value !== null));
  const read = EnvironmentSettings.safeParse(merged);
  if (read.success) return read.data;
  const issues = read.error.issues.map((issue) => ({
    code: 'SCH002',
    path: issue.path.join('.'),
    message: issue.message,
  }));
  throw new Problem('bad-request', 'the environment settings are not valid', { issues });
}

/** Contract files (name → text) that are live in an environment. */
export async function contractFiles(
  db: Kysely<Tables>,
  workspace: WorkspaceRow,
  environment: EnvironmentRow,
): Promise<Record<string, string>> {
  const versions = await readEntries(db, workspace.id, environment.entries);
  return filesOf(versions, 'schema');
}

/** Everything that the data plane needs of one environment. */
export async function buildSnapshot(
  db: Kysely<Tables>,
  workspace: WorkspaceRow,
  environment: EnvironmentRow,
): Promise<WorkspaceSnapshot> {
  const versions = await readEntries(db, workspace.id, environment.entries);
  const named = <T>(
    kind: ArtifactKind,
    read: (version: { content: string; version: number }) => T,
  ): Record<string, T> =>
    Object.fromEntries(
      versions.filter((version) => version.kind === kind).map((version) => [version.name, read(version)]),
    );
  return {
    workspace: workspace.slug,
    environment: environment.name,
    digest: environment.digest,
    settings: environment.settings,
    schemas: filesOf(versions, 'schema'),
    mocks: named('mock', ({ content }) => MockDocument.parse(parse(content))),
    scenarios: named('scenario', ({ content, version }) => ({
      version,
      document: ScenarioDocument.parse(parse(content)),
    })),
    personas: named('persona', ({ content }) => PersonaDocument.parse(parse(content))),
  };
}

function filesOf(
  versions: { kind: ArtifactKind; name: string; content: string }[],
  kind: ArtifactKind,
): Record<string, string> {
  return Object.fromEntries(
    versions
      .filter((version) => version.kind === kind)
      .map((version) => [artifactPath(kind, version.name), version.content]),
  );
}
