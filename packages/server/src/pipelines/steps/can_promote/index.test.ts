import { expect, test } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { canPromote } from './index.ts';

const LIVE: Record<string, number> = { dev: 3, test: 2 };
const services = createServices({
  liveVersion: async ({ entity_id, environment }) => (entity_id === 'card' ? (LIVE[environment] ?? null) : null),
});
const run = (config: object) => outputsOf(canPromote.run(createContext(services, { entity_id: 'card', ...config })));

test('the live version may go to the next environment', async () => {
  expect(await run({})).toEqual({
    allowed: true,
    requires_approval: false,
    reasons: [],
    evidence: [
      { kind: 'live_version', environment: 'dev', version: 3 },
      { kind: 'live_version', environment: 'test', version: 2 },
    ],
    version: 3,
  });
  expect(await run({ version: 3 })).toMatchObject({ allowed: true, reasons: [] });
  expect(await run({ from_environment: 'test', to_environment: 'prod' })).toMatchObject({ allowed: true });
});

test('every obstacle is told, and none fails the step', async () => {
  const reasons = async (config: object) => (await run(config)).reasons;
  expect(await reasons({ from_environment: 'dev', to_environment: 'prod' })).toEqual([
    'dev → prod is no promotion; the path is dev → test → prod, one stage at a time',
  ]);
  expect(await reasons({ version: 2 })).toEqual([
    'scenario/card v2 is not live in dev; v3 is',
    'test has scenario/card v2 already',
  ]);
  expect(await reasons({ entity_id: 'gone' })).toEqual(['scenario/gone is not live in dev']);
  expect(await reasons({ from_environment: 'prod', to_environment: 'prod' })).toHaveLength(2);
});

test('prod needs a person unless the policy says otherwise, and the stage before is taken', async () => {
  expect(await run({ to: 'prod' })).toMatchObject({ allowed: true, requires_approval: true, version: 2 });
  expect(await run({ to: 'prod', policy: { require_approval: [] } })).toMatchObject({ requires_approval: false });
});

test('the form of one key, and a hold as the reason', async () => {
  const held = createServices({
    liveVersion: async ({ environment }) => LIVE[environment] ?? null,
    findHold: async (entry) => ({
      workspace_id: entry.workspace,
      entity_type: entry.entity_type,
      entity_id: entry.entity_id,
      environment: entry.environment,
      version: 2,
      reason: 'robin promoted v2 by hand while dev has v3',
      set_by: 'robin',
      created_at: '2026-01-05T09:00:00.000Z',
    }),
  });
  const config = { entity: { type: 'scenario', id: 'card', version: 3 }, to: 'test' };
  expect(await canPromote.run(createContext(held, config))).toMatchObject({
    allowed: false,
    reasons: [expect.stringContaining('held in test: robin promoted v2')],
    evidence: [{}, {}, { kind: 'hold', set_by: 'robin' }],
  });
  const read = (bad: object) => JSON.stringify(canPromote.config.safeParse(bad).error?.issues ?? []);
  expect(read({ to: 'test' })).toContain('either entity');
  expect(read({ entity_id: 'a', to: 'test', to_environment: 'test' })).toContain('write one of them');
});
