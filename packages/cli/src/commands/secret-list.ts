// mockops secret list: names and scopes; values never leave the server.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { placeOf } from './secret-set.ts';

export const secretListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list secrets, without their values')
    .option('--workspace <workspace>', 'what pipelines of this workspace can read')
    .action(async (options) => {
      const query = options.workspace === undefined ? {} : { workspace_id: options.workspace };
      const secrets = await connect(options).listSecrets({ query });
      if (options.json) return printJson(io, secrets);
      if (secrets.length === 0) return io.out('There is no secret yet; store one with `mockops secret set`.');
      const rows = secrets.map((secret) => [
        secret.name,
        placeOf(secret),
        shortTime(secret.updated_at),
        secret.updated_by,
        secret.used_by.join(', ') || '–',
      ]);
      printTable(io, ['NAME', 'OF', 'UPDATED', 'BY', 'USED BY'], rows);
    });
