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
  let stopped = false;

  async function syncOnce(): Promise<void> {
    const served = gateway.served();
    const wanted = new Set<string>();
    /** One that cannot be loaded must not keep the others from being served. */
    async function load(target: string, digest: string, put: () => Promise<void>): Promise<void> {
      wanted.add(target);
      if (served[target] === digest) return;
      await put().catch((cause: unknown) => options.onError(new Error(`${target} could not be loaded`, { cause })));
    }
    for (const { slug, name, digest } of await source.workspaces()) {
      await load(`${slug}@${name}`, digest, async () => {
        const snapshot = await source.workspace(slug, name);
        const issues = snapshot ? await gateway.putWorkspace(snapshot) : [];
        for (const issue of issues) options.onError(new Error(`${slug}@${name} ${issue.path}: ${issue.message}`));
      });
    }
    for (const { name, digest } of await source.federations()) {
      await load(name, digest, async () => {
        const snapshot = await source.federation(name);
        if (snapshot) gateway.putFederation(snapshot);
      });
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
    if (stopped) return Promise.resolve();
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
      stopped = true;
      clearInterval(beating);
      await running?.catch(() => undefined);
      await removeGateway(database.db, gateway_id);
    },
  };
}
export type GatewaySync = ReturnType<typeof createGatewaySync>;
