// At most one effect per key: remembers what was sent, and decides about a send that was interrupted.
// In: the delivery rows, a key, how to send. Out: the receipt, of now or of before.
import { OutgoingFailure } from '../outgoing/outgoing.ts';
import type { Deliveries, Delivery } from '../pipelines/steps/services.ts';

/** Member of a receipt that says why the answer is not in it. */
export const WITHHELD = 'withheld';

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
  if (before?.state === 'sent') return receiptOf(before, target);
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

/** What became of a key, without leaving a trace. */
export async function peekDelivery(
  deliveries: Deliveries,
  key: string,
  target: string,
): Promise<{ state: 'none' | 'sending' } | { state: 'sent'; receipt: Record<string, unknown> }> {
  const before = await deliveries.find(key);
  if (!before) return { state: 'none' };
  return before.state === 'sent' ? { state: 'sent', receipt: receiptOf(before, target) } : { state: 'sending' };
}

/** An answer that held a secret was not kept; the step that asks for it again fails as the first one did. */
function receiptOf({ receipt }: Delivery, target: string): Record<string, unknown> {
  const withheld = receipt?.[WITHHELD];
  if (typeof withheld !== 'string') return receipt ?? {};
  throw new OutgoingFailure(`${target} has received it, and its answer was not kept: ${withheld}`, {
    kind: 'permanent',
    sent: 'unknown',
  });
}

function unknownOutcome(target: string, cause?: OutgoingFailure): OutgoingFailure {
  const reason = cause ? cause.message : 'an earlier attempt was interrupted';
  return new OutgoingFailure(
    `${target} may or may not have received it: ${reason}; it was not sent again. Look there, then start the pipeline again if it is missing`,
    { kind: 'permanent', sent: 'unknown', cause },
  );
}
