// `wait_for_event`: waits for an event that is emitted from now on. In: type, filters and a time limit. Out: the event, or that none came.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { millisecondsOf } from '../duration-text.ts';
import { type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { nowOf } from '../waiting.ts';
import { WaitForEventConfig } from './schema.ts';

type Context = StepContext<WaitForEventConfig>;

const State = z.object({ until: z.iso.datetime() });

export const waitForEvent = defineStep<WaitForEventConfig>({
  type: 'wait_for_event',
  summary: 'Waits for an event',
  effect: 'wait',
  config: WaitForEventConfig,
  outputs: z.object({
    timed_out: z.boolean(),
    event_id: z.string().nullable(),
    subject: z.string().nullable(),
    time: z.string().nullable(),
    data: z.record(z.string(), z.json()),
  }),
  outputs_from: 'outside',
  timeout_ms: 10_000,
  run: async (context) => {
    const end = new Date(nowOf(context).getTime() + millisecondsOf(context.config.timeout));
    return waitUntil(context, end);
  },
  resume: async (context, stimulus, state) => {
    if (stimulus.kind === 'event') {
      const { id, subject, time, data } = stimulus.event;
      return { timed_out: false, event_id: id, subject, time, data };
    }
    const end = new Date(State.parse(state).until);
    if (end > nowOf(context)) return waitUntil(context, end);
    const { event, timeout, on_timeout } = context.config;
    const nothing = { timed_out: true, event_id: null, subject: null, time: null, data: {} };
    if (on_timeout === 'continue') return nothing;
    throw new StepFailure(`no event ${event} that passes the filters came within ${timeout}`, 'permanent', {
      outputs: nothing,
    });
  },
});

function waitUntil({ config }: Context, end: Date): Suspended {
  return new Suspended({
    waiting_for: `event ${config.event}`,
    wake_at: end,
    state: { until: end.toISOString() },
    event: { type: config.event, filters: z.record(z.string(), z.json()).parse(config.filters) },
  });
}
