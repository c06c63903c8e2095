// Sends the demo organisation through the API, exactly as a user could: workspaces, connections, federation, pipelines.
import { type Client, ConnectionInput, type EnvironmentName } from '@mockops/contract';
import { parse } from 'yaml';
import { readFolder } from './files.ts';

const WORKSPACES = ['auth', 'payments', 'inventory', 'shipping'] as const;
/** Scenarios stay in dev: promoting them is what the demo shows. */
const PROMOTED = new Set(['schema', 'mock', 'persona']);

export interface DemoConnection extends ConnectionInput {
  workspace_id: string | null;
}

export async function loadOrganisation(api: Client, connections: readonly DemoConnection[]): Promise<void> {
  for (const workspace of WORKSPACES) {
    const files = await readFolder(new URL(`workspaces/${workspace}/`, import.meta.url));
    await api.pushFiles({ params: { workspace }, body: { files, author: 'demo', message: 'The demo organisation' } });
    await promoteAlong(api, workspace, 'dev', 'test');
    await promoteAlong(api, workspace, 'test', 'prod');
  }
  for (const body of connections) await api.putConnection({ body });
  for (const [name, source] of Object.entries(await readFolder(new URL('federations/', import.meta.url)))) {
    await api.createFederation({ body: { source, file: `federations/${name}` } });
  }
  // Last, so that loading starts no run.
  for (const [name, source] of Object.entries(await readFolder(new URL('pipelines/', import.meta.url)))) {
    await api.savePipeline({ body: { source, file: `pipelines/${name}` } });
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

async function promoteAlong(api: Client, workspace: string, from: EnvironmentName, to: EnvironmentName): Promise<void> {
  for (const { kind, name, live } of await api.listArtifacts({ params: { workspace } })) {
    if (!PROMOTED.has(kind) || live[from] === undefined || live[from] === live[to]) continue;
    await api.promote({
      params: { workspace },
      body: {
        entity_type: kind,
        entity_id: name,
        from_environment: from,
        to_environment: to,
        comments: 'The demo organisation',
      },
    });
  }
}
