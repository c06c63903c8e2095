// Federations, and the gateways that serve them.
import { z } from 'zod';
import { EnvironmentName, Instant } from '../names.ts';
import { ChaosSettings, RealityLevel } from '../reality.ts';
import { route } from './route.ts';

export const FederationServiceView = z.object({
  name: z.string(),
  workspace_id: z.string(),
  base_path: z.string(),
  reality_level: z.string(),
  /** Where the level comes from: the service itself, the workspace's environment, or the default. */
  reality_reason: z.string(),
  blend_ratio: z.number().nullable(),
  upstream_url: z.string().nullable(),
  chaos: ChaosSettings.nullable(),
  dependencies: z.array(z.string()),
  /** Requests, errors (status ≥ 500) in the last 24 hours; null: no traffic seen. */
  requests_24h: z.int(),
  errors_24h: z.int(),
  last_request_at: Instant.nullable(),
  drifting_operations: z.int(),
});
export type FederationServiceView = z.infer<typeof FederationServiceView>;

export const Federation = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  environment: EnvironmentName,
  revision: z.int(),
  digest: z.string(),
  base_url: z.string(),
  services: z.array(FederationServiceView),
  served: z.array(z.object({ gateway: z.string(), digest: z.string().nullable() })),
  applied: z.boolean(),
  updated_at: Instant,
});
export type Federation = z.infer<typeof Federation>;

export const Gateway = z.object({
  id: z.string(),
  url: z.string(),
  started_at: Instant,
  seen_at: Instant,
  /** `payments@dev` or federation name → digest served. */
  served: z.record(z.string(), z.string()),
});
export type Gateway = z.infer<typeof Gateway>;

const Named = z.object({ federation: z.string() });
const tag = 'federations';
/** A federation document as JSON, or `{ source }` with its YAML text, which gives errors their line and column. */
const FederationBody = z.union([
  z.object({ source: z.string(), file: z.string().default('federation.yaml') }),
  z.record(z.string(), z.json()),
]);

export const federationRoutes = {
  listFederations: route({
    method: 'GET',
    path: '/api/v1/federations',
    tag,
    summary: 'All federations',
    response: z.array(Federation),
  }),
  getFederation: route({
    method: 'GET',
    path: '/api/v1/federations/:federation',
    tag,
    summary: 'One federation with reality and served digest per service',
    params: Named,
    response: Federation,
  }),
  putFederation: route({
    method: 'PUT',
    path: '/api/v1/federations/:federation',
    tag,
    summary: 'Create or replace a federation',
    params: Named,
    body: FederationBody,
    yaml: true,
    response: Federation,
  }),
  createFederation: route({
    method: 'POST',
    path: '/api/v1/federations',
    tag,
    summary: 'Create or replace a federation, named by its document',
    body: FederationBody,
    yaml: true,
    response: Federation,
  }),
  deleteFederation: route({
    method: 'DELETE',
    path: '/api/v1/federations/:federation',
    tag,
    summary: 'Remove a federation',
    params: Named,
    response: z.object({ deleted: z.boolean() }),
  }),
  updateFederationService: route({
    method: 'PATCH',
    path: '/api/v1/federations/:federation/services/:service',
    tag,
    summary: 'Change the reality of one service; answers when every live gateway serves it',
    params: Named.extend({ service: z.string() }),
    body: z.strictObject({
      reality_level: RealityLevel.optional(),
      blend_ratio: z.number().min(0).max(1).optional(),
      upstream_url: z.url({ protocol: /^https?$/ }).optional(),
      chaos: ChaosSettings.optional(),
    }),
    response: Federation,
  }),
  listGateways: route({
    method: 'GET',
    path: '/api/v1/gateways',
    tag,
    summary: 'Live gateways and the digests that they serve',
    response: z.array(Gateway),
  }),
};
