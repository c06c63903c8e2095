// The demo of `mockops start`: into an empty store it loads the organisation of this folder; beside a store that holds it, it
// runs the services and stand-ins that the organisation refers to, unless another process does. Any other store is left alone.
import { readFile } from 'node:fs/promises';
import type { Client, Workspace } from '@mockops/contract';
import { followStandIns } from './follow.ts';
import { loadOrganisation, readConnections } from './load.ts';
import { FIRST_PORT, findPorts } from './ports.ts';
import { type Announcement, findRunning } from './running.ts';
import { startStandIns } from './stand-ins.ts';

const FEDERATION = 'e-commerce-platform';
const SERVICES: readonly string[] = ['auth', 'inventory'];

export interface Demo {
  urls: Announcement['urls'] & { federation: string };
  /** True when this start loaded the organisation. */
  loaded: boolean;
  close: () => Promise<void>;
}

/** Undefined when the store holds something else than the demo. */
export async function startDemo(options: {
  api: Client;
  log: (line: string) => void;
  /** 0: any free ports. */
  first_port?: number;
}): Promise<Demo | undefined> {
  const { api, log, first_port = FIRST_PORT } = options;
  const workspaces = await api.listWorkspaces();
  const isEmpty = workspaces.length === 0;
  const stored = (await api.listFederations()).find((federation) => federation.name === FEDERATION);
  if (!isEmpty && !stored) return undefined;

  const running = stored && (await findRunning(upstreamsOf(workspaces), stored.id));
  if (stored && running) {
    log('the demo runs in another process already; using its services and stand-ins');
    await followStandIns({ api, connections: await connectionsFor(running), urls: running.urls, first_port });
    return { urls: { ...running.urls, federation: stored.base_url }, loaded: false, close: async () => {} };
  }

  const standIns = await startStandIns(await findPorts(first_port));
  try {
    const connections = await connectionsFor(standIns);
    if (isEmpty) {
      log('loading the demo organisation');
      await loadOrganisation(api, connections);
    }
    await followStandIns({ api, connections, urls: standIns.urls, first_port });
    const { id, base_url } = await api.getFederation({ params: { federation: FEDERATION } });
    standIns.announce(id);
    return { urls: { ...standIns.urls, federation: base_url }, loaded: isEmpty, close: standIns.close };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

async function connectionsFor({ placeholders }: Pick<Announcement, 'placeholders'>) {
  return readConnections(await readFile(new URL('connections.yaml', import.meta.url), 'utf8'), placeholders);
}

const upstreamsOf = (workspaces: readonly Workspace[]): string[] =>
  workspaces
    .filter(({ slug }) => SERVICES.includes(slug))
    .flatMap(({ environments }) => environments.flatMap(({ settings }) => settings.upstream_url ?? []));
