// The demo of `mockops start`: into an empty store it loads the organisation of this folder; beside a store that holds it, it
// runs the services and stand-ins that the organisation refers to. Any other store is left alone.
import { readFile } from 'node:fs/promises';
import type { Client } from '@mockops/contract';
import { type DemoConnection, loadOrganisation, readConnections } from './load.ts';
import { FIRST_PORT, findPorts, isOwnUrl } from './ports.ts';
import { type StandIns, startStandIns } from './stand-ins.ts';

const FEDERATION = 'e-commerce-platform';

export interface Demo {
  urls: StandIns['urls'] & { federation: string };
  /** True when this start loaded the organisation. */
  loaded: boolean;
  close: () => Promise<void>;
}

/** Undefined when the store holds something else than the demo. */
export async function startDemo(options: {
  api: Client;
  log: (line: string) => void;
  first_port?: number;
}): Promise<Demo | undefined> {
  const { api, log, first_port = FIRST_PORT } = options;
  const isEmpty = (await api.listWorkspaces()).length === 0;
  if (!isEmpty && !(await hasFederation(api))) return undefined;

  const ports = await findPorts(first_port);
  const standIns = await startStandIns(ports);
  try {
    const text = await readFile(new URL('connections.yaml', import.meta.url), 'utf8');
    const connections = readConnections(text, standIns.placeholders);
    if (isEmpty) {
      log('loading the demo organisation');
      await loadOrganisation(api, connections);
    } else {
      await refreshConnections(api, connections);
    }
    await pointAtUpstreams(api, standIns.urls, first_port);
    const { base_url } = await api.getFederation({ params: { federation: FEDERATION } });
    return { urls: { ...standIns.urls, federation: base_url }, loaded: isEmpty, close: standIns.close };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

async function hasFederation(api: Client): Promise<boolean> {
  return (await api.listFederations()).some((federation) => federation.name === FEDERATION);
}

/** Stand-ins may have moved to other ports. What the user removed stays removed; only names of the demo are touched. */
async function refreshConnections(api: Client, connections: readonly DemoConnection[]): Promise<void> {
  const stored = await api.listConnections();
  for (const body of connections) {
    if (stored.some(({ name, workspace_id }) => name === body.name && workspace_id === body.workspace_id)) {
      await api.putConnection({ body });
    }
  }
}

/** Environments that follow one of the demo's services follow it to the port it has now; other upstreams are the user's. */
async function pointAtUpstreams(
  api: Client,
  urls: { auth: string; inventory: string },
  first_port: number,
): Promise<void> {
  const stored = await api.listWorkspaces();
  for (const name of ['auth', 'inventory'] as const) {
    const url = urls[name];
    for (const { name: environment, settings } of stored.find(({ slug }) => slug === name)?.environments ?? []) {
      const { upstream_url } = settings;
      if (upstream_url === undefined || upstream_url === url || !isOwnUrl(upstream_url, name, first_port)) continue;
      await api.updateEnvironment({ params: { workspace: name, environment }, body: { upstream_url: url } });
    }
  }
}
