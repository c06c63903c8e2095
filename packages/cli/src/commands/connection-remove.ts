// mockops connection remove <name>: steps that name it fail from now on; others of its kind take its place for the rest.
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const connectionRemoveCommand = (io: Io) =>
  remoteCommand('remove')
    .description('remove a connection')
    .argument('<name>')
    .option('--workspace <workspace>', 'the one of this workspace; else the one of the whole organisation')
    .action(async (name, options) => {
      const api = connect(options);
      const workspace_id =
        options.workspace === undefined
          ? null
          : (await api.getWorkspace({ params: { workspace: options.workspace } })).slug;
      const named = (await api.listConnections()).filter((connection) => connection.name === name);
      const found = named.find((connection) => connection.workspace_id === workspace_id);
      const place = workspace_id ?? 'the organisation';
      if (!found) {
        const elsewhere = named.map((one) => (one.workspace_id ? `--workspace ${one.workspace_id}` : 'no --workspace'));
        throw new Failure(
          `There is no connection "${name}" of ${place}; ${elsewhere.length > 0 ? `one is there with ${elsewhere.join(', or with ')}` : 'list them with `mockops connections`'}.`,
        );
      }
      const result = await api.deleteConnection({ params: { id: found.id } });
      if (options.json) return printJson(io, result);
      io.out(`${found.kind} connection ${name} of ${place} is removed.`);
    });
