// mockops promote <workspace> <type> <name> --to test: copies one manifest entry from one environment to the next.
import { Argument, Option } from '@commander-js/extra-typings';
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const promoteCommand = (io: Io) =>
  remoteCommand('promote')
    .description('copy one entry from an environment to the next')
    .argument('<workspace>')
    .addArgument(new Argument('<type>', 'kind of the entry').choices(ArtifactKind.options))
    .argument('<name>')
    .addOption(new Option('--to <environment>', 'where to').choices(EnvironmentName.options).makeOptionMandatory())
    .addOption(
      new Option('--from <environment>', 'where from').choices(EnvironmentName.options).default('dev' as const),
    )
    .option('--version <number>', 'this version instead of the live one', readVersion)
    .option('--comments <text>', 'for the history')
    .action(async (workspace, type, name, options) => {
      const promotion = await connect(options).promote({
        params: { workspace },
        body: {
          entity_type: type,
          entity_id: name,
          from_environment: options.from,
          to_environment: options.to,
          ...(options.version !== undefined && { version: options.version }),
          ...(options.comments !== undefined && { comments: options.comments }),
        },
      });
      if (options.json) return printJson(io, promotion);
      const what = `${type}/${name} version ${promotion.version}`;
      io.out(
        promotion.status === 'unchanged'
          ? `${what} was live in ${options.to} already.`
          : `${what} is live in ${options.to}.`,
      );
    });

function readVersion(text: string): number {
  const version = Number(text);
  if (!Number.isInteger(version) || version < 1)
    throw new Failure(`--version ${text} is not a version; versions are 1, 2, 3 …`);
  return version;
}
