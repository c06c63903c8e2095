// mockops pull <workspace> <folder>: the workspace folder as one environment has it.

import { Option } from '@commander-js/extra-typings';
import { EnvironmentName } from '@mockops/contract';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { writeWorkspaceFolder } from '../workspace-folder.ts';

export const pullCommand = (io: Io) =>
  remoteCommand('pull')
    .description('write a workspace as files into a folder')
    .argument('<workspace>')
    .argument('<folder>')
    .addOption(
      new Option('--environment <name>', 'whose content').choices(EnvironmentName.options).default('dev' as const),
    )
    .option('--prune', 'remove workspace files from the folder that the environment does not have', false)
    .action(async (workspace, folder, options) => {
      const { environment, prune } = options;
      const { files, digest } = await connect(options).pullFiles({ params: { workspace }, query: { environment } });
      const { written, unchanged, extra } = await writeWorkspaceFolder(folder, files, { prune });
      if (options.json)
        return printJson(io, { workspace_id: workspace, environment, digest, written, unchanged, extra });
      for (const name of written) io.out(`  ${name}`);
      for (const name of extra)
        io.out(`  ${name}  ${prune ? 'removed' : 'not in this environment; --prune removes it'}`);
      io.out(
        `${workspace} as ${environment} has it: ${written.length} files written, ${unchanged} unchanged, in ${folder}`,
      );
    });
