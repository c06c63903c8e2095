// What starts a pipeline: an event, a schedule, a person, a signed webhook, or the end of another pipeline; and what may hold it back.
import { z } from 'zod';
import { Filters } from './filters.ts';
import { Condition, Identifier, Input, Milliseconds, PipelineName } from './values.ts';

const Cron = z.string().min(1).max(200);

export const Schedule = z.strictObject({
  cron: z.union([Cron, z.array(Cron).min(1).max(20)]).describe('Five fields; a list fires for each of them.'),
  timezone: z.string().default('UTC').describe('IANA name.'),
  jitter: Milliseconds.default(0).describe('Spread over 0 to this, the same for each planned instant.'),
  overlap: z
    .enum(['skip', 'buffer_one', 'queue', 'cancel_other', 'allow'])
    .default('skip')
    .describe(
      'While a run of this schedule is still open: leave the fire out; keep one; keep all; cancel the run; start beside it.',
    ),
  catchup_window: Milliseconds.default(0).describe(
    'A fire that was missed, by no more than this, is made up for once.',
  ),
  dst: z
    .strictObject({
      gap: z
        .enum(['run_after', 'skip'])
        .default('run_after')
        .describe('An hour that does not exist: at its end, or not at all.'),
      overlap: z.enum(['once', 'twice']).default('once').describe('An hour that comes twice.'),
    })
    .default({ gap: 'run_after', overlap: 'once' })
    .describe('What clock changes do to fixed times. Intervals follow real time.'),
});
export type Schedule = z.infer<typeof Schedule>;

export const ManualTrigger = z.strictObject({
  inputs: z.record(Identifier, Input).optional().describe('Beside those of the pipeline.'),
  as_event: z
    .string()
    .min(1)
    .optional()
    .describe('The inputs become the data of an event of this type, so that `event.*` reads them.'),
});
export type ManualTrigger = z.infer<typeof ManualTrigger>;

export const WebhookTrigger = z.strictObject({
  source: z.enum(['github', 'gitlab', 'standard', 'generic']).describe('How the sender proves itself.'),
  events: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Names as the sender says them: `push`, `deployment_status`. Absent: all.'),
  secret: z.string().min(1).describe('`{{ secrets.name }}`: what the sender signs with.'),
  map: z
    .record(Identifier, z.json())
    .optional()
    .describe('Fields of the event’s data, as templates over `payload`, beside `payload` itself.'),
});
export type WebhookTrigger = z.infer<typeof WebhookTrigger>;

export const PipelineEndTrigger = z.strictObject({
  name: PipelineName.describe('The pipeline that ended.'),
  status: z
    .array(z.enum(['succeeded', 'failed', 'cancelled', 'timed_out']))
    .min(1)
    .default(['succeeded'])
    .describe('Ends that count.'),
});

export const Debounce = z.strictObject({
  key: z.string().min(1).optional().describe('A template; events with the same key share a window.'),
  period: Milliseconds.describe('How long it must be quiet. Each event starts it anew.'),
  max_wait: Milliseconds.optional().describe('At the latest after this. Absent: ten periods.'),
  payload: z.enum(['last', 'first', 'all']).default('last').describe('Which events the run gets.'),
});
export const Batch = z.strictObject({
  key: z.string().min(1).optional().describe('A template; events with the same key share a window.'),
  max_size: z.int().min(1).max(1_000).describe('So many events start a run at once.'),
  max_wait: Milliseconds.describe('And after this, those that are there.'),
});
export const Dedupe = z.strictObject({
  key: z
    .string()
    .min(1)
    .optional()
    .describe('A template; of events with the same key only the first starts a run. Absent: source and id.'),
  window: Milliseconds.default(30 * 86_400_000).describe('How long a key is remembered.'),
});

export const TRIGGER_KINDS = ['event', 'schedule', 'manual', 'webhook', 'pipeline'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** Exactly one of the kinds. */
export const PipelineTrigger = z
  .strictObject({
    name: z.string().optional().describe('For addresses of webhooks, and for people.'),
    enabled: z.boolean().default(true).describe('False: it starts nothing.'),
    event: z.string().min(1).optional().describe('An event type.'),
    schedule: Schedule.optional().describe('At times.'),
    manual: z
      .preprocess((value) => (value === null ? {} : value), ManualTrigger.optional())
      .describe('By hand: CLI, dashboard or API. Empty: without inputs.'),
    webhook: WebhookTrigger.optional().describe('A signed request to `/hooks/<pipeline>[/<trigger>]`.'),
    pipeline: PipelineEndTrigger.optional().describe('The end of another pipeline.'),
    filters: Filters.optional().describe('Conditions on the event’s data; all must hold.'),
    if: Condition.optional().describe('An expression over the event; false: no run.'),
    debounce: Debounce.optional().describe('Wait until it is quiet.'),
    batch: Batch.optional().describe('Collect events for one run.'),
    dedupe: Dedupe.optional().describe('The same thing, told twice, starts one run.'),
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
