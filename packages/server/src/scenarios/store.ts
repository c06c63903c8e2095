// Rows of system scenarios and sandboxes.
import { SystemScenarioBody } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type ScenarioTables = {
  system_scenarios: {
    id: Generated<string>;
    org_id: string;
    federation_id: string;
    name: string;
    document: unknown;
    source: string;
    revision: Generated<number>;
    digest: string;
    updated_at: Generated<Date>;
  };
  sandboxes: {
    id: string;
    org_id: string;
    federation_id: string;
    routing_key: string;
    owner: string;
    expires_at: Date;
    created_at: Generated<Date>;
  };
};

const tables = (db: Kysely<Tables>) => db.withTables<ScenarioTables>();
type Db = Kysely<Tables>;

export interface SystemScenarioRow {
  name: string;
  document: SystemScenarioBody;
  source: string;
  revision: number;
  digest: string;
  updated_at: Date;
}

const COLUMNS = ['name', 'document', 'source', 'revision', 'digest', 'updated_at'] as const;
type Raw = Omit<SystemScenarioRow, 'document'> & { document: unknown };
const typed = (row: Raw): SystemScenarioRow => ({ ...row, document: SystemScenarioBody.parse(row.document) });

export async function listScenarioRows(db: Db, federation_id: string): Promise<SystemScenarioRow[]> {
  const rows = await tables(db)
    .selectFrom('system_scenarios')
    .select(COLUMNS)
    .where('federation_id', '=', federation_id)
    .orderBy('name')
    .execute();
  return rows.map(typed);
}

export async function findScenarioRow(
  db: Db,
  federation_id: string,
  name: string,
): Promise<SystemScenarioRow | undefined> {
  const row = await tables(db)
    .selectFrom('system_scenarios')
    .select(COLUMNS)
    .where('federation_id', '=', federation_id)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && typed(row);
}

/** Equal content keeps its revision. */
export async function saveScenarioRow(
  db: Db,
  row: {
    org_id: string;
    federation_id: string;
    name: string;
    document: SystemScenarioBody;
    source: string;
    digest: string;
  },
): Promise<SystemScenarioRow> {
  const document = JSON.stringify(row.document);
  const saved = await tables(db)
    .insertInto('system_scenarios')
    .values({ ...row, document })
    .onConflict((conflict) =>
      conflict.columns(['federation_id', 'name']).doUpdateSet({
        document,
        source: row.source,
        digest: row.digest,
        revision: sql`system_scenarios.revision + (system_scenarios.digest <> excluded.digest)::int`,
        updated_at: sql`now()`,
      }),
    )
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return typed(saved);
}

export async function deleteScenarioRow(db: Db, federation_id: string, name: string): Promise<boolean> {
  const result = await tables(db)
    .deleteFrom('system_scenarios')
    .where('federation_id', '=', federation_id)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export interface SandboxRow {
  id: string;
  federation_id: string;
  routing_key: string;
  owner: string;
  expires_at: Date;
  created_at: Date;
}

const SANDBOX_COLUMNS = ['id', 'federation_id', 'routing_key', 'owner', 'expires_at', 'created_at'] as const;

/** An id that is there stays as it is: the same step asked before. */
export async function insertSandbox(
  db: Db,
  row: { id: string; org_id: string; federation_id: string; routing_key: string; owner: string; ttl_ms: number },
): Promise<SandboxRow> {
  const { ttl_ms, ...columns } = row;
  await tables(db)
    .insertInto('sandboxes')
    .values({ ...columns, expires_at: sql`now() + ${ttl_ms} * interval '1 millisecond'` })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return tables(db)
    .selectFrom('sandboxes')
    .select(SANDBOX_COLUMNS)
    .where('id', '=', row.id)
    .where('org_id', '=', row.org_id)
    .executeTakeFirstOrThrow();
}

export async function listSandboxRows(db: Db, federation_id: string): Promise<SandboxRow[]> {
  return tables(db)
    .selectFrom('sandboxes')
    .select(SANDBOX_COLUMNS)
    .where('federation_id', '=', federation_id)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('created_at', 'desc')
    .execute();
}

/** `live`: false once its time is over. */
export async function findSandboxByKey(
  db: Db,
  federation_id: string,
  routing_key: string,
): Promise<{ live: boolean } | undefined> {
  return tables(db)
    .selectFrom('sandboxes')
    .select(sql<boolean>`expires_at > now()`.as('live'))
    .where('federation_id', '=', federation_id)
    .where('routing_key', '=', routing_key)
    .executeTakeFirst();
}

export async function deleteSandboxRow(db: Db, org_id: string, id: string): Promise<boolean> {
  const result = await tables(db)
    .deleteFrom('sandboxes')
    .where('org_id', '=', org_id)
    .where(sql<string>`id::text`, '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Removes what is over; answers when the next one will be. */
export async function sweepSandboxes(db: Db): Promise<Date | null> {
  await tables(db).deleteFrom('sandboxes').where('expires_at', '<=', sql<Date>`now()`).execute();
  const next = await tables(db)
    .selectFrom('sandboxes')
    .select('expires_at')
    .orderBy('expires_at')
    .limit(1)
    .executeTakeFirst();
  return next?.expires_at ?? null;
}
