// Rows of runs as people read them: lists, one run with everything, its log, and how well pipelines do.
import type { RunStatus } from '@mockops/contract';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';
import { isUuid } from '../../../db/uuid.ts';
import type { RunTables } from '../tables.ts';

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<RunTables>();

function summaries(db: Db, org_id: string) {
  return tables(db)
    .selectFrom('pipeline_executions as e')
    .leftJoin('workspaces', 'workspaces.id', 'e.workspace_id')
    .select([
      'e.id',
      'e.number',
      'e.pipeline_name',
      'e.revision',
      'workspaces.slug as workspace_id',
      'e.status',
      'e.trigger_event',
      'e.event_id',
      'e.attempt',
      'e.rerun_of',
      'e.replay_id',
      'e.created_at',
      'e.not_before',
      'e.started_at',
      'e.completed_at',
      'e.error_message',
    ])
    .where('e.org_id', '=', org_id);
}

export type SummaryRow = Awaited<ReturnType<typeof listSummaries>>[number];

export interface RunFilter {
  pipeline_id?: string | undefined;
  workspace_uid?: string | undefined;
  status?: RunStatus | undefined;
  event_id?: string | undefined;
  replay_id?: string | undefined;
  /** Id of a run: only those before it. */
  before?: string | undefined;
  limit: number;
}

/** Newest first. */
export async function listSummaries(db: Db, org_id: string, filter: RunFilter) {
  const { pipeline_id, workspace_uid, status, event_id, replay_id, before, limit } = filter;
  let query = summaries(db, org_id);
  if ([event_id, replay_id, before].some((id) => id !== undefined && !isUuid(id)))
    query = query.where(sql<SqlBool>`false`);
  else {
    if (pipeline_id) query = query.where('e.pipeline_id', '=', pipeline_id);
    if (workspace_uid) query = query.where('e.workspace_id', '=', workspace_uid);
    if (status) query = query.where('e.status', '=', status);
    if (event_id) query = query.where('e.event_id', '=', event_id);
    if (replay_id) query = query.where('e.replay_id', '=', replay_id);
    if (before)
      query = query.where(
        sql<SqlBool>`(e.created_at, e.number, e.id) < (select created_at, number, id from pipeline_executions where id = ${before})`,
      );
  }
  return query
    .orderBy('e.created_at', 'desc')
    .orderBy('e.number', 'desc')
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute();
}

/** The newest run of each pipeline. */
export async function listLastRuns(
  db: Db,
  org_id: string,
  pipeline_ids: readonly string[],
): Promise<(SummaryRow & { pipeline_id: string | null })[]> {
  return summaries(db, org_id)
    .select('e.pipeline_id')
    .distinctOn('e.pipeline_id')
    .where('e.pipeline_id', 'in', pipeline_ids)
    .orderBy('e.pipeline_id')
    .orderBy('e.created_at', 'desc')
    .orderBy('e.number', 'desc')
    .execute();
}

export async function findShown(db: Db, org_id: string, id: string) {
  if (!isUuid(id)) return undefined;
  return summaries(db, org_id)
    .leftJoin('pipeline_revisions as r', (join) =>
      join.onRef('r.pipeline_id', '=', 'e.pipeline_id').onRef('r.revision', '=', 'e.revision'),
    )
    .select([
      'e.events',
      'e.inputs',
      'e.outputs',
      'e.annotations',
      'e.reason',
      'e.group_key',
      'e.definition',
      'r.source',
    ])
    .where('e.id', '=', id)
    .executeTakeFirst();
}

export async function listShownSteps(db: Db, execution_id: string) {
  return tables(db)
    .selectFrom('pipeline_steps')
    .selectAll()
    .where('execution_id', '=', execution_id)
    .orderBy('position')
    .execute();
}

export async function listAttempts(db: Db, execution_id: string) {
  return tables(db)
    .selectFrom('pipeline_attempts')
    .selectAll()
    .where('execution_id', '=', execution_id)
    .orderBy('number')
    .execute();
}

export async function listLog(
  db: Db,
  filter: { execution_id: string; step?: string | undefined; after: number; limit: number },
) {
  let query = tables(db)
    .selectFrom('pipeline_logs')
    .select(['id as cursor', 'at', 'step_name as step', 'item', 'attempt', 'message'])
    .where('execution_id', '=', filter.execution_id)
    .where('id', '>', filter.after);
  if (filter.step !== undefined) query = query.where('step_name', '=', filter.step);
  return query.orderBy('id').limit(filter.limit).execute();
}

export async function countRuns(
  db: Db,
  org_id: string,
  pipeline_ids: readonly string[],
): Promise<{ pipeline_id: string | null; status: RunStatus; count: number }[]> {
  return tables(db)
    .selectFrom('pipeline_executions')
    .select(['pipeline_id', 'status', sql<number>`count(*)::int`.as('count')])
    .where('org_id', '=', org_id)
    .where('pipeline_id', 'in', pipeline_ids)
    .groupBy(['pipeline_id', 'status'])
    .execute();
}

const SINCE = sql`now() - interval '30 days'`;

export interface HealthRow {
  pipeline_id: string;
  ended: number;
  succeeded: number;
  duration_p50_ms: number | null;
  duration_p95_ms: number | null;
  queue_wait_p95_ms: number | null;
  retry_rate: number | null;
}

/** Of the last 30 days; runs that never ran a step, and those that were cancelled, say nothing of success. */
export async function listHealth(db: Db, org_id: string, pipeline_ids: readonly string[]): Promise<HealthRow[]> {
  const { rows } = await sql<HealthRow>`
    with runs as (
      select id, pipeline_id, status, started_at, completed_at, created_at from pipeline_executions
      where org_id = ${org_id} and pipeline_id = any(${pipeline_ids}::uuid[]) and created_at > ${SINCE} and started_at is not null),
    ended as (
      select pipeline_id, count(*)::int as ended, (count(*) filter (where status = 'succeeded'))::int as succeeded,
        percentile_cont(0.5) within group (order by extract(epoch from completed_at - started_at) * 1000) as duration_p50_ms,
        percentile_cont(0.95) within group (order by extract(epoch from completed_at - started_at) * 1000) as duration_p95_ms
      from runs where status in ('succeeded', 'failed', 'timed_out') and completed_at is not null group by pipeline_id),
    waited as (
      select pipeline_id, percentile_cont(0.95) within group (order by extract(epoch from started_at - created_at) * 1000) as queue_wait_p95_ms
      from runs group by pipeline_id),
    tried as (
      select r.pipeline_id, avg(case when a.attempts > 1 then 1.0 else 0.0 end)::float8 as retry_rate
      from runs r join (
        select execution_id, step_name, item, (count(*) filter (where status <> 'waiting')) as attempts from pipeline_attempts
        where started_at > ${SINCE} group by execution_id, step_name, item) a on a.execution_id = r.id
      group by r.pipeline_id)
    select w.pipeline_id, coalesce(e.ended, 0) as ended, coalesce(e.succeeded, 0) as succeeded, e.duration_p50_ms, e.duration_p95_ms,
      w.queue_wait_p95_ms, t.retry_rate
    from waited w left join ended e using (pipeline_id) left join tried t using (pipeline_id)
  `.execute(db);
  return rows;
}

/** Cells that failed and then succeeded without a change: in a later attempt, or in a re-run of the same revision. */
export async function listFlakySteps(
  db: Db,
  org_id: string,
  pipeline_ids: readonly string[],
): Promise<{ pipeline_id: string; step: string; times: number }[]> {
  const { rows } = await sql<{ pipeline_id: string; step: string; times: number }>`
    with ended as (
      select e.id, e.pipeline_id, e.rerun_of, e.revision, s.step_name, s.item, s.status, s.attempt, s.reused_from from pipeline_executions e
      join pipeline_steps s on s.execution_id = e.id
      where e.org_id = ${org_id} and e.pipeline_id = any(${pipeline_ids}::uuid[]) and e.created_at > ${SINCE} and not s.is_group
        and s.status in ('succeeded', 'failed', 'timed_out'))
    select pipeline_id, step_name as step, count(*)::int as times from (
      select n.pipeline_id, n.step_name from ended n where n.status = 'succeeded' and exists (
        select 1 from pipeline_attempts a where a.execution_id = n.id and a.step_name = n.step_name and a.item = n.item
          and a.status in ('failed', 'timed_out'))
      union all
      select n.pipeline_id, n.step_name from ended n join ended o on o.id = n.rerun_of and o.revision = n.revision
        and o.step_name = n.step_name and o.item = n.item
      where n.status = 'succeeded' and n.reused_from is null and o.status in ('failed', 'timed_out')) f
    group by pipeline_id, step_name order by times desc
  `.execute(db);
  return rows;
}
