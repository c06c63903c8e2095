import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestControl, type TestControl } from '../test-control.ts';

let server: TestControl;
beforeAll(async () => {
  server = await startTestControl();
  await server.api.createWorkspace({ body: { name: 'base' } });
});
afterAll(() => server.close());

const document = (name: string, environment: 'dev' | 'test') => ({
  name,
  environment,
  services: [
    { name: 'a', workspace_id: 'base', base_path: '/a' },
    { name: 'b', workspace_id: 'base', base_path: '/b' },
  ],
});

test('a change of one service and a replacement at the same moment: neither brings back what the other replaced', async () => {
  for (let round = 0; round < 8; round += 1) {
    const federation = `race-${round}`;
    await server.api.createFederation({ body: document(federation, 'dev') });
    await Promise.all([
      server.api.putFederation({ params: { federation }, body: document(federation, 'test') }),
      server.api.updateFederationService({
        params: { federation, service: 'a' },
        body: { reality_level: 'mock_v4' },
      }),
    ]);
    expect((await server.api.getFederation({ params: { federation } })).environment).toBe('test');
  }
});

test('identical documents at the same moment make one revision', async () => {
  const saved = await Promise.all(
    Array.from({ length: 5 }, () => server.api.createFederation({ body: document('same', 'dev') })),
  );
  expect(saved.map(({ revision }) => revision)).toEqual([1, 1, 1, 1, 1]);
  const events = await server.api.listEvents({ query: { type: 'federation.changed' } });
  expect(events.filter(({ subject }) => subject === 'same')).toHaveLength(1);
});

test('changes of different services at the same moment are all kept', async () => {
  await server.api.createFederation({ body: document('both', 'dev') });
  await Promise.all(
    (['a', 'b'] as const).map((service) =>
      server.api.updateFederationService({ params: { federation: 'both', service }, body: { blend_ratio: 0.5 } }),
    ),
  );
  const { services } = await server.api.getFederation({ params: { federation: 'both' } });
  expect(services.map(({ blend_ratio }) => blend_ratio)).toEqual([0.5, 0.5]);
});

test('a federation is removed once, by name or by id', async () => {
  const { id } = await server.api.createFederation({ body: document('gone', 'dev') });
  const remove = (federation: string) => server.api.deleteFederation({ params: { federation } });
  const results = await Promise.allSettled([remove(id), remove('gone')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const events = await server.api.listEvents({ query: { type: 'federation.changed' } });
  expect(events.filter(({ data }) => data.federation === 'gone' && data.reason === 'removed')).toHaveLength(1);
});
