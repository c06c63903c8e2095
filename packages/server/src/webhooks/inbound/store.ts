// Rows of what came in, by which a delivery that comes again is recognised.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { storableText } from '../../db/storable.ts';

export interface Receipt {
  pipeline_id: string;
  source: string;
  delivery_id: string;
  event_id: string;
}

/** Answers the event of the first delivery when there was one. Waits for another one of the same delivery that is being written. */
export async function insertReceipt(
  db: Kysely<Tables>,
  receipt: Receipt,
): Promise<{ first_event_id: string } | undefined> {
  const { pipeline_id, source, event_id } = receipt;
  const delivery_id = storableText(receipt.delivery_id);
  const { rows } = await sql`insert into webhook_receipts (pipeline_id, source, delivery_id, event_id)
    values (${pipeline_id}, ${source}, ${delivery_id}, ${event_id}) on conflict do nothing returning 1`.execute(db);
  if (rows.length > 0) return undefined;
  const known = await sql<{ event_id: string | null }>`select event_id from webhook_receipts
    where pipeline_id = ${pipeline_id} and source = ${source} and delivery_id = ${delivery_id}`.execute(db);
  return { first_event_id: known.rows[0]?.event_id ?? event_id };
}
