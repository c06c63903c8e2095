// A signed JSON request to any address. The same webhook-id on every attempt lets the receiver take it once.
import { findRefusal } from '../../../outgoing/outgoing.ts';
import type { Channel, Message } from '../channel.ts';
import { signWebhook, webhookId } from './signature.ts';

/** Standard Webhooks advises to stay below 20 kB; larger event data is left out and can be read by the event's id. */
const MAX_BODY_BYTES = 20_000;

export const webhookChannel: Channel<'webhook'> = {
  kind: 'webhook',
  title: 'webhook',
  example: { kind: 'webhook', url: 'https://…', signing_secret: 'whsec_…' },
  repeatable: true,
  send: async ({ settings, to, key, message, outgoing, signal }) => {
    const id = webhookId(key);
    const body = buildBody(message);
    const timestamp = Math.floor(Date.now() / 1_000);
    const url = to ?? settings.url;
    const answer = await outgoing.send({
      method: message.method,
      url,
      headers: {
        'content-type': 'application/json',
        ...signWebhook({ secret: settings.signing_secret, id, timestamp, body }),
      },
      body,
      signal,
    });
    const refusal = findRefusal(answer, new URL(url).host);
    if (refusal) throw refusal;
    return { status: answer.status, webhook_id: id };
  },
};

function buildBody({ text, severity, event, run, payload }: Message): string {
  if (payload !== undefined) return JSON.stringify(payload);
  const { id, type, subject, workspace_id, correlation_id } = event;
  const thin = { id, type, subject, workspace_id, correlation_id };
  const write = (about: object) =>
    JSON.stringify({ type, timestamp: event.time, data: { message: text, severity, event: about, run } });
  const body = write({ ...thin, data: event.data });
  return Buffer.byteLength(body) <= MAX_BODY_BYTES ? body : write(thin);
}
