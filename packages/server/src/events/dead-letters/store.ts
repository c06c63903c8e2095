// Rows of what was given up, and what brings an event back.
import { randomUUID } from 'node:crypto';
import { DeadLetter } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/database.ts';
import { storableJson, storableText } from '../../db/storable.ts';
import { isUuid } from '../../db/uuid.ts';

type Db = Kysely<Tables>;

const Row = DeadLetter.omit({ created_at: true, resolved_at: true }).extend({
  created_at: z.date(),
  resolved_at: z.date().nullable(),
  pipeline_id: z.string().nullable(),
  webhook_delivery_id: z.string().nullable(),
});
export type DeadLetterRow = z.infer<typeof Row>;

/** Newest first. One by its id is locked until the transaction ends. */
export async function listDeadLetterRows(
  db: Db,
  org_id: string,
  which: { status: DeadLetter['status']; limit: number } | { id: string },
): Promise<DeadLetterRow[]> {
  if ('id' in which && !isUuid(which.id)) return [];
  const rest =
    'id' in which
      ? sql`d.id = ${which.id} for update of d`
      : sql`d.status = ${which.status} order by d.created_at desc, d.id limit ${which.limit}`;
  const { rows } = await sql`
    select d.*, p.name as pipeline from dead_letters d left join pipelines p on p.id = d.pipeline_id
    where d.org_id = ${org_id} and ${rest}`.execute(db);
  return rows.map((row) => Row.parse(row));
}

export async function insertWebhookLetter(
  db: Db,
  row: {
    org_id: string;
    what: string;
    event_id: string;
    webhook_delivery_id: string;
    reason: string;
    attempts: number;
    payload: unknown;
  },
): Promise<string> {
  const id = randomUUID();
  await sql`insert into dead_letters (id, org_id, kind, what, event_id, webhook_delivery_id, reason, attempts, payload)
    values (${id}, ${row.org_id}, 'webhook', ${row.what}, ${row.event_id}, ${row.webhook_delivery_id}, ${storableText(row.reason)}, ${row.attempts}, ${storableJson(row.payload)}::jsonb)`.execute(
    db,
  );
  return id;
}

export async function resolveLetter(db: Db, id: string, status: 'retried' | 'discarded', by: string): Promise<void> {
  await sql`update dead_letters set status = ${status}, resolved_at = now(), resolved_by = ${by} where id = ${id}`.execute(
    db,
  );
}

/** A fresh row, for the pipeline that gave up, or for all that listen. */
export async function dispatchAgain(db: Db, letter_id: string): Promise<void> {
  await sql`insert into event_dispatches (org_id, event_id, workspace_id, pipeline_id, replay_id)
    select d.org_id, d.event_id, e.workspace_id, d.pipeline_id, d.replay_id
    from dead_letters d join events e on e.id = d.event_id where d.id = ${letter_id}`.execute(db);
}
