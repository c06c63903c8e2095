// Tokens of one-time links. Whoever has one may act once, so the database holds only their digests.
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { canonicalJson, sha256 } from '../../digest.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Signs: the same token for the same subject, as long as the installation keeps its key, so that it can be shown again without being stored. */
export function createTokenSigner(masterKey: string): (subject: Record<string, string>) => string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'mockops/one-time-links', 32));
  return (subject) => createHmac('sha256', key).update(canonicalJson(subject)).digest('base64url');
}

/** The name of a token in the database; undefined for what is none. */
export function digestOf(token: string): string | undefined {
  return TOKEN.test(token) ? sha256(token) : undefined;
}
