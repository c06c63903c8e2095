import { createGateway } from '@mockops/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { createGateways } from './service.ts';
import { createGatewaySync } from './sync.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
});
afterAll(() => drop());

const snapshot = (workspace: string, digest: string) => ({
  workspace,
  environment: 'dev' as const,
  digest,
  settings: {},
  schemas: {},
  mocks: {},
  scenarios: {},
  personas: {},
});

test('a workspace that cannot be loaded does not keep the others from being served, and is told of', async () => {
  const errors: unknown[] = [];
  const gateway = createGateway({
    gateway_id: 'one',
    now: Date.now,
    random_seed: 'test',
    observe: () => undefined,
    onIssue: () => undefined,
  });
  const sync = createGatewaySync({
    database,
    gateway,
    gateway_id: 'one',
    url: 'http://localhost',
    source: {
      workspaces: async () =>
        ['broken', 'whole'].map((slug) => ({ slug, name: 'dev' as const, digest: `${slug}-digest` })),
      federations: async () => [],
      workspace: async (slug) => {
        if (slug === 'broken') throw new Error('its mocks are from another time');
        return snapshot(slug, `${slug}-digest`);
      },
      federation: async () => undefined,
    },
    onError: (error) => errors.push(error),
  });
  await sync.start();
  expect(gateway.served()).toEqual({ 'whole@dev': 'whole-digest' });
  expect(String(errors[0])).toContain('broken@dev could not be loaded');

  const wanted = new Map([['whole@dev', 'whole-digest']]);
  const gateways = createGateways({ database, local: () => sync, wanted: async (target) => wanted.get(target) });
  expect(await gateways.apply('whole@dev')).toEqual({
    applied: true,
    served: [{ gateway: 'one', digest: 'whole-digest' }],
  });
  // Removed, and served by nobody: that is what the database wants.
  expect(await gateways.apply('gone')).toMatchObject({ applied: true, served: [{ digest: null }] });
  await sync.stop();
  expect(await gateways.list()).toEqual([]);
});
