// What starts a pipeline: an event, a schedule, a person, a signed webhook, or the end of another pipeline; and what may hold it back.
import { z } from 'zod';
import { Filters } from './filters.ts';
import { Condition, Identifier, Input, Milliseconds, PipelineName } from './values.ts';

const Cron = z.string().min(1).max(200);

export const Schedule = z.strictObject({
  /** Five fields; a list fires for each of them. */
  cron: z.union([Cron, z.array(Cron).min(1).max(20)]),
  /** IANA name. */
  timezone: z.string().default('UTC'),
  /** Spread over 0…jitter, the same for each planned instant. */
  jitter: Milliseconds.default(0),
  overlap: z.enum(['skip', 'buffer_one', 'queue', 'cancel_other', 'allow']).default('skip'),
  /** A fire that was missed, by no more than this, is made up for once. */
  catchup_window: Milliseconds.default(0),
  dst: z
    .strictObject({
      gap: z.enum(['run_after', 'skip']).default('run_after'),
      overlap: z.enum(['once', 'twice']).default('once'),
    })
    .default({ gap: 'run_after', overlap: 'once' }),
});
export type Schedule = z.infer<typeof Schedule>;

export const ManualTrigger = z.strictObject({
  inputs: z.record(Identifier, Input).optional(),
  /** The inputs become the data of an event of this type, so that `event.*` reads them. */
  as_event: z.string().min(1).optional(),
});
export type ManualTrigger = z.infer<typeof ManualTrigger>;

export const WebhookTrigger = z.strictObject({
  source: z.enum(['github', 'gitlab', 'standard', 'generic']),
  /** Names as the sender says them: `push`, `deployment_status`. Absent: all. */
  events: z.array(z.string().min(1)).min(1).optional(),
  /** `{{ secrets.name }}`: what the sender signs with. */
  secret: z.string().min(1),
  /** Fields of the event's data as templates over `payload`. Absent: the payload itself. */
  map: z.record(Identifier, z.json()).optional(),
});
export type WebhookTrigger = z.infer<typeof WebhookTrigger>;

export const PipelineEndTrigger = z.strictObject({
  name: PipelineName,
  status: z
    .array(z.enum(['succeeded', 'failed', 'cancelled', 'timed_out']))
    .min(1)
    .default(['succeeded']),
});

export const Debounce = z.strictObject({
  key: z.string().min(1).optional(),
  period: Milliseconds,
  /** Default: ten periods. */
  max_wait: Milliseconds.optional(),
  payload: z.enum(['last', 'first', 'all']).default('last'),
});
export const Batch = z.strictObject({
  key: z.string().min(1).optional(),
  max_size: z.int().min(1).max(1_000),
  max_wait: Milliseconds,
});
export const Dedupe = z.strictObject({
  key: z.string().min(1).optional(),
  window: Milliseconds.default(30 * 86_400_000),
});

export const TRIGGER_KINDS = ['event', 'schedule', 'manual', 'webhook', 'pipeline'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** Exactly one of the kinds. */
export const PipelineTrigger = z
  .strictObject({
    name: z.string().optional(),
    enabled: z.boolean().default(true),
    event: z.string().min(1).optional(),
    schedule: Schedule.optional(),
    /** `manual:` alone takes no inputs. */
    manual: z.preprocess((value) => (value === null ? {} : value), ManualTrigger.optional()),
    webhook: WebhookTrigger.optional(),
    pipeline: PipelineEndTrigger.optional(),
    filters: Filters.optional(),
    if: Condition.optional(),
    debounce: Debounce.optional(),
    batch: Batch.optional(),
    dedupe: Dedupe.optional(),
  })
  .superRefine((trigger, context) => {
    const given = TRIGGER_KINDS.filter((kind) => trigger[kind] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `a trigger needs one of ${TRIGGER_KINDS.join(', ')}`
        : `a trigger is of one kind, and this one says ${given.join(' and ')}; make two of it`;
    context.addIssue({ code: 'custom', message });
  });
export type PipelineTrigger = z.infer<typeof PipelineTrigger>;

/** Which kind it is. */
export function kindOfTrigger(trigger: PipelineTrigger): TriggerKind {
  return TRIGGER_KINDS.find((kind) => trigger[kind] !== undefined) ?? 'event';
}
