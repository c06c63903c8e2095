import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { canPromote } from './index.ts';

const LIVE: Record<string, number> = { dev: 3, test: 2 };
const services = createServices({
  liveVersion: async ({ entity_id, environment }) => (entity_id === 'card' ? (LIVE[environment] ?? null) : null),
});
const run = (config: object) => canPromote.run(createContext(services, { entity_id: 'card', ...config }));

test('the live version may go to the next environment', async () => {
  expect(await run({})).toEqual({ allowed: true, reasons: [] });
  expect(await run({ version: 3 })).toEqual({ allowed: true, reasons: [] });
  expect(await run({ from_environment: 'test', to_environment: 'prod' })).toMatchObject({ allowed: true });
});

test('every obstacle is told, and none fails the step', async () => {
  const reasons = async (config: object) => (await run(config)).reasons;
  expect(await reasons({ to_environment: 'prod' })).toEqual([
    'dev → prod is no promotion; the path is dev → test → prod, one stage at a time',
  ]);
  expect(await reasons({ version: 2 })).toEqual([
    'scenario/card v2 is not live in dev; v3 is',
    'test has scenario/card v2 already',
  ]);
  expect(await reasons({ entity_id: 'gone' })).toEqual(['scenario/gone is not live in dev']);
  expect(await reasons({ from_environment: 'prod', to_environment: 'prod' })).toHaveLength(2);
});
