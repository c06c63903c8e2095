// Sandboxes: sessions of a federation with a name and an end. Mocks keep no state between requests, so what a sandbox isolates is what depends on the session:
// the side that a blended service answers from.
import { randomUUID } from 'node:crypto';
import { Problem, type Sandbox, type SystemScenarioRun } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { deterministicUuid, sha256 } from '../digest.ts';
import type { Federations } from '../federation/service.ts';
import type { FederationRow } from '../federation/store.ts';
import type { DueTask } from '../runtime/ticker.ts';
import {
  deleteSandboxRow,
  findSandboxByKey,
  insertSandbox,
  listSandboxRows,
  type SandboxRow,
  sweepSandboxes,
} from './store.ts';

export function createSandboxes(options: {
  database: Database;
  org_id: string;
  federations: Pick<Federations, 'require'>;
  gateway_url: string;
}) {
  const { database, org_id, federations, gateway_url } = options;

  function presentSandbox(federation: FederationRow, { federation_id: _, ...row }: SandboxRow): Sandbox {
    return {
      ...row,
      federation: federation.name,
      base_url: `${gateway_url}/${federation.name}`,
      expires_at: row.expires_at.toISOString(),
      created_at: row.created_at.toISOString(),
    };
  }

  /** The session of a run; a sandbox that is over is refused, because its requests would silently share the baseline. */
  async function chooseSession(federation: FederationRow, { routing_key, seed }: SystemScenarioRun): Promise<string> {
    if (routing_key === undefined)
      return seed === undefined ? `scenario-${randomUUID()}` : `seed-${sha256(String(seed)).slice(0, 12)}`;
    const sandbox = await findSandboxByKey(database.db, federation.id, routing_key);
    if (sandbox && !sandbox.live)
      throw new Problem(
        'conflict',
        `the sandbox with routing key "${routing_key}" is over; create another one with a longer ttl`,
      );
    return routing_key;
  }

  return {
    chooseSession,

    /** The same key gives the same sandbox. */
    create: async (sandbox: { federation: string; key: string; ttl_ms: number; owner: string }): Promise<Sandbox> => {
      const federation = await federations.require(sandbox.federation);
      const id = deterministicUuid(org_id, 'sandbox', sandbox.key);
      const routing_key = `sandbox-${id.replaceAll('-', '').slice(0, 16)}`;
      const { ttl_ms, owner } = sandbox;
      const row = await insertSandbox(database.db, {
        id,
        org_id,
        federation_id: federation.id,
        routing_key,
        owner,
        ttl_ms,
      });
      return presentSandbox(federation, row);
    },

    list: async (reference: string): Promise<Sandbox[]> => {
      const federation = await federations.require(reference);
      return (await listSandboxRows(database.db, federation.id)).map((row) => presentSandbox(federation, row));
    },

    /** False when it was gone already. */
    remove: (id: string): Promise<boolean> => deleteSandboxRow(database.db, org_id, id),

    sweep: { name: 'sandboxes', run: () => sweepSandboxes(database.db) } satisfies DueTask,
  };
}
