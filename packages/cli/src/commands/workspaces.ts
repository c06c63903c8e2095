// mockops workspaces: what there is, and whether every gateway serves it.
import { type Io, printJson, printTable } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const workspacesCommand = (io: Io) =>
  remoteCommand('workspaces')
    .description('list the workspaces')
    .action(async (options) => {
      const workspaces = await connect(options).listWorkspaces();
      if (options.json) return printJson(io, workspaces);
      if (workspaces.length === 0) return io.out('There is no workspace yet; create one with `mockops push <folder>`.');
      const rows = workspaces.map(({ slug, operation_count, environments, mock_url }) => [
        slug,
        String(operation_count),
        environments
          .map(({ name, revision, applied }) => `${name}@${revision}${applied ? '' : ' (being applied)'}`)
          .join(' '),
        mock_url,
      ]);
      printTable(io, ['WORKSPACE', 'OPERATIONS', 'ENVIRONMENTS', 'URL'], rows);
    });
