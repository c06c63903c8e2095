// Events: listed, explained, replayed; those that were given up; and who is told about them outside.
import { z } from 'zod';
import { EventDecision, EventEnvelope } from '../events.ts';
import { Instant } from '../names.ts';
import { route } from './route.ts';

export const EventTypeInfo = z.object({
  type: z.string(),
  version: z.int(),
  summary: z.string(),
  /** JSON Schema of the data, by version. */
  schemas: z.record(z.string(), z.record(z.string(), z.json())),
});
export type EventTypeInfo = z.infer<typeof EventTypeInfo>;

export const ReplaySelection = z.strictObject({
  from: Instant.optional(),
  to: Instant.optional(),
  types: z.array(z.string()).min(1).optional(),
  event_ids: z.array(z.string()).min(1).max(1_000).optional(),
  workspace_id: z.string().optional(),
  /** Names; absent: every pipeline that listens. */
  pipelines: z.array(z.string()).min(1).optional(),
});
export type ReplaySelection = z.infer<typeof ReplaySelection>;

export const Replay = z.object({
  id: z.string(),
  selection: ReplaySelection,
  /** Nothing is started: each decision is what would have happened. */
  dry_run: z.boolean(),
  /** Events a second. */
  rate: z.number(),
  /** Messages and pull requests that were sent before are sent again. */
  force_effects: z.boolean(),
  status: z.enum(['running', 'stopped', 'completed']),
  actor: z.string(),
  total: z.int(),
  delivered: z.int(),
  started_runs: z.int(),
  created_at: Instant,
  completed_at: Instant.nullable(),
});
export type Replay = z.infer<typeof Replay>;

export const ReplayPreview = z.object({
  events: z.int(),
  by_type: z.record(z.string(), z.int()),
  pipelines: z.array(z.object({ pipeline: z.string(), runs: z.int(), effects: z.array(z.string()) })),
  oldest: Instant.nullable(),
  newest: Instant.nullable(),
});
export type ReplayPreview = z.infer<typeof ReplayPreview>;

export const DeadLetter = z.object({
  id: z.string(),
  kind: z.enum(['event', 'webhook']),
  /** Event type, or the webhook's name. */
  what: z.string(),
  event_id: z.string().nullable(),
  pipeline: z.string().nullable(),
  reason: z.string(),
  attempts: z.int(),
  payload: z.json(),
  status: z.enum(['open', 'retried', 'discarded']),
  created_at: Instant,
  resolved_at: Instant.nullable(),
  resolved_by: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** One (event, pipeline) pair, also of pipelines that were not asked. */
export const EventExplanation = z.object({
  pipeline: z.string(),
  /** What was decided then; null: nothing, it was not there or does not listen. */
  decision: EventDecision.nullable(),
  /** What its newest definition would say now, in words. */
  now: z.string(),
  would_run: z.boolean(),
});
export type EventExplanation = z.infer<typeof EventExplanation>;

/** An outbound webhook: told of events, signed by Standard Webhooks. */
export const WebhookInput = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
  url: z.url({ protocol: /^https?$/ }),
  /** Types or globs, `schema.*`; empty: none. */
  event_types: z.array(z.string().min(1)).min(1),
  workspace_id: z.string().nullable().default(null),
  /** `whsec_…`; absent: one is made. Shown once. */
  signing_secret: z.string().optional(),
});
export type WebhookInput = z.infer<typeof WebhookInput>;

export const Webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  event_types: z.array(z.string()),
  workspace_id: z.string().nullable(),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable(),
  /** Only in the answer that made it. */
  signing_secret: z.string().nullable(),
  /** What somebody should look at; only in the answer to a save. */
  warnings: z.array(z.string()),
  created_at: Instant,
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookDelivery = z.object({
  id: z.string(),
  webhook: z.string(),
  event_id: z.string(),
  event_type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed', 'dead']),
  attempts: z.int(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  next_at: Instant.nullable(),
  created_at: Instant,
  delivered_at: Instant.nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

const tag = 'events';
const OneReplay = z.object({ replay: z.string() });
const OneWebhook = z.object({ webhook: z.string().describe('name or id') });

export const eventRoutes = {
  listEvents: route({
    method: 'GET',
    path: '/api/v1/events',
    tag,
    summary: 'Events, newest first',
    query: z.object({
      type: z.string().optional(),
      workspace_id: z.string().optional(),
      correlation_id: z.string().optional(),
      /** Older than this one. */
      before: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.array(EventEnvelope),
  }),
  listEventTypes: route({
    method: 'GET',
    path: '/api/v1/event-types',
    tag,
    summary: 'Every event type with the JSON Schema of its data',
    response: z.array(EventTypeInfo),
  }),
  getEvent: route({
    method: 'GET',
    path: '/api/v1/events/:event',
    tag,
    summary: 'One event, and what each pipeline did with it',
    params: z.object({ event: z.string() }),
    response: z.object({ event: EventEnvelope, decisions: z.array(EventDecision) }),
  }),
  explainEvent: route({
    method: 'GET',
    path: '/api/v1/events/:event/explain',
    tag,
    summary: 'Why every pipeline did or did not run, also those that do not listen; now and then',
    params: z.object({ event: z.string() }),
    response: z.object({
      event: EventEnvelope,
      pipelines: z.array(EventExplanation),
    }),
  }),
  previewReplay: route({
    method: 'POST',
    path: '/api/v1/replays/preview',
    tag,
    summary: 'What a replay would deliver and set off; changes nothing',
    body: ReplaySelection,
    response: ReplayPreview,
  }),
  createReplay: route({
    method: 'POST',
    path: '/api/v1/replays',
    tag,
    summary: 'Deliver events again',
    body: ReplaySelection.extend({
      dry_run: z.boolean().default(false),
      rate: z.number().min(0.1).max(1_000).default(10),
      force_effects: z.boolean().default(false),
    }),
    response: Replay,
  }),
  listReplays: route({
    method: 'GET',
    path: '/api/v1/replays',
    tag,
    summary: 'Replays, newest first',
    response: z.array(Replay),
  }),
  getReplay: route({
    method: 'GET',
    path: '/api/v1/replays/:replay',
    tag,
    summary: 'One replay, with the decisions that it made',
    params: OneReplay,
    response: Replay.extend({
      decisions: z.array(EventDecision.extend({ event_id: z.string(), event_type: z.string() })),
    }),
  }),
  changeReplay: route({
    method: 'PATCH',
    path: '/api/v1/replays/:replay',
    tag,
    summary: 'Stop or resume',
    params: OneReplay,
    body: z.strictObject({ status: z.enum(['running', 'stopped']) }),
    response: Replay,
  }),
  listDeadLetters: route({
    method: 'GET',
    path: '/api/v1/dead-letters',
    tag,
    summary: 'Events and messages that were given up, newest first',
    query: z.object({
      status: DeadLetter.shape.status.default('open'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.array(DeadLetter),
  }),
  resolveDeadLetter: route({
    method: 'POST',
    path: '/api/v1/dead-letters/:letter',
    tag,
    summary: 'Deliver again, or discard',
    params: z.object({ letter: z.string() }),
    body: z.strictObject({ action: z.enum(['retry', 'discard']) }),
    response: DeadLetter,
  }),
  listWebhooks: route({
    method: 'GET',
    path: '/api/v1/webhooks',
    tag: 'webhooks',
    summary: 'Outbound webhooks',
    response: z.array(Webhook),
  }),
  putWebhook: route({
    method: 'PUT',
    path: '/api/v1/webhooks',
    tag: 'webhooks',
    summary: 'Add or change an outbound webhook; saving enables it again',
    body: WebhookInput,
    response: Webhook,
  }),
  deleteWebhook: route({
    method: 'DELETE',
    path: '/api/v1/webhooks/:webhook',
    tag: 'webhooks',
    summary: 'Remove an outbound webhook',
    params: OneWebhook,
    response: z.object({ deleted: z.boolean() }),
  }),
  listWebhookDeliveries: route({
    method: 'GET',
    path: '/api/v1/webhooks/:webhook/deliveries',
    tag: 'webhooks',
    summary: 'What was sent, newest first',
    params: OneWebhook,
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.array(WebhookDelivery),
  }),
  redeliverWebhook: route({
    method: 'POST',
    path: '/api/v1/webhooks/:webhook/deliveries/:delivery/redeliver',
    tag: 'webhooks',
    summary: 'Send one again, under the same id',
    params: OneWebhook.extend({ delivery: z.string() }),
    response: WebhookDelivery,
  }),
};
