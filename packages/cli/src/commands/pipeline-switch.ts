// mockops pipeline enable|disable <name>: whether events start it.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

const switchCommand = (io: Io, name: 'enable' | 'disable', description: string) =>
  remoteCommand(name)
    .description(description)
    .argument('<pipeline>', 'name or id')
    .option('--cancel-runs', 'with disable: end its runs too; otherwise they go on')
    .action(async (pipeline, { cancelRuns = false, ...options }) => {
      const saved = await connect(options).updatePipeline({
        params: { pipeline },
        body: { enabled: name === 'enable', cancel_runs: cancelRuns },
      });
      if (options.json) return printJson(io, saved);
      io.out(
        saved.enabled
          ? `${saved.name} is on; it starts on ${saved.triggers.map(({ label }) => label).join(', ')}.`
          : `${saved.name} is off; events start no run of it until \`mockops pipeline enable ${saved.name}\`.`,
      );
    });

export const pipelineEnableCommand = (io: Io) => switchCommand(io, 'enable', 'let events start a pipeline again');
export const pipelineDisableCommand = (io: Io) => switchCommand(io, 'disable', 'let no event start a pipeline');
