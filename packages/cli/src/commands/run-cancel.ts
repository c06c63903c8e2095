// mockops run cancel|stop|kill <id>: ends a run. Cancel: now, its hooks run. Stop: what runs may end, nothing new starts. Kill: now, without hooks.
import { hasEnded } from '../follow-run.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

type Mode = 'cancel' | 'stop' | 'kill';

const endCommand = (io: Io, mode: Mode, description: string) =>
  remoteCommand(mode)
    .description(description)
    .argument('<id>')
    .option('--reason <text>', 'for the history')
    .action(async (execution, { reason, ...options }) => {
      const body = { mode, ...(reason !== undefined && { reason }) };
      const run = await connect(options).cancelExecution({ params: { execution }, body });
      if (options.json) return printJson(io, run);
      const name = `${run.pipeline} #${run.number}`;
      io.out(
        hasEnded(run) ? `${name} is ${run.status}.` : `${name} is being stopped: mockops run show ${run.id} --watch`,
      );
    });

export const runCancelCommand = (io: Io) => endCommand(io, 'cancel', 'end a run now; its hooks still run');
export const runStopCommand = (io: Io) => endCommand(io, 'stop', 'let the running steps end and start no more');
export const runKillCommand = (io: Io) => endCommand(io, 'kill', 'end a run now, without its hooks');
