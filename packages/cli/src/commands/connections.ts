// mockops connections: where pipelines reach the outside; secrets stay on the server.
import { type Io, printJson, printTable } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const connectionsCommand = (io: Io) =>
  remoteCommand('connections')
    .description('list connections')
    .action(async (options) => {
      const connections = await connect(options).listConnections();
      if (options.json) return printJson(io, connections);
      if (connections.length === 0)
        return io.out('There is no connection yet; create one with `mockops connection set`.');
      const rows = connections.map(({ name, kind, workspace_id, settings }) => [
        name,
        kind,
        workspace_id ?? '(all)',
        Object.entries(settings)
          .filter(([key]) => key !== 'kind')
          .map(([key, value]) => `${key}=${String(value)}`)
          .join(' '),
      ]);
      printTable(io, ['NAME', 'KIND', 'WORKSPACE', 'SETTINGS'], rows);
    });
