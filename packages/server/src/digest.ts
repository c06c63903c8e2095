// Content addresses: SHA-256 of a canonical form, so that equal meaning has an equal name.
import { createHash } from 'node:crypto';

export { canonicalJson } from '@mockops/pipelines';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same name for the same parts, in the form of a UUID. */
export function deterministicUuid(...parts: string[]): string {
  const hex = sha256(parts.join('\0'));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
