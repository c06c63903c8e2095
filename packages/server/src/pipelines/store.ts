// Rows of pipelines, their revisions, and decisions. Runs are in runs/store.ts.
import type { Issue } from '@mockops/contract';
import { type Generated, type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type PipelineTables = {
  pipelines: {
    id: Generated<string>;
    org_id: string;
    workspace_id: string | null;
    name: string;
    definition: unknown;
    source: string;
    file: string;
    revision: number;
    digest: string;
    issues: unknown;
    enabled: boolean;
    run_count: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  pipeline_revisions: { pipeline_id: string; revision: number; digest: string; definition: unknown; source: string };
  event_decisions: {
    event_id: string;
    pipeline_id: string;
    decision: string;
    reason: string;
    execution_id: string | null;
  };
  workspaces: { id: string; slug: string; title: string | null };
};

const tables = (db: Kysely<Tables>) => db.withTables<PipelineTables>();
type Db = Kysely<Tables>;

function pipelines(db: Db, org_id: string) {
  return tables(db)
    .selectFrom('pipelines')
    .leftJoin('workspaces', 'workspaces.id', 'pipelines.workspace_id')
    .select([
      'pipelines.id',
      'pipelines.name',
      'definition',
      'source',
      'file',
      'revision',
      'digest',
      'issues',
      'enabled',
      'pipelines.created_at',
      'pipelines.updated_at',
      'pipelines.workspace_id as workspace_uid',
      'workspaces.slug as workspace_id',
    ])
    .where('pipelines.org_id', '=', org_id);
}

export type PipelineRow = Awaited<ReturnType<typeof listPipelineRows>>[number];

export async function listPipelineRows(db: Db, org_id: string) {
  return pipelines(db, org_id).orderBy('pipelines.name').execute();
}

/** By name or id. */
export async function findPipeline(db: Db, org_id: string, reference: string) {
  return pipelines(db, org_id)
    .where((where) =>
      where.or([where('pipelines.name', '=', reference), where(sql<string>`pipelines.id::text`, '=', reference)]),
    )
    .executeTakeFirst();
}

/**
 * Pipelines that listen to an event of this workspace: those of the organisation, and the workspace's own. They cannot be deleted before the
 * transaction ends, so that a deletion in this moment does not fail the change that the event tells.
 */
export async function listListeners(
  db: Db,
  { org_id, workspace_uid, event_type }: { org_id: string; workspace_uid: string | null; event_type: string },
) {
  return pipelines(db, org_id)
    .where((where) =>
      where.or([
        where('pipelines.workspace_id', 'is', null),
        ...(workspace_uid ? [where('pipelines.workspace_id', '=', workspace_uid)] : []),
      ]),
    )
    .where(sql<SqlBool>`definition -> 'triggers' @> ${JSON.stringify([{ event: event_type }])}::jsonb`)
    .orderBy('pipelines.name')
    .forKeyShare('pipelines')
    .execute();
}

export interface PipelineInput {
  org_id: string;
  workspace_id: string | null;
  name: string;
  definition: unknown;
  source: string;
  file: string;
  digest: string;
  issues: Issue[];
  enabled: boolean;
}

/** Saves the next revision. */
export async function insertPipelineRevision(db: Db, input: PipelineInput): Promise<number> {
  const definition = JSON.stringify(input.definition);
  const values = { ...input, definition, issues: JSON.stringify(input.issues) };
  const row = await tables(db)
    .insertInto('pipelines')
    .values({ ...values, revision: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'name'])
        .doUpdateSet({ ...values, revision: sql`pipelines.revision + 1`, updated_at: sql`now()` }),
    )
    .returning(['id', 'revision'])
    .executeTakeFirstOrThrow();
  await tables(db)
    .insertInto('pipeline_revisions')
    .values({ pipeline_id: row.id, revision: row.revision, digest: input.digest, definition, source: input.source })
    .execute();
  return row.revision;
}

export async function setEnabled(db: Db, id: string, enabled: boolean): Promise<void> {
  await tables(db).updateTable('pipelines').set({ enabled, updated_at: sql`now()` }).where('id', '=', id).execute();
}

export async function deletePipelineRow(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('pipelines').where('id', '=', id).execute();
}

export async function nextRunNumber(db: Db, pipeline_id: string): Promise<number> {
  const row = await tables(db)
    .updateTable('pipelines')
    .set({ run_count: sql`run_count + 1` })
    .where('id', '=', pipeline_id)
    .returning('run_count')
    .executeTakeFirstOrThrow();
  return row.run_count;
}

export async function insertDecision(db: Db, row: PipelineTables['event_decisions']): Promise<void> {
  await tables(db).insertInto('event_decisions').values(row).execute();
}
