// mockops hold …: entries that automation leaves alone, because a person decided about them.
import { Argument } from '@commander-js/extra-typings';
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const holdListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list what automation must not promote')
    .argument('<workspace>')
    .action(async (workspace, options) => {
      const holds = await connect(options).listHolds({ params: { workspace } });
      if (options.json) return printJson(io, holds);
      if (holds.length === 0) return io.out(`Nothing is held in ${workspace}.`);
      const rows = holds.map((hold) => [
        `${hold.entity_type}/${hold.entity_id}`,
        hold.environment,
        hold.set_by,
        shortTime(hold.created_at),
        hold.reason,
      ]);
      printTable(io, ['ENTRY', 'IN', 'BY', 'SINCE (UTC)', 'WHY'], rows);
    });

export const holdLiftCommand = (io: Io) =>
  remoteCommand('lift')
    .description('let automation promote an entry again')
    .argument('<workspace>')
    .addArgument(new Argument('<environment>', 'where').choices(EnvironmentName.options))
    .addArgument(new Argument('<type>', 'kind of the entry').choices(ArtifactKind.options))
    .argument('<name>')
    .action(async (workspace, environment, entity_type, entity_id, options) => {
      const params = { workspace, environment, entity_type, entity_id };
      const result = await connect(options).liftHold({ params });
      if (options.json) return printJson(io, result);
      const what = `${entity_type}/${entity_id} in ${environment}`;
      io.out(result.lifted ? `Automation may promote ${what} again.` : `${what} was not held.`);
    });
