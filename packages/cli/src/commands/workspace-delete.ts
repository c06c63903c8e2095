// mockops workspace delete <name>: it goes with all that is in it; what is left says who did what when.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const workspaceDeleteCommand = (io: Io) =>
  remoteCommand('delete')
    .description('delete a workspace with its mocks, pipelines, secrets and connections; its runs end at once')
    .argument('<workspace>', 'slug or id')
    .action(async (workspace, options) => {
      const result = await connect(options).deleteWorkspace({ params: { workspace } });
      if (options.json) return printJson(io, result);
      io.out(`${workspace} is deleted, with all that was in it.`);
    });
