// Rows of what pipelines decided, and of what holds a start back: keys that were seen, windows that are open, starts that count against a rate.
import { Decision, type EventEnvelope, type RunStatus } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { storableJson } from '../../db/storable.ts';

type Db = Kysely<Tables>;

export interface DecisionRow {
  event_id: string;
  pipeline_id: string;
  replay_id: string | null;
  decision: Decision;
  reason: string;
  execution_id: string | null;
}

/** The newest word on it stands: `failed` is followed by what the next try says. */
export async function saveDecision(db: Db, row: DecisionRow): Promise<void> {
  await saveDecisions(db, [row]);
}

/** Of different events, pipelines or replays. */
export async function saveDecisions(db: Db, rows: readonly DecisionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into event_decisions (event_id, pipeline_id, replay_id, decision, reason, execution_id)
    select event_id, pipeline_id, replay_id, decision, reason, execution_id from jsonb_to_recordset(${storableJson(rows)}::jsonb)
      as x(event_id uuid, pipeline_id uuid, replay_id uuid, decision text, reason text, execution_id uuid)
    on conflict (event_id, pipeline_id, replay_id)
    do update set decision = excluded.decision, reason = excluded.reason, execution_id = excluded.execution_id, decided_at = now()`.execute(
    db,
  );
}

/** The events of a window: their run is there now. */
export async function decideWindow(
  db: Db,
  row: Omit<DecisionRow, 'event_id'> & { event_ids: string[] },
): Promise<void> {
  await sql`
    update event_decisions set decision = ${row.decision}, reason = ${row.reason}, execution_id = ${row.execution_id}::uuid, decided_at = now()
    where pipeline_id = ${row.pipeline_id} and event_id = any(${row.event_ids}::uuid[]) and replay_id is not distinct from ${row.replay_id}::uuid`.execute(
    db,
  );
}

/** Runs that go back to the same event from the outside. */
export async function countCorrelated(db: Db, correlation_id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pipeline_executions where correlation_id = ${correlation_id}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The event that holds a key, what was decided about it, and how its run does. */
export async function findLiveKey(db: Db, pipeline_id: string, key: string): Promise<DedupeRow | undefined> {
  const { rows } = await sql<DedupeRow>`
    select d.event_id, x.decision, e.status from trigger_dedupe d
    left join event_decisions x on x.event_id = d.event_id and x.pipeline_id = d.pipeline_id and x.replay_id is null
    left join pipeline_executions e on e.id = x.execution_id
    where d.pipeline_id = ${pipeline_id} and d.key = ${key} and d.expires_at > now()`.execute(db);
  const row = rows[0];
  return row && { ...row, decision: Decision.nullable().parse(row.decision) };
}

export interface DedupeRow {
  event_id: string;
  decision: Decision | null;
  status: RunStatus | null;
}

export async function lockKey(db: Db, ...parts: string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${parts.join(' ')}, 0))`.execute(db);
}

export async function saveKey(
  db: Db,
  row: { pipeline_id: string; key: string; event_id: string; window_ms: number },
): Promise<void> {
  await sql`
    insert into trigger_dedupe (pipeline_id, key, event_id, expires_at)
    values (${row.pipeline_id}, ${row.key}, ${row.event_id}, now() + ${row.window_ms} * interval '1 millisecond')
    on conflict (pipeline_id, key) do update set event_id = excluded.event_id, expires_at = excluded.expires_at`.execute(
    db,
  );
}

export interface WindowRow {
  pipeline_id: string;
  trigger_index: number;
  key: string;
  kind: 'debounce' | 'batch';
  workspace_id: string | null;
  events: string[];
  newest: string;
  opened_at: Date;
}

/**
 * Opens the window, or puts the event into the one that is open. `extend_ms`: each newer event moves the end, up to `max_wait_ms` after the opening; null:
 * the end stands. An event that is older than the newest moves nothing, and one that is in it already changes nothing.
 */
export async function joinWindow(
  db: Db,
  window: Omit<WindowRow, 'events' | 'opened_at'> & {
    event_id: string;
    extend_ms: number | null;
    max_wait_ms: number;
    /** How many are kept of a window that may grow without end: the newest ones, or the oldest. */
    keep: number;
    keep_newest: boolean;
  },
): Promise<WindowRow> {
  const pause = Math.min(window.extend_ms ?? window.max_wait_ms, window.max_wait_ms);
  const added = sql`case when ${window.event_id}::uuid = any(t.events) then t.events else t.events || ${window.event_id}::uuid end`;
  const kept = window.keep_newest
    ? sql`(${added})[greatest(1, cardinality(${added}) - ${window.keep}::int + 1):]`
    : sql`(${added})[1:${window.keep}::int]`;
  const newer = sql`(split_part(excluded.newest, '.', 1)::numeric, split_part(excluded.newest, '.', 2)::numeric)
    > (split_part(t.newest, '.', 1)::numeric, split_part(t.newest, '.', 2)::numeric)`;
  const end = sql`least(excluded.due_at, t.opened_at + ${window.max_wait_ms} * interval '1 millisecond')`;
  const { rows } = await sql<WindowRow>`
    insert into trigger_windows as t (pipeline_id, trigger_index, key, kind, workspace_id, events, newest, due_at)
    values (${window.pipeline_id}, ${window.trigger_index}, ${window.key}, ${window.kind}, ${window.workspace_id}::uuid,
      array[${window.event_id}::uuid], ${window.newest}, now() + ${pause} * interval '1 millisecond')
    on conflict (pipeline_id, trigger_index, key) do update set
      events = ${kept},
      due_at = case when ${newer} and ${window.extend_ms !== null} then ${end} else t.due_at end,
      newest = case when ${newer} then excluded.newest else t.newest end
    returning pipeline_id, trigger_index, key, kind, workspace_id, events, newest, opened_at`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the window was not written');
  return row;
}

/** Takes one window that is over out of the table; others may take others. */
export async function takeDueWindow(db: Db, org_id: string): Promise<WindowRow | undefined> {
  const { rows } = await sql<WindowRow>`
    delete from trigger_windows where (pipeline_id, trigger_index, key) = (
      select t.pipeline_id, t.trigger_index, t.key from trigger_windows t join pipelines p on p.id = t.pipeline_id
      where p.org_id = ${org_id} and t.due_at <= now() order by t.due_at limit 1 for update of t skip locked
    ) returning pipeline_id, trigger_index, key, kind, workspace_id, events, newest, opened_at`.execute(db);
  return rows[0];
}

export async function deleteWindow(db: Db, { pipeline_id, trigger_index, key }: WindowRow): Promise<void> {
  await sql`delete from trigger_windows where pipeline_id = ${pipeline_id} and trigger_index = ${trigger_index} and key = ${key}`.execute(
    db,
  );
}

/** Keeps it open for a while longer. As it is now, with how often its run has failed to start; undefined when it is gone. */
export async function postponeWindow(
  db: Db,
  window: WindowRow,
  pause_ms: number,
): Promise<(WindowRow & { attempts: number }) | undefined> {
  const { rows } = await sql<WindowRow & { attempts: number }>`
    update trigger_windows set attempts = attempts + 1, due_at = now() + ${pause_ms} * interval '1 millisecond'
    where pipeline_id = ${window.pipeline_id} and trigger_index = ${window.trigger_index} and key = ${window.key}
    returning pipeline_id, trigger_index, key, kind, workspace_id, events, newest, opened_at, attempts`.execute(db);
  return rows[0];
}

export async function giveUpWindow(db: Db, window: WindowRow, reason: string): Promise<void> {
  await deleteWindow(db, window);
  await sql`
    update event_decisions set decision = 'dead_lettered', reason = ${reason}, decided_at = now()
    where pipeline_id = ${window.pipeline_id} and event_id = any(${window.events}::uuid[]) and decision in ('debounced', 'batched')`.execute(
    db,
  );
}

/** In milliseconds from now; null: no window is open. */
export async function nextWindowIn(db: Db, org_id: string): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(t.due_at) - now()) * 1000)::float8 as ms
    from trigger_windows t join pipelines p on p.id = t.pipeline_id where p.org_id = ${org_id}`.execute(db);
  return rows[0]?.ms ?? null;
}

/** When the next start of this key may be: `max` starts in any period of `per_ms`. Null: now. Under the key's lock. */
export async function findFreeStart(
  db: Db,
  rate: { pipeline_id: string; key: string; max: number; per_ms: number },
): Promise<Date | null> {
  await sql`
    delete from rate_starts where pipeline_id = ${rate.pipeline_id} and key = ${rate.key}
      and starts_at < now() - ${rate.per_ms} * interval '1 millisecond'`.execute(db);
  const { rows } = await sql<{ free_at: Date }>`
    select starts_at + ${rate.per_ms} * interval '1 millisecond' as free_at from rate_starts
    where pipeline_id = ${rate.pipeline_id} and key = ${rate.key}
    order by starts_at desc offset ${rate.max - 1} limit 1`.execute(db);
  return rows[0]?.free_at ?? null;
}

export async function saveStart(
  db: Db,
  row: { pipeline_id: string; key: string; starts_at: Date | null; execution_id: string },
): Promise<void> {
  await sql`
    insert into rate_starts (pipeline_id, key, starts_at, execution_id)
    values (${row.pipeline_id}, ${row.key}, coalesce(${row.starts_at}::timestamptz, now()), ${row.execution_id}) on conflict do nothing`.execute(
    db,
  );
}

/** The run that this pipeline started for this event at first, and what it must do once under. */
export async function findFirstRun(
  db: Db,
  pipeline_id: string,
  event_id: string,
): Promise<{ id: string; effect_root: string } | undefined> {
  const { rows } = await sql<{ id: string; effect_root: string }>`
    select e.id, coalesce(e.effect_root, e.id) as effect_root from pipeline_executions e
    where e.pipeline_id = ${pipeline_id} and (e.event_id = ${event_id} or e.id = (
      select x.execution_id from event_decisions x where x.event_id = ${event_id} and x.pipeline_id = ${pipeline_id} and x.replay_id is null
    )) and e.replay_id is null order by e.created_at limit 1`.execute(db);
  return rows[0];
}

/** Oldest first. */
export async function loadEvents(
  db: Db,
  ids: string[],
): Promise<{ event: EventEnvelope; workspace_uid: string | null }[]> {
  const { rows } = await sql<Omit<EventEnvelope, 'time' | 'replay_id'> & { time: Date; workspace_uid: string | null }>`
    select e.id, e.type, e.source, e.subject, e.time, w.slug as workspace_id, e.actor, e.correlation_id, e.causation_id, e.depth, e.version, e.data,
      e.xid::text || '.' || e.seq::text as cursor, e.workspace_id as workspace_uid
    from events e left join workspaces w on w.id = e.workspace_id where e.id = any(${ids}::uuid[]) order by e.xid, e.seq`.execute(
    db,
  );
  return rows.map(({ workspace_uid, time, ...event }) => ({
    workspace_uid,
    event: { ...event, time: time.toISOString(), replay_id: null },
  }));
}

/** The run of a step that calls another pipeline. `lock`: it cannot end before the transaction does. */
export async function findCaller(db: Db, org_id: string, execution_id: string, { lock }: { lock: boolean }) {
  const { rows } = await sql<{
    number: number;
    pipeline_id: string | null;
    pipeline_name: string;
    workspace_uid: string | null;
    event_id: string | null;
    events: string[];
    effect_root: string | null;
    called_by: unknown;
    ended: boolean;
  }>`
    select number, pipeline_id, pipeline_name, workspace_id as workspace_uid, event_id, effect_root, called_by, completed_at is not null as ended,
      case when events = '{}' then array_remove(array[event_id], null) else events end as events
    from pipeline_executions where id = ${execution_id} and org_id = ${org_id} ${lock ? sql`for no key update` : sql``}`.execute(
    db,
  );
  return rows[0];
}
