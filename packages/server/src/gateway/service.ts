// "Applied" as a fact: which digest each live gateway serves, and waiting until all of them serve the new one.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { listGatewayRows, listServedDigests } from './store.ts';
import type { GatewaySync } from './sync.ts';

const APPLY_LIMIT_MS = 5_000;
const LOOK_AGAIN_MS = 25;

export interface Served {
  served: { gateway: string; digest: string | null }[];
  applied: boolean;
}

export function createGateways(options: {
  database: Database;
  /** The gateway of this process, when it has that role. */
  local: () => GatewaySync | undefined;
  /** The digest that the database wants served for a target; undefined: nothing, it was removed. */
  wanted: (target: string) => Promise<string | undefined>;
}) {
  const { database, local, wanted } = options;

  async function served(target: string, digest: string | undefined): Promise<Served> {
    const rows = await listServedDigests(database.db, target);
    return { served: rows, applied: rows.every((row) => row.digest === (digest ?? null)) };
  }

  return {
    served,

    /**
     * After a commit: wakes every gateway and waits until all serve what the database wants now, which a later change may have replaced again.
     * Gives up after 5 s; the answer then says `applied: false`.
     */
    apply: async (target: string): Promise<Served> => {
      await database.pool.query("select pg_notify('snapshots', $1)", [target]);
      // What fails here is told by the gateway itself, which tries again; the change is made either way.
      await local()
        ?.sync()
        .catch(() => undefined);
      for (const until = Date.now() + APPLY_LIMIT_MS; ; await sleep(LOOK_AGAIN_MS)) {
        const now = await served(target, await wanted(target));
        if (now.applied || Date.now() > until) return now;
      }
    },

    list: async (): Promise<Gateway[]> =>
      (await listGatewayRows(database.db)).map((row) => ({
        ...row,
        started_at: row.started_at.toISOString(),
        seen_at: row.seen_at.toISOString(),
      })),
  };
}
export type Gateways = ReturnType<typeof createGateways>;
