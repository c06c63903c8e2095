// What a real upstream answered, for the drift check: its media type, and a bounded copy of its body where that may be JSON.
// Copying happens beside the stream; undoing a content-encoding happens after the answer is over.
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import type { Observation } from '@mockops/contract';
import { isJsonMediaType } from '@mockops/schema';

export interface BodySample {
  /** Empty when the answer names none. */
  media_type: string;
  /** False for a body that cannot be compared anyway, such as a page: none of it is kept. */
  wanted: boolean;
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

export function openSample(media_type: string | undefined, encoding: string | undefined, max: number): BodySample {
  return {
    media_type: media_type ?? '',
    wanted: media_type === undefined || isJsonMediaType(media_type),
    encoding: (encoding ?? 'identity').trim().toLowerCase(),
    chunks: [],
    size: 0,
    max,
  };
}

export function addChunk(sample: BodySample, chunk: Uint8Array): void {
  if (!sample.wanted) return;
  if (sample.size < sample.max) sample.chunks.push(chunk.subarray(0, sample.max - sample.size));
  sample.size += chunk.byteLength;
}

/** `truncated`: the body is not the whole answer. One that is too large or cannot be decoded gives no bytes at all. */
export async function closeSample(sample: BodySample, complete: boolean): Promise<NonNullable<Observation['answer']>> {
  const { media_type, encoding, max } = sample;
  const truncated = !complete || sample.size > max;
  const body = new Uint8Array(Buffer.concat(sample.chunks));
  if (encoding === 'identity' || body.byteLength === 0) return { media_type, body, truncated };
  const decode = DECODERS.get(encoding);
  if (truncated || !decode) return { media_type, body: new Uint8Array(), truncated: true };
  try {
    return { media_type, body: await decode(body, { maxOutputLength: max }), truncated };
  } catch {
    // Larger than the limit when decoded, or not what its header says: either way there is nothing to compare.
    return { media_type, body: new Uint8Array(), truncated: true };
  }
}
