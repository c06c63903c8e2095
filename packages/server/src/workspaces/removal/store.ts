// What goes with a workspace, in the tables of all domains. Its own rows go by their foreign keys; runs and events stay as stubs: what, when, how it ended,
// and by whom, without anything that was said in them.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';

type Db = Kysely<Tables>;

/** Nothing can refer to it any more until this transaction ends. False: it is gone. */
export async function lockForRemoval(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from workspaces where id = ${id} for update`.execute(db);
  return rows.length > 0;
}

export async function listFederationsOf(db: Db, id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct f.name from federation_services s join federations f on f.id = s.federation_id where s.workspace_id = ${id} order by 1
  `.execute(db);
  return rows.map(({ name }) => name);
}

export async function hasOpenRuns(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pipeline_executions where workspace_id = ${id} and completed_at is null limit 1`.execute(db);
  return rows.length > 0;
}

export async function eraseContents(db: Db, id: string): Promise<void> {
  const runs = sql`(select id from pipeline_executions where workspace_id = ${id})`;
  const events = sql`(select id from events where workspace_id = ${id})`;
  for (const statement of [
    sql`delete from pipeline_logs where execution_id in ${runs}`,
    sql`update pipeline_attempts set error = null where execution_id in ${runs}`,
    sql`update pipeline_steps set input = null, output = null, summary = null, item_value = null, message = null, wait = null
      where execution_id in ${runs}`,
    sql`update approval_votes set comment = null, fields = null
      where approval_id in (select id from approvals where execution_id in ${runs})`,
    sql`delete from one_time_links where subject ->> 'execution_id' in (select id::text from pipeline_executions where workspace_id = ${id})
      or subject ->> 'approval_id' in (select id::text from approvals where execution_id in ${runs})`,
    sql`update approvals set message = '', fields = null where execution_id in ${runs}`,
    sql`update deliveries set receipt = null where execution_id in ${runs}`,
    sql`update pipeline_executions set inputs = '{}', outputs = null, annotations = '[]',
      error_message = case status when 'cancelled' then error_message end where workspace_id = ${id}`,
    sql`delete from step_cache where scope = ${`workspace:${id}`}`,
    sql`delete from trigger_windows where workspace_id = ${id}`,
    sql`delete from event_dispatches where workspace_id = ${id}`,
    sql`delete from dead_letters where event_id in ${events}`,
    sql`update events set data = '{}', erased_at = coalesce(erased_at, now()) where workspace_id = ${id}`,
  ])
    await statement.execute(db);
}

export async function deleteWorkspaceRow(db: Db, id: string): Promise<void> {
  await sql`delete from workspaces where id = ${id}`.execute(db);
}
