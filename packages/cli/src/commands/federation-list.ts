// mockops federation list: every virtual system, its services and their reality.
import { type Io, printJson, printTable } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const federationListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list federations with the reality of each service')
    .action(async (options) => {
      const federations = await connect(options).listFederations();
      if (options.json) return printJson(io, federations);
      if (federations.length === 0)
        return io.out('There is no federation yet; create one with `mockops federation apply <file>`.');
      for (const { name, base_url, environment, services } of federations) {
        io.out(`${name}  ${base_url}  (${environment})`);
        const rows = services.map((service) => [
          `  ${service.name}`,
          service.base_path,
          service.blend_ratio === null ? service.reality_level : `${service.reality_level} ${service.blend_ratio}`,
          `${service.requests_24h} (${service.errors_24h})`,
          service.upstream_url ?? '–',
        ]);
        printTable(io, ['  SERVICE', 'PATH', 'REALITY', 'REQUESTS (ERRORS) 24 H', 'UPSTREAM'], rows);
      }
    });
