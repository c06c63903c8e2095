// Rows of workspaces, artifacts and their versions, and the inventory of operations.
import type { ArtifactKind } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type WorkspaceTables = {
  workspaces: {
    id: Generated<string>;
    org_id: string;
    slug: string;
    title: string | null;
    description: string | null;
    owner: string | null;
    contract_revision: Generated<number>;
    contract_digest: string | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  artifacts: {
    id: Generated<string>;
    workspace_id: string;
    kind: ArtifactKind;
    name: string;
    latest_version: Generated<number>;
    published_version: number | null;
  };
  artifact_versions: {
    artifact_id: string;
    version: number;
    digest: string;
    content: string;
    author: string;
    message: string;
    created_at: Generated<Date>;
  };
  contract_operations: {
    workspace_id: string;
    operation: string;
    method: string;
    path: string;
    operation_id: string | null;
    responses: string[];
    checksum: string;
    changed_at: Generated<Date>;
  };
  federations: { org_id: string; name: string };
};

const tables = (db: Kysely<Tables>) => db.withTables<WorkspaceTables>();
type Db = Kysely<Tables>;

export interface WorkspaceRow {
  id: string;
  slug: string;
  title: string | null;
  description: string | null;
  owner: string | null;
  contract_revision: number;
  contract_digest: string | null;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = [
  'id',
  'slug',
  'title',
  'description',
  'owner',
  'contract_revision',
  'contract_digest',
  'created_at',
  'updated_at',
] as const;

/** By slug or id. */
export async function findWorkspace(db: Db, org_id: string, reference: string): Promise<WorkspaceRow | undefined> {
  return tables(db)
    .selectFrom('workspaces')
    .select(COLUMNS)
    .where('org_id', '=', org_id)
    .where((where) => where.or([where('slug', '=', reference), where(sql<string>`id::text`, '=', reference)]))
    .executeTakeFirst();
}

export async function listWorkspaceRows(db: Db, org_id: string): Promise<WorkspaceRow[]> {
  return tables(db).selectFrom('workspaces').select(COLUMNS).where('org_id', '=', org_id).orderBy('slug').execute();
}

/** Serialises writers of one workspace; the row is read again under the lock. Rows that refer to it (traffic, drift) can still be written. */
export async function lockWorkspace(db: Db, id: string): Promise<WorkspaceRow> {
  return tables(db)
    .selectFrom('workspaces')
    .select(COLUMNS)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

export interface WorkspaceFields {
  title: string | null;
  description: string | null;
  owner: string | null;
}

export async function insertWorkspace(
  db: Db,
  org_id: string,
  slug: string,
  fields: WorkspaceFields,
): Promise<WorkspaceRow> {
  return tables(db)
    .insertInto('workspaces')
    .values({ org_id, slug, ...fields, contract_digest: null })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Touches the row only when something differs. */
export async function updateWorkspaceFields(db: Db, id: string, fields: WorkspaceFields): Promise<void> {
  const { title, description, owner } = fields;
  await tables(db)
    .updateTable('workspaces')
    .set({ ...fields, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(
      sql<boolean>`(title, description, owner) is distinct from (${title}::text, ${description}::text, ${owner}::text)`,
    )
    .execute();
}

export async function setContract(db: Db, id: string, digest: string): Promise<number> {
  const row = await tables(db)
    .updateTable('workspaces')
    .set({
      contract_digest: digest,
      contract_revision: sql<number>`contract_revision + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returning('contract_revision')
    .executeTakeFirstOrThrow();
  return row.contract_revision;
}

/** The same contract under another digest: no revision of its own. */
export async function setContractDigest(db: Db, id: string, digest: string): Promise<void> {
  await tables(db).updateTable('workspaces').set({ contract_digest: digest }).where('id', '=', id).execute();
}

export async function federationExists(db: Db, org_id: string, name: string): Promise<boolean> {
  return (
    (await tables(db)
      .selectFrom('federations')
      .select('name')
      .where('org_id', '=', org_id)
      .where('name', '=', name)
      .executeTakeFirst()) !== undefined
  );
}

/** Stores the content as a version, or finds the version that has it already. */
export async function saveVersion(
  db: Db,
  version: {
    workspace_id: string;
    kind: ArtifactKind;
    name: string;
    digest: string;
    content: string;
    author: string;
    message: string;
  },
): Promise<{ version: number; created: boolean }> {
  const artifact = await tables(db)
    .insertInto('artifacts')
    .values({ workspace_id: version.workspace_id, kind: version.kind, name: version.name, published_version: null })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'kind', 'name']).doUpdateSet({ name: version.name }))
    .returning(['id', 'latest_version'])
    .executeTakeFirstOrThrow();
  const known = await tables(db)
    .selectFrom('artifact_versions')
    .select('version')
    .where('artifact_id', '=', artifact.id)
    .where('digest', '=', version.digest)
    .executeTakeFirst();
  if (known) return { version: known.version, created: false };
  const next = artifact.latest_version + 1;
  await tables(db)
    .insertInto('artifact_versions')
    .values({
      artifact_id: artifact.id,
      version: next,
      digest: version.digest,
      content: version.content,
      author: version.author,
      message: version.message,
    })
    .execute();
  await tables(db).updateTable('artifacts').set({ latest_version: next }).where('id', '=', artifact.id).execute();
  return { version: next, created: true };
}

export interface VersionRow {
  kind: ArtifactKind;
  name: string;
  version: number;
  digest: string;
  content: string;
}

/** The versions that a manifest names: `kind/name` → version. */
export async function readEntries(
  db: Db,
  workspace_id: string,
  entries: Record<string, number>,
): Promise<VersionRow[]> {
  const keys = Object.keys(entries);
  if (keys.length === 0) return [];
  const rows = await tables(db)
    .selectFrom('artifacts')
    .innerJoin('artifact_versions', 'artifact_versions.artifact_id', 'artifacts.id')
    .select(['kind', 'name', 'version', 'digest', 'content'])
    .where('workspace_id', '=', workspace_id)
    .where(sql<string>`kind || '/' || name`, 'in', keys)
    .where(sql<boolean>`version = (${JSON.stringify(entries)}::jsonb ->> (kind || '/' || name))::int`)
    .orderBy('kind')
    .orderBy('name')
    .execute();
  return rows;
}

/** Of the versions of a manifest, by `kind/name`; their texts may be large. */
export async function readDigests(
  db: Db,
  workspace_id: string,
  entries: Record<string, number>,
): Promise<Record<string, string>> {
  if (Object.keys(entries).length === 0) return {};
  const rows = await tables(db)
    .selectFrom('artifacts')
    .innerJoin('artifact_versions', 'artifact_versions.artifact_id', 'artifacts.id')
    .select(['kind', 'name', 'digest'])
    .where('workspace_id', '=', workspace_id)
    .where(sql<string>`kind || '/' || name`, 'in', Object.keys(entries))
    .where(sql<boolean>`version = (${JSON.stringify(entries)}::jsonb ->> (kind || '/' || name))::int`)
    .execute();
  return Object.fromEntries(rows.map(({ kind, name, digest }) => [`${kind}/${name}`, digest]));
}

export async function listArtifactRows(db: Db, workspace_id: string) {
  return tables(db)
    .selectFrom('artifacts')
    .innerJoin('artifact_versions', (join) =>
      join.onRef('artifact_versions.artifact_id', '=', 'artifacts.id').onRef('version', '=', 'latest_version'),
    )
    .select([
      'kind',
      'name',
      'latest_version',
      'published_version',
      'digest',
      'content',
      'author',
      'message',
      'artifact_versions.created_at',
    ])
    .where('workspace_id', '=', workspace_id)
    .orderBy('kind')
    .orderBy('name')
    .execute();
}

export async function versionExists(
  db: Db,
  workspace_id: string,
  kind: ArtifactKind,
  name: string,
  version: number,
): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('artifacts')
    .innerJoin('artifact_versions', 'artifact_versions.artifact_id', 'artifacts.id')
    .select('version')
    .where('workspace_id', '=', workspace_id)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks a version as published; answers the one that was before. */
export async function setPublished(
  db: Db,
  workspace_id: string,
  name: string,
  version: number,
): Promise<number | null> {
  const where = tables(db)
    .selectFrom('artifacts')
    .select(['id', 'published_version'])
    .where('workspace_id', '=', workspace_id)
    .where('kind', '=', 'scenario')
    .where('name', '=', name)
    .forUpdate();
  const row = await where.executeTakeFirstOrThrow();
  await tables(db).updateTable('artifacts').set({ published_version: version }).where('id', '=', row.id).execute();
  return row.published_version;
}

export interface OperationRow {
  operation: string;
  method: string;
  path: string;
  operation_id: string | null;
  responses: string[];
  checksum: string;
}

/** The inventory becomes exactly these; an operation that did not change keeps its changed_at. */
export async function replaceOperations(db: Db, workspace_id: string, operations: OperationRow[]): Promise<void> {
  const names = operations.map(({ operation }) => operation);
  let gone = tables(db).deleteFrom('contract_operations').where('workspace_id', '=', workspace_id);
  if (names.length > 0) gone = gone.where('operation', 'not in', names);
  await gone.execute();
  if (operations.length === 0) return;
  await tables(db)
    .insertInto('contract_operations')
    .values(operations.map((operation) => ({ workspace_id, ...operation })))
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'operation']).doUpdateSet({
        method: sql`excluded.method`,
        path: sql`excluded.path`,
        operation_id: sql`excluded.operation_id`,
        responses: sql`excluded.responses`,
        checksum: sql`excluded.checksum`,
        changed_at: sql`case when contract_operations.checksum = excluded.checksum then contract_operations.changed_at else now() end`,
      }),
    )
    .execute();
}

export async function countOperations(db: Db, workspace_id: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('contract_operations')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspace_id)
    .executeTakeFirstOrThrow();
  return row.count;
}
