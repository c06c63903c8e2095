// A bounded copy of a real upstream's JSON answer, for the drift check. Copying happens beside the stream; undoing a
// content-encoding happens after the answer is over.
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import type { Observation } from '@mockops/contract';
import { isJsonMediaType } from '@mockops/schema';

export interface BodySample {
  media_type: string;
  encoding: string;
  chunks: Uint8Array[];
  size: number;
  max: number;
}

const DECODERS = new Map<string, (body: Uint8Array, limit: { maxOutputLength: number }) => Promise<Uint8Array>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/** Undefined when the answer is not JSON, or encoded in a way that cannot be undone. */
export function openSample(
  media_type: string | undefined,
  encoding: string | undefined,
  max: number,
): BodySample | undefined {
  if (media_type === undefined || !isJsonMediaType(media_type)) return undefined;
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name !== 'identity' && !DECODERS.has(name)) return undefined;
  return { media_type, encoding: name, chunks: [], size: 0, max };
}

export function addChunk(sample: BodySample, chunk: Uint8Array): void {
  if (sample.size < sample.max) sample.chunks.push(chunk.subarray(0, sample.max - sample.size));
  sample.size += chunk.byteLength;
}

/** `truncated`: the body is not the whole answer. A compressed body that is too large gives no bytes at all. */
export async function closeSample(sample: BodySample, complete: boolean): Promise<NonNullable<Observation['answer']>> {
  const { media_type } = sample;
  const truncated = !complete || sample.size > sample.max;
  const body = new Uint8Array(Buffer.concat(sample.chunks));
  const decode = DECODERS.get(sample.encoding);
  if (!decode) return { media_type, body, truncated };
  if (truncated) return { media_type, body: new Uint8Array(), truncated };
  try {
    return { media_type, body: await decode(body, { maxOutputLength: sample.max }), truncated };
  } catch {
    // Larger than the limit when decoded, or not what its header says: either way there is nothing to compare.
    return { media_type, body: new Uint8Array(), truncated: true };
  }
}
