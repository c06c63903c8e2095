// Runs and steps that something is due for: found here, taken under their run's lock afterwards.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';
import type { RunTables } from '../tables.ts';

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<RunTables>();

/** Taken at once; the rest next time. */
export const BATCH = 100;

/** As attempt-id.ts writes it: of the attempt that runs, or else of the next one. */
const nextAttemptId = sql`s.execution_id::text || '/' || s.step_name || case s.item when '' then '' else '[' || s.item || ']' end
  || '/' || (case s.phase when 'running' then s.attempt else s.attempt + 1 end)`;

export async function listDelayed(db: Db): Promise<{ id: string; not_before: Date }[]> {
  const rows = await tables(db)
    .selectFrom('pipeline_executions')
    .select(['id', 'not_before'])
    .where('completed_at', 'is', null)
    .where('not_before', 'is not', null)
    .where('status', '=', 'delayed')
    .orderBy('not_before')
    .limit(BATCH)
    .execute();
  return rows.flatMap(({ id, not_before }) => (not_before === null ? [] : [{ id, not_before }]));
}

export async function listLate(db: Db): Promise<{ id: string; deadline_at: Date }[]> {
  const rows = await tables(db)
    .selectFrom('pipeline_executions')
    .select(['id', 'deadline_at'])
    .where('completed_at', 'is', null)
    .where('deadline_at', 'is not', null)
    .orderBy('deadline_at')
    .limit(BATCH)
    .execute();
  return rows.flatMap(({ id, deadline_at }) => (deadline_at === null ? [] : [{ id, deadline_at }]));
}

export interface OverdueStep {
  execution_id: string;
  step_name: string;
  item: string;
  wake_at: Date;
}

export async function listWaits(db: Db): Promise<OverdueStep[]> {
  const rows = await tables(db)
    .selectFrom('pipeline_steps')
    .select(['execution_id', 'step_name', 'item', 'wake_at'])
    .where('wake_at', 'is not', null)
    .where('phase', '=', 'waiting')
    .orderBy('wake_at')
    .limit(BATCH)
    .execute();
  return rows.flatMap(({ wake_at, ...step }) => (wake_at === null ? [] : [{ ...step, wake_at }]));
}

/** Steps between two attempts, of which nobody has the next one yet. */
export async function listRetries(db: Db): Promise<OverdueStep[]> {
  const { rows } = await sql<OverdueStep>`
    select s.execution_id, s.step_name, s.item, s.wake_at from pipeline_steps s
    where s.phase = 'backing_off' and s.wake_at is not null
      and not exists (select 1 from dbos.workflow_status w where w.workflow_uuid = ${nextAttemptId})
    order by s.wake_at limit ${BATCH}
  `.execute(db);
  return rows;
}

/** Open runs whose caller has ended or is gone, but for those that end already. */
export async function listLeftBehind(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from pipeline_executions e
    where e.completed_at is null and e.called_by is not null and coalesce(e.cancel ->> 'mode', 'stop') = 'stop'
      and not exists (select 1 from pipeline_executions c where c.id = (e.called_by ->> 'execution_id')::uuid and c.completed_at is null)
    limit ${BATCH}
  `.execute(db);
  return rows.map(({ id }) => id);
}

export interface Orphan {
  execution_id: string;
  name: string;
  item: string;
  attempt: number;
  phase: string;
  /** What the engine says of it; null: it knows nothing. */
  status: string | null;
}

/** Attempts that the workers should have and the engine has ended, or never had: it gave them up, or lost its rows. */
export async function listOrphans(db: Db): Promise<Orphan[]> {
  const { rows } = await sql<Orphan>`
    select s.execution_id, s.step_name as name, s.item, s.phase, w.status,
      case s.phase when 'running' then s.attempt else s.attempt + 1 end as attempt
    from pipeline_steps s left join dbos.workflow_status w on w.workflow_uuid = ${nextAttemptId}
    where (s.phase in ('queued', 'running') or (s.phase = 'backing_off' and s.wake_at < clock_timestamp() - interval '30 seconds'))
      and (w.status is null or w.status not in ('PENDING', 'ENQUEUED', 'DELAYED'))
    limit ${BATCH}
  `.execute(db);
  return rows;
}
