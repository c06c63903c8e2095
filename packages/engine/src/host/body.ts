// Request bodies that explicit mocks look at: read up to a limit, kept so that the same bytes can still go to an upstream.
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

export interface PeekedBody {
  bytes: Buffer;
  /** False when the body is larger than the limit: its rest is still in the request. */
  complete: boolean;
}

/** Undefined when the client left before its body was complete. */
export function peekBody(req: IncomingMessage, limit: number): Promise<PeekedBody | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (result: PeekedBody | undefined) => {
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size <= limit) return;
      req.pause();
      stop({ bytes: Buffer.concat(chunks), complete: false });
    };
    const onEnd = () => stop({ bytes: Buffer.concat(chunks), complete: true });
    const onClose = () => stop(undefined);
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

/** What was peeked and what follows. */
export function restoreBody(req: IncomingMessage, peeked: PeekedBody): Readable | Buffer {
  if (peeked.complete) return peeked.bytes;
  const whole = new PassThrough();
  whole.write(peeked.bytes);
  return req.pipe(whole);
}

/** The JSON value, or undefined for anything else: conditions on the body do not hold then. */
export function readJson(peeked: PeekedBody): unknown {
  if (!peeked.complete || peeked.bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(peeked.bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
