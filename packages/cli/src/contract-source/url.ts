// A contract behind a URL: one document; what it refers to elsewhere is not fetched.
import { Failure } from '../failure.ts';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 50_000_000;

export async function readUrlContract(url: string): Promise<{ name: string; bytes: Uint8Array }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
    throw new Failure(`${url} cannot be fetched: ${whyOf(cause)}; check the address, or download the file first.`, {
      cause,
    });
  });
  if (!answer.ok) throw new Failure(`${url} answered ${answer.status}; check the address, or download the file first.`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    if (size > MOST_BYTES) throw new Failure(`${url} is larger than ${MOST_BYTES / 1_000_000} MB.`);
    parts.push(part);
  }
  const name = new URL(url).pathname.split('/').at(-1) || 'openapi.yaml';
  return { name: /\.\w+$/.test(name) ? name : `${name}.yaml`, bytes: Buffer.concat(parts) };
}

/** `fetch failed` says nothing; what caused it does. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it took longer than 30 s';
  if (error instanceof AggregateError) return error.errors.map(whyOf).join('; ');
  return error.cause === undefined ? error.message : whyOf(error.cause);
}
