// mockops environment show <workspace> [environment]: what is live and how it is set.
import { Argument } from '@commander-js/extra-typings';
import { EnvironmentName } from '@mockops/contract';
import { type Io, printJson, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const environmentShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show settings and live versions of one environment, or of all three')
    .argument('<workspace>')
    .addArgument(new Argument('[environment]').choices(EnvironmentName.options))
    .action(async (workspace, environment, options) => {
      const { slug, environments } = await connect(options).getWorkspace({ params: { workspace } });
      const shown = environments.filter(({ name }) => environment === undefined || name === environment);
      if (options.json) return printJson(io, environment === undefined ? shown : shown[0]);
      for (const { name, revision, applied, changed_at, settings, entries } of shown) {
        io.out(
          `${slug}@${name} revision ${revision} of ${shortTime(changed_at)} UTC${applied ? '' : ', being applied'}`,
        );
        for (const [key, value] of Object.entries(settings)) io.out(`  ${key} = ${JSON.stringify(value)}`);
        for (const [entry, version] of Object.entries(entries)) io.out(`  ${entry}  version ${version}`);
      }
    });
