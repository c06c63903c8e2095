// Rows of replays, the events that a selection means, and what was handed over or decided for them.
import { randomUUID } from 'node:crypto';
import { EventDecision, EventEnvelope, ReplaySelection } from '@mockops/contract';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/database.ts';
import { isUuid } from '../../db/uuid.ts';
import { isOfTypes } from '../store.ts';

type Db = Kysely<Tables>;

/** A selection whose names were looked up. */
export interface Selected {
  org_id: string;
  selection: ReplaySelection;
  workspace_uid: string | null;
}

export interface SelectedEvent {
  event: EventEnvelope;
  workspace_uid: string | null;
}

export interface ReplayRow {
  id: string;
  selection: ReplaySelection;
  dry_run: boolean;
  rate: number;
  force_effects: boolean;
  status: 'running' | 'stopped' | 'completed';
  actor: string;
  total: number;
  /** Handed to the dispatcher, decided or not. */
  delivered: number;
  cursor: string;
  until_cursor: string;
  created_at: Date;
  completed_at: Date | null;
}

const Row = z.object({ selection: ReplaySelection });

/** Events whose data is gone cannot be decided any more. */
function where({ org_id, selection, workspace_uid }: Selected): RawBuilder<unknown> {
  const { from, to, types, event_ids } = selection;
  const ids = event_ids?.filter(isUuid);
  const conditions = [
    sql`events.org_id = ${org_id} and events.erased_at is null`,
    ...(from === undefined ? [] : [sql`events.time >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`events.time < ${to}::timestamptz`]),
    ...(types === undefined ? [] : [isOfTypes(types)]),
    ...(ids === undefined ? [] : [sql`events.id = any(${ids}::uuid[])`]),
    ...(workspace_uid === null ? [] : [sql`events.workspace_id = ${workspace_uid}::uuid`]),
  ];
  return sql.join(conditions, sql` and `);
}

/**
 * Position of the newest event that is there. One whose transaction began earlier and is still open is not waited for: it is delivered by itself when it
 * commits, so a replay that takes it in and one that does not are both right.
 */
export async function newestCursor(db: Db, org_id: string): Promise<string> {
  const { rows } = await sql<{ cursor: string }>`select xid::text || '.' || seq::text as cursor from events
    where org_id = ${org_id} order by xid desc, seq desc limit 1`.execute(db);
  return rows[0]?.cursor ?? '0.0';
}

export async function countSelected(db: Db, selected: Selected, until: string) {
  const { rows } = await sql<{ type: string; count: number; oldest: Date; newest: Date }>`
    select type, count(*)::int as count, min(time) as oldest, max(time) as newest from events
    where ${where(selected)} and ${notAfter(until)} group by type order by type`.execute(db);
  return rows;
}

/** In the order of the outbox, so that events of one subject keep theirs. */
export async function readSelected(
  db: Db,
  selected: Selected,
  { after, until, limit }: { after: string; until: string; limit: number },
): Promise<SelectedEvent[]> {
  const [xid = '0', seq = '0'] = after.split('.');
  const { rows } = await sql<{ workspace_uid: string | null; time: Date }>`
    select events.id, type, source, subject, time, w.slug as workspace_id, actor, correlation_id, causation_id, depth, version, data,
      events.xid::text || '.' || events.seq::text as cursor, events.workspace_id as workspace_uid
    from events left join workspaces w on w.id = events.workspace_id
    where ${where(selected)} and (events.xid, events.seq) > (${xid}::xid8, ${seq}::bigint) and ${notAfter(until)}
    order by events.xid, events.seq limit ${limit}`.execute(db);
  return rows.map(({ workspace_uid, time, ...row }) => ({
    workspace_uid,
    event: EventEnvelope.parse({ ...row, time: time.toISOString() }),
  }));
}

function notAfter(cursor: string): RawBuilder<unknown> {
  const [xid = '0', seq = '0'] = cursor.split('.');
  return sql`(events.xid, events.seq) <= (${xid}::xid8, ${seq}::bigint)`;
}

export async function insertReplay(
  db: Db,
  org_id: string,
  replay: Pick<ReplayRow, 'selection' | 'dry_run' | 'rate' | 'force_effects' | 'actor' | 'total' | 'until_cursor'>,
): Promise<string> {
  const id = randomUUID();
  const { selection, dry_run, rate, force_effects, actor, total, until_cursor } = replay;
  await sql`insert into replays (id, org_id, selection, dry_run, rate, force_effects, status, actor, total, until_cursor)
    values (${id}, ${org_id}, ${JSON.stringify(selection)}::jsonb, ${dry_run}, ${rate}, ${force_effects}, 'running', ${actor}, ${total}, ${until_cursor})`.execute(
    db,
  );
  return id;
}

/** Newest first. `waiting`: events that the dispatcher has not decided yet; `started_runs`: in a dry run, those that would start. */
export async function listReplayRows(db: Db, org_id: string, id?: string) {
  if (id !== undefined && !isUuid(id)) return [];
  const only = id === undefined ? sql`` : sql`and r.id = ${id}`;
  const { rows } = await sql<ReplayRow & { waiting: number; started_runs: number }>`
    select r.*, (select count(distinct d.event_id)::int from event_dispatches d where d.replay_id = r.id) as waiting,
      case when r.dry_run then (select count(*)::int from event_decisions x where x.replay_id = r.id and x.decision = 'started')
        else (select count(*)::int from pipeline_executions x where x.replay_id = r.id) end as started_runs
    from replays r where r.org_id = ${org_id} ${only} order by r.created_at desc limit 100`.execute(db);
  return rows.map((row) => ({ ...row, ...Row.parse(row) }));
}

const Decided = EventDecision.extend({ event_id: z.string(), event_type: z.string() });

/** The first thousand, in the order in which they were made. */
export async function listReplayDecisions(db: Db, replay_id: string) {
  const { rows } = await sql<{ decided_at: Date }>`
    select p.name as pipeline, x.decision, x.reason, x.execution_id, x.replay_id, x.decided_at, x.event_id, e.type as event_type
    from event_decisions x join pipelines p on p.id = x.pipeline_id join events e on e.id = x.event_id
    where x.replay_id = ${replay_id} order by x.id limit 1000`.execute(db);
  return rows.map((row) => Decided.parse({ ...row, decided_at: row.decided_at.toISOString() }));
}

/** The running one that is due, locked against other workers and against being stopped meanwhile. */
export async function lockDueReplay(db: Db, org_id: string): Promise<ReplayRow | undefined> {
  const { rows } = await sql<ReplayRow>`
    select * from replays where org_id = ${org_id} and status = 'running' and next_at <= now()
    order by next_at limit 1 for update skip locked`.execute(db);
  return rows.map((row) => ({ ...row, ...Row.parse(row) }))[0];
}

/** Nobody else takes it before. */
export async function lease(db: Db, id: string, ms: number): Promise<void> {
  await sql`update replays set next_at = now() + ${ms} * interval '1 millisecond' where id = ${id}`.execute(db);
}

/** False when it was stopped, removed or moved on since it was read. */
export async function lockUnmoved(db: Db, { id, cursor }: ReplayRow): Promise<boolean> {
  const { rows } = await sql`
    select id from replays where id = ${id} and status = 'running' and cursor = ${cursor} for update`.execute(db);
  return rows.length > 0;
}

export async function nextReplayAt(db: Db, org_id: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_at) as at from replays where org_id = ${org_id} and status = 'running'`.execute(db);
  return rows[0]?.at ?? null;
}

/** Rows handed over and not decided; repetitions of failed ones are not in the way of live events, so they do not count. */
export async function countWaiting(db: Db, replay_id: string): Promise<{ fresh: number; all: number }> {
  const { rows } = await sql<{ fresh: number; all: number }>`
    select count(*) filter (where attempts = 0)::int as fresh, count(*)::int as all from event_dispatches where replay_id = ${replay_id}`.execute(
    db,
  );
  return rows[0] ?? { fresh: 0, all: 0 };
}

/** Behind the live events that are there now. One row for each named pipeline, or one for all that listen. */
export async function handOver(
  db: Db,
  {
    org_id,
    replay_id,
    events,
    pipeline_ids,
  }: { org_id: string; replay_id: string; events: SelectedEvent[]; pipeline_ids: string[] | null },
): Promise<void> {
  await sql`
    insert into event_dispatches (org_id, event_id, workspace_id, pipeline_id, replay_id)
    select ${org_id}, e.id, e.workspace_id, p.id, ${replay_id}
    from unnest(${events.map(({ event }) => event.id)}::uuid[], ${events.map((one) => one.workspace_uid)}::uuid[]) with ordinality as e(id, workspace_id, position)
    cross join unnest(${pipeline_ids ?? [null]}::uuid[]) with ordinality as p(id, position)
    order by e.position, p.position`.execute(db);
}

export interface DryDecision {
  event_id: string;
  pipeline_id: string;
  replay_id: string;
  decision: string;
  reason: string;
}

export async function insertDryDecision(db: Db, row: DryDecision): Promise<void> {
  await sql`insert into event_decisions (event_id, pipeline_id, replay_id, decision, reason)
    values (${row.event_id}, ${row.pipeline_id}, ${row.replay_id}, ${row.decision}, ${row.reason}) on conflict do nothing`.execute(
    db,
  );
}

export async function moveOn(
  db: Db,
  id: string,
  { delivered, cursor, pause_ms }: { delivered: number; cursor: string; pause_ms: number },
): Promise<void> {
  await sql`update replays set delivered = delivered + ${delivered}, cursor = ${cursor},
    next_at = now() + ${pause_ms} * interval '1 millisecond' where id = ${id}`.execute(db);
}

export async function complete(db: Db, id: string): Promise<void> {
  await sql`update replays set status = 'completed', completed_at = now() where id = ${id}`.execute(db);
}

/** False when it does not run. What was handed over and not decided waits until somebody resumes. */
export async function stop(db: Db, id: string): Promise<boolean> {
  const { rows } =
    await sql`update replays set status = 'stopped' where id = ${id} and status = 'running' returning id`.execute(db);
  if (rows.length === 0) return false;
  await sql`update event_dispatches set due_at = 'infinity' where replay_id = ${id}`.execute(db);
  return true;
}

/** False when it is not stopped. */
export async function resume(db: Db, id: string): Promise<boolean> {
  const { rows } =
    await sql`update replays set status = 'running', next_at = now() where id = ${id} and status = 'stopped' returning id`.execute(
      db,
    );
  if (rows.length === 0) return false;
  await sql`update event_dispatches set due_at = now() where replay_id = ${id} and due_at = 'infinity'`.execute(db);
  return true;
}
