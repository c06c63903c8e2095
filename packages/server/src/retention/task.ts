// Retention: once an hour everything that is old enough is deleted, a batch at a time, so that no lock lasts and nothing else waits.
import type { Database } from '../db/database.ts';
import type { DueTask } from '../runtime/ticker.ts';
import { listSweeps, type RetentionDays, sweepOnce } from './store.ts';

const EVERY_MS = 3_600_000;
const BATCH = 1_000;

export function createRetention(options: {
  database: Database;
  days: RetentionDays;
  now?: () => Date;
  /** Rows that went, by table; not told of tables where none did. */
  onSwept?: (table: string, rows: number) => void;
}): DueTask {
  const { database, days, now = () => new Date(), onSwept = () => undefined } = options;
  let due_at = 0;
  return {
    name: 'retention',
    run: async () => {
      if (now().getTime() < due_at) return new Date(due_at);
      let more = false;
      for (const sweep of listSweeps(days, now())) {
        const rows = await sweepOnce(database.db, sweep, BATCH);
        if (rows > 0) onSwept(sweep.table, rows);
        more ||= rows === BATCH;
      }
      due_at = more ? 0 : now().getTime() + EVERY_MS;
      return new Date(due_at);
    },
  };
}
