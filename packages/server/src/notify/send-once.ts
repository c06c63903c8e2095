// At most one effect per key: remembers what was sent, and decides about a send that was interrupted.
// In: the delivery rows, a key, how to send. Out: the receipt, of now or of before.

import { OutgoingFailure } from '../outgoing/outgoing.ts';
import type { Deliveries } from '../pipelines/steps/services.ts';

export async function sendOnce(request: {
  deliveries: Deliveries;
  key: string;
  target: string;
  /** The receiver recognises a repetition: an interrupted send is sent again. */
  repeatable: boolean;
  send: () => Promise<Record<string, unknown>>;
}): Promise<Record<string, unknown>> {
  const { deliveries, key, target, repeatable } = request;
  const before = await deliveries.begin(key, target);
  if (before?.state === 'sent') return before.receipt ?? {};
  if (before && !repeatable) throw unknownOutcome(target);
  try {
    const receipt = await request.send();
    await deliveries.complete(key, receipt);
    return receipt;
  } catch (error) {
    if (!(error instanceof OutgoingFailure)) throw error;
    if (error.sent === 'no') await deliveries.abandon(key);
    else if (!repeatable) throw unknownOutcome(target, error);
    throw error;
  }
}

/** What became of a key, without leaving a trace when nothing did. */
export async function peekDelivery(
  deliveries: Deliveries,
  key: string,
  target: string,
): Promise<{ state: 'none' | 'sending' } | { state: 'sent'; receipt: Record<string, unknown> }> {
  const before = await deliveries.begin(key, target);
  if (before?.state === 'sent') return { state: 'sent', receipt: before.receipt ?? {} };
  if (before) return { state: 'sending' };
  await deliveries.abandon(key);
  return { state: 'none' };
}

function unknownOutcome(target: string, cause?: OutgoingFailure): OutgoingFailure {
  const reason = cause ? cause.message : 'an earlier attempt was interrupted';
  return new OutgoingFailure(
    `${target} may or may not have received it: ${reason}; it was not sent again. Look there, then start the pipeline again if it is missing`,
    { kind: 'permanent', sent: 'unknown', cause },
  );
}
