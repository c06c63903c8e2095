// mockops secret set <name>: what pipelines read as {{ secrets.<name> }}. The value comes from stdin or a prompt, so that no shell history has it.
import { Option } from '@commander-js/extra-typings';
import { ENVIRONMENTS } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { readSecret } from '../secret-input.ts';

export const secretSetCommand = (io: Io) =>
  remoteCommand('set')
    .description('store or replace a secret; its value is read from stdin, or asked for')
    .argument('<name>')
    .option('--workspace <workspace>', 'for this workspace only; else for the whole organisation')
    .addOption(new Option('--environment <environment>', 'for this environment of the workspace').choices(ENVIRONMENTS))
    .action(async (name, options) => {
      if (options.environment !== undefined && options.workspace === undefined)
        throw new Failure('--environment is of a workspace; say which with --workspace.');
      const value = await readSecret(process.stdin, () => io.err(`Value of ${name} (not shown):`));
      if (value === '') throw new Failure(`There is no value for ${name}; pipe it in, or type it when asked.`);
      const secret = await connect(options).putSecret({
        body: { name, value, workspace_id: options.workspace ?? null, environment: options.environment ?? null },
      });
      if (options.json) return printJson(io, secret);
      io.out(`secret ${name} of ${placeOf(secret)} is stored.`);
    });

/** `payments@prod`, `payments` or the organisation. */
export function placeOf({
  workspace_id,
  environment,
}: {
  workspace_id: string | null;
  environment: string | null;
}): string {
  if (workspace_id === null) return 'the organisation';
  return environment === null ? workspace_id : `${workspace_id}@${environment}`;
}
