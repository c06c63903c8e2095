// mockops environment history <workspace> <environment>: every revision, newest first, and why it came to be.
import { Argument } from '@commander-js/extra-typings';
import { EnvironmentName } from '@mockops/contract';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const environmentHistoryCommand = (io: Io) =>
  remoteCommand('history')
    .description('list the revisions of an environment, newest first')
    .argument('<workspace>')
    .addArgument(new Argument('<environment>').choices(EnvironmentName.options))
    .action(async (workspace, environment, options) => {
      const revisions = await connect(options).environmentHistory({ params: { workspace, environment } });
      if (options.json) return printJson(io, revisions);
      const rows = revisions.map(({ revision, at, actor, entries, reason }) => [
        String(revision),
        shortTime(at),
        actor,
        String(Object.keys(entries).length),
        reason,
      ]);
      printTable(io, ['REVISION', 'TIME (UTC)', 'BY', 'ENTRIES', 'WHY'], rows);
    });
