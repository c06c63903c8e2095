// Rows of executions and their steps.
import type { RunStatus, StepAttempt, StepStatus } from '@mockops/contract';
import type { StepPhase } from '@mockops/pipelines';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { storableJson, storableText } from '../../db/storable.ts';
import { isUuid } from '../../db/uuid.ts';

type RunTables = {
  pipeline_executions: {
    id: string;
    org_id: string;
    pipeline_id: string | null;
    pipeline_name: string;
    workspace_id: string | null;
    number: number;
    revision: number;
    digest: string;
    definition: unknown;
    event_id: string | null;
    trigger_event: string;
    reason: string;
    correlation_id: string;
    depth: number;
    status: RunStatus;
    started_at: Date | null;
    completed_at: Date | null;
    error_message: string | null;
    created_at: Generated<Date>;
  };
  pipeline_steps: {
    execution_id: string;
    position: number;
    step_name: string;
    step_type: string;
    status: StepStatus;
    phase: StepPhase;
    attempt: Generated<number>;
    max_attempts: number;
    message: string | null;
    input: unknown;
    output: unknown;
    attempts: unknown;
    continue_on_error: boolean;
    started_at: Date | null;
    completed_at: Date | null;
  };
  workspaces: { id: string; slug: string; title: string | null };
};

const tables = (db: Kysely<Tables>) => db.withTables<RunTables>();
type Db = Kysely<Tables>;

export interface NewExecution {
  id: string;
  org_id: string;
  pipeline_id: string;
  pipeline_name: string;
  workspace_id: string | null;
  number: number;
  revision: number;
  digest: string;
  definition: unknown;
  event_id: string;
  trigger_event: string;
  reason: string;
  correlation_id: string;
  depth: number;
}

export async function insertExecution(
  db: Db,
  execution: NewExecution,
  steps: { step_name: string; step_type: string; max_attempts: number; continue_on_error: boolean }[],
): Promise<void> {
  await tables(db)
    .insertInto('pipeline_executions')
    .values({
      ...execution,
      definition: JSON.stringify(execution.definition),
      status: 'queued',
      started_at: null,
      completed_at: null,
      error_message: null,
    })
    .execute();
  const blank = {
    status: 'pending',
    phase: 'pending',
    message: null,
    input: null,
    output: null,
    attempts: '[]',
    started_at: null,
    completed_at: null,
  } as const;
  await tables(db)
    .insertInto('pipeline_steps')
    .values(steps.map((step, position) => ({ execution_id: execution.id, position, ...step, ...blank })))
    .execute();
}

function executions(db: Db) {
  return tables(db)
    .selectFrom('pipeline_executions as e')
    .leftJoin('workspaces', 'workspaces.id', 'e.workspace_id')
    .select([
      'e.id',
      'e.org_id',
      'number',
      'pipeline_name',
      'pipeline_id',
      'revision',
      'definition',
      'e.workspace_id as workspace_uid',
      'workspaces.slug as workspace_id',
      'workspaces.title as workspace_title',
      'status',
      'trigger_event',
      'event_id',
      'reason',
      'correlation_id',
      'depth',
      'e.created_at',
      'started_at',
      'completed_at',
      'error_message',
    ]);
}

export type ExecutionRow = NonNullable<Awaited<ReturnType<typeof findExecution>>>;

export async function findExecution(db: Db, id: string) {
  return isUuid(id) ? executions(db).where('e.id', '=', id).executeTakeFirst() : undefined;
}

export async function listExecutionRows(
  db: Db,
  org_id: string,
  filter: { pipeline_id?: string; status?: RunStatus; event_id?: string; limit: number },
): Promise<ExecutionRow[]> {
  let query = executions(db).where('e.org_id', '=', org_id);
  if (filter.pipeline_id) query = query.where('pipeline_id', '=', filter.pipeline_id);
  if (filter.status) query = query.where('status', '=', filter.status);
  if (filter.event_id !== undefined && !isUuid(filter.event_id)) return [];
  if (filter.event_id) query = query.where('event_id', '=', filter.event_id);
  return query.orderBy('e.created_at', 'desc').orderBy('number', 'desc').limit(filter.limit).execute();
}

export async function countRuns(
  db: Db,
  org_id: string,
): Promise<{ pipeline_id: string | null; status: RunStatus; count: number }[]> {
  return tables(db)
    .selectFrom('pipeline_executions')
    .select(['pipeline_id', 'status', sql<number>`count(*)::int`.as('count')])
    .where('org_id', '=', org_id)
    .groupBy(['pipeline_id', 'status'])
    .execute();
}

export async function lockExecution(
  db: Db,
  id: string,
): Promise<{ status: RunStatus; error_message: string | null } | undefined> {
  return tables(db)
    .selectFrom('pipeline_executions')
    .select(['status', 'error_message'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function updateExecution(
  db: Db,
  id: string,
  change: { status: RunStatus; error_message: string | null; started?: boolean; completed?: boolean },
): Promise<void> {
  await tables(db)
    .updateTable('pipeline_executions')
    .set({
      status: change.status,
      error_message: change.error_message && storableText(change.error_message),
      ...(change.started && { started_at: sql<Date>`clock_timestamp()` }),
      ...(change.completed && { completed_at: sql<Date>`clock_timestamp()` }),
    })
    .where('id', '=', id)
    .execute();
}

export interface StepRow {
  step_name: string;
  step_type: string;
  position: number;
  status: StepStatus;
  phase: StepPhase;
  attempt: number;
  max_attempts: number;
  message: string | null;
  input: unknown;
  output: unknown;
  attempts: StepAttempt[];
  continue_on_error: boolean;
  started_at: Date | null;
  completed_at: Date | null;
}

const STEP_COLUMNS = [
  'step_name',
  'step_type',
  'position',
  'status',
  'phase',
  'attempt',
  'max_attempts',
  'message',
  'input',
  'output',
  'attempts',
  'continue_on_error',
  'started_at',
  'completed_at',
] as const;
/** `attempts` is only ever written by updateStep. */
const typed = (row: Omit<StepRow, 'attempts'> & { attempts: unknown }): StepRow => ({
  ...row,
  attempts: row.attempts as StepAttempt[],
});

export async function listStepRows(db: Db, execution_id: string): Promise<StepRow[]> {
  return (
    await tables(db)
      .selectFrom('pipeline_steps')
      .select(STEP_COLUMNS)
      .where('execution_id', '=', execution_id)
      .orderBy('position')
      .execute()
  ).map(typed);
}

export async function lockStep(db: Db, execution_id: string, step_name: string): Promise<StepRow> {
  const row = await tables(db)
    .selectFrom('pipeline_steps')
    .select(STEP_COLUMNS)
    .where('execution_id', '=', execution_id)
    .where('step_name', '=', step_name)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return typed(row);
}

export async function updateStep(
  db: Db,
  execution_id: string,
  step_name: string,
  change: Partial<Omit<StepRow, 'step_name' | 'step_type' | 'position'>>,
): Promise<void> {
  const { input, output, attempts, message, ...columns } = change;
  await tables(db)
    .updateTable('pipeline_steps')
    .set({
      ...columns,
      // What the outside said is text of strangers.
      ...(message !== undefined && { message: message && storableText(message) }),
      ...(input !== undefined && { input: storableJson(input) }),
      ...(output !== undefined && { output: storableJson(output) }),
      ...(attempts !== undefined && { attempts: storableJson(attempts) }),
    })
    .where('execution_id', '=', execution_id)
    .where('step_name', '=', step_name)
    .execute();
}

/** Runs that go back to one event from the outside. */
export async function countCorrelated(db: Db, correlation_id: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('pipeline_executions')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('correlation_id', '=', correlation_id)
    .executeTakeFirstOrThrow();
  return row.count;
}
