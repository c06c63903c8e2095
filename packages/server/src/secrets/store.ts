// Rows of secrets, and which pipelines declare them.
import type { EnvironmentName } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';
import { isUuid } from '../db/uuid.ts';

type SecretTables = {
  secrets: {
    id: Generated<string>;
    org_id: string;
    workspace_id: string | null;
    environment: EnvironmentName | null;
    name: string;
    sealed: string;
    updated_by: string;
    updated_at: Generated<Date>;
  };
  workspaces: { id: string; slug: string };
  pipelines: { org_id: string; workspace_id: string | null; name: string; definition: unknown };
};

const tables = (db: Kysely<Tables>) => db.withTables<SecretTables>();
type Db = Kysely<Tables>;

function shown(db: Db, org_id: string) {
  return tables(db)
    .selectFrom('secrets')
    .leftJoin('workspaces', 'workspaces.id', 'secrets.workspace_id')
    .select([
      'secrets.id',
      'secrets.name',
      'secrets.workspace_id as workspace_uid',
      'workspaces.slug as workspace_id',
      'environment',
      'secrets.updated_by',
      'secrets.updated_at',
    ])
    .where('secrets.org_id', '=', org_id);
}

export type SecretRow = Awaited<ReturnType<typeof listSecretRows>>[number];

/** All, or those that runs of one workspace may read: its own and the organisation's. */
export async function listSecretRows(db: Db, org_id: string, workspace_uid?: string) {
  const all = shown(db, org_id);
  const query =
    workspace_uid === undefined
      ? all
      : all.where((where) =>
          where.or([where('secrets.workspace_id', '=', workspace_uid), where('secrets.workspace_id', 'is', null)]),
        );
  return query
    .orderBy('secrets.name')
    .orderBy('workspaces.slug', (order) => order.asc().nullsFirst())
    .orderBy('environment', (order) => order.asc().nullsFirst())
    .execute();
}

export async function findSecretRow(db: Db, org_id: string, id: string): Promise<SecretRow | undefined> {
  return isUuid(id) ? shown(db, org_id).where('secrets.id', '=', id).executeTakeFirst() : undefined;
}

export async function upsertSecret(
  db: Db,
  row: {
    org_id: string;
    workspace_id: string | null;
    environment: EnvironmentName | null;
    name: string;
    sealed: string;
    updated_by: string;
  },
): Promise<string> {
  const { sealed, updated_by } = row;
  const saved = await tables(db)
    .insertInto('secrets')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'workspace_id', 'environment', 'name'])
        .doUpdateSet({ sealed, updated_by, updated_at: sql`now()` }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return saved.id;
}

export async function deleteSecretRow(db: Db, id: string): Promise<boolean> {
  const result = await tables(db).deleteFrom('secrets').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** The narrowest of each name: environment of the workspace, else workspace, else organisation. */
export async function readSealed(
  db: Db,
  org_id: string,
  names: readonly string[],
  where: { workspace_uid: string | null; environment: EnvironmentName | null },
): Promise<{ name: string; sealed: string }[]> {
  return tables(db)
    .selectFrom('secrets')
    .distinctOn('name')
    .select(['name', 'sealed'])
    .where('org_id', '=', org_id)
    .where('name', 'in', names)
    .where((is) => is.or([is('workspace_id', 'is', null), is('workspace_id', '=', where.workspace_uid)]))
    .where((is) => is.or([is('environment', 'is', null), is('environment', '=', where.environment)]))
    .orderBy('name')
    .orderBy('environment', (order) => order.asc().nullsLast())
    .orderBy('workspace_id', (order) => order.asc().nullsLast())
    .execute();
}

/** Pipelines with the names of secrets that they declare. */
export async function listDeclarations(
  db: Db,
  org_id: string,
): Promise<{ pipeline: string; workspace_uid: string | null; secret: string }[]> {
  const { rows } = await sql<{ pipeline: string; workspace_uid: string | null; secret: string }>`
    select name as pipeline, workspace_id as workspace_uid, declared.secret
    from pipelines cross join lateral jsonb_array_elements_text(coalesce(definition -> 'secrets', '[]')) as declared(secret)
    where org_id = ${org_id} order by name`.execute(db);
  return rows;
}
