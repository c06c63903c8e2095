// Rows of environments and their revisions.
import type { EnvironmentName, EnvironmentSettings } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type EnvironmentTables = {
  environments: {
    workspace_id: string;
    name: EnvironmentName;
    revision: number;
    digest: string;
    reality_set_at: Date | null;
    updated_at: Generated<Date>;
  };
  environment_revisions: {
    workspace_id: string;
    name: EnvironmentName;
    revision: number;
    entries: unknown;
    settings: unknown;
    digest: string;
    reason: string;
    actor: string;
    created_at: Generated<Date>;
  };
  workspaces: { id: string; org_id: string; slug: string };
};

const tables = (db: Kysely<Tables>) => db.withTables<EnvironmentTables>();
type Db = Kysely<Tables>;

export interface EnvironmentRow {
  name: EnvironmentName;
  revision: number;
  digest: string;
  /** `kind/name` → version. */
  entries: Record<string, number>;
  settings: EnvironmentSettings;
  changed_at: Date;
}

function current(db: Db) {
  return tables(db)
    .selectFrom('environments')
    .innerJoin('environment_revisions as r', (join) =>
      join
        .onRef('r.workspace_id', '=', 'environments.workspace_id')
        .onRef('r.name', '=', 'environments.name')
        .onRef('r.revision', '=', 'environments.revision'),
    )
    .select([
      'environments.name',
      'environments.revision',
      'environments.digest',
      'r.entries',
      'r.settings',
      'environments.updated_at as changed_at',
    ]);
}

type Raw = Omit<EnvironmentRow, 'entries' | 'settings'> & { entries: unknown; settings: unknown };
/** Both columns are only ever written by insertRevision, from these types. */
const typed = (row: Raw): EnvironmentRow => ({
  ...row,
  entries: row.entries as EnvironmentRow['entries'],
  settings: row.settings as EnvironmentSettings,
});

const ORDER = sql`array_position(array['dev','test','prod'], environments.name)`;

export async function listEnvironmentRows(db: Db, workspace_id: string): Promise<EnvironmentRow[]> {
  return (await current(db).where('environments.workspace_id', '=', workspace_id).orderBy(ORDER).execute()).map(typed);
}

export async function findEnvironment(
  db: Db,
  workspace_id: string,
  name: EnvironmentName,
): Promise<EnvironmentRow | undefined> {
  const row = await current(db)
    .where('environments.workspace_id', '=', workspace_id)
    .where('environments.name', '=', name)
    .executeTakeFirst();
  return row && typed(row);
}

/** Every environment of the organisation, or of one workspace, with its digest: what gateways should serve. */
export async function listTargets(
  db: Db,
  org_id: string,
  slug?: string,
): Promise<{ workspace_id: string; slug: string; name: EnvironmentName; digest: string }[]> {
  const query = tables(db)
    .selectFrom('environments')
    .innerJoin('workspaces', 'workspaces.id', 'environments.workspace_id')
    .select(['workspaces.id as workspace_id', 'slug', 'environments.name', 'digest'])
    .where('org_id', '=', org_id);
  return (slug === undefined ? query : query.where('slug', '=', slug)).execute();
}

export interface RevisionInput {
  workspace_id: string;
  name: EnvironmentName;
  revision: number;
  entries: Record<string, number>;
  settings: EnvironmentSettings;
  digest: string;
  reason: string;
  actor: string;
  /** The reality level was chosen anew. */
  reality_set: boolean;
}

/** Stores a revision and points the environment at it. */
export async function insertRevision(db: Db, input: RevisionInput): Promise<void> {
  const { reality_set, entries, settings, ...columns } = input;
  const reality_set_at = reality_set ? sql<Date>`now()` : null;
  await tables(db)
    .insertInto('environments')
    .values({
      workspace_id: input.workspace_id,
      name: input.name,
      revision: input.revision,
      digest: input.digest,
      reality_set_at,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'name']).doUpdateSet({
        revision: input.revision,
        digest: input.digest,
        updated_at: sql`now()`,
        ...(reality_set && { reality_set_at }),
      }),
    )
    .execute();
  await tables(db)
    .insertInto('environment_revisions')
    .values({ ...columns, entries: JSON.stringify(entries), settings: JSON.stringify(settings) })
    .execute();
}

export async function listRevisions(db: Db, workspace_id: string, name: EnvironmentName) {
  const rows = await tables(db)
    .selectFrom('environment_revisions')
    .select(['name', 'revision', 'digest', 'entries', 'settings', 'reason', 'actor', 'created_at as changed_at'])
    .where('workspace_id', '=', workspace_id)
    .where('name', '=', name)
    .orderBy('revision', 'desc')
    .execute();
  return rows.map((row) => ({ ...typed(row), reason: row.reason, actor: row.actor }));
}
