// mockops federation delete <name>: the virtual system goes, its workspaces stay.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const federationDeleteCommand = (io: Io) =>
  remoteCommand('delete')
    .description('remove a federation; its workspaces stay')
    .argument('<federation>')
    .action(async (federation, options) => {
      const result = await connect(options).deleteFederation({ params: { federation } });
      if (options.json) return printJson(io, result);
      io.out(`${federation} is removed; its workspaces stay.`);
    });
