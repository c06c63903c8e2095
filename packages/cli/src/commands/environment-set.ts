// mockops environment set <workspace> <environment> key=value…: changes settings; the next request sees them.
import { Argument } from '@commander-js/extra-typings';
import { EnvironmentName } from '@mockops/contract';
import { readAssignments } from '../assignments.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

const LISTS = new Set(['chaos.status_codes']);

export const environmentSetCommand = (io: Io) =>
  remoteCommand('set')
    .description('change settings of an environment; "key=" removes one')
    .argument('<workspace>')
    .addArgument(new Argument('<environment>').choices(EnvironmentName.options))
    .argument(
      '<settings...>',
      "such as reality_level=blended blend_ratio=0.3 chaos.error_rate=0.1 'chaos.status_codes=[500,503]'",
    )
    .action(async (workspace, environment, words, options) => {
      const body = readAssignments(words, { isList: (key) => LISTS.has(key) });
      const result = await connect(options).updateEnvironment({ params: { workspace, environment }, body });
      if (options.json) return printJson(io, result);
      io.out(
        `${workspace}@${environment} revision ${result.revision}${result.applied ? ', served by every gateway' : ', being applied'}`,
      );
      for (const [key, value] of Object.entries(result.settings)) io.out(`  ${key} = ${JSON.stringify(value)}`);
    });
