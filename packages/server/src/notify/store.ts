// Rows that notifications read and write: deliveries, and how the runs of a pipeline end.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';
import { storableJson } from '../db/storable.ts';
import type { Delivery, Outcomes, Place } from '../pipelines/steps/services.ts';

type DeliveryTables = {
  deliveries: {
    key: string;
    target: string;
    state: 'sending' | 'sent';
    receipt: unknown;
    updated_at: Date;
    execution_id: string | null;
    step_name: string | null;
  };
};

const tables = (db: Kysely<Tables>) => db.withTables<DeliveryTables>();
type Db = Kysely<Tables>;

/** The attempt that sends. */
export interface Sender {
  execution_id: string;
  step_name: string;
}

/** False when there is a row of this key. */
export async function insertDelivery(
  db: Db,
  key: string,
  target: string,
  sender: Sender | undefined,
): Promise<boolean> {
  const inserted = await tables(db)
    .insertInto('deliveries')
    .values({
      key,
      target,
      state: 'sending',
      receipt: null,
      updated_at: sql`now()`,
      execution_id: sender?.execution_id ?? null,
      step_name: sender?.step_name ?? null,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findDelivery(db: Db, key: string): Promise<Delivery | undefined> {
  const row = await tables(db)
    .selectFrom('deliveries')
    .select(['key', 'state', 'receipt', 'execution_id'])
    .where('key', '=', key)
    .executeTakeFirst();
  return row && { ...row, receipt: asReceipt(row.receipt) };
}

export async function completeDelivery(db: Db, key: string, receipt: Record<string, unknown>): Promise<void> {
  await tables(db)
    .updateTable('deliveries')
    .set({ state: 'sent', receipt: storableJson(receipt), updated_at: sql`now()` })
    .where('key', '=', key)
    .execute();
}

export async function abandonDelivery(db: Db, key: string): Promise<void> {
  await tables(db).deleteFrom('deliveries').where('key', '=', key).where('state', '=', 'sending').execute();
}

/** The row keeps the instant of the last place that was taken; all workers share it. */
export async function reservePlace(db: Db, { key, spacing_ms, burst, max_wait_ms }: Place): Promise<number | null> {
  const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1_000})`;
  const earliest = sql`clock_timestamp() - ${seconds((burst - 1) * spacing_ms)}`;
  const { rows } = await sql<{ wait_ms: number }>`
    insert into deliveries (key, target, state, updated_at) values (${key}, 'pace', 'sent', ${earliest})
    on conflict (key) do update set updated_at = greatest(${earliest}, deliveries.updated_at + ${seconds(spacing_ms)})
    where deliveries.updated_at + ${seconds(spacing_ms)} <= clock_timestamp() + ${seconds(max_wait_ms)}
    returning greatest(0, extract(epoch from updated_at - clock_timestamp()) * 1000)::float8 as wait_ms`.execute(db);
  return rows[0]?.wait_ms ?? null;
}

/** How the run stands, and how the run of this pipeline before it ended; null when there was none, or it is gone. */
export async function readOutcomes(db: Db, execution_id: string): Promise<Outcomes | undefined> {
  const { rows } = await sql<{ cancelled: boolean; failed: boolean; before: string | null }>`
    select e.cancel is not null as cancelled,
      exists (
        select 1 from pipeline_steps s
        where s.execution_id = e.id and s.status in ('failed', 'timed_out') and not s.continue_on_error
      ) as failed,
      (
        select p.status from pipeline_executions p
        where p.pipeline_id = e.pipeline_id and p.number < e.number and p.status in ('succeeded', 'failed', 'timed_out')
        order by p.number desc limit 1
      ) as before
    from pipeline_executions e where e.id = ${execution_id}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  return {
    now: row.cancelled ? 'cancelled' : row.failed ? 'failure' : 'success',
    before: row.before === null ? null : row.before === 'succeeded' ? 'success' : 'failure',
  };
}

function asReceipt(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}
