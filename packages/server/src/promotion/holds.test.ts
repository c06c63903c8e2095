import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEnvironment } from '../environments/store.ts';
import { type Domains, startDomains } from '../workspaces/domains.fixture.ts';

let domains: Domains;
beforeAll(async () => {
  domains = await startDomains();
});
afterAll(() => domains.close());

const scenario = (status: number) =>
  `mocks:\n  - { request: { method: GET, path: /a }, response: { status: ${status} } }\n`;
/** A workspace whose scenario `card` has versions 1 to 3; v3 is live in dev, v1 in test. */
async function start(workspace: string) {
  for (const status of [200, 201, 202]) await domains.push(workspace, { 'scenarios/card.yaml': scenario(status) });
  const { promotions } = domains;
  const entry = {
    workspace,
    entity_type: 'scenario',
    entity_id: 'card',
    from_environment: 'dev',
    to_environment: 'test',
  } as const;
  return {
    byHand: (version?: number) => promotions.promote({ ...entry, version, actor: 'robin' }),
    byPipeline: (options: { version?: number; respect_hold?: boolean; key?: string } = {}) =>
      promotions.promote({
        ...entry,
        version: options.version,
        actor: 'pipeline:x',
        automation: { respect_hold: options.respect_hold ?? true },
        ...(options.key !== undefined && { idempotency_key: options.key }),
      }),
    holds: () => promotions.holds(workspace),
    told: async (type: string) => (await domains.told(type)).filter((data) => data.workspace_id === workspace),
    live: async () => {
      const { id } = await domains.workspaces.require(workspace);
      return (await findEnvironment(domains.database.db, id, 'test'))?.entries['scenario/card'];
    },
  };
}

test('a person who promotes something else sets a hold, and automation leaves it alone', async () => {
  const { byHand, byPipeline, holds, told, live } = await start('held');
  await byHand(2);
  expect(await holds()).toMatchObject([
    {
      entity_id: 'card',
      environment: 'test',
      version: 2,
      set_by: 'robin',
      reason: 'robin promoted v2 by hand while dev has v3',
    },
  ]);
  expect(await byPipeline({ key: 'once' })).toMatchObject({ status: 'held' });
  expect(await byPipeline({ key: 'once' })).toMatchObject({ status: 'held' });
  expect(await live()).toBe(2);
  expect(await told('promotion.held')).toMatchObject([{ entity_id: 'card', environment: 'test' }]);
  expect(await byPipeline({ respect_hold: false })).toMatchObject({ status: 'completed', version: 3 });
  // Automation never lifts it, whatever it does.
  expect(await holds()).toHaveLength(1);
});

test('promoting the current candidate by hand lifts the hold, and so does taking it away', async () => {
  const { byHand, byPipeline, holds, live } = await start('lifted');
  await byHand(2);
  await byHand();
  expect(await holds()).toEqual([]);
  expect(await live()).toBe(3);
  await byHand(1);
  const held = { environment: 'test', entity_type: 'scenario', entity_id: 'card' } as const;
  expect(await domains.promotions.liftHold('lifted', held)).toBe(true);
  expect(await domains.promotions.liftHold('lifted', held)).toBe(false);
  expect(await byPipeline()).toMatchObject({ status: 'completed', version: 3 });
});

test('a rollback that asks for it holds the entry', async () => {
  const { byPipeline, holds, live } = await start('rolled');
  const { id } = await byPipeline();
  await domains.promotions.rollback({ workspace: 'rolled', promotion_id: id, actor: 'pipeline:x', hold: true });
  expect(await live()).toBe(1);
  expect(await holds()).toMatchObject([{ version: 3, reason: 'v3 was taken back by pipeline:x' }]);
  expect(await byPipeline()).toMatchObject({ status: 'held' });
});

test('a promotion that fails is told, and neither sets nor lifts', async () => {
  const { byHand, holds, told } = await start('failed');
  await byHand(2);
  await expect(byHand(9)).rejects.toThrow('has no version 9');
  expect(await holds()).toMatchObject([{ version: 2 }]);
  expect(await told('promotion.failed')).toMatchObject([
    { entity_id: 'card', version: 9, to_environment: 'test', reason: expect.stringContaining('no version 9') },
  ]);
});
