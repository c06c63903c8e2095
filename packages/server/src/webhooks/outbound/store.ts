// Rows of outbound webhooks and of what is sent to them.
import { EventEnvelope } from '@mockops/contract';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { storableText } from '../../db/storable.ts';
import { isUuid } from '../../db/uuid.ts';

type Db = Kysely<Tables>;

export interface WebhookRow {
  id: string;
  workspace_uid: string | null;
  workspace_id: string | null;
  name: string;
  url: string;
  event_types: string[];
  sealed_secret: string;
  enabled: boolean;
  disabled_reason: string | null;
  created_at: Date;
}

const webhooks = sql`select h.id, h.workspace_id as workspace_uid, w.slug as workspace_id, h.name, h.url, h.event_types, h.sealed_secret,
  h.enabled, h.disabled_reason, h.created_at from webhooks h left join workspaces w on w.id = h.workspace_id`;

/** A webhook may want the event `e`: `_` in a glob lets through too much, which costs a look of the dispatcher. */
export const isWantedOutside = sql<SqlBool>`exists (
  select 1 from webhooks h, unnest(h.event_types) as t(glob) where h.org_id = e.org_id and e.type like replace(t.glob, '*', '%'))`;

export async function listWebhookRows(db: Db, org_id: string): Promise<WebhookRow[]> {
  return (await sql<WebhookRow>`${webhooks} where h.org_id = ${org_id} order by h.name`.execute(db)).rows;
}

/** By name or id. */
export async function findWebhook(db: Db, org_id: string, reference: string): Promise<WebhookRow | undefined> {
  const { rows } = await sql<WebhookRow>`${webhooks}
    where h.org_id = ${org_id} and (h.name = ${reference} or h.id::text = ${reference})`.execute(db);
  return rows[0];
}

/** Saving enables it again: what waits for it is due now. */
export async function upsertWebhook(
  db: Db,
  row: {
    org_id: string;
    workspace_id: string | null;
    name: string;
    url: string;
    event_types: string[];
    sealed_secret: string;
  },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into webhooks (org_id, workspace_id, name, url, event_types, sealed_secret)
    values (${row.org_id}, ${row.workspace_id}, ${row.name}, ${row.url}, ${row.event_types}::text[], ${row.sealed_secret})
    on conflict (org_id, name) do update set workspace_id = excluded.workspace_id, url = excluded.url, event_types = excluded.event_types,
      sealed_secret = excluded.sealed_secret, enabled = true, disabled_reason = null, failing_since = null
    returning id`.execute(db);
  await sql`update webhook_deliveries set next_at = now() where webhook_id = ${rows[0]?.id} and status = 'pending' and next_at is null`.execute(
    db,
  );
}

export async function deleteWebhook(db: Db, id: string): Promise<void> {
  await sql`delete from webhooks where id = ${id}`.execute(db);
}

/** What waits for it stays, and goes out when it is enabled again. False when it was disabled already. */
export async function disableWebhook(db: Db, id: string, reason: string): Promise<boolean> {
  const { rows } = await sql`update webhooks set enabled = false, disabled_reason = ${storableText(reason)}
    where id = ${id} and enabled returning id`.execute(db);
  await sql`update webhook_deliveries set next_at = null where webhook_id = ${id} and status = 'pending'`.execute(db);
  return rows.length > 0;
}

/** One row for each webhook; an event that is dispatched twice is sent once. */
export async function insertDeliveries(db: Db, event_id: string, webhook_ids: string[]): Promise<void> {
  await sql`insert into webhook_deliveries (id, webhook_id, event_id, status, next_at)
    select gen_random_uuid(), id, ${event_id}, 'pending', now() from unnest(${webhook_ids}::uuid[]) as id
    on conflict (webhook_id, event_id) do nothing`.execute(db);
}

export interface DeliveryRow {
  id: string;
  webhook: string;
  event_id: string;
  event_type: string;
  status: 'pending' | 'delivered' | 'failed' | 'dead';
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  next_at: Date | null;
  created_at: Date;
  delivered_at: Date | null;
}

export async function listDeliveryRows(
  db: Db,
  webhook_id: string,
  which: { limit: number } | { id: string },
): Promise<DeliveryRow[]> {
  if ('id' in which && !isUuid(which.id)) return [];
  const rest = 'id' in which ? sql`and d.id = ${which.id}` : sql`order by d.created_at desc, d.id limit ${which.limit}`;
  const { rows } = await sql<DeliveryRow>`
    select d.id, h.name as webhook, d.event_id, e.type as event_type, d.status, d.attempts, d.last_status, d.last_error, d.next_at, d.created_at, d.delivered_at
    from webhook_deliveries d join webhooks h on h.id = d.webhook_id join events e on e.id = d.event_id
    where d.webhook_id = ${webhook_id} ${rest}`.execute(db);
  return rows;
}

/** From its first attempt on. False when there is no such delivery. */
export async function restartDelivery(db: Db, id: string): Promise<boolean> {
  const { rows } =
    await sql`update webhook_deliveries set status = 'pending', attempts = 0, next_at = now(), delivered_at = null
    where id = ${id} returning id`.execute(db);
  return rows.length > 0;
}

/** The webhook of a delivery. */
export async function findWebhookOf(db: Db, delivery_id: string): Promise<WebhookRow | undefined> {
  const { rows } = await sql<WebhookRow>`${webhooks}
    where h.id = (select webhook_id from webhook_deliveries where id = ${delivery_id})`.execute(db);
  return rows[0];
}

export interface DueDelivery {
  id: string;
  attempts: number;
  webhook: WebhookRow;
  event: EventEnvelope;
}

/**
 * Of each webhook as many as it has room for, so that one that hangs is in nobody's way. Counts the attempt before it is made, and keeps others from it for
 * `lease_ms`: should this worker die, another one tries then.
 */
export async function claimDue(
  db: Db,
  { room, now, lease_ms }: { room: { webhook: WebhookRow; free: number }[]; now: Date; lease_ms: number },
): Promise<DueDelivery[]> {
  const ids = room.map(({ webhook }) => webhook.id);
  const { rows } = await sql<{ id: string; attempts: number; webhook_id: string; event: unknown; time: Date }>`
    with due as (
      select o.id from unnest(${ids}::uuid[], ${room.map(({ free }) => free)}::int[]) as h(id, free) cross join lateral (
        select d.id from webhook_deliveries d where d.webhook_id = h.id and d.status = 'pending' and d.next_at <= ${now}
        order by d.next_at limit h.free for update skip locked
      ) o
    ), claimed as (
      update webhook_deliveries d set attempts = attempts + 1, next_at = ${new Date(now.getTime() + lease_ms)}
      from due where d.id = due.id returning d.id, d.attempts, d.webhook_id, d.event_id, d.created_at
    )
    select c.id, c.attempts, c.webhook_id, e.time, jsonb_build_object('id', e.id, 'type', e.type, 'source', e.source, 'subject', e.subject,
      'workspace_id', w.slug, 'actor', e.actor, 'correlation_id', e.correlation_id, 'causation_id', e.causation_id, 'depth', e.depth,
      'version', e.version, 'data', e.data, 'cursor', e.xid::text || '.' || e.seq::text) as event
    from claimed c join events e on e.id = c.event_id left join workspaces w on w.id = e.workspace_id
    order by c.created_at, e.seq`.execute(db);
  return rows.flatMap(({ id, attempts, webhook_id, event, time }) => {
    const webhook = room.find((one) => one.webhook.id === webhook_id)?.webhook;
    const envelope = EventEnvelope.parse({ ...Object(event), time: time.toISOString() });
    return webhook ? [{ id, attempts, webhook, event: envelope }] : [];
  });
}

/** When the next one of these webhooks is due. */
export async function nextDeliveryAt(db: Db, webhook_ids: string[]): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_at) as at from webhook_deliveries where webhook_id = any(${webhook_ids}::uuid[]) and status = 'pending'`.execute(
    db,
  );
  return rows[0]?.at ?? null;
}

/** False when somebody else has changed it since this attempt was counted. */
export async function settleDelivery(
  db: Db,
  { id, attempts }: Pick<DueDelivery, 'id' | 'attempts'>,
  result: {
    status: DeliveryRow['status'];
    last_status: number | null;
    last_error: string | null;
    next_at: Date | null;
    now: Date;
  },
): Promise<boolean> {
  const { status, last_status, next_at, now } = result;
  const last_error = result.last_error === null ? null : storableText(result.last_error);
  const { rows } = await sql<{ webhook_id: string }>`
    update webhook_deliveries set status = ${status}, last_status = ${last_status}, last_error = ${last_error}, next_at = ${next_at},
      delivered_at = ${status === 'delivered' ? now : null}
    where id = ${id} and attempts = ${attempts} and status = 'pending' returning webhook_id`.execute(db);
  const [row] = rows;
  if (!row) return false;
  await sql`update webhooks set failing_since = ${status === 'delivered' ? null : sql`coalesce(failing_since, ${now}::timestamptz)`} where id = ${row.webhook_id}`.execute(
    db,
  );
  return true;
}
