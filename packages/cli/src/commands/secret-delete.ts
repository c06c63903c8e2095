// mockops secret delete <name>: pipelines that declare it read the one of the next wider scope from now on, or fail and say so.
import { Option } from '@commander-js/extra-typings';
import { ENVIRONMENTS } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { placeOf } from './secret-set.ts';

export const secretDeleteCommand = (io: Io) =>
  remoteCommand('delete')
    .description('delete a secret')
    .argument('<name>')
    .option('--workspace <workspace>', 'the one of this workspace; else the one of the whole organisation')
    .addOption(new Option('--environment <environment>', 'the one of this environment').choices(ENVIRONMENTS))
    .action(async (name, options) => {
      const api = connect(options);
      const scope = {
        workspace_id:
          options.workspace === undefined
            ? null
            : (await api.getWorkspace({ params: { workspace: options.workspace } })).slug,
        environment: options.environment ?? null,
      };
      const named = (await api.listSecrets()).filter((secret) => secret.name === name);
      const found = named.find((secret) => placeOf(secret) === placeOf(scope));
      if (!found) {
        const elsewhere = named.length > 0 ? `it is there for ${named.map(placeOf).join(', ')}` : undefined;
        throw new Failure(
          `There is no secret "${name}" of ${placeOf(scope)}; ${elsewhere ?? 'list them with `mockops secret list`'}.`,
        );
      }
      const result = await api.deleteSecret({ params: { secret: found.id } });
      if (options.json) return printJson(io, result);
      const readers = found.used_by.length > 0 ? ` Pipelines that declare it: ${found.used_by.join(', ')}.` : '';
      io.out(`secret ${name} of ${placeOf(found)} is deleted.${readers}`);
    });
