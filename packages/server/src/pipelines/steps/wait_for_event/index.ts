// `wait_for_event`: waits for an event that is emitted from now on. In: type, filters and a time limit. Out: the event, or that none came.
import type { EventEnvelope } from '@mockops/contract';
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { millisecondsOf } from '../duration-text.ts';
import { type Outputs, type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { nowOf } from '../waiting.ts';
import { WaitForEventConfig } from './schema.ts';

type Context = StepContext<WaitForEventConfig>;

/** An event that was dispatched before the wait was stored woke nobody: the step looks for itself once, after this. */
const LOOK_AFTER_MS = 2_000;

const State = z.object({ since: z.iso.datetime(), until: z.iso.datetime() });
type State = z.infer<typeof State>;

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
    const now = nowOf(context);
    const end = new Date(now.getTime() + millisecondsOf(context.config.timeout));
    const look = new Date(Math.min(end.getTime(), now.getTime() + LOOK_AFTER_MS));
    return waitUntil(context, { since: now.toISOString(), until: end.toISOString() }, look);
  },
  resume: async (context, stimulus, before) => {
    if (stimulus.kind === 'event') return outputsOf(stimulus.event);
    const state = State.parse(before);
    const { event: type, filters, timeout, on_timeout } = context.config;
    const since = new Date(state.since);
    const missed = await context.services.findEvent({ type, filters, since, workspace: context.workspace_id });
    if (missed) return outputsOf(missed);
    const end = new Date(state.until);
    if (end > nowOf(context)) return waitUntil(context, state, end);
    const nothing = { timed_out: true, event_id: null, subject: null, time: null, data: {} };
    if (on_timeout === 'continue') return nothing;
    throw new StepFailure(`no event ${type} that passes the filters came within ${timeout}`, 'permanent', {
      outputs: nothing,
    });
  },
});

function outputsOf({ id, subject, time, data }: EventEnvelope): Outputs {
  return { timed_out: false, event_id: id, subject, time, data };
}

function waitUntil({ config }: Context, state: State, wake_at: Date): Suspended {
  return new Suspended({
    waiting_for: `event ${config.event}`,
    wake_at,
    state,
    event: { type: config.event, filters: z.record(z.string(), z.json()).parse(config.filters) },
  });
}
