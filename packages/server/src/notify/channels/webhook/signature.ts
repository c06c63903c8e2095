// Standard Webhooks (https://www.standardwebhooks.com): `v1` = HMAC-SHA256 over `id.timestamp.body`, base64.
import { createHash, createHmac } from 'node:crypto';

/** `timestamp` in seconds. The secret is `whsec_` and base64. */
export function signWebhook(request: {
  secret: string;
  id: string;
  timestamp: number;
  body: string;
}): Record<string, string> {
  const key = Buffer.from(request.secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${request.id}.${request.timestamp}.${request.body}`;
  return {
    'webhook-id': request.id,
    'webhook-timestamp': String(request.timestamp),
    'webhook-signature': `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  };
}

/** The same for every attempt with this key: receivers take an id once. */
export function webhookId(key: string): string {
  return `msg_${createHash('sha256').update(key).digest('base64url').slice(0, 27)}`;
}
