// Outbound webhooks: who is told of events outside, with what secret, and what was sent. Receivers verify by Standard Webhooks.
import { randomBytes } from 'node:crypto';
import {
  type EventEnvelope,
  matchesEventType,
  Problem,
  type Webhook,
  type WebhookDelivery,
  type WebhookInput,
} from '@mockops/contract';
import type { Database, Tx } from '../../db/database.ts';
import type { AddressGuard } from '../../outgoing/guard.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import { findUnknownTypes, refuseCredentials, whyUnreachable } from './check-target.ts';
import {
  type DeliveryRow,
  deleteWebhook,
  findWebhook,
  findWebhookOf,
  insertDeliveries,
  listDeliveryRows,
  listWebhookRows,
  restartDelivery,
  upsertWebhook,
  type WebhookRow,
} from './store.ts';

/** Of the key, by Standard Webhooks. */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

export function createWebhooks(options: {
  database: Database;
  org_id: string;
  requireWorkspace: (reference: string) => Promise<{ id: string }>;
  secrets: SecretBox;
  guard: AddressGuard;
  /** Something may be due for the sender. */
  onWork: () => void;
}) {
  const { database, org_id, secrets } = options;

  async function require(reference: string): Promise<WebhookRow> {
    const row = await findWebhook(database.db, org_id, reference);
    if (!row) throw new Problem('not-found', `there is no webhook "${reference}"`);
    return row;
  }

  function requireEnabled({ name, enabled }: WebhookRow): void {
    if (!enabled)
      throw new Problem(
        'conflict',
        `webhook "${name}" is switched off; save it again with PUT /api/v1/webhooks, then send`,
      );
  }

  return {
    list: async (): Promise<Webhook[]> => (await listWebhookRows(database.db, org_id)).map((row) => present(row, null)),

    /** The secret is in the answer only when it was made here. Absent and stored already, it stays. */
    put: async (input: WebhookInput): Promise<Webhook> => {
      const { name, url, event_types, workspace_id, signing_secret } = input;
      const workspace = workspace_id === null ? null : await options.requireWorkspace(workspace_id);
      if (signing_secret !== undefined) checkSecret(signing_secret);
      refuseCredentials(url);
      const before = await findWebhook(database.db, org_id, name);
      const made = signing_secret === undefined && !before ? `whsec_${randomBytes(32).toString('base64')}` : null;
      const given = signing_secret ?? made;
      await database.transaction((tx) =>
        upsertWebhook(tx.db, {
          ...{ org_id, name, url, event_types, workspace_id: workspace?.id ?? null },
          sealed_secret: given === null ? (before?.sealed_secret ?? '') : secrets.seal(given),
        }),
      );
      options.onWork();
      const unreachable = await whyUnreachable(options.guard, url);
      const warnings = [...(unreachable === undefined ? [] : [unreachable]), ...findUnknownTypes(event_types)];
      return { ...present(await require(name), made), warnings };
    },

    remove: async (reference: string): Promise<{ deleted: boolean }> => {
      await deleteWebhook(database.db, (await require(reference)).id);
      return { deleted: true };
    },

    deliveries: async (reference: string, limit: number): Promise<WebhookDelivery[]> =>
      (await listDeliveryRows(database.db, (await require(reference)).id, { limit })).map(presentDelivery),

    redeliver: async (reference: string, delivery: string): Promise<WebhookDelivery> => {
      const webhook = await require(reference);
      const [row] = await listDeliveryRows(database.db, webhook.id, { id: delivery });
      if (!row) throw new Problem('not-found', `webhook "${webhook.name}" has no delivery "${delivery}"`);
      requireEnabled(webhook);
      await restartDelivery(database.db, row.id);
      options.onWork();
      const [after] = await listDeliveryRows(database.db, webhook.id, { id: delivery });
      return presentDelivery(after ?? row);
    },

    /** For a dead letter: within its transaction. */
    retry: async (tx: Tx, delivery_id: string): Promise<void> => {
      const webhook = await findWebhookOf(tx.db, delivery_id);
      if (!webhook) throw new Problem('not-found', 'the webhook of this dead letter was removed; discard the letter');
      requireEnabled(webhook);
      await restartDelivery(tx.db, delivery_id);
    },

    /** What the dispatcher tells of. */
    hook: {
      wants: async (types: string[]): Promise<string[]> => {
        const globs = (await listWebhookRows(database.db, org_id)).filter(isEnabled).flatMap((row) => row.event_types);
        return types.filter((type) => matchesEventType(globs, type));
      },
      onDispatched: async (tx: Tx, event: EventEnvelope, workspace_uid: string | null): Promise<void> => {
        const told = (await listWebhookRows(tx.db, org_id))
          .filter(isEnabled)
          .filter((row) => row.workspace_uid === null || row.workspace_uid === workspace_uid)
          .filter(({ event_types }) => matchesEventType(event_types, event.type));
        if (told.length === 0) return;
        await insertDeliveries(
          tx.db,
          event.id,
          told.map(({ id }) => id),
        );
        tx.afterCommit(options.onWork);
      },
    },
  };
}
export type Webhooks = ReturnType<typeof createWebhooks>;

function isEnabled({ enabled }: WebhookRow): boolean {
  return enabled;
}

function checkSecret(secret: string): void {
  const [, text = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const { length } = Buffer.from(text, 'base64');
  if (length < MIN_KEY_BYTES || length > MAX_KEY_BYTES)
    throw new Problem(
      'bad-request',
      `signing_secret must be whsec_ and the base64 of ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} random bytes; leave it out to have one made`,
    );
}

function present(row: WebhookRow, signing_secret: string | null): Webhook {
  const { workspace_uid: _, sealed_secret: __, created_at, ...shown } = row;
  return { ...shown, signing_secret, warnings: [], created_at: created_at.toISOString() };
}

function presentDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    ...row,
    next_at: row.next_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    delivered_at: row.delivered_at?.toISOString() ?? null,
  };
}
