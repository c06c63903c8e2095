// Rows of contract revisions.
import type { SchemaChangeLevel } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type Db = Kysely<Tables>;

export interface RevisionRow {
  revision: number;
  digest: string;
  kind: 'openapi' | 'protobuf';
  /** As the contract calls itself. */
  version: string;
  operations: number;
  /** `schema/openapi.yaml` → version. */
  entries: Record<string, number>;
  level: SchemaChangeLevel | null;
  counts: Partial<Record<SchemaChangeLevel, number>>;
  actor: string;
  message: string;
  source: string;
  created_at: Date;
}

const COLUMNS = sql.raw(
  'revision, digest, kind, version, operations, entries, level, counts, actor, message, source, created_at',
);

export async function insertRevision(
  db: Db,
  workspace_id: string,
  row: Omit<RevisionRow, 'created_at'>,
): Promise<void> {
  await sql`
    insert into contract_revisions
      (workspace_id, revision, digest, kind, version, operations, entries, level, counts, actor, message, source)
    values (${workspace_id}, ${row.revision}, ${row.digest}, ${row.kind}, ${row.version}, ${row.operations},
      ${JSON.stringify(row.entries)}, ${row.level}, ${JSON.stringify(row.counts)}, ${row.actor}, ${row.message}, ${row.source})`.execute(
    db,
  );
}

/** Newest first. */
export async function listRevisions(db: Db, workspace_id: string, limit: number): Promise<RevisionRow[]> {
  const { rows } = await sql<RevisionRow>`
    select ${COLUMNS} from contract_revisions
    where workspace_id = ${workspace_id} order by revision desc limit ${limit}`.execute(db);
  return rows;
}

export async function findRevision(db: Db, workspace_id: string, revision: number): Promise<RevisionRow | undefined> {
  const { rows } = await sql<RevisionRow>`
    select ${COLUMNS} from contract_revisions
    where workspace_id = ${workspace_id} and revision = ${revision}`.execute(db);
  return rows[0];
}
