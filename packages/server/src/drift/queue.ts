// Answers that wait for their check. In: observations from the request path. Out: batches. Bounded in number and bytes; the oldest go first.
import type { AnsweredObservation } from './check.ts';

export interface AnswerQueue {
  push: (observation: AnsweredObservation) => void;
  drain: () => AnsweredObservation[];
  size: () => number;
  /** How many went unchecked since the start. */
  dropped: () => number;
}

export function createAnswerQueue(limits: { max_pending: number; max_bytes: number }): AnswerQueue {
  let waiting: AnsweredObservation[] = [];
  let bytes = 0;
  let dropped = 0;
  return {
    push(observation) {
      waiting.push(observation);
      bytes += observation.answer.body.byteLength;
      while (waiting.length > limits.max_pending || bytes > limits.max_bytes) {
        const oldest = waiting.shift();
        if (!oldest) return;
        bytes -= oldest.answer.body.byteLength;
        dropped++;
      }
    },
    drain() {
      const batch = waiting;
      waiting = [];
      bytes = 0;
      return batch;
    },
    size: () => waiting.length,
    dropped: () => dropped,
  };
}
