import { Problem } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { StepServices } from '../services.ts';
import { autoPromote } from './index.ts';

type Request = Parameters<StepServices['promote']>[0];
const PUBLISHED = {
  type: 'scenario.published',
  data: { workspace_id: 'payments', scenario_id: 'declined-card', version: 3, tags: ['auto-promote', 'cards'] },
};

/** One manifest: the target's version of the entity. */
function start() {
  const requests: Request[] = [];
  let live: number | null = null;
  const services = createServices({
    promote: async (request) => {
      requests.push(request);
      if (request.entity_id === 'missing') throw new Problem('not-found', 'scenario/missing is not live in dev');
      const previous_version = live;
      const version = request.version ?? 9;
      live = version;
      return { promotion_id: 'prm_1', changed: previous_version !== version, held: false, version, previous_version };
    },
  });
  const run = (config: object = {}, event = PUBLISHED) => autoPromote.run(createContext(services, config, { event }));
  return { requests, run };
}

test('without config, the published version of the event goes from dev to test; again, nothing changes', async () => {
  const { requests, run } = start();
  expect(await run()).toMatchObject({
    promotion_id: 'prm_1',
    changed: true,
    version: 3,
    previous_version: null,
    to_environment: 'test',
  });
  expect(await run()).toMatchObject({ changed: false, version: 3 });
  expect(requests[0]).toEqual({
    workspace: 'payments',
    entity_type: 'scenario',
    entity_id: 'declined-card',
    version: 3,
    from_environment: 'dev',
    to_environment: 'test',
    respect_hold: true,
    idempotency_key: 'run_1/step',
  });
});

test('config wins over the event, and a version of another entity is not taken', async () => {
  const { requests, run } = start();
  await run({
    entity_type: 'persona',
    entity_id: 'vip',
    from_environment: 'test',
    to_environment: 'prod',
    comments: 'c',
  });
  await run({ entity_version: 2, workspace_id: 'auth' });
  expect(requests).toMatchObject([
    { entity_type: 'persona', entity_id: 'vip', from_environment: 'test', to_environment: 'prod', comments: 'c' },
    { workspace: 'auth', entity_id: 'declined-card', version: 2 },
  ]);
  expect(requests[0]).not.toHaveProperty('version');
});

test('a rule on tags lets through any of them, and says what it held back', async () => {
  const { requests, run } = start();
  expect(await run({ rules: { tags: ['other', 'cards'] } })).toMatchObject({ changed: true });
  expect(await run({ rules: { tags: ['manual'] } })).toMatchObject({
    changed: false,
    skipped_by_rule: 'tags: none of manual',
  });
  expect(requests).toHaveLength(1);
});

test('an event that names nothing, and a refusal of the server, fail with the next act', async () => {
  const { run } = start();
  await expect(run({}, { ...PUBLISHED, data: { ...PUBLISHED.data, scenario_id: '' } })).rejects.toThrow(
    'set entity_id',
  );
  await expect(run({ entity_id: 'missing' })).rejects.toMatchObject({ name: 'StepFailure', kind: 'permanent' });
  const read = (config: unknown) => JSON.stringify(autoPromote.config.safeParse(config).error?.issues ?? []);
  expect(read({ to_environment: 'staging' })).toContain('to_environment');
});

test('an entity in one key is the same, and what a hold keeps back is told', async () => {
  const { requests, run } = start();
  await run({ entity: { type: 'persona', id: 'vip', version: '4' }, to: 'test' });
  expect(requests).toMatchObject([{ entity_type: 'persona', entity_id: 'vip', version: 4, to_environment: 'test' }]);
  const remarks: string[] = [];
  const services = createServices({
    promote: async () => ({ promotion_id: 'prm_2', changed: false, held: true, version: 3, previous_version: 2 }),
  });
  const annotate = (_: string, message: string) => void remarks.push(message);
  const context = createContext(services, {}, { event: PUBLISHED, annotate });
  expect(await autoPromote.run(context)).toMatchObject({ changed: false, held: true, from_version: 2 });
  expect(remarks.join()).toContain('a person decided');
});
