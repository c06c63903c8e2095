// What is deleted when it is old enough, of all domains, in small batches. Whatever has an age and no other end is listed here.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

export interface RetentionDays {
  events: number;
  payload: number;
  runs: number;
  facts: number;
}

export interface Sweep {
  table: string;
  /** Which rows, as `t`. */
  where: RawBuilder<unknown>;
  /** Instead of deleting them. */
  set?: RawBuilder<unknown>;
}

/** Of inbound webhooks: a sender that delivers again by hand does so within days. */
const RECEIPT_DAYS = 30;
/** Of attempts that have ended: our own tables have all of it. */
const ENGINE_DAYS = 1;

/** In an order in which what refers to something goes before it. */
export function listSweeps(days: RetentionDays, now: Date): Sweep[] {
  const before = (count: number) => sql`${new Date(now.getTime() - count * 86_400_000)}::timestamptz`;
  const aged = (count: number, sweeps: (limit: RawBuilder<unknown>) => Sweep[]) =>
    count === 0 ? [] : sweeps(before(count));
  return [
    ...aged(days.runs, (limit) => [
      { table: 'pipeline_executions', where: sql`t.completed_at < ${limit} and not ${isLastSuccess}` },
      { table: 'replays', where: sql`t.completed_at < ${limit}` },
    ]),
    ...aged(days.events, (limit) => [
      { table: 'dead_letters', where: sql`t.resolved_at < ${limit}` },
      // Idempotency keys live as long as the events that could be replayed.
      { table: 'deliveries', where: sql`t.created_at < ${limit}` },
      { table: 'events', where: sql`t.time < ${limit} and not ${isShown} and not ${hasOpenLetter}` },
    ]),
    ...aged(days.payload, (limit) => [
      {
        table: 'events',
        where: sql`t.time < ${limit} and t.erased_at is null and not ${isOfOpenRun} and not ${hasOpenLetter}`,
        set: sql`data = '{}', erased_at = now()`,
      },
    ]),
    ...aged(days.facts, (limit) => [
      { table: 'request_counts', where: sql`t.minute < ${limit}` },
      { table: 'drift_checks', where: sql`t.minute < ${limit}` },
      { table: 'drift_incidents', where: sql`t.resolved_at < ${limit}` },
    ]),
    { table: 'step_cache', where: sql`t.expires_at < ${now}` },
    { table: 'trigger_dedupe', where: sql`t.expires_at < ${now}` },
    { table: 'one_time_links', where: sql`coalesce(t.used_at, t.expires_at) < ${before(RECEIPT_DAYS)}` },
    { table: 'webhook_receipts', where: sql`t.received_at < ${before(RECEIPT_DAYS)}` },
    {
      table: 'dbos.workflow_status',
      where: sql`t.created_at < ${now.getTime() - ENGINE_DAYS * 86_400_000} and t.status not in ('PENDING', 'ENQUEUED', 'DELAYED')`,
    },
  ];
}

const isLastSuccess = sql`(t.pipeline_id is not null and t.status = 'succeeded' and not exists (
  select 1 from pipeline_executions y where y.pipeline_id = t.pipeline_id and y.status = 'succeeded' and y.created_at > t.created_at))`;
const isShown = sql`(exists (select 1 from pipeline_executions x where x.event_id = t.id)
  or exists (select 1 from pipeline_executions x where cardinality(x.events) > 1 and x.events @> array[t.id]))`;
const isOfOpenRun = sql`(exists (select 1 from pipeline_executions x where x.event_id = t.id and x.completed_at is null)
  or exists (select 1 from pipeline_executions x where cardinality(x.events) > 1 and x.events @> array[t.id] and x.completed_at is null))`;
const hasOpenLetter = sql`exists (select 1 from dead_letters l where l.event_id = t.id and l.status = 'open')`;

/** Answers how many rows it took; as many as `limit` when there may be more. */
export async function sweepOnce(db: Kysely<Tables>, { table, where, set }: Sweep, limit: number): Promise<number> {
  const there = await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(db);
  if (!there.rows[0]?.there) return 0;
  const name = sql.table(table);
  const chosen = sql`array(select t.ctid from ${name} t where ${where} limit ${limit})`;
  const { numAffectedRows = 0n } = set
    ? await sql`update ${name} set ${set} where ctid = any(${chosen})`.execute(db)
    : await sql`delete from ${name} where ctid = any(${chosen})`.execute(db);
  return Number(numAffectedRows);
}
