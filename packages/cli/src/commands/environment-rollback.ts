// mockops environment rollback <workspace> <environment> <revision>: the content of an earlier revision, as a new one.
import { Argument } from '@commander-js/extra-typings';
import { EnvironmentName } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const environmentRollbackCommand = (io: Io) =>
  remoteCommand('rollback')
    .description('go back to the content and settings of an earlier revision')
    .argument('<workspace>')
    .addArgument(new Argument('<environment>').choices(EnvironmentName.options))
    .argument('<revision>', 'as `mockops environment history` lists it', readRevision)
    .action(async (workspace, environment, revision, options) => {
      const result = await connect(options).rollbackEnvironment({
        params: { workspace, environment },
        body: { revision },
      });
      if (options.json) return printJson(io, result);
      io.out(
        `${workspace}@${environment} revision ${result.revision} is revision ${revision} again${result.applied ? ', served by every gateway' : ', being applied'}`,
      );
    });

function readRevision(text: string): number {
  const revision = Number(text);
  if (!Number.isInteger(revision) || revision < 1)
    throw new Failure(`"${text}" is not a revision; revisions are 1, 2, 3 …`);
  return revision;
}
