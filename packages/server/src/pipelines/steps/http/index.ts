// `http`: one request to any address. In: the request and the statuses that are fine. Out: status, headers and body of the answer.
// GET and HEAD leave no trace and may be repeated; every other method is sent at most once per run and step, with an Idempotency-Key.
import { createHash } from 'node:crypto';
import { parseDuration } from '@mockops/contract';
import { peekDelivery, sendOnce } from '../../../notify/send-once.ts';
import { findRefusal, type OutgoingAnswer, withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { HttpConfig, HttpOutputs } from './schema.ts';

type Context = StepContext<HttpConfig>;

/** Later steps read the answer, and every run keeps it. */
const MAX_ANSWER_BYTES = 262_144;

export const http = defineStep<HttpConfig>({
  type: 'http',
  summary: 'Sends one HTTP request and hands its answer to later steps',
  effect: 'effect',
  config: HttpConfig,
  outputs: HttpOutputs,
  timeout_ms: 120_000,
  sinks: { url: 'url', 'headers.*': 'secret_ok', body: 'secret_ok' },
  needs: ({ url }) => [{ kind: 'http', target: new URL(url).hostname }],
  run: (context) =>
    asStepWork(async () => {
      const { deliveries } = context.services;
      const { key, target } = deliveryOf(context);
      const send = () => exchange(context, target);
      const answer = isSafe(context)
        ? await send()
        : await sendOnce({ deliveries, key, target, repeatable: false, send });
      return expectStatus(context, answer);
    }),
  reconcile: async (context) => {
    if (isSafe(context)) return 'not_done';
    const { key, target } = deliveryOf(context);
    const delivery = await peekDelivery(context.services.deliveries, key, target);
    if (delivery.state === 'sent') return expectStatus(context, delivery.receipt);
    return delivery.state === 'none' ? 'not_done' : 'unknown';
  },
});

function isSafe({ config }: Context): boolean {
  return config.method === 'GET' || config.method === 'HEAD';
}

/** A query may be secret: it stands as a digest. */
function deliveryOf({ config, idempotency_key }: Context) {
  const { origin, pathname, search } = new URL(config.url);
  const query = search === '' ? '' : `?(${createHash('sha256').update(search).digest('hex').slice(0, 8)})`;
  return { key: `${idempotency_key}/http`, target: `${config.method} ${origin}${pathname}${query}` };
}

/** Throws when the other side refused, so that nothing counts as sent. */
async function exchange(context: Context, target: string): Promise<Record<string, unknown>> {
  const { config, services, signal } = context;
  const timeout_ms = parseDuration(config.timeout) ?? 15_000;
  const answer = await withOutgoing({ guard: services.guard, timeout_ms, max_bytes: MAX_ANSWER_BYTES }, (outgoing) =>
    outgoing.send({ method: config.method, url: config.url, ...buildContent(context), signal }),
  );
  context.log(`${target} answered ${answer.status}`);
  const refusal = findRefusal(answer, target);
  if (refusal && !config.expect?.status.includes(answer.status)) throw refusal;
  const { 'set-cookie': _, ...headers } = answer.headers;
  return { status: answer.status, body: readBody(answer), headers };
}

/** The user's own headers win, the idempotency key included. */
function buildContent(context: Context): { headers: Record<string, string>; body?: string } {
  const { body } = context.config;
  const given = Object.fromEntries(
    Object.entries(context.config.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const headers = { ...(!isSafe(context) && { 'idempotency-key': context.idempotency_key }), ...given };
  if (body === undefined) return { headers };
  if (typeof body === 'string') return { headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** JSON where the answer says that it is and it is; else text. */
function readBody({ headers, text }: OutgoingAnswer): unknown {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An answer that is fine by itself but not the one that was asked for. */
function expectStatus(context: Context, answer: Record<string, unknown>): Record<string, unknown> {
  const expected = context.config.expect?.status;
  if (!expected || expected.some((status) => status === answer.status)) return answer;
  const { target } = deliveryOf(context);
  throw new StepFailure(`${target} answered ${answer.status}; expect.status allows ${expected.join(', ')}`);
}
