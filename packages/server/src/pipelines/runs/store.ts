// Rows of runs. Written only under the lock of the run (journal.ts); its cells and their attempts are in cells/store.ts.
import type { RunStatus } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { storableJson, storableText } from '../../db/storable.ts';
import { isUuid } from '../../db/uuid.ts';
import type { RunTables } from './tables.ts';

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<RunTables>();

export interface NewExecution {
  id: string;
  org_id: string;
  pipeline_id: string;
  pipeline_name: string;
  workspace_id: string | null;
  /** null: the next of its pipeline. */
  number: number | null;
  revision: number;
  digest: string;
  definition: unknown;
  event_id: string;
  events: string[];
  inputs: unknown;
  trigger_event: string;
  reason: string;
  correlation_id: string;
  depth: number;
  status: RunStatus;
  attempt: number;
  rerun_of: string | null;
  replay_id: string | null;
  effect_root: string | null;
  called_by: unknown;
  started_by: string;
  debug: boolean;
  group_key: string | null;
  group_settings: unknown;
  not_before: Date | null;
}

/** Answers its number; undefined when the id is there already. */
export async function insertExecution(db: Db, { number, ...row }: NewExecution): Promise<number | undefined> {
  const values: Omit<NewExecution, 'number'> = {
    ...row,
    definition: JSON.stringify(row.definition),
    inputs: JSON.stringify(row.inputs),
    called_by: row.called_by === null ? null : JSON.stringify(row.called_by),
    group_settings: row.group_settings === null ? null : JSON.stringify(row.group_settings),
  };
  const numbered = number === null ? countRun(row.pipeline_id, row.id) : sql`select ${number}::int as number`;
  const { rows } = await sql<{ number: number }>`
    with numbered as (${numbered})
    insert into pipeline_executions (number, ${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
    select number, ${sql.join(Object.values(values))} from numbered
    on conflict (id) do nothing returning number`.execute(db);
  return rows[0]?.number;
}

/** The number of a run, before its row: for those whose place depends on it. Undefined when that run is there already. */
export async function nextRunNumber(db: Db, pipeline_id: string, execution_id: string): Promise<number | undefined> {
  const { rows } = await sql<{ number: number }>`${countRun(pipeline_id, execution_id)}`.execute(db);
  return rows[0]?.number;
}

const countRun = (pipeline_id: string, execution_id: string) => sql`
  update pipelines set run_count = run_count + 1
  where id = ${pipeline_id} and not exists (select 1 from pipeline_executions e where e.id = ${execution_id})
  returning run_count as number`;

const RUN_COLUMNS = [
  'id',
  'status',
  'group_key',
  'group_settings',
  'admitted_at',
  'queued_at',
  'cancel',
  'started_at',
  'completed_at',
  'error_message',
] as const;

export type RunRow = NonNullable<Awaited<ReturnType<typeof lockRun>>>;

export async function lockRun(db: Db, id: string, options: { skip_locked?: boolean } = {}) {
  if (!isUuid(id)) return undefined;
  const query = tables(db).selectFrom('pipeline_executions').select(RUN_COLUMNS).where('id', '=', id).forNoKeyUpdate();
  return (options.skip_locked ? query.skipLocked() : query).executeTakeFirst();
}

/** What of a run never changes. */
export async function findPinned(db: Db, id: string) {
  return tables(db)
    .selectFrom('pipeline_executions as e')
    .leftJoin('workspaces', 'workspaces.id', 'e.workspace_id')
    .select([
      'e.id',
      'e.org_id',
      'e.number',
      'e.pipeline_id',
      'e.pipeline_name',
      'e.revision',
      'e.digest',
      'e.definition',
      'e.workspace_id as workspace_uid',
      'workspaces.slug as workspace_id',
      'workspaces.title as workspace_title',
      'e.event_id',
      'e.events',
      'e.inputs',
      'e.attempt',
      'e.effect_root',
      'e.replay_id',
      'e.called_by',
      'e.started_by',
      'e.debug',
      'e.correlation_id',
      'e.depth',
      'e.created_at',
    ])
    .where('e.id', '=', id)
    .executeTakeFirst();
}

export async function findStatus(db: Db, id: string): Promise<RunStatus | undefined> {
  const query = tables(db).selectFrom('pipeline_executions').select('status').where('id', '=', id);
  return isUuid(id) ? (await query.executeTakeFirst())?.status : undefined;
}

export interface RunChange {
  status?: RunStatus;
  error_message?: string | null;
  outputs?: unknown;
  annotations?: unknown[];
  cancel?: unknown;
  /** Its place: taken, given back, or given back and in line again. */
  place?: 'taken' | 'given_back' | 'in_line';
  started?: boolean;
  completed?: boolean;
  deadline_in_ms?: number | null;
}

export async function updateRun(db: Db, id: string, change: RunChange): Promise<void> {
  const { status, error_message, outputs, annotations, cancel, place, deadline_in_ms } = change;
  await tables(db)
    .updateTable('pipeline_executions')
    .set({
      ...(status !== undefined && { status }),
      ...(error_message !== undefined && { error_message: error_message && storableText(error_message) }),
      ...(outputs !== undefined && { outputs: outputs === null ? null : storableJson(outputs) }),
      ...(annotations !== undefined && { annotations: sql`annotations || ${storableJson(annotations)}::jsonb` }),
      ...(cancel !== undefined && { cancel: storableJson(cancel) }),
      ...(place === 'taken' && { admitted_at: sql<Date>`clock_timestamp()` }),
      ...((place === 'given_back' || place === 'in_line') && { admitted_at: null }),
      ...(place === 'in_line' && { queued_at: sql<Date>`clock_timestamp()` }),
      ...(change.started && { started_at: sql<Date>`clock_timestamp()` }),
      ...(change.completed && { completed_at: sql<Date>`clock_timestamp()`, deadline_at: null }),
      ...(deadline_in_ms !== undefined && {
        deadline_at:
          deadline_in_ms === null ? null : sql<Date>`clock_timestamp() + ${deadline_in_ms} * interval '1 millisecond'`,
      }),
    })
    .where('id', '=', id)
    .execute();
}

/** One more failure in a row, or none any more. Answers how many there are now, and whether the pipeline is enabled. */
export async function countFailure(
  db: Db,
  pipeline_id: string,
  failed: boolean,
): Promise<{ failures: number; enabled: boolean } | undefined> {
  const row = await tables(db)
    .updateTable('pipelines')
    .set({ failures_in_row: failed ? sql<number>`failures_in_row + 1` : 0 })
    .where('id', '=', pipeline_id)
    .returning(['failures_in_row', 'enabled'])
    .executeTakeFirst();
  return row && { failures: row.failures_in_row, enabled: row.enabled };
}

export async function pausePipeline(db: Db, pipeline_id: string, reason: string): Promise<void> {
  await tables(db)
    .updateTable('pipelines')
    .set({ enabled: false, paused_reason: reason, failures_in_row: 0 })
    .where('id', '=', pipeline_id)
    .execute();
}

/** The highest attempt of the runs of this event. */
export async function countAttempts(db: Db, pipeline_id: string, event_id: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('pipeline_executions')
    .select(sql<number>`coalesce(max(attempt), 0)::int`.as('attempts'))
    .where('event_id', '=', event_id)
    .where('pipeline_id', '=', pipeline_id)
    .executeTakeFirstOrThrow();
  return row.attempts;
}

/** Of a pipeline, or about a workspace. */
export async function listOpenRuns(db: Db, of: { pipeline_id: string } | { workspace_uid: string }): Promise<string[]> {
  const open = tables(db).selectFrom('pipeline_executions').select('id').where('completed_at', 'is', null);
  const rows = await ('pipeline_id' in of
    ? open.where('pipeline_id', '=', of.pipeline_id)
    : open.where('workspace_id', '=', of.workspace_uid)
  ).execute();
  return rows.map(({ id }) => id);
}
