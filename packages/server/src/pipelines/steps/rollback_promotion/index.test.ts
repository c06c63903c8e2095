import { Problem } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { PastPromotion } from '../services.ts';
import { StepFailure } from '../step-type.ts';
import { rollbackPromotion } from './index.ts';

const PROMOTION: PastPromotion = {
  promotion_id: 'prm_1',
  entity_type: 'scenario',
  entity_id: 'card',
  previous_version: 2,
  environment: 'test',
};

/** One entry of one environment, which prm_1 made v3. */
function start(live: number | null, promotion = PROMOTION) {
  const state = { live, held: false };
  const services = createServices({
    findPromotion: async (_, reference) => {
      if ('promotion_id' in reference && reference.promotion_id !== 'prm_1') throw new Problem('not-found', 'none');
      return promotion;
    },
    liveVersion: async () => state.live,
    rollbackPromotion: async (_, __, { hold }) => {
      state.held = hold;
      if (state.live === 3) state.live = promotion.previous_version;
      return state.live;
    },
  });
  const run = (config: object) => rollbackPromotion.run(createContext(services, config));
  return { state, run };
}

test('the version before goes live again, and a repeated attempt answers the same', async () => {
  const { state, run } = start(3);
  const first = await run({ promotion_id: 'prm_1' });
  expect(first).toMatchObject({ changed: true, version: 2, environment: 'test', entity_id: 'card' });
  expect(await run({ promotion_id: 'prm_1' })).toEqual(first);
  expect(state.live).toBe(2);
});

test('an entry that the promotion brought is taken out', async () => {
  const { run } = start(3, { ...PROMOTION, previous_version: null });
  expect(await run({ entity_id: 'card', environment: 'test' })).toMatchObject({ changed: true, version: null });
});

test('nothing is touched when something else is live by now', async () => {
  expect(await start(4).run({ promotion_id: 'prm_1' })).toMatchObject({ changed: false, version: 4 });
  expect(await start(2).run({ promotion_id: 'prm_1' })).toMatchObject({ changed: false, version: 2 });
});

test('an unknown promotion fails, and a config must say which one it means', async () => {
  await expect(start(3).run({ promotion_id: 'prm_9' })).rejects.toMatchObject({ kind: 'permanent' });
  const ok = (config: object) => rollbackPromotion.config.safeParse(config).success;
  expect([{}, { entity_id: 'card' }, { promotion_id: 'a', environment: 'test' }].map(ok)).toEqual([
    false,
    false,
    false,
  ]);
});

test('a rollback may hold the entry, and asks for the environment that the promotion went to', async () => {
  const { state, run } = start(3);
  expect(await run({ promotion_id: 'prm_1', hold: true })).toMatchObject({ changed: true, held: true });
  expect(state.held).toBe(true);
  const services = createServices({ findPromotion: async () => PROMOTION, liveVersion: async () => 3 });
  const permit = ({ target }: { target: string }) => {
    throw new StepFailure(`not to ${target}`);
  };
  const context = createContext(services, { promotion_id: 'prm_1' }, { permit });
  await expect(rollbackPromotion.run(context)).rejects.toThrow('not to test');
});
