// mockops run rerun <id>: the same event again, with the definition that the run had, or with --latest the newest.
import { Failure } from '../failure.ts';
import { demandSuccess, followRun } from '../follow-run.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const runRerunCommand = (io: Io) =>
  remoteCommand('rerun')
    .description('run again: all steps, those that failed, or from one step on')
    .argument('<id>')
    .option('--failed', 'take over what succeeded, run the rest')
    .option('--from <step>', 'take over what comes before this step')
    .option('--latest', 'with the newest definition instead of the one that the run had')
    .option('--debug', 'log more')
    .option('--wait', 'follow it until it ends; exit 1 unless it succeeds')
    .action(async (execution, { failed, from, latest, debug, wait, ...options }) => {
      if ([failed, from, latest].filter((given) => given !== undefined).length > 1)
        throw new Failure('Give one of --failed, --from and --latest.');
      const what = failed ? 'failed' : from === undefined ? 'all' : 'from_step';
      const api = connect(options);
      const started = await api.rerunExecution({
        params: { execution },
        body: {
          what,
          ...(from !== undefined && { step: from }),
          ...(latest && { latest }),
          ...(debug && { debug }),
        },
      });
      if (!wait) {
        if (options.json) return printJson(io, started);
        return io.out(`${started.pipeline} #${started.number} repeats it: mockops run show ${started.id} --watch`);
      }
      const run = await followRun(api, started.id, io, options.json);
      if (options.json) printJson(io, run);
      else io.out(`${run.pipeline} #${run.number} ${run.status}`);
      demandSuccess(run);
    });
