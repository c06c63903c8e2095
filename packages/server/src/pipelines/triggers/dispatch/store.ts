// Rows of events that pipelines have not been asked about yet, of steps that wait for events, and of what was given up.
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@mockops/contract';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';
import { storableJson } from '../../../db/storable.ts';
import type { StepReference } from '../../runs/ports.ts';

type Db = Kysely<Tables>;

/** One event to be decided: for all pipelines that listen, or for one. */
export interface Dispatch {
  id: number;
  event: EventEnvelope;
  workspace_uid: string | null;
  pipeline_id: string | null;
  replay_id: string | null;
  /** Of its replay: what was sent before is sent again. */
  force_effects: boolean;
  attempts: number;
  last_error: string | null;
}

interface DispatchRow extends Omit<Dispatch, 'event'>, Omit<EventEnvelope, 'id' | 'time' | 'replay_id'> {
  event_id: string;
  time: Date;
}

const columns = sql`d.id, d.event_id, d.workspace_id as workspace_uid, d.pipeline_id, d.replay_id, d.attempts, d.last_error,
  coalesce(r.force_effects, false) as force_effects, e.type, e.source, e.subject, e.time, w.slug as workspace_id, e.actor,
  e.correlation_id, e.causation_id, e.depth, e.version, e.data, e.xid::text || '.' || e.seq::text as cursor`;
const joins = sql`join events e on e.id = d.event_id left join workspaces w on w.id = e.workspace_id left join replays r on r.id = d.replay_id`;

function present({ event_id, time, ...row }: DispatchRow): Dispatch {
  const { id, workspace_uid, pipeline_id, replay_id, force_effects, attempts, last_error, ...event } = row;
  return {
    ...{ id, workspace_uid, pipeline_id, replay_id, force_effects, attempts, last_error },
    event: { ...event, id: event_id, time: time.toISOString(), replay_id },
  };
}

/**
 * Rows that were never tried, the oldest of each workspace in turn, so that the storm of one does not delay the others; those of replays after what is live
 * in any workspace.
 */
export async function pickFresh(
  db: Db,
  org_id: string,
  { limit, per_workspace }: { limit: number; per_workspace: number },
): Promise<Dispatch[]> {
  const fresh = sql`d.org_id = ${org_id} and d.attempts = 0 and d.due_at <= now()`;
  const oldest = sql`${fresh} and d.replay_id is null order by d.id limit ${per_workspace}`;
  const { rows } = await sql<DispatchRow>`
    with picked as (
      select id, turn from (
        select o.id, o.turn from workspaces w cross join lateral (
          select m.id, row_number() over (order by m.id) as turn
          from (select d.id from event_dispatches d where d.workspace_id = w.id and ${oldest}) m
        ) o where w.org_id = ${org_id}
        union all
        select m.id, row_number() over (order by m.id)
        from (select d.id from event_dispatches d where d.workspace_id is null and ${oldest}) m
        union all
        select m.id, ${per_workspace}::int + row_number() over (order by m.id)
        from (select d.id from event_dispatches d where d.replay_id is not null and ${fresh} order by d.id limit ${per_workspace}) m
      ) all_workspaces order by turn, id limit ${limit}
    )
    select ${columns} from picked p join event_dispatches d on d.id = p.id ${joins} order by p.turn, d.id`.execute(db);
  return rows.map(present);
}

/** Rows that were tried before and are due again: those that failed, and those that a worker did not come back from. */
export async function pickAgain(db: Db, org_id: string, limit: number): Promise<Dispatch[]> {
  const { rows } = await sql<DispatchRow>`
    select ${columns} from event_dispatches d ${joins}
    where d.org_id = ${org_id} and d.attempts > 0 and d.due_at <= now() order by d.due_at, d.id limit ${limit}`.execute(
    db,
  );
  return rows.map(present);
}

/** Counts the attempt before the work. Answers the ids that nobody else has counted meanwhile. */
export async function countAttempt(db: Db, dispatches: Dispatch[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    update event_dispatches d set attempts = d.attempts + 1
    from unnest(${dispatches.map(({ id }) => id)}::bigint[], ${dispatches.map(({ attempts }) => attempts)}::int[]) as seen(id, attempts)
    where d.id = seen.id and d.attempts = seen.attempts returning d.id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Locks the rows of these very attempts, and answers by id which pipelines have decided. What another worker has, or is done with, is left out. */
export async function lockDispatches(db: Db, dispatches: Dispatch[]): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ id: number; decided: string[] }>`
    select d.id, array(
      select x.pipeline_id::text from event_decisions x where x.event_id = d.event_id
        and x.replay_id is not distinct from d.replay_id and x.decision not in ('failed', 'dead_lettered')
    ) as decided
    from event_dispatches d
    join unnest(${dispatches.map(({ id }) => id)}::bigint[], ${dispatches.map(({ attempts }) => attempts)}::int[]) as mine(id, attempts)
      on mine.id = d.id and mine.attempts = d.attempts
    order by d.id for update of d skip locked`.execute(db);
  return new Map(rows.map(({ id, decided }) => [id, decided]));
}

export async function deleteDispatches(db: Db, ids: number[]): Promise<void> {
  await sql`delete from event_dispatches where id = any(${ids}::bigint[])`.execute(db);
}

/** Tried again after a while. */
export async function postpone(db: Db, id: number, error: string, pause_ms: number): Promise<void> {
  await sql`update event_dispatches set last_error = ${error}, due_at = now() + ${pause_ms} * interval '1 millisecond' where id = ${id}`.execute(
    db,
  );
}

/** A row for one pipeline alone, unless it has one. */
export async function insertOwnRow(
  db: Db,
  { event, workspace_uid, replay_id, attempts }: Dispatch,
  {
    org_id,
    pipeline_id,
    error,
    pause_ms,
  }: { org_id: string; pipeline_id: string; error: string | null; pause_ms: number },
): Promise<void> {
  await sql`
    insert into event_dispatches (org_id, event_id, workspace_id, pipeline_id, replay_id, attempts, last_error, due_at)
    select ${org_id}, ${event.id}, ${workspace_uid}, ${pipeline_id}, ${replay_id}::uuid, ${attempts}::int, ${error}::text, now() + ${pause_ms} * interval '1 millisecond'
    where not exists (
      select 1 from event_dispatches where event_id = ${event.id} and pipeline_id = ${pipeline_id} and replay_id is not distinct from ${replay_id}::uuid
    )`.execute(db);
}

export async function insertDeadLetter(
  db: Db,
  org_id: string,
  dead: {
    event: EventEnvelope;
    pipeline_id: string | null;
    replay_id: string | null;
    reason: string;
    attempts: number;
  },
): Promise<string> {
  const id = randomUUID();
  const { event, pipeline_id, replay_id, reason, attempts } = dead;
  await sql`
    insert into dead_letters (id, org_id, kind, what, event_id, pipeline_id, replay_id, reason, attempts, payload)
    values (${id}, ${org_id}, 'event', ${event.type}, ${event.id}, ${pipeline_id}::uuid, ${replay_id}::uuid, ${reason}, ${attempts}, ${storableJson(event.data)}::jsonb)`.execute(
    db,
  );
  return id;
}

/** A step waits for the event `e`. */
export const isAwaited = sql<SqlBool>`exists (
  select 1 from step_event_waits w where w.org_id = e.org_id and w.event_type in (e.type, split_part(e.type, '.', 1) || '.*'))`;

/** Types, of these, that steps wait for; by name, or by family (`pr.*`). */
export async function listAwaitedTypes(db: Db, org_id: string, types: string[]): Promise<string[]> {
  const { rows } = await sql<{ event_type: string }>`
    select distinct event_type from unnest(${types}::text[]) as t(event_type) where exists (
      select 1 from step_event_waits w
      where w.org_id = ${org_id} and w.event_type in (t.event_type, split_part(t.event_type, '.', 1) || '.*'))`.execute(
    db,
  );
  return rows.map(({ event_type }) => event_type);
}

/** Steps that wait for this type or its family: those of the organisation's runs and of the event's workspace; an event of no workspace is for all. */
export async function listWaits(
  db: Db,
  { org_id, event_type, workspace_uid }: { org_id: string; event_type: string; workspace_uid: string | null },
): Promise<(StepReference & { filters: unknown })[]> {
  const { rows } = await sql<StepReference & { filters: unknown }>`
    select execution_id, step_name, item, filters from step_event_waits
    where org_id = ${org_id} and event_type in (${event_type}, split_part(${event_type}, '.', 1) || '.*')
      and (workspace_id is null or ${workspace_uid}::uuid is null or workspace_id = ${workspace_uid}::uuid)
    order by execution_id, step_name, item`.execute(db);
  return rows;
}
