// Counts every exchange of the data plane and writes the counts in batches. In: observations, synchronously. Out: rows of request_counts.
// What is lost: a kill -9 loses the counts since the last flush; a database that stays away loses the oldest minutes once memory is full.
// Nothing is counted twice: a commit whose answer got lost is asked for by its transaction id before the batch is sent again.
import type { Observation } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { type Count, createCounts } from './counts.ts';
import { addCounts, currentTransaction } from './store.ts';

export interface TrafficOptions {
  database: Database;
  org_id: string;
  resolveWorkspace: (slug: string) => Promise<{ id: string } | undefined>;
  flush_interval_ms: number;
  /** New rows can be read. */
  onFlush?: () => void;
  /** Observations that carry an upstream's answer. */
  onAnswer?: (observation: Observation) => void;
  onError: (error: unknown) => void;
  max_keys?: number;
}

export interface Traffic {
  observe: (observation: Observation) => void;
  /** Writes everything observed before the call; when that fails the counts are kept for the next flush and the call rejects. */
  flush: () => Promise<void>;
  /** Stops the timer and flushes. */
  close: () => Promise<void>;
}

const MAX_KEYS = 200_000;

export function createTraffic(options: TrafficOptions): Traffic {
  const { database, onAnswer, onError } = options;
  const max_keys = options.max_keys ?? MAX_KEYS;
  const counts = createCounts({
    max_keys,
    onDrop: ({ minute, requests }) =>
      onError(
        new Error(
          `traffic: the counts of ${requests} requests in the minute ${new Date(minute).toISOString()} are lost: ` +
            `${max_keys} distinct counters waited for the database; check that it is reachable`,
        ),
      ),
  });
  /** A batch whose commit failed without saying whether it happened. */
  let unsure: { xid: string; batch: Count[] } | undefined;
  let last: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    // One at a time; a failed one does not stop the next.
    last = last.catch(() => undefined).then(write);
    return last;
  }

  async function write(): Promise<void> {
    await settleUnsure();
    const batch = counts.drain();
    if (batch.length === 0) return;
    let xid: string | undefined;
    try {
      const rows = await withWorkspaceIds(batch);
      await database.transaction(async (tx) => {
        await addCounts(tx, { org_id: options.org_id, rows });
        xid = await currentTransaction(tx);
      });
    } catch (error) {
      if (xid === undefined) counts.restore(batch);
      else unsure = { xid, batch };
      throw error;
    }
    options.onFlush?.();
  }

  async function settleUnsure(): Promise<void> {
    if (!unsure) return;
    const { rows } = await database.pool.query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [
      unsure.xid,
    ]);
    const status = rows[0]?.status;
    if (status === 'in progress') throw new Error('traffic: the previous flush is still being committed');
    if (status !== 'committed') counts.restore(unsure.batch);
    unsure = undefined;
  }

  /** Asked anew for each flush, because a workspace may be deleted and created again; counts of a deleted one go with it. */
  async function withWorkspaceIds(batch: Count[]) {
    const ids = new Map<string, string | undefined>();
    for (const slug of new Set(batch.map((count) => count.workspace))) {
      ids.set(slug, (await options.resolveWorkspace(slug))?.id);
    }
    return batch.flatMap((count) => {
      const workspace_id = ids.get(count.workspace);
      return workspace_id === undefined ? [] : [{ ...count, workspace_id }];
    });
  }

  const timer = setInterval(() => {
    if (counts.size() > 0 || unsure) flush().catch(onError);
  }, options.flush_interval_ms);
  timer.unref();

  return {
    observe(observation) {
      counts.add(observation);
      if (observation.answer) onAnswer?.(observation);
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
