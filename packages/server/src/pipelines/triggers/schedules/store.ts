// Rows of schedules: when each fires next.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';

type Db = Kysely<Tables>;

export interface ScheduleRow {
  pipeline_id: string;
  trigger_index: number;
  digest: string;
  /** With jitter; null: never again. */
  next_at: Date | null;
  planned_at: Date | null;
}

export async function listSchedules(db: Db, pipeline_ids: string[]): Promise<ScheduleRow[]> {
  const { rows } = await sql<ScheduleRow>`
    select pipeline_id, trigger_index, digest, next_at, planned_at from schedules where pipeline_id = any(${pipeline_ids}::uuid[])`.execute(
    db,
  );
  return rows;
}

export async function saveSchedule(db: Db, row: ScheduleRow & { last_planned_at: Date | null }): Promise<void> {
  await sql`
    insert into schedules (pipeline_id, trigger_index, digest, next_at, planned_at, last_planned_at)
    values (${row.pipeline_id}, ${row.trigger_index}, ${row.digest}, ${row.next_at}, ${row.planned_at}, ${row.last_planned_at})
    on conflict (pipeline_id, trigger_index) do update set digest = excluded.digest, next_at = excluded.next_at,
      planned_at = excluded.planned_at, last_planned_at = coalesce(excluded.last_planned_at, schedules.last_planned_at)`.execute(
    db,
  );
}

export async function deleteSchedules(db: Db, pipeline_id: string, except: number[]): Promise<void> {
  await sql`delete from schedules where pipeline_id = ${pipeline_id} and not (trigger_index = any(${except}::int[]))`.execute(
    db,
  );
}

export type DueSchedule = ScheduleRow & { now: Date };

/** Unless somebody planned it anew meanwhile. */
export async function putOffSchedule(db: Db, row: ScheduleRow, until: Date): Promise<void> {
  await sql`
    update schedules set next_at = ${until}
    where pipeline_id = ${row.pipeline_id} and trigger_index = ${row.trigger_index} and next_at = ${row.next_at}`.execute(
    db,
  );
}

/** Locks one that is due, of a pipeline that is switched on; others may lock others. */
export async function lockDueSchedule(db: Db, org_id: string, now: Date | null): Promise<DueSchedule | undefined> {
  const { rows } = await sql<DueSchedule>`
    select s.pipeline_id, s.trigger_index, s.digest, s.next_at, s.planned_at, coalesce(${now}::timestamptz, now()) as now
    from schedules s join pipelines p on p.id = s.pipeline_id
    where p.org_id = ${org_id} and p.enabled and s.next_at <= coalesce(${now}::timestamptz, now())
    order by s.next_at limit 1 for update of s skip locked`.execute(db);
  return rows[0];
}

/** In milliseconds; null: nothing is planned. */
export async function nextScheduleIn(db: Db, org_id: string, now: Date | null): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(s.next_at) - coalesce(${now}::timestamptz, now())) * 1000)::float8 as ms
    from schedules s join pipelines p on p.id = s.pipeline_id where p.org_id = ${org_id} and p.enabled`.execute(db);
  return rows[0]?.ms ?? null;
}

export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db);
  return rows[0]?.now ?? new Date();
}
