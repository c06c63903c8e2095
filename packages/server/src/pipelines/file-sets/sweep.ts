// Removes file sets that nobody used for long, once an hour per worker.
import type { Database } from '../../db/database.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import { sweepFileSets } from './store.ts';

const EVERY_MS = 3_600_000;

export function fileSetSweep(database: Database): DueTask {
  const { now } = database.clock;
  let quiet_until = 0;
  return {
    name: 'file sets',
    run: async () => {
      if (now().getTime() >= quiet_until) {
        quiet_until = now().getTime() + EVERY_MS;
        await sweepFileSets(database.db);
      }
      return new Date(quiet_until);
    },
  };
}
