// Rows of the cells of a run, and of the attempts that begin and end with them. Written only under the lock of the run (journal.ts), but for the start of an
// attempt, which is a compare-and-set on its cell (attempts/store.ts).
import type { StepStatus } from '@mockops/contract';
import type { CellState, StepPhase } from '@mockops/pipelines';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';
import { storableJson, storableText } from '../../../db/storable.ts';
import type { RunRow } from '../store.ts';
import type { RunTables } from '../tables.ts';

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<RunTables>();

/** One cell, without what is large. */
export interface CellRow extends CellState {
  step_type: string;
  group_key: string | null;
  owner: string | null;
  wait: unknown;
  wake_at: Date | null;
  started_at: Date | null;
}

const CELL_COLUMNS = [
  'step_name as name',
  'item',
  'item_value',
  'position',
  'step_type',
  'status',
  'phase',
  'attempt',
  'max_attempts',
  'message',
  'group_key',
  'owner',
  'wait',
  'wake_at',
  'started_at',
] as const;

export async function listCells(db: Db, execution_id: string): Promise<CellRow[]> {
  const query = tables(db).selectFrom('pipeline_steps').select(CELL_COLUMNS).where('execution_id', '=', execution_id);
  return (await query.orderBy('position').execute()).map((row) => cellOf(row, {}));
}

// Written as JSON: lists and values by expand moves, outputs as objects only.
function cellOf(row: Omit<CellRow, 'item_value' | 'outputs'> & { item_value: unknown }, outputs: unknown): CellRow {
  return { ...row, item_value: row.item_value as CellState['item_value'], outputs: asOutputs(outputs) };
}

export function asOutputs(value: unknown): CellState['outputs'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as CellState['outputs']) : {};
}

/** How the run stands that the cells belong to. */
export type RunStanding = Pick<RunRow, 'status' | 'started_at' | 'group_key' | 'admitted_at' | 'cancel'>;

/** The cells of a step and of those before it, with their outputs, as they are at one moment and without waiting for anybody. */
export async function readForAttempt(
  db: Db,
  execution_id: string,
  { own, before }: { own: string; before: readonly string[] },
): Promise<{ run: RunStanding; cells: CellRow[] } | undefined> {
  const rows = await tables(db)
    .selectFrom('pipeline_steps as s')
    .innerJoin('pipeline_executions as e', 'e.id', 's.execution_id')
    .select(CELL_COLUMNS.map((name) => `s.${name}` as const))
    .select(sql<unknown>`case when s.step_name <> ${own} then s.output end`.as('outputs'))
    .select([
      'e.status as run_status',
      'e.started_at as run_started_at',
      'e.group_key as run_group_key',
      'e.admitted_at as run_admitted_at',
      'e.cancel as run_cancel',
    ])
    .where('s.execution_id', '=', execution_id)
    .where(sql<SqlBool>`s.step_name = any(${[own, ...before]}::text[])`)
    .orderBy('s.position')
    .execute();
  const [first] = rows;
  if (!first) return undefined;
  const run = {
    status: first.run_status,
    started_at: first.run_started_at,
    group_key: first.run_group_key,
    admitted_at: first.run_admitted_at,
    cancel: first.run_cancel,
  };
  return { run, cells: rows.map(({ outputs, ...row }) => cellOf(row, outputs)) };
}

/** Outputs of cells that ended. */
export async function listOutputs(
  db: Db,
  execution_id: string,
): Promise<{ name: string; item: string; outputs: unknown }[]> {
  return tables(db)
    .selectFrom('pipeline_steps')
    .select(['step_name as name', 'item', 'output as outputs'])
    .where('execution_id', '=', execution_id)
    .where('output', 'is not', null)
    .execute();
}

export interface NewCellRow {
  position: number;
  step_name: string;
  item: string;
  item_value: unknown;
  section: 'steps' | 'on_failure' | 'on_cancel' | 'finally';
  needs: string[];
  is_group: boolean;
  step_type: string;
  max_attempts: number;
  continue_on_error: boolean;
  status: StepStatus;
  phase: StepPhase;
  message: string | null;
  group_key: string | null;
  group_limit: number | null;
  started: boolean;
  ready: boolean;
  completed: boolean;
}

export async function insertCells(db: Db, execution_id: string, rows: readonly NewCellRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tables(db)
    .insertInto('pipeline_steps')
    .values(
      rows.map(({ started, ready, completed, item_value, message, ...row }) => ({
        ...row,
        execution_id,
        item_value: item_value === null ? null : storableJson(item_value),
        message: message && storableText(message),
        started_at: started ? sql<Date>`clock_timestamp()` : null,
        ready_at: ready ? sql<Date>`clock_timestamp()` : null,
        completed_at: completed ? sql<Date>`clock_timestamp()` : null,
      })),
    )
    .execute();
}

/** Cells that ended well in an earlier run, with their outputs; they are not run again. */
export async function reuseCells(
  db: Db,
  from: string,
  to: string,
  cells: readonly { step_name: string; item: string }[],
): Promise<void> {
  await sql`
    insert into pipeline_steps (execution_id, position, step_name, item, item_value, section, needs, is_group, step_type, status, phase,
      max_attempts, output, summary, reused_from, continue_on_error, started_at, completed_at)
    select ${to}, s.position, s.step_name, s.item, s.item_value, s.section, s.needs, s.is_group, s.step_type, s.status, s.status,
      s.max_attempts, s.output, s.summary, coalesce(s.reused_from, s.execution_id || '/' || s.step_name || case s.item when '' then '' else '[' || s.item || ']' end),
      s.continue_on_error, clock_timestamp(), clock_timestamp()
    from pipeline_steps s join jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as x(step_name text, item text)
      on x.step_name = s.step_name and x.item = s.item
    where s.execution_id = ${from}
    on conflict (execution_id, step_name, item) do update set
      status = excluded.status, phase = excluded.phase, output = excluded.output, summary = excluded.summary, is_group = excluded.is_group,
      reused_from = excluded.reused_from, started_at = excluded.started_at, completed_at = excluded.completed_at
  `.execute(db);
}

export interface CellChange {
  step_name: string;
  item: string;
  status: StepStatus;
  phase: StepPhase;
  attempt: number;
  max_attempts: number;
  message: string | null;
  /** Absent: as it was. */
  input?: unknown;
  output?: unknown;
  summary?: string;
  reused_from?: string;
  owner?: string;
  is_group?: boolean;
  group_key?: string;
  group_limit?: number;
  /** Absent: forgotten. */
  wait?: unknown;
  wake_at?: string | null;
  started?: boolean;
  ready?: boolean;
  completed?: boolean;
}

/** One that begins, ends, or both at once. */
export interface AttemptChange {
  step_name: string;
  item: string;
  number: number;
  opened: boolean;
  closed: boolean;
  status: StepStatus;
  error: string | null;
  error_class: string | null;
  reconciled: boolean;
}

/** All changes of a walk, and the attempts that begin and end by it, in one statement. */
export async function updateCells(
  db: Db,
  execution_id: string,
  changes: readonly CellChange[],
  attempts: readonly AttemptChange[],
): Promise<void> {
  if (changes.length === 0 && attempts.length === 0) return;
  const rows = changes.map((change) => ({ ...change, message: change.message && storableText(change.message) }));
  await sql`
    with tried as (
      select step_name, item, number, opened, closed, status, error, error_class, reconciled from jsonb_to_recordset(${storableJson(attempts)}::jsonb) as x(
        step_name text, item text, number int, opened boolean, closed boolean, status text, error text, error_class text, reconciled boolean)),
    opened as (
      insert into pipeline_attempts (execution_id, step_name, item, number, status, error, error_class, reconciled, completed_at)
      select ${execution_id}::uuid, step_name, item, number, status, error, error_class, reconciled, case when closed then clock_timestamp() end
      from tried where opened),
    closed as (
      update pipeline_attempts a set status = t.status, error = t.error, error_class = t.error_class, reconciled = t.reconciled,
        completed_at = clock_timestamp()
      from tried t where t.closed and not t.opened and a.execution_id = ${execution_id}::uuid and a.step_name = t.step_name and a.item = t.item
        and a.number = t.number and a.completed_at is null)
    update pipeline_steps s set
      status = x.status, phase = x.phase, attempt = x.attempt, max_attempts = x.max_attempts, message = x.message,
      input = coalesce(x.input, s.input), output = coalesce(x.output, s.output), summary = coalesce(x.summary, s.summary),
      reused_from = coalesce(x.reused_from, s.reused_from), owner = coalesce(x.owner, s.owner),
      is_group = coalesce(x.is_group, s.is_group), group_key = coalesce(x.group_key, s.group_key),
      group_limit = coalesce(x.group_limit, s.group_limit), wait = x.wait, wake_at = x.wake_at,
      started_at = coalesce(s.started_at, case when x.started then clock_timestamp() end),
      ready_at = case when x.ready then clock_timestamp() else s.ready_at end,
      completed_at = case when x.completed then clock_timestamp() end
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as x(
      step_name text, item text, status text, phase text, attempt int, max_attempts int, message text, input jsonb, output jsonb,
      summary text, reused_from text, owner uuid, is_group boolean, group_key text, group_limit int, wait jsonb, wake_at timestamptz,
      started boolean, ready boolean, completed boolean)
    where s.execution_id = ${execution_id}::uuid and s.step_name = x.step_name and s.item = x.item
  `.execute(db);
}
