// mockops run cancel <id>: stops a run; steps that have not begun never do.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const runCancelCommand = (io: Io) =>
  remoteCommand('cancel')
    .description('stop a run')
    .argument('<id>')
    .action(async (execution, options) => {
      const run = await connect(options).cancelExecution({ params: { execution } });
      if (options.json) return printJson(io, run);
      const { pipeline, number, status } = run;
      io.out(
        status === 'queued' || status === 'running'
          ? `${pipeline} #${number} is being stopped: mockops run show ${run.id} --watch`
          : `${pipeline} #${number} is ${status}.`,
      );
    });
