import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { Reality, RealityTarget } from '../services.ts';
import { setRealityLevel } from './index.ts';

const DEFAULTS: Reality = { reality_level: 'mock_v3', blend_ratio: 0.5, chaos: null };

/** One target, and gateways that serve it at the `looks`-th look. */
function start(options: { looks?: number } = {}) {
  const state = { reality: DEFAULTS, targets: new Set<string>(), looks: options.looks ?? 1 };
  const note = (target: RealityTarget) => state.targets.add(JSON.stringify(target));
  const services = createServices({
    reality: async (target) => {
      note(target);
      return state.reality;
    },
    setReality: async (target, patch) => {
      note(target);
      state.reality = { ...state.reality, ...patch };
    },
    serve: async () => {
      state.looks -= 1;
      return state.looks > 0 ? ['gateway-2'] : [];
    },
  });
  const run = (config: object) => setRealityLevel.run(createContext(services, config));
  return { state, run };
}

test('it sets what it names, leaves the rest, and says what was before, in every attempt', async () => {
  const { state, run } = start({ looks: 3 });
  const config = { environment: 'test', reality_level: 'chaos_driven', chaos: { error_rate: 0.1 } };
  const first = await run(config);
  expect(first).toEqual({ changed: true, applied: true, previous: DEFAULTS });
  expect(state.reality).toEqual({ reality_level: 'chaos_driven', blend_ratio: 0.5, chaos: { error_rate: 0.1 } });
  expect(await run(config)).toEqual(first);
  expect([...state.targets]).toEqual(['{"workspace":"payments","environment":"test"}']);
});

test('null takes a setting away, and what is so already is no change', async () => {
  const { state, run } = start();
  expect(await run({ federation: 'shop', service: 'auth', reality_level: 'mock' })).toMatchObject({ changed: false });
  await run({ federation: 'shop', service: 'auth', reality_level: null, blend_ratio: null });
  expect(state.reality).toEqual({ reality_level: null, blend_ratio: null, chaos: null });
  expect([...state.targets]).toEqual(['{"federation":"shop","service":"auth"}']);
});

test('a gateway that stays behind is named, and the step may be tried again', async () => {
  const { run } = start({ looks: 100 });
  await expect(run({ environment: 'dev', reality_level: 'mock_v1' })).rejects.toMatchObject({
    kind: 'transient',
    message: expect.stringContaining('payments@dev is set, but not served yet by gateway gateway-2'),
  });
});

test('a config names one place: an environment, or a service of a federation', () => {
  const ok = (place: object) => setRealityLevel.config.safeParse({ reality_level: 'real', ...place }).success;
  expect(ok({ federation: 'shop', service: 'auth' })).toBe(true);
  expect([{}, { federation: 'shop' }, { service: 'auth', environment: 'dev' }].map(ok)).toEqual([false, false, false]);
  expect(ok({ federation: 'shop', service: 'auth', environment: 'dev' })).toBe(false);
});
