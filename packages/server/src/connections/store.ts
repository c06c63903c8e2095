// Rows of connections.

import type { ConnectionKind } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';
import { isUuid } from '../db/uuid.ts';

type ConnectionTables = {
  connections: {
    id: Generated<string>;
    org_id: string;
    workspace_id: string | null;
    name: string;
    kind: ConnectionKind;
    settings: unknown;
    updated_at: Generated<Date>;
  };
  workspaces: { id: string; slug: string };
};

const tables = (db: Kysely<Tables>) => db.withTables<ConnectionTables>();

function rows(db: Kysely<Tables>, org_id: string) {
  return tables(db)
    .selectFrom('connections')
    .leftJoin('workspaces', 'workspaces.id', 'connections.workspace_id')
    .select([
      'connections.id',
      'connections.name',
      'kind',
      'settings',
      'connections.updated_at',
      'connections.workspace_id as workspace_uid',
      'workspaces.slug as workspace_id',
    ])
    .where('connections.org_id', '=', org_id);
}

/** Those of a workspace first, then those of the organisation. */
export async function listConnectionRows(db: Kysely<Tables>, org_id: string, workspace_uid?: string) {
  const query =
    workspace_uid === undefined
      ? rows(db, org_id)
      : rows(db, org_id).where((where) =>
          where.or([
            where('connections.workspace_id', '=', workspace_uid),
            where('connections.workspace_id', 'is', null),
          ]),
        );
  return query.orderBy(sql`connections.workspace_id nulls last`).orderBy('connections.name').execute();
}

export async function upsertConnection(
  db: Kysely<Tables>,
  row: {
    org_id: string;
    workspace_id: string | null;
    name: string;
    kind: ConnectionKind;
    settings: Record<string, unknown>;
  },
): Promise<string> {
  const settings = JSON.stringify(row.settings);
  const saved = await tables(db)
    .insertInto('connections')
    .values({ ...row, settings })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'workspace_id', 'name'])
        .doUpdateSet({ kind: row.kind, settings, updated_at: sql`now()` }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return saved.id;
}

export async function deleteConnectionRow(db: Kysely<Tables>, org_id: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const result = await tables(db)
    .deleteFrom('connections')
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
