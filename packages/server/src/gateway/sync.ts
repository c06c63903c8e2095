// Keeps a gateway at what the database says: compares digests, loads what differs, reports what is served. One mechanism for start, change and repair.
import type { EnvironmentName, FederationSnapshot, WorkspaceSnapshot } from '@mockops/contract';
import type { Gateway } from '@mockops/engine';
import type { Database } from '../db/database.ts';
import { beatGateway, removeGateway, saveServed } from './store.ts';

export interface SnapshotSource {
  workspaces: () => Promise<{ slug: string; name: EnvironmentName; digest: string }[]>;
  federations: () => Promise<{ name: string; digest: string }[]>;
  workspace: (slug: string, environment: EnvironmentName) => Promise<WorkspaceSnapshot | undefined>;
  federation: (name: string) => Promise<FederationSnapshot | undefined>;
}

export function createGatewaySync(options: {
  database: Database;
  gateway: Gateway;
  gateway_id: string;
  url: string;
  source: SnapshotSource;
  onError: (error: unknown) => void;
}) {
  const { database, gateway, gateway_id, source } = options;
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;

  async function syncOnce(): Promise<void> {
    const served = gateway.served();
    const wanted = new Set<string>();
    for (const { slug, name, digest } of await source.workspaces()) {
      const target = `${slug}@${name}`;
      wanted.add(target);
      if (served[target] === digest) continue;
      const snapshot = await source.workspace(slug, name);
      const issues = snapshot ? await gateway.putWorkspace(snapshot) : [];
      for (const issue of issues) options.onError(new Error(`${target} ${issue.path}: ${issue.message}`));
    }
    for (const { name, digest } of await source.federations()) {
      wanted.add(name);
      if (served[name] === digest) continue;
      const snapshot = await source.federation(name);
      if (snapshot) gateway.putFederation(snapshot);
    }
    for (const target of Object.keys(served)) {
      if (wanted.has(target)) continue;
      if (target.includes('@')) gateway.removeWorkspace(target.slice(0, target.indexOf('@')));
      else gateway.removeFederation(target);
    }
    await saveServed(database.db, gateway_id, gateway.served());
  }

  /** Resolves when a pass that began after this call is done; passes do not overlap. */
  function sync(): Promise<void> {
    if (!running) {
      running = syncOnce().finally(() => {
        running = undefined;
      });
      return running;
    }
    again ??= running
      .catch(() => undefined)
      .then(() => {
        again = undefined;
        return sync();
      });
    return again;
  }

  let beating: NodeJS.Timeout | undefined;
  return {
    sync,
    start: async () => {
      await beatGateway(database.db, gateway_id, options.url);
      await sync();
      beating = setInterval(() => void beatGateway(database.db, gateway_id, options.url).catch(options.onError), 3_000);
    },
    stop: async () => {
      clearInterval(beating);
      await running?.catch(() => undefined);
      await removeGateway(database.db, gateway_id);
    },
  };
}
export type GatewaySync = ReturnType<typeof createGatewaySync>;
