// Rows of concurrency groups: who is in them. Places are counted from rows that live, never kept in a counter.
import { Concurrency } from '@mockops/contract';
import type { GroupMember } from '@mockops/pipelines';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/database.ts';
import type { RunTables } from '../tables.ts';

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<RunTables>();

/** One at a time decides about a group; until the transaction ends. */
export async function lockGroup(db: Db, kind: 'runs' | 'steps', key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind}:${key}`}, 7412))`.execute(db);
}

/** Runs in the group: with a place, and in line. The one that asks stands in line already. */
export async function countGroup(db: Db, key: string): Promise<{ live: number; pending: number }> {
  const row = await tables(db)
    .selectFrom('pipeline_executions')
    .select([
      sql<number>`count(*) filter (where admitted_at is not null)::int`.as('live'),
      sql<number>`count(*) filter (where admitted_at is null)::int`.as('waiting'),
    ])
    .where('group_key', '=', key)
    .where('completed_at', 'is', null)
    .where('status', 'in', ['queued', 'running', 'cancelling'])
    .executeTakeFirstOrThrow();
  return { live: row.live, pending: Math.max(0, row.waiting - 1) };
}

/**
 * A group's limit is that of the pipeline as it is now, so that raising it lets those go on that wait; a pipeline that has given the group up lets all go.
 * A run whose group is not that of its pipeline's document (a schedule's) keeps its own.
 */
export async function listRunMembers(db: Db, key: string): Promise<GroupMember[]> {
  const rows = await tables(db)
    .selectFrom('pipeline_executions as e')
    .leftJoin('pipelines', 'pipelines.id', 'e.pipeline_id')
    .select([
      'e.id',
      'e.status',
      'e.admitted_at',
      'e.started_at',
      'e.queued_at',
      'e.cancel',
      'e.group_settings',
      sql<unknown>`pipelines.definition -> 'concurrency'`.as('current'),
      sql<boolean>`pipelines.id is not null`.as('exists'),
    ])
    .where('e.group_key', '=', key)
    .where('e.completed_at', 'is', null)
    .where((where) => where.or([where('e.admitted_at', 'is not', null), where('e.status', '=', 'queued')]))
    .orderBy('e.queued_at')
    .orderBy('e.number')
    .execute();
  return rows.map((row, index) => ({
    id: row.id,
    holds_place: row.admitted_at !== null,
    started: row.started_at !== null,
    ending: row.cancel !== null,
    settings: currentSettings(Concurrency.parse(row.group_settings), row),
    // Two of the same instant stay in order.
    queued_at: row.queued_at.getTime() + index / 1_000,
  }));
}

const EVERYBODY = 1_000_000;

function currentSettings(pinned: Concurrency, { current, exists }: { current: unknown; exists: boolean }): Concurrency {
  if (!exists || pinned.group.startsWith('schedule/')) return pinned;
  if (current === null || current === undefined) return { ...pinned, limit: EVERYBODY };
  const now = Concurrency.parse(current);
  return now.group === pinned.group ? { ...pinned, limit: now.limit } : pinned;
}

export interface StepMember {
  execution_id: string;
  step_name: string;
  item: string;
  phase: string;
  holds_place: boolean;
  waited: boolean;
  limit: number;
  ready_at: Date;
}

const LIVE = ['admitted', 'queued', 'running', 'backing_off'];

export async function listStepMembers(db: Db, key: string): Promise<StepMember[]> {
  const rows = await tables(db)
    .selectFrom('pipeline_steps')
    .select([
      'execution_id',
      'step_name',
      'item',
      'phase',
      'attempt',
      'group_limit',
      'ready_at',
      sql<boolean | null>`(wait ->> 'keeps_place')::boolean`.as('keeps_place'),
    ])
    .where('group_key', '=', key)
    .where('completed_at', 'is', null)
    .orderBy('ready_at')
    .orderBy('position')
    .execute();
  return rows.flatMap((row) => {
    const holds_place = LIVE.includes(row.phase) || (row.phase === 'waiting' && row.keeps_place === true);
    if (!holds_place && row.phase !== 'ready') return [];
    const { execution_id, step_name, item, phase } = row;
    return [
      {
        execution_id,
        step_name,
        item,
        phase,
        holds_place,
        waited: row.attempt > 0,
        limit: row.group_limit ?? 1,
        ready_at: row.ready_at ?? new Date(0),
      },
    ];
  });
}

/** Groups in which somebody stands in line. */
export async function listLines(db: Db): Promise<{ runs: string[]; steps: string[] }> {
  const runs = await tables(db)
    .selectFrom('pipeline_executions')
    .select('group_key')
    .distinct()
    .where('status', '=', 'queued')
    .where('group_key', 'is not', null)
    .where('admitted_at', 'is', null)
    .where('completed_at', 'is', null)
    .execute();
  const steps = await tables(db)
    .selectFrom('pipeline_steps')
    .select('group_key')
    .distinct()
    .where('phase', '=', 'ready')
    .where('group_key', 'is not', null)
    .where('completed_at', 'is', null)
    .execute();
  const keys = (rows: { group_key: string | null }[]) => rows.flatMap(({ group_key }) => group_key ?? []);
  return { runs: keys(runs), steps: keys(steps) };
}
