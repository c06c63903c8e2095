// mockops pipeline delete <name>: no event starts it any more; what it did stays.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const pipelineDeleteCommand = (io: Io) =>
  remoteCommand('delete')
    .description('remove a pipeline; its runs stay')
    .argument('<pipeline>', 'name or id')
    .action(async (pipeline, options) => {
      const result = await connect(options).deletePipeline({ params: { pipeline } });
      if (options.json) return printJson(io, result);
      io.out(`${pipeline} is removed; its runs stay: mockops runs`);
    });
