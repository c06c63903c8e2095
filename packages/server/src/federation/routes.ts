// HTTP for federations and gateways.
import { type Federation, ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import type { Gateways } from '../gateway/service.ts';
import { implement } from '../http/implement.ts';
import type { Federations } from './service.ts';
import type { FederationRow } from './store.ts';

/** Per service of a federation, what traffic and drift say of it. */
export interface ServiceFacts {
  requests_24h: number;
  errors_24h: number;
  last_request_at: string | null;
  drifting_operations: number;
}

export function federationRoutes(
  app: FastifyInstance,
  options: {
    federations: Federations;
    gateways: Gateways;
    gateway_url: string;
    facts: (
      federation: string,
      services: { name: string; workspace_uid: string }[],
    ) => Promise<Map<string, ServiceFacts>>;
  },
): void {
  const { federations, gateways } = options;

  async function present(row: FederationRow): Promise<Federation> {
    const services = await federations.services(row);
    const facts = await options.facts(
      row.name,
      services.map(({ service, workspace_uid }) => ({ name: service.name, workspace_uid })),
    );
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      environment: row.environment,
      revision: row.revision,
      digest: row.digest,
      base_url: `${options.gateway_url}/${row.name}`,
      services: services.map(({ service, reality_level, reality_reason, upstream_url }) => ({
        name: service.name,
        workspace_id: service.workspace_id,
        base_path: service.base_path,
        reality_level,
        reality_reason,
        blend_ratio: service.blend_ratio ?? null,
        upstream_url,
        chaos: service.chaos ?? null,
        dependencies: service.dependencies,
        ...(facts.get(service.name) ?? {
          requests_24h: 0,
          errors_24h: 0,
          last_request_at: null,
          drifting_operations: 0,
        }),
      })),
      ...(await gateways.served(row.name, row.digest)),
      updated_at: row.updated_at.toISOString(),
    };
  }

  /** Answers once every live gateway serves it. */
  async function applied(row: FederationRow): Promise<Federation> {
    await gateways.apply(row.name);
    return present(row);
  }

  /** A JSON body is turned into YAML, so that both forms take one way and its findings name a place. */
  function sourceOf(body: unknown): { source: string; file: string } {
    if (typeof body === 'object' && body !== null && 'source' in body && typeof body.source === 'string') {
      return {
        source: body.source,
        file: 'file' in body && typeof body.file === 'string' ? body.file : 'federation.yaml',
      };
    }
    return { source: stringify(body), file: 'request body' };
  }

  implement(app, ROUTES.listFederations, async () => Promise.all((await federations.list()).map(present)));
  implement(app, ROUTES.getFederation, async ({ params }) => present(await federations.require(params.federation)));
  implement(app, ROUTES.createFederation, async ({ body, caller }) => {
    const { source, file } = sourceOf(body);
    return applied(await federations.putSource(source, file, caller.actor));
  });
  implement(app, ROUTES.putFederation, async ({ params, body, caller }) => {
    const { source, file } = sourceOf(body);
    return applied(await federations.putSource(source, file, caller.actor, params.federation));
  });
  implement(app, ROUTES.updateFederationService, async ({ params, body, caller }) =>
    applied(await federations.updateService(params.federation, params.service, body, caller.actor)),
  );
  implement(app, ROUTES.deleteFederation, async ({ params, caller }) => {
    const { name } = await federations.remove(params.federation, caller.actor);
    await gateways.apply(name);
    return { deleted: true };
  });
  implement(app, ROUTES.listGateways, () => gateways.list());
}
