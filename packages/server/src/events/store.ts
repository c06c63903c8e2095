// Rows of the outbox.
import { EventDecision, type EventEnvelope } from '@mockops/contract';
import { type Generated, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../db/database.ts';
import { storableJson } from '../db/storable.ts';
import { isUuid } from '../db/uuid.ts';

type EventTables = {
  events: {
    id: string;
    seq: Generated<number>;
    xid: Generated<string>;
    org_id: string;
    workspace_id: string | null;
    type: string;
    source: string;
    subject: string | null;
    actor: string;
    correlation_id: string;
    causation_id: string | null;
    depth: number;
    version: Generated<number>;
    data: unknown;
    time: Generated<Date>;
  };
  workspaces: { id: string; slug: string };
  event_decisions: {
    event_id: string;
    pipeline_id: string;
    decision: string;
    reason: string;
    execution_id: string | null;
    id: Generated<number>;
    replay_id: string | null;
    decided_at: Generated<Date>;
  };
  pipelines: { id: string; name: string };
};

const tables = (db: Kysely<Tables>) => db.withTables<EventTables>();

interface EventRow {
  id: string;
  org_id: string;
  workspace_id: string | null;
  type: string;
  source: string;
  subject: string | null;
  actor: string;
  correlation_id: string;
  causation_id: string | null;
  depth: number;
  version: number;
  data: Record<string, unknown>;
}

export interface NewEventRow extends EventRow {
  dispatch: 'all' | 'none' | { pipeline_id: string };
  /** Of the kind that there are many of, and that seldom anybody listens to: it is not dispatched unless somebody does. */
  quiet: boolean;
}

/** A condition on the event `e`. */
export type Heard = RawBuilder<SqlBool>;

/**
 * The events and, in the same statement, the rows by which the dispatcher finds them. Answers by id; an event whose id is there already is left out.
 * Whether a quiet one is heard is asked here and not remembered: who began to listen in a transaction that has committed is never overheard.
 */
export async function insertEvents(
  db: Kysely<Tables>,
  events: readonly NewEventRow[],
  heard: readonly Heard[],
): Promise<Map<string, { cursor: string; time: Date }>> {
  const given = events.map(({ dispatch, ...row }, n) => ({
    ...row,
    n,
    dispatched: dispatch !== 'none',
    pipeline_id: typeof dispatch === 'string' ? null : dispatch.pipeline_id,
  }));
  const isHeard = heard.length === 0 ? sql`true` : sql.join(heard, sql` or `);
  const { rows } = await sql<{ id: string; cursor: string; time: Date }>`
    with given as (
      select n, id, org_id, workspace_id, type, source, subject, actor, correlation_id, causation_id, depth, version, data, quiet, dispatched, pipeline_id
      from jsonb_to_recordset(${storableJson(given)}::jsonb) as x(n int, id uuid, org_id uuid, workspace_id uuid, type text, source text, subject text,
        actor text, correlation_id uuid, causation_id uuid, depth int, version int, data jsonb, quiet boolean, dispatched boolean, pipeline_id uuid)),
    written as (
      insert into events (id, org_id, workspace_id, type, source, subject, actor, correlation_id, causation_id, depth, version, data)
      select id, org_id, workspace_id, type, source, subject, actor, correlation_id, causation_id, depth, version, data from given order by n
      on conflict (id) do nothing returning id, org_id, workspace_id, type, time, xid, seq),
    due as (
      insert into event_dispatches (org_id, event_id, workspace_id, pipeline_id)
      select e.org_id, e.id, e.workspace_id, g.pipeline_id from written e join given g on g.id = e.id
      where g.dispatched and (not g.quiet or ${isHeard}) order by e.seq)
    select id, time, xid::text || '.' || seq::text as cursor from written`.execute(db);
  return new Map(rows.map(({ id, ...written }) => [id, written]));
}

const cursorColumn = sql<string>`events.xid::text || '.' || events.seq::text`.as('cursor');

function envelopes(db: Kysely<Tables>) {
  return tables(db)
    .selectFrom('events')
    .leftJoin('workspaces', 'workspaces.id', 'events.workspace_id')
    .select([
      'events.id',
      'events.type',
      'source',
      'subject',
      'actor',
      'correlation_id',
      'causation_id',
      'depth',
      'version',
      'data',
      'time',
      'workspaces.slug as workspace_id',
      cursorColumn,
    ]);
}

function present(
  row: Omit<EventEnvelope, 'time' | 'data' | 'replay_id'> & { time: Date; data: unknown },
): EventEnvelope {
  return { ...row, replay_id: null, time: row.time.toISOString(), data: row.data as EventEnvelope['data'] };
}

/**
 * Events after the cursor, oldest first. Nothing at or above the oldest open transaction is shown yet: an event whose
 * transaction began earlier and commits later would otherwise be skipped.
 */
export async function readAfter(
  db: Kysely<Tables>,
  org_id: string,
  cursor: string,
  limit: number,
): Promise<EventEnvelope[]> {
  const [xid = '0', seq = '0'] = cursor.split('.');
  const rows = await envelopes(db)
    .where('events.org_id', '=', org_id)
    .where(sql<SqlBool>`(events.xid, events.seq) > (${xid}::xid8, ${seq}::bigint)`)
    .where(sql<SqlBool>`events.xid < pg_snapshot_xmin(pg_current_snapshot())`)
    .orderBy('events.xid')
    .orderBy('events.seq')
    .limit(limit)
    .execute();
  return rows.map(present);
}

/** The position behind everything that can be read now. */
export async function readHead(db: Kysely<Tables>, org_id: string): Promise<string> {
  const row = await tables(db)
    .selectFrom('events')
    .select(cursorColumn)
    .where('org_id', '=', org_id)
    .where(sql<SqlBool>`events.xid < pg_snapshot_xmin(pg_current_snapshot())`)
    .orderBy('events.xid', 'desc')
    .orderBy('events.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.cursor ?? '0.0';
}

export interface EventFilter {
  /** A type, or a glob: `schema.*`. */
  type?: string;
  workspace_uid?: string;
  correlation_id?: string;
  /** Id of an event: only older ones. */
  before?: string;
  limit: number;
}

/** Newest first. */
export async function listEvents(db: Kysely<Tables>, org_id: string, filter: EventFilter): Promise<EventEnvelope[]> {
  const { type, workspace_uid, correlation_id, before, limit } = filter;
  if ((correlation_id && !isUuid(correlation_id)) || (before && !isUuid(before))) return [];
  let query = envelopes(db).where('events.org_id', '=', org_id);
  if (type) query = query.where(isOfTypes([type]));
  if (workspace_uid) query = query.where('events.workspace_id', '=', workspace_uid);
  if (correlation_id) query = query.where('events.correlation_id', '=', correlation_id);
  if (before) query = query.where(sql<SqlBool>`events.seq < (select seq from events where id = ${before})`);
  return (await query.orderBy('events.seq', 'desc').limit(limit).execute()).map(present);
}

/** Oldest first; of the workspace and of none, or of all. */
export async function listEventsSince(
  db: Kysely<Tables>,
  org_id: string,
  { type, since, workspace_uid, limit }: { type: string; since: Date; workspace_uid: string | null; limit: number },
): Promise<EventEnvelope[]> {
  let query = envelopes(db)
    .where('events.org_id', '=', org_id)
    .where('events.type', '=', type)
    .where('events.time', '>=', since);
  if (workspace_uid !== null)
    query = query.where((is) =>
      is.or([is('events.workspace_id', '=', workspace_uid), is('events.workspace_id', 'is', null)]),
    );
  return (await query.orderBy('events.seq').limit(limit).execute()).map(present);
}

/** Globs as patterns of SQL; a plain type stays an equality, for which there is an index. */
export function isOfTypes(types: readonly string[]) {
  const [only] = types;
  if (types.length === 1 && only !== undefined && !only.includes('*')) return sql<SqlBool>`events.type = ${only}`;
  const patterns = types.map((type) => type.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'));
  return sql<SqlBool>`events.type like any(${patterns}::text[])`;
}

export async function findEvent(db: Kysely<Tables>, org_id: string, id: string): Promise<EventEnvelope | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await envelopes(db).where('events.org_id', '=', org_id).where('events.id', '=', id).executeTakeFirst();
  return row && present(row);
}

/** The last that pipelines did in a chain of events. */
export async function findFurthest(
  db: Kysely<Tables>,
  org_id: string,
  correlation_id: string,
): Promise<EventEnvelope | undefined> {
  const row = await envelopes(db)
    .where('events.org_id', '=', org_id)
    .where('events.correlation_id', '=', correlation_id)
    .where('events.actor', 'like', 'pipeline:%')
    .orderBy('events.depth', 'desc')
    .orderBy('events.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && present(row);
}

/** In the order in which they were made. */
export async function listDecisions(db: Kysely<Tables>, event_id: string): Promise<EventDecision[]> {
  const rows = await tables(db)
    .selectFrom('event_decisions')
    .innerJoin('pipelines', 'pipelines.id', 'event_decisions.pipeline_id')
    .select(['pipelines.name as pipeline', 'decision', 'reason', 'execution_id', 'replay_id', 'decided_at'])
    .where('event_id', '=', event_id)
    .orderBy('pipelines.name')
    .orderBy('event_decisions.id')
    .execute();
  return EventDecision.array().parse(rows.map((row) => ({ ...row, decided_at: row.decided_at.toISOString() })));
}
