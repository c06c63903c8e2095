// The sender: one signed request per due delivery, the next one by the schedule of Standard Webhooks, and an end of it after the last. In: due rows. Out:
// their results; a webhook that wants no more, or has not answered for three days, is switched off, and its owner told by an event.
import { type EventEnvelope, toCloudEvent } from '@mockops/contract';
import type { Database } from '../../db/database.ts';
import { insertWebhookLetter } from '../../events/dead-letters/store.ts';
import type { Events } from '../../events/service.ts';
import { signWebhook, webhookId } from '../../notify/channels/webhook/signature.ts';
import type { AddressGuard } from '../../outgoing/guard.ts';
import { findRefusal, OutgoingFailure, openOutgoing } from '../../outgoing/outgoing.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import {
  claimDue,
  type DueDelivery,
  disableWebhook,
  listWebhookRows,
  nextDeliveryAt,
  settleDelivery,
} from './store.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Before each attempt, since the one before: three days and three hours in all. */
export const SCHEDULE_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** So much longer at most, so that receivers who come back are not met by all at once. */
const JITTER = 0.1;
const TIMEOUT_MS = 15 * SECOND;
/** Of a worker that died in the middle of an attempt. */
const LEASE_MS = 4 * TIMEOUT_MS;
/** Requests to one webhook side by side. */
const AT_ONCE = 4;
/** Standard Webhooks advises to stay below; larger data is left out, and can be read where `dataref` says. */
const MAX_BODY_BYTES = 20_000;
/** Of an answer: it is only shown. */
const MAX_ANSWER_BYTES = 65_536;

export function createWebhookSender(options: {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  secrets: SecretBox;
  guard: AddressGuard;
  /** Of the API, for `dataref`. */
  api_url: string;
  now?: () => Date;
  /** 0 ≤ x < 1 */
  random?: () => number;
  timeout_ms?: number;
  /** An attempt has ended, so that there is room for another one. */
  onRoom?: () => void;
  onError: (error: unknown) => void;
}) {
  const { database, org_id, events, secrets } = options;
  const { now = () => new Date(), random = Math.random, timeout_ms = TIMEOUT_MS, onRoom = () => undefined } = options;
  const outgoing = openOutgoing({ guard: options.guard, timeout_ms, max_bytes: MAX_ANSWER_BYTES, cut: true });
  const stopping = new AbortController();
  /** Attempts under way, by webhook. */
  const open = new Map<Promise<void>, string>();

  async function attempt(due: DueDelivery): Promise<{ status: number | null; failure?: OutgoingFailure }> {
    const body = writeBody(due.event, options.api_url);
    try {
      const answer = await outgoing.send({
        method: 'POST',
        url: due.webhook.url,
        headers: {
          'content-type': 'application/cloudevents+json',
          ...signWebhook({
            secret: secrets.open(due.webhook.sealed_secret),
            id: webhookId(due.id),
            timestamp: Math.floor(now().getTime() / SECOND),
            body,
          }),
        },
        body,
        signal: stopping.signal,
      });
      const failure = findRefusal(answer, new URL(due.webhook.url).host);
      return { status: answer.status, ...(failure && { failure }) };
    } catch (error) {
      if (error instanceof OutgoingFailure) return { status: null, failure: error };
      // What only we can mend, a key that is gone for example, ends like everything else: in the delivery's row and at last in a dead letter.
      const message = error instanceof Error ? error.message : String(error);
      return { status: null, failure: new OutgoingFailure(message, { kind: 'permanent', sent: 'no', cause: error }) };
    }
  }

  /** When the next attempt is due; null: this was the last. What the receiver asks for is the least. */
  function nextAt({ attempts }: DueDelivery, failure: OutgoingFailure): Date | null {
    const pause = SCHEDULE_MS[attempts];
    if (pause === undefined) return null;
    const spread = pause * (1 + JITTER * random());
    return new Date(now().getTime() + Math.max(spread, failure.retry_after_ms ?? 0));
  }

  async function deliver(due: DueDelivery): Promise<void> {
    const { status, failure } = await attempt(due);
    // Nobody knows how it ended: another worker makes it again when the lease is over.
    if (failure && stopping.signal.aborted) return;
    const settled = { last_status: status, now: now() };
    if (!failure) {
      await settleDelivery(database.db, due, { ...settled, status: 'delivered', last_error: null, next_at: null });
      return;
    }
    const last_error = failure.message;
    if (status === 410) return end(due, { ...settled, status: 'failed', last_error, next_at: null });
    const next_at = nextAt(due, failure);
    if (next_at === null) return end(due, { ...settled, status: 'dead', last_error, next_at: null });
    await settleDelivery(database.db, due, { ...settled, status: 'pending', last_error, next_at });
  }

  /** Nothing more is sent to this webhook until somebody saves it again. */
  async function end(
    due: DueDelivery,
    result: Parameters<typeof settleDelivery>[2] & { status: 'failed' | 'dead'; last_error: string },
  ): Promise<void> {
    const { webhook, event, attempts } = due;
    const reason =
      result.status === 'failed'
        ? 'the receiver answered 410 Gone: it wants no more'
        : `${attempts} attempts failed, the last one: ${result.last_error}`;
    await database.transaction(async (tx) => {
      if (!(await settleDelivery(tx.db, due, result))) return;
      const about = { actor: 'mockops', cause: event, ...workspaceOf(due) };
      if (result.status === 'dead') {
        const letter = { what: webhook.name, reason, attempts };
        const dead_letter_id = await insertWebhookLetter(tx.db, {
          ...letter,
          org_id,
          event_id: event.id,
          webhook_delivery_id: due.id,
          payload: event.data,
        });
        await events.emit(tx, {
          ...about,
          type: 'delivery.dead_lettered',
          data: { ...letter, dead_letter_id, kind: 'webhook', pipeline: null },
        });
      }
      if (await disableWebhook(tx.db, webhook.id, reason))
        await events.emit(tx, {
          ...about,
          type: 'webhook.disabled',
          data: { webhook: webhook.name, url: withoutQuery(webhook.url), reason },
        });
    });
  }

  function begin(due: DueDelivery): void {
    const work = deliver(due)
      .catch(options.onError)
      .finally(() => {
        open.delete(work);
        onRoom();
      });
    open.set(work, due.webhook.id);
  }

  const task: DueTask = {
    name: 'webhooks',
    run: async () => {
      const room = (await listWebhookRows(database.db, org_id))
        .filter(({ enabled }) => enabled)
        .map((webhook) => ({ webhook, free: AT_ONCE - countOf(webhook.id) }))
        .filter(({ free }) => free > 0);
      if (room.length === 0) return null;
      for (const due of await claimDue(database.db, { room, now: now(), lease_ms: LEASE_MS })) begin(due);
      const ids = room.map(({ webhook }) => webhook.id).filter((id) => countOf(id) < AT_ONCE);
      return nextDeliveryAt(database.db, ids);
    },
  };

  function countOf(webhook_id: string): number {
    return [...open.values()].filter((id) => id === webhook_id).length;
  }

  return {
    task,
    /** When every attempt that is under way has ended. */
    settled: async (): Promise<void> => {
      while (open.size > 0) await Promise.all(open.keys());
    },
    /** After the ticker has stopped: ends what is under way. */
    close: async (): Promise<void> => {
      stopping.abort();
      await Promise.all(open.keys());
      await outgoing.close();
    },
  };
}

function writeBody(event: EventEnvelope, api_url: string): string {
  const body = JSON.stringify(toCloudEvent(event));
  if (Buffer.byteLength(body) <= MAX_BODY_BYTES) return body;
  return JSON.stringify(toCloudEvent(event, { dataref: `${api_url}/api/v1/events/${event.id}` }));
}

function workspaceOf({ webhook }: DueDelivery) {
  const { workspace_uid, workspace_id } = webhook;
  return workspace_uid !== null && workspace_id !== null
    ? { workspace: { id: workspace_uid, slug: workspace_id } }
    : {};
}

/** Queries often hold a key. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
