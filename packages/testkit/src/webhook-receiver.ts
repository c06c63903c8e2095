// A receiver that follows Standard Webhooks: refuses a wrong signature or an old timestamp, and takes each webhook-id once.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { answerJson, type HttpPeer, parseJson, startHttpPeer } from './http-peer.ts';
import { showState } from './inspection-page.ts';

export interface WebhookDelivery {
  id: string;
  timestamp: number;
  method: string;
  path: string;
  body: unknown;
  /** Times it came again after the first. */
  repeats: number;
}

export interface WebhookReceiver extends HttpPeer {
  /** Where to send to. */
  webhook_url: string;
  secret: string;
  deliveries: WebhookDelivery[];
  /** Why each refused request was refused. */
  refused: string[];
}

const TOLERANCE_SECONDS = 300;

export async function startWebhookReceiver(
  options: { port?: number; secret?: string; now?: () => number } = {},
): Promise<WebhookReceiver> {
  const secret = options.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
  const now = options.now ?? Date.now;
  const deliveries: WebhookDelivery[] = [];
  const refused: string[] = [];
  const peer = await startHttpPeer({
    port: options.port,
    handle: (request) => {
      if (request.path === '/') {
        return showState(request, 'Webhook receiver', {
          deliveries: [...deliveries].reverse(),
          refused: refused.map((reason) => ({ reason })),
        });
      }
      const reason = findFault(secret, request.headers, request.body, Math.floor(now() / 1_000));
      if (reason) {
        refused.push(reason);
        return answerJson(401, { error: reason });
      }
      const id = String(request.headers['webhook-id']);
      const known = deliveries.find((delivery) => delivery.id === id);
      if (known) {
        known.repeats += 1;
        return answerJson(200, { received: id, duplicate: true });
      }
      deliveries.push({
        id,
        timestamp: Number(request.headers['webhook-timestamp']),
        method: request.method,
        path: request.path,
        body: parseJson(request.body) ?? request.body,
        repeats: 0,
      });
      return answerJson(200, { received: id, duplicate: false });
    },
  });
  return { ...peer, webhook_url: `${peer.url}/hook`, secret, deliveries, refused };
}

/** Undefined when id, timestamp and at least one `v1` signature hold. https://www.standardwebhooks.com */
function findFault(secret: string, headers: IncomingHttpHeaders, body: string, now: number): string | undefined {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return 'unsigned';
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return 'timestamp';
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  const matches = signatures.split(' ').some((signature) => {
    if (!signature.startsWith('v1,')) return false;
    const given = Buffer.from(signature.slice(3), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches ? undefined : 'signature';
}
