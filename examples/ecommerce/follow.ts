// The store follows the demo's services and stand-ins to the ports that they have now. In come their addresses; connections and
// upstreams of the demo that point at nobody, or at a port of the demo's own, are changed. Everything else is the user's.
import type { Client, Connection } from '@mockops/contract';
import type { DemoConnection } from './load.ts';
import { isOwnPort, type PortName } from './ports.ts';
import { listens, readLoopback, type Target, toLoopback } from './running.ts';

const PORT_NAMES = { slack: 'slack', smtp: 'smtp', webhook: 'webhook', github: 'github' } as const satisfies Record<
  Exclude<Connection['kind'], 'teams'>,
  PortName
>;

export async function followStandIns(options: {
  api: Client;
  connections: readonly DemoConnection[];
  urls: { auth: string; inventory: string };
  first_port: number;
}): Promise<void> {
  await moveConnections(options);
  await moveUpstreams(options);
}

/** What the user removed, or made another kind of connection, stays so. */
async function moveConnections({ api, connections, first_port }: Parameters<typeof followStandIns>[0]): Promise<void> {
  const stored = await api.listConnections();
  for (const body of connections) {
    const { name, workspace_id, settings } = body;
    const found = stored.find((one) => one.name === name && one.workspace_id === workspace_id);
    // The demo has no stand-in for Teams.
    if (found?.kind !== settings.kind || found.kind === 'teams') continue;
    // Where a Slack message goes is a secret that nobody can read back.
    const isAdrift =
      found.kind === 'slack' || (await pointsAtDemo(targetOf(found), PORT_NAMES[found.kind], first_port));
    if (isAdrift) await api.putConnection({ body });
  }
}

async function moveUpstreams({ api, urls, first_port }: Parameters<typeof followStandIns>[0]): Promise<void> {
  const workspaces = await api.listWorkspaces();
  for (const name of ['auth', 'inventory'] as const) {
    const upstream_url = urls[name];
    for (const { name: environment, settings } of workspaces.find(({ slug }) => slug === name)?.environments ?? []) {
      if (settings.upstream_url === undefined || settings.upstream_url === upstream_url) continue;
      if (!(await pointsAtDemo(readLoopback(settings.upstream_url), name, first_port))) continue;
      await api.updateEnvironment({ params: { workspace: name, environment }, body: { upstream_url } });
    }
  }
}

function targetOf({ settings }: Connection): Target | undefined {
  if (typeof settings.host === 'string') return toLoopback(settings.host, Number(settings.port));
  const url = settings.url ?? settings.api_url;
  return typeof url === 'string' ? readLoopback(url) : undefined;
}

/** A demo that ended leaves a port where nobody listens, or where somebody else does by now. */
async function pointsAtDemo(target: Target | undefined, name: PortName, first_port: number): Promise<boolean> {
  if (target === undefined) return false;
  return isOwnPort(target.port, name, first_port) || !(await listens(target));
}
