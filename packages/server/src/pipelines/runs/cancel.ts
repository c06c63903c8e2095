// Ends a run from outside: cancel (now, with its hooks), stop (what runs may end), kill (now, without hooks). A stronger way may follow a weaker one.
import { Problem } from '@mockops/contract';
import type { Ending } from '@mockops/pipelines';
import type { Database } from '../../db/database.ts';
import type { RunJournal } from './journal.ts';
import { findStatus } from './store.ts';

export interface Cancellation {
  mode: Ending['mode'];
  by: string;
  reason: string | null;
}

const STRENGTH = { stop: 0, cancel: 1, kill: 2 };

export function createCancel({ database, journal }: { database: Database; journal: RunJournal }) {
  /** Whichever transition commits first stands: of a run that has ended, or is ending as strongly already, Problem `conflict`. */
  return async function cancel(id: string, { mode, by, reason }: Cancellation): Promise<void> {
    await database.transaction(async (tx) => {
      const open = await journal.open(tx, id);
      if (!open) {
        const status = await findStatus(tx.db, id);
        if (!status) throw new Problem('not-found', `there is no run "${id}"`);
        throw new Problem('conflict', `the run has ended: ${status}`);
      }
      const { ending } = open.journal.run;
      const { number, pipeline_name } = open.pinned;
      if (ending && STRENGTH[ending.mode] >= STRENGTH[mode])
        throw new Problem('conflict', `run #${number} of "${pipeline_name}" is ending already (${ending.mode})`);
      const { refused } = await journal.move(tx, open, { ending: { mode, by, reason, timed_out: false } });
      if (refused)
        throw new Problem(
          'conflict',
          `the steps of run #${number} of "${pipeline_name}" have ended, and only its hooks still run; kill it to end those too`,
        );
    });
  };
}
