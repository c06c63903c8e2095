// Rows of pipelines and their revisions. Runs are in runs/store.ts, decisions in triggers/store.ts.
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
    paused_reason: Generated<string | null>;
    failures_in_row: Generated<number>;
    run_count: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  pipeline_revisions: { pipeline_id: string; revision: number; digest: string; definition: unknown; source: string };
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
      'paused_reason',
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

/** What changes about a pipeline from one moment to the next; its definition only changes with its revision. */
export interface PipelineState {
  id: string;
  revision: number;
  enabled: boolean;
  paused_reason: string | null;
  workspace_uid: string | null;
}

/** Pipelines with a trigger that holds one of these patterns: `{ event: 'schema.changed' }`. */
export async function listListening(
  db: Db,
  org_id: string,
  patterns: Record<string, unknown>[],
): Promise<PipelineState[]> {
  const { rows } = await sql<PipelineState>`
    select id, revision, enabled, paused_reason, workspace_id as workspace_uid from pipelines
    where org_id = ${org_id} and definition -> 'triggers' @> any(${patterns.map((pattern) => JSON.stringify([pattern]))}::jsonb[])
    order by id`.execute(db);
  return rows;
}

/** A pipeline listens to the event `e`. */
export const isListenedTo = sql<SqlBool>`exists (
  select 1 from pipelines p where p.org_id = e.org_id and (p.definition -> 'triggers' @> jsonb_build_array(jsonb_build_object('event', e.type))
    or (e.type = 'pipeline.run.completed' and p.definition -> 'triggers' @> '[{"pipeline": {}}]')))`;

/** As they are now. They cannot be deleted before the transaction ends: a decision needs its pipeline. */
export async function keepPipelines(db: Db, ids: string[]): Promise<PipelineState[]> {
  const { rows } = await sql<PipelineState>`
    select id, revision, enabled, paused_reason, workspace_id as workspace_uid from pipelines
    where id = any(${ids}::uuid[]) order by id for key share`.execute(db);
  return rows;
}

export async function listPipelinesById(db: Db, org_id: string, ids: string[]): Promise<PipelineRow[]> {
  return pipelines(db, org_id).where('pipelines.id', 'in', ids).execute();
}

/** Newest first. */
export async function listRevisions(db: Db, pipeline_id: string) {
  const { rows } = await sql<{ revision: number; digest: string; source: string; created_at: Date }>`
    select revision, digest, source, created_at from pipeline_revisions where pipeline_id = ${pipeline_id} order by revision desc`.execute(
    db,
  );
  return rows;
}

export async function findRevision(db: Db, pipeline_id: string, revision: number) {
  return tables(db)
    .selectFrom('pipeline_revisions')
    .select(['revision', 'digest', 'definition', 'source'])
    .where('pipeline_id', '=', pipeline_id)
    .where('revision', '=', revision)
    .executeTakeFirst();
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
export async function insertPipelineRevision(db: Db, input: PipelineInput): Promise<{ id: string; revision: number }> {
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
  return row;
}

/** Switching it on forgets why it was paused. */
export async function setEnabled(db: Db, id: string, enabled: boolean): Promise<void> {
  await tables(db)
    .updateTable('pipelines')
    .set({ enabled, updated_at: sql`now()`, ...(enabled && { paused_reason: null, failures_in_row: 0 }) })
    .where('id', '=', id)
    .execute();
}

export async function deletePipelineRow(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('pipelines').where('id', '=', id).execute();
}
