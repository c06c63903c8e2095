// Rows of the outbox.
import { EventDecision, type EventEnvelope } from '@mockops/contract';
import { type Generated, type Kysely, type SqlBool, sql } from 'kysely';
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
  event_dispatches: {
    org_id: string;
    event_id: string;
    workspace_id: string | null;
    pipeline_id: string | null;
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

export interface EventRow {
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

/** The event and, in the same statement, the row by which the dispatcher finds it. Undefined when an event of this id is there. */
export async function insertEvent(
  db: Kysely<Tables>,
  row: EventRow,
  dispatch: 'all' | 'none' | { pipeline_id: string },
): Promise<{ cursor: string; time: Date } | undefined> {
  const insert = tables(db)
    .insertInto('events')
    .values({ ...row, data: storableJson(row.data) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(['id', 'org_id', 'workspace_id', 'time', cursorColumn]);
  if (dispatch === 'none') return insert.executeTakeFirst();
  const pipeline_id = dispatch === 'all' ? null : dispatch.pipeline_id;
  return tables(db)
    .with('written', () => insert)
    .with('due', (due) =>
      due
        .insertInto('event_dispatches')
        .columns(['org_id', 'event_id', 'workspace_id', 'pipeline_id'])
        .expression((from) =>
          from
            .selectFrom('written')
            .select(['org_id', 'id', 'workspace_id', sql<string | null>`${pipeline_id}::uuid`.as('pipeline_id')]),
        ),
    )
    .selectFrom('written')
    .select(['time', 'cursor'])
    .executeTakeFirst();
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
