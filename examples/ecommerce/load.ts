// Sends the demo organisation through the API, exactly as a user could: workspaces, connections, federation, pipelines.
import path from 'node:path';
import { type Client, ConnectionInput } from '@mockops/contract';
import { parse } from 'yaml';
import { readFolder } from './files.ts';

const WORKSPACES = ['auth', 'payments', 'inventory', 'shipping'] as const;

export interface DemoConnection extends ConnectionInput {
  workspace_id: string | null;
}

export async function loadOrganisation(api: Client, connections: readonly DemoConnection[]): Promise<void> {
  await Promise.all(WORKSPACES.map((workspace) => loadWorkspace(api, workspace)));
  await Promise.all(connections.map((body) => api.putConnection({ body })));
  await loadFederations(api);
  // Last, so that loading starts no run.
  for (const [name, source] of Object.entries(await readFolder(new URL('pipelines/', import.meta.url)))) {
    if (name.endsWith('.test.yaml')) continue;
    await api.savePipeline({ body: { source, file: `pipelines/${name}` } });
  }
}

/**
 * A new workspace is the same in dev, test and prod. Scenarios come after that and are in dev only: promoting them is what the
 * demo shows.
 */
async function loadWorkspace(api: Client, workspace: string): Promise<void> {
  const files = await readFolder(new URL(`workspaces/${workspace}/`, import.meta.url));
  const first = Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith('scenarios/')));
  const push = (pushed: Record<string, string>, message: string) =>
    api.pushFiles({ params: { workspace }, body: { files: pushed, author: 'demo', message } });
  await push(first, 'The demo organisation');
  await push(files, 'Scenarios of the demo organisation');
}

/** `federations/<name>.yaml`, and the system scenarios of each in the folder of its name. */
async function loadFederations(api: Client): Promise<void> {
  const files = Object.entries(await readFolder(new URL('federations/', import.meta.url)));
  for (const [name, source] of files.filter(([name]) => !name.includes('/'))) {
    await api.createFederation({ body: { source, file: `federations/${name}` } });
  }
  for (const [name, source] of files.filter(([name]) => name.includes('/'))) {
    const { dir: federation, name: scenario } = path.posix.parse(name);
    await api.putSystemScenario({ params: { federation, scenario }, body: { source, file: `federations/${name}` } });
  }
}

/** connections.yaml with `${NAME}` filled in. */
export function readConnections(text: string, placeholders: Record<string, string>): DemoConnection[] {
  const filled = text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = placeholders[name];
    if (value === undefined) throw new Error(`connections.yaml asks for \${${name}}, which the demo does not know`);
    return value;
  });
  const Entry = ConnectionInput.extend({ workspace_id: ConnectionInput.shape.name.nullable().default(null) });
  return Entry.array().parse(parse(filled));
}
