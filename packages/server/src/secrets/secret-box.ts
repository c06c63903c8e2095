// Secrets at rest: AES-256-GCM envelopes `enc:<key id>:<iv>:<tag>:<data>`, base64url. The key is MOCKOPS_SECRET_KEY or a file below home, made once.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '@mockops/contract';

export interface SecretBox {
  seal: (text: string) => string;
  /** Throws when the envelope was made with another key, or was changed. */
  open: (envelope: string) => string;
  isSealed: (text: string) => boolean;
}

/** Said, because shorter tags would be accepted otherwise, and are easier to forge. */
const TAG_BYTES = 16;

/** What is sealed for one purpose opens for no other. */
type Purpose = 'connections' | 'secrets' | 'webhooks';

/** A key of its own for each purpose, from the one master key. */
export function deriveKey(masterKey: string, purpose: Purpose | 'digests'): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `mockops/${purpose}`, 32));
}

export function createSecretBox(masterKey: string, purpose: Purpose): SecretBox {
  const key = deriveKey(masterKey, purpose);
  const key_id = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return {
    seal: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return ['enc', key_id, ...[iv, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))].join(':');
    },
    open: (envelope) => {
      const [, id, iv = '', tag = '', data = ''] = envelope.split(':');
      if (id !== key_id)
        throw new Error(
          `the secret was stored under key ${id}, and the key in use is ${key_id}; restore MOCKOPS_SECRET_KEY, or store it again`,
        );
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8');
    },
    isSealed: (text) => text.startsWith('enc:'),
  };
}

/** The key of this installation: given, or created once in `home` and readable by its owner only. */
export function readMasterKey(home: string, given: string | undefined): string {
  if (given) return given;
  const file = path.join(home, 'secret.key');
  if (!existsSync(file)) createKey(home, file);
  const key = readFileSync(file, 'utf8').trim();
  if (key.length < 16)
    throw new Problem(
      'invalid-document',
      `${file} holds no key; restore it, or remove it and store all connections and secrets again`,
    );
  return key;
}

/** Complete from the moment it is there: of two servers that start at once both use the key of the first. */
function createKey(home: string, file: string): void {
  mkdirSync(home, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
