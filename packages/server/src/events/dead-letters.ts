// Dead letters: what was given up after its last attempt, until somebody delivers it again or discards it.
import { type DeadLetter, Problem } from '@mockops/contract';
import type { Database, Tx } from '../db/database.ts';
import { type DeadLetterRow, dispatchAgain, listDeadLetterRows, resolveLetter } from './dead-letters/store.ts';

export function createDeadLetters(options: {
  database: Database;
  org_id: string;
  /** Sends a delivery of an outbound webhook again, from its first attempt on. */
  retryWebhook: (tx: Tx, delivery_id: string) => Promise<void>;
  /** There is something for the dispatcher, or for the sender of webhooks. */
  onWork: () => void;
}) {
  const { database, org_id } = options;

  async function retry(tx: Tx, letter: DeadLetterRow): Promise<void> {
    if (letter.kind === 'event') return dispatchAgain(tx.db, letter.id);
    if (letter.webhook_delivery_id) await options.retryWebhook(tx, letter.webhook_delivery_id);
  }

  return {
    list: async (filter: { status: DeadLetter['status']; limit: number }): Promise<DeadLetter[]> =>
      (await listDeadLetterRows(database.db, org_id, filter)).map(present),

    resolve: async (id: string, action: 'retry' | 'discard', actor: string): Promise<DeadLetter> => {
      const resolved = await database.transaction(async (tx) => {
        const [letter] = await listDeadLetterRows(tx.db, org_id, { id });
        if (!letter) throw new Problem('not-found', `there is no dead letter "${id}"`);
        if (letter.status !== 'open')
          throw new Problem(
            'conflict',
            `dead letter ${id} was ${letter.status} by ${letter.resolved_by ?? 'somebody'}`,
          );
        if (action === 'retry') await retry(tx, letter);
        await resolveLetter(tx.db, id, action === 'retry' ? 'retried' : 'discarded', actor);
        tx.afterCommit(options.onWork);
        return (await listDeadLetterRows(tx.db, org_id, { id }))[0] ?? letter;
      });
      return present(resolved);
    },
  };
}
export type DeadLetters = ReturnType<typeof createDeadLetters>;

function present(row: DeadLetterRow): DeadLetter {
  const { pipeline_id: _, webhook_delivery_id: __, created_at, resolved_at, ...shown } = row;
  return { ...shown, created_at: created_at.toISOString(), resolved_at: resolved_at?.toISOString() ?? null };
}
