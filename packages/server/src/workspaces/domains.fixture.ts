// Workspaces, federations, promotions and their events over a database of their own, without HTTP and pipelines; for tests of domains.
import type { EventEnvelope } from '@mockops/contract';
import { createContracts } from '../contracts/contracts.ts';
import type { Database } from '../db/database.ts';
import { ensureOrganisation } from '../db/organisation.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { buildSnapshot, createEnvironments } from '../environments/service.ts';
import { findEnvironment, listTargets } from '../environments/store.ts';
import { createEvents } from '../events/service.ts';
import { createFederations } from '../federation/service.ts';
import type { SnapshotSource } from '../gateway/sync.ts';
import { createPromotions } from '../promotion/service.ts';
import { createWorkspaces } from './service.ts';

export type Domains = Awaited<ReturnType<typeof startDomains>>;

export async function startDomains() {
  const { database, drop } = await createTestDatabase();
  const org_id = await ensureOrganisation(database.db, 'acme');
  const events = createEvents({ database, org_id, onError: () => undefined });
  const environments = createEnvironments({ events });
  const pipelines = { check: async () => Promise.reject(new Error('no pipelines here')), files: async () => ({}) };
  const contracts = createContracts();
  const workspaces = createWorkspaces({ database, org_id, events, contracts, environments, pipelines });
  const federations = createFederations({ database, org_id, events });
  const promotions = createPromotions({ database, events, environments, workspaces });
  const snapshots: SnapshotSource = {
    workspaces: () => listTargets(database.db, org_id),
    federations: () => federations.list(),
    workspace: async (slug, name) => {
      const workspace = await workspaces.find(slug);
      const environment = workspace && (await findEnvironment(database.db, workspace.id, name));
      return environment && buildSnapshot(database.db, workspace, environment);
    },
    federation: federations.snapshot,
  };
  return {
    ...{ database, org_id, events, environments, workspaces, federations, promotions, snapshots },
    push: (slug: string, files: Record<string, string>) =>
      workspaces.push({ slug, files, author: 'robin', message: '', prune: false }),
    told: (type: string) => listTold(database, type),
    close: async () => {
      events.close();
      await contracts.close();
      await drop();
    },
  };
}

/** Data of all events of a type, oldest first. */
async function listTold(database: Database, type: string): Promise<EventEnvelope['data'][]> {
  const query = 'select data from events where type = $1 order by seq';
  const { rows } = await database.pool.query<{ data: EventEnvelope['data'] }>(query, [type]);
  return rows.map(({ data }) => data);
}
