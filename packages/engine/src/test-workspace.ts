// What the tests of this package start from: a small contract, snapshots around it, and a gateway on a free port.
import {
  FederationService,
  type FederationSnapshot,
  type Observation,
  type WorkspaceSnapshot,
} from '@mockops/contract';
import { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';

export const CHARGES_CONTRACT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Payments', version: '1.0.0' },
  servers: [{ url: 'https://api.example.com/v1' }],
  paths: {
    '/charges': {
      get: {
        operationId: 'listCharges',
        responses: { 200: { description: 'Charges', content: { 'application/json': { example: [{ id: 'ch_1' }] } } } },
      },
      post: {
        operationId: 'createCharge',
        responses: { 201: { description: 'Created', content: { 'application/json': { example: { id: 'ch_new' } } } } },
      },
    },
    '/charges/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: {
        operationId: 'getCharge',
        responses: {
          200: {
            description: 'One charge',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['id', 'amount'],
                  properties: { id: { type: 'string' }, amount: { type: 'integer', minimum: 1, maximum: 100000 } },
                },
              },
            },
          },
        },
      },
    },
  },
});

export function workspaceSnapshot(over: Partial<WorkspaceSnapshot> = {}): WorkspaceSnapshot {
  return {
    workspace: 'payments',
    environment: 'dev',
    digest: 'a'.repeat(64),
    settings: { reality_level: 'mock_v1' },
    schemas: { 'openapi.json': CHARGES_CONTRACT },
    mocks: {},
    scenarios: {},
    personas: {},
    ...over,
  };
}

export function federationSnapshot(
  services: readonly object[],
  over: Partial<FederationSnapshot> = {},
): FederationSnapshot {
  return {
    federation: 'shop',
    digest: 'f'.repeat(64),
    environment: 'dev',
    services: services.map((service) => FederationService.parse(service)),
    ...over,
  };
}

export interface TestGateway {
  gateway: Gateway;
  url: string;
  observed: Observation[];
  issues: string[];
}

export async function startGateway(over: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const observed: Observation[] = [];
  const issues: string[] = [];
  const gateway = createGateway({
    gateway_id: 'gw-test',
    now: Date.now,
    random_seed: 'test',
    observe: (observation) => observed.push(observation),
    onIssue: (message) => issues.push(message),
    ...over,
  });
  const { url } = await gateway.listen({ port: 0, host: '127.0.0.1' });
  return { gateway, url, observed, issues };
}
