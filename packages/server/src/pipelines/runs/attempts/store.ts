// Rows of attempts, and what goes with them: the cell that one begins on, what it says, what it waits for, what it may take from the cache.
import type { StepPhase } from '@mockops/pipelines';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';
import { storableJson, storableText } from '../../../db/storable.ts';
import type { RunTables } from '../tables.ts';

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<RunTables>();

/**
 * Begins an attempt if nobody has touched the cell since it was read: then the cell is running and the attempt has a row. Shares the lock of its run with
 * other beginnings: whatever moves the run waits for it, or is waited for. A run in line it moves on itself; should it not begin after that (`run_begun` without
 * `began`), the caller rolls back.
 */
export async function beginAttempt(
  db: Db,
  request: {
    execution_id: string;
    step_name: string;
    item: string;
    attempt: number;
    phase: StepPhase;
    owner: string;
    input: unknown;
    /** A run in line becomes `running` by it: for the first time, and then its time runs, or once more. */
    run_in_line: { first: boolean; deadline_in_ms: number } | null;
  },
): Promise<{ began: boolean; run_begun: boolean }> {
  const { execution_id, step_name, item, attempt, phase, owner, input, run_in_line } = request;
  const run = run_in_line
    ? sql`update pipeline_executions set status = 'running', started_at = coalesce(started_at, clock_timestamp()),
        deadline_at = case when started_at is null then clock_timestamp() + ${run_in_line.deadline_in_ms} * interval '1 millisecond' else deadline_at end
      where id = ${execution_id} and status = 'queued' and (started_at is null) = ${run_in_line.first} returning id`
    : sql`select id from pipeline_executions where id = ${execution_id} for share`;
  const { rows } = await sql<{ runs: number; began: number }>`
    with run as (${run}),
    begun as (
      update pipeline_steps s set phase = 'running', status = 'running', attempt = ${attempt}, owner = ${owner}::uuid, message = null,
        input = ${storableJson(input)}::jsonb, wake_at = null, started_at = coalesce(started_at, clock_timestamp())
      from run
      where s.execution_id = run.id and s.execution_id = ${execution_id}::uuid and step_name = ${step_name} and item = ${item} and phase = ${phase} and attempt = ${attempt - 1}
      returning attempt),
    opened as (
      insert into pipeline_attempts (execution_id, step_name, item, number, status)
      select ${execution_id}::uuid, ${step_name}, ${item}, attempt, 'running' from begun returning number)
    select (select count(*) from run) as runs, (select count(*) from opened) as began
  `.execute(db);
  const { runs = 0, began = 0 } = rows[0] ?? {};
  return { began: began > 0, run_begun: run_in_line !== null && runs > 0 };
}

/** Another worker goes on with an attempt that was interrupted; whoever had it finds its results refused. */
export async function takeOverAttempt(
  db: Db,
  request: { execution_id: string; step_name: string; item: string; attempt: number; owner: string },
): Promise<boolean> {
  const { execution_id, step_name, item, attempt, owner } = request;
  const updated = await tables(db)
    .updateTable('pipeline_steps')
    .set({ owner })
    .where('execution_id', '=', execution_id)
    .where('step_name', '=', step_name)
    .where('item', '=', item)
    .where('phase', '=', 'running')
    .where('attempt', '=', attempt)
    .returning('attempt')
    .executeTakeFirst();
  return updated !== undefined;
}

export async function ownsAttempt(
  db: Db,
  { execution_id, name, item, owner }: { execution_id: string; name: string; item: string; owner: string },
): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('pipeline_steps')
    .select('phase')
    .where('execution_id', '=', execution_id)
    .where('step_name', '=', name)
    .where('item', '=', item)
    .where('owner', '=', owner)
    .executeTakeFirst();
  return row?.phase === 'running';
}

export async function insertEventWait(
  db: Db,
  wait: {
    execution_id: string;
    step_name: string;
    item: string;
    org_id: string;
    workspace_id: string | null;
    event_type: string;
    filters: unknown;
  },
): Promise<void> {
  const filters = storableJson(wait.filters);
  await tables(db)
    .insertInto('step_event_waits')
    .values({ ...wait, filters })
    .onConflict((conflict) =>
      conflict.columns(['execution_id', 'step_name', 'item']).doUpdateSet({ event_type: wait.event_type, filters }),
    )
    .execute();
}

export async function deleteEventWaits(
  db: Db,
  execution_id: string,
  cells: { name: string; item: string }[],
): Promise<void> {
  if (cells.length === 0) return;
  await sql`
    delete from step_event_waits w using jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as x(name text, item text)
    where w.execution_id = ${execution_id} and w.step_name = x.name and w.item = x.item
  `.execute(db);
}

export interface LogRow {
  execution_id: string;
  workspace_uid: string | null;
  step_name: string;
  item: string;
  attempt: number;
  at: Date;
  message: string;
}

/** A run whose workspace was deleted meanwhile keeps nothing of what was said. */
export async function insertLogLines(db: Db, lines: readonly LogRow[]): Promise<void> {
  const values = lines.map((line) => ({ ...line, message: storableText(line.message) }));
  await sql`
    insert into pipeline_logs (execution_id, step_name, item, attempt, at, message)
    select x.execution_id, x.step_name, x.item, x.attempt, x.at, x.message
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as x(
      execution_id uuid, workspace_uid uuid, step_name text, item text, attempt int, at timestamptz, message text)
    join pipeline_executions e on e.id = x.execution_id and e.workspace_id is not distinct from x.workspace_uid
  `.execute(db);
}

export async function readCache(
  db: Db,
  entry: { scope: string; key: string },
): Promise<{ outputs: unknown; stored_by: string } | undefined> {
  return tables(db)
    .selectFrom('step_cache')
    .select(['outputs', 'stored_by'])
    .where('scope', '=', entry.scope)
    .where('key', '=', entry.key)
    .where('expires_at', '>', sql<Date>`clock_timestamp()`)
    .executeTakeFirst();
}

export async function writeCache(
  db: Db,
  entry: { scope: string; key: string; outputs: unknown; stored_by: string; ttl_ms: number },
): Promise<void> {
  const { ttl_ms, outputs, ...names } = entry;
  const values = {
    outputs: storableJson(outputs),
    stored_by: entry.stored_by,
    expires_at: sql<Date>`clock_timestamp() + ${ttl_ms} * interval '1 millisecond'`,
  };
  await tables(db)
    .insertInto('step_cache')
    .values({ ...names, ...values })
    .onConflict((conflict) => conflict.columns(['scope', 'key']).doUpdateSet({ ...values, created_at: sql`now()` }))
    .execute();
}

/** Of attempts that this process has: those that are not its own any more, or not wanted. */
export async function listLost(
  db: Db,
  attempts: readonly { execution_id: string; name: string; item: string; owner: string }[],
): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    select x.owner from jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb) as x(execution_id uuid, name text, item text, owner uuid)
    left join pipeline_steps s on s.execution_id = x.execution_id and s.step_name = x.name and s.item = x.item
    where s.owner is distinct from x.owner or s.phase <> 'running'
  `.execute(db);
  return rows.map(({ owner }) => owner);
}
