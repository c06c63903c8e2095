// `callback`: waits until somebody outside posts to a one-time address. In: a name, a time limit, optionally whom to send the address.
// Out: the JSON that was posted. The address is on the run page and in the API, never in the database.
import { z } from 'zod';
import { sendOnce } from '../../../notify/send-once.ts';
import { findRefusal, OutgoingFailure, withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { millisecondsOf } from '../duration-text.ts';
import { asStepWork } from '../failures.ts';
import { type Outputs, type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { nowOf, referenceTo } from '../waiting.ts';
import { CallbackConfig } from './schema.ts';

type Context = StepContext<CallbackConfig>;

const MAX_ANSWER_BYTES = 65_536;

const State = z.object({ until: z.iso.datetime() });

export const callback = defineStep<CallbackConfig>({
  type: 'callback',
  summary: 'Waits until somebody posts to a one-time address',
  effect: 'wait',
  config: CallbackConfig,
  outputs: z.object({ timed_out: z.boolean(), body: z.record(z.string(), z.json()) }),
  outputs_from: 'outside',
  timeout_ms: 60_000,
  sinks: { 'send_to.url': 'url', 'send_to.headers.*': 'header', 'send_to.body': 'json' },
  needs: ({ send_to }) => (send_to ? [{ kind: 'http', target: new URL(send_to.url).hostname }] : []),
  run: (context) =>
    asStepWork(async () => {
      const { name, timeout } = context.config;
      const end = new Date(nowOf(context).getTime() + millisecondsOf(timeout));
      const { url } = await context.services.callbacks.open(referenceTo(context), { name, expires_at: end });
      await tell(context, url, end);
      return standing(context, end);
    }),
  resume: (context, stimulus, state) =>
    asStepWork(async () => {
      if (stimulus.kind === 'callback') return { timed_out: false, body: stimulus.body };
      return standing(context, new Date(State.parse(state).until));
    }),
});

/** What came is asked for each time: a call may have been faster than this step. */
async function standing(context: Context, end: Date): Promise<Outputs | Suspended> {
  const { name, timeout, on_timeout } = context.config;
  const body = await context.services.callbacks.received(referenceTo(context));
  if (body) return { timed_out: false, body };
  if (end > nowOf(context))
    return new Suspended({ waiting_for: `callback "${name}"`, wake_at: end, state: { until: end.toISOString() } });
  const nothing = { timed_out: true, body: {} };
  if (on_timeout === 'continue') return nothing;
  throw new StepFailure(`nobody called back for "${name}" within ${timeout}`, 'permanent', { outputs: nothing });
}

/** At most once. Whether an interrupted message arrived does not matter: the call itself shows it, or the time limit ends the step. */
async function tell(context: Context, callback_url: string, end: Date): Promise<void> {
  const { services, signal, run, idempotency_key, config } = context;
  if (!config.send_to) return context.log(`its address is on the run page: ${run.url}`);
  const { url, headers, body } = config.send_to;
  const { origin, pathname } = new URL(url);
  const target = `POST ${origin}${pathname}`;
  const content = { ...body, callback_url, expires_at: end.toISOString(), run_url: run.url };
  const send = () =>
    withOutgoing({ guard: services.guard, max_bytes: MAX_ANSWER_BYTES }, async (outgoing) => {
      const answer = await outgoing.send({
        method: 'POST',
        url,
        headers: { 'idempotency-key': idempotency_key, ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(content),
        signal,
      });
      const refusal = findRefusal(answer, target);
      if (refusal) throw refusal;
      return { status: answer.status };
    });
  try {
    const { status } = await sendOnce({
      deliveries: services.deliveries,
      key: `${idempotency_key}/callback`,
      target,
      repeatable: false,
      send,
    });
    context.log(`${target} answered ${status}; it knows the address`);
  } catch (error) {
    if (!(error instanceof OutgoingFailure) || error.sent === 'no') throw error;
    context.annotate(
      'warning',
      `${error.message}. The step waits for the call all the same; the address is on the run page.`,
    );
  }
}
