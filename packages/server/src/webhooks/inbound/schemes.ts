// How each kind of sender proves itself, names the event and numbers the delivery. In: headers and the bytes as they came. Out: the delivery, or why it is
// not believed. The sender is told nothing of that reason; the metrics are.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { WebhookTrigger } from '@mockops/contract';

export type WebhookSource = WebhookTrigger['source'];

interface SignedRequest {
  headers: IncomingHttpHeaders;
  body: Buffer;
  secret: string;
  now: Date;
}

export type Proof =
  | { ok: true; delivery_id: string | undefined; event: string | undefined }
  | { ok: false; why: 'unsigned' | 'signature' | 'timestamp' };

/** Older or newer than this, a signed timestamp is not believed. */
const TOLERANCE_MS = 300_000;

/** `event` is undefined where the sender says it in the body only. */
export const SCHEMES: Record<WebhookSource, (request: SignedRequest) => Proof> = {
  github: ({ headers, body, secret }) => {
    const given = one(headers, 'x-hub-signature-256');
    if (given === undefined) return { ok: false, why: 'unsigned' };
    if (!isHexMac(given, secret, [body])) return { ok: false, why: 'signature' };
    return { ok: true, delivery_id: one(headers, 'x-github-delivery'), event: one(headers, 'x-github-event') };
  },

  /** GitLab signs nothing: it sends the secret itself. */
  gitlab: ({ headers, secret }) => {
    const given = one(headers, 'x-gitlab-token');
    if (given === undefined) return { ok: false, why: 'unsigned' };
    if (!isSame(sha256(given), sha256(secret))) return { ok: false, why: 'signature' };
    return { ok: true, delivery_id: one(headers, 'x-gitlab-event-uuid'), event: one(headers, 'x-gitlab-event') };
  },

  /** https://www.standardwebhooks.com: any of the `v1` signatures, so that the sender may change its key. */
  standard: ({ headers, body, secret, now }) => {
    const id = one(headers, 'webhook-id');
    const timestamp = one(headers, 'webhook-timestamp');
    const signatures = one(headers, 'webhook-signature');
    if (id === undefined || timestamp === undefined || signatures === undefined) return { ok: false, why: 'unsigned' };
    const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
    const expected = mac(key, [`${id}.${timestamp}.`, body]);
    const given = signatures.split(' ').flatMap((text) => (text.startsWith('v1,') ? [text.slice(3)] : []));
    if (!given.some((text) => isSame(Buffer.from(text, 'base64'), expected))) return { ok: false, why: 'signature' };
    if (!isFresh(timestamp, now)) return { ok: false, why: 'timestamp' };
    return { ok: true, delivery_id: id, event: undefined };
  },

  /**
   * For senders of one's own: `x-mockops-signature: sha256=<hex>` over the body, or over `<timestamp>.<body>` when `x-mockops-timestamp` (seconds) is sent.
   * `x-mockops-event` and `x-mockops-delivery` are optional; without the latter, the same signed content is the same delivery.
   */
  generic: ({ headers, body, secret, now }) => {
    const given = one(headers, 'x-mockops-signature');
    const timestamp = one(headers, 'x-mockops-timestamp');
    if (given === undefined) return { ok: false, why: 'unsigned' };
    const signed = timestamp === undefined ? [body] : [`${timestamp}.`, body];
    if (!isHexMac(given, secret, signed)) return { ok: false, why: 'signature' };
    if (timestamp !== undefined && !isFresh(timestamp, now)) return { ok: false, why: 'timestamp' };
    const delivery_id = one(headers, 'x-mockops-delivery') ?? given.toLowerCase();
    return { ok: true, delivery_id, event: one(headers, 'x-mockops-event') };
  },
};

function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' && value.length <= 1_000 ? value : undefined;
}

function mac(key: string | Buffer, parts: (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

function isHexMac(given: string, secret: string, parts: (string | Buffer)[]): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(given) ?? [];
  return hex !== undefined && isSame(Buffer.from(hex, 'hex'), mac(secret, parts));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** In constant time. */
function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isFresh(seconds: string, now: Date): boolean {
  return /^\d{1,12}$/.test(seconds) && Math.abs(now.getTime() - Number(seconds) * 1_000) <= TOLERANCE_MS;
}
