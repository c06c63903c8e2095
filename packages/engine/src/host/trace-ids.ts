// Ids for W3C Trace Context in lower-case hexadecimal. They are cut from a block of random digits, because asking the system
// for each of them costs more than everything else that a forwarded header list does.
import { randomBytes } from 'node:crypto';

export interface TraceIds {
  /** 32 digits. */
  trace(): string;
  /** 16 digits. */
  span(): string;
}

const BLOCK_BYTES = 4_096;

export function createTraceIds(): TraceIds {
  let digits = '';
  let at = 0;
  const take = (count: number) => {
    if (at + count > digits.length) {
      digits = randomBytes(BLOCK_BYTES).toString('hex');
      at = 0;
    }
    at += count;
    return digits.slice(at - count, at);
  };
  return { trace: () => take(32), span: () => take(16) };
}
