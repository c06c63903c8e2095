// mockops artifacts <workspace>: schemas, mocks, scenarios and personas with their versions, and which is live where.
import { EnvironmentName } from '@mockops/contract';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const artifactsCommand = (io: Io) =>
  remoteCommand('artifacts')
    .description('list what a workspace holds, with versions')
    .argument('<workspace>')
    .action(async (workspace, options) => {
      const artifacts = await connect(options).listArtifacts({ params: { workspace } });
      if (options.json) return printJson(io, artifacts);
      if (artifacts.length === 0) return io.out(`${workspace} is empty; fill it with \`mockops push <folder>\`.`);
      const rows = artifacts.map(({ kind, name, latest_version, live, published_version, author, created_at }) => [
        `${kind}/${name}`,
        String(latest_version),
        ...EnvironmentName.options.map((environment) => String(live[environment] ?? '–')),
        String(published_version ?? '–'),
        `${author} ${shortTime(created_at)}`,
      ]);
      const live = EnvironmentName.options.map((environment) => environment.toUpperCase());
      printTable(io, ['ARTIFACT', 'LATEST', ...live, 'PUBLISHED', 'LAST CHANGE (UTC)'], rows);
    });
