import { createGateway } from '@mockops/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGatewaySync } from '../gateway/sync.ts';
import { type Domains, startDomains } from '../workspaces/domains.fixture.ts';
import { createScenarios, type Scenarios } from './service.ts';

const CONTRACT = (path: string) => `openapi: 3.1.0
info: { title: ${path}, version: 1.0.0 }
paths:
  /${path}:
    get:
      responses:
        '200': { description: ok, content: { application/json: { example: [{ id: 1, name: ${path} }] } } }
    post:
      responses:
        '201': { description: ok, content: { application/json: { example: { id: 2, state: open } } } }
`;
const FEDERATION = `name: shop
services:
  - { name: auth, workspace_id: users, base_path: /auth, reality_level: mock_v1 }
  - { name: shop, workspace_id: orders, base_path: /, reality_level: mock_v1 }
`;
const CHECKOUT = `system_scenario:
  name: checkout
  persona: premium
  steps:
    - { service: auth, path: /users, expect: { status: 200, body: [{ id: 1, name: users }] } }
    - { name: order, service: shop, method: post, path: /orders, body: { sku: a }, expect: { status: 201, body: { state: open } } }
`;

let domains: Domains;
let scenarios: Scenarios;
const seen: { baggage: string; reality: string }[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  domains = await startDomains();
  const { database, org_id, events, federations } = domains;
  for (const name of ['users', 'orders'])
    await domains.push(name, {
      'schemas/openapi.yaml': CONTRACT(name),
      'environments.yaml': 'dev: { reality_level: mock_v1 }\n',
    });
  await federations.putSource(FEDERATION, 'federation.yaml', 'robin');
  const gateway = createGateway({
    gateway_id: 'one',
    now: Date.now,
    random_seed: 'test',
    observe: ({ class: kind, ci_run = '', persona = '', reality }) =>
      void seen.push({ baggage: [kind, ci_run, persona].join(' '), reality }),
  });
  const sync = createGatewaySync({
    ...{ database, gateway, gateway_id: 'one', url: 'http://localhost' },
    source: domains.snapshots,
    onError: (error) => {
      throw error;
    },
  });
  await sync.start();
  const { url } = await gateway.listen({ port: 0, host: '127.0.0.1' });
  scenarios = createScenarios({ database, org_id, events, federations, gateway_url: url });
  closers.push(sync.stop, () => gateway.close(0));
  await scenarios.put('shop', 'checkout', CHECKOUT, 'checkout.yaml');
});
afterAll(async () => {
  for (const close of closers) await close();
  await domains.close();
});

const { signal } = new AbortController();
const RUN = { federation: 'shop', scenario: 'checkout', reality_overrides: {}, actor: 'robin', signal };

test('a scenario goes through the federation as its persona and CI run, and each answer is held against what is expected', async () => {
  const report = await scenarios.run({ ...RUN, ci_run: 'run_1' });
  expect(report).toMatchObject({
    scenario: 'checkout',
    total: 2,
    passed_count: 2,
    pass_rate: 1,
    persona: 'premium',
    requests: [
      { name: 'GET auth/users', service: 'auth', path: '/auth/users', status: 200, passed: true, source: 'mock' },
      { name: 'order', service: 'shop', method: 'POST', path: '/orders', status: 201, passed: true },
    ],
  });
  expect(seen.slice(-2)).toEqual([
    { baggage: 'ci run_1 premium', reality: 'mock_v1' },
    { baggage: 'ci run_1 premium', reality: 'mock_v1' },
  ]);
});

test('what does not hold is named, a level is overridden for its service alone, and the event is told once for a key', async () => {
  const source = CHECKOUT.replace('state: open', 'state: closed').replace('status: 200', 'status: 204');
  await scenarios.put('shop', 'checkout', source, 'checkout.yaml');
  const run = () =>
    scenarios.run({
      ...RUN,
      persona: 'new-user',
      seed: 'x',
      reality_overrides: { auth: 'mock_v2' },
      idempotency_key: 'k',
    });
  const report = await run();
  expect(report.requests.map(({ problems }) => problems)).toEqual([
    ['status 200 instead of 204'],
    ['the body differs at /state'],
  ]);
  expect(report.requests.map(({ reality }) => reality?.split(';')[0])).toEqual(['mock_v2', 'mock_v1']);
  expect((await run()).session).toBe(report.session);
  const told = await domains.told('system_scenario.completed');
  expect(told.filter(({ passed }) => passed === false)).toMatchObject([
    { federation: 'shop', pass_rate: 0, failed: ['GET auth/users', 'order'], persona: 'new-user' },
  ]);
  expect(seen.at(-1)?.baggage).toBe('synthetic  new-user');
});

test('a scenario that names no service of the federation is refused with its place, and so is a wrong name', async () => {
  const put = (scenario: string, source: string) => scenarios.put('shop', scenario, source, 's.yaml');
  const wrong = CHECKOUT.replace('service: auth', 'service: auht').replace('checkout', 'wrong');
  await expect(put('wrong', wrong)).rejects.toMatchObject({
    issues: [{ code: 'FED002', path: 'steps[0].service', at: { line: 5 } }],
  });
  await expect(put('other', CHECKOUT)).rejects.toThrow('names system scenario "checkout"');
  await expect(scenarios.run({ ...RUN, scenario: 'nope' })).rejects.toThrow('it has checkout');
  await expect(scenarios.run({ ...RUN, reality_overrides: { nope: 'real' } })).rejects.toThrow('it has auth, shop');
});

test('equal content keeps its revision, and other content makes the next', async () => {
  const source = CHECKOUT.replace('checkout', 'twice');
  const put = (text: string) => scenarios.put('shop', 'twice', text, 's.yaml');
  expect((await put(source)).revision).toBe(1);
  expect((await put(`# a remark\n${source}`)).revision).toBe(1);
  expect((await put(source.replace('premium', 'other'))).revision).toBe(2);
  expect((await scenarios.list('shop')).map(({ name }) => name)).toEqual(['checkout', 'twice']);
  await scenarios.remove('shop', 'twice');
  await expect(scenarios.get('shop', 'twice')).rejects.toThrow('has no system scenario');
});

test('a sandbox is the same for the same key, ends by itself, and is not used after its end', async () => {
  const make = (key: string, ttl_ms: number) =>
    scenarios.createSandbox({ federation: 'shop', key, ttl_ms, owner: 'robin' });
  const sandbox = await make('run/step', 60_000);
  expect(await make('run/step', 1)).toEqual(sandbox);
  expect(await scenarios.listSandboxes('shop')).toMatchObject([{ id: sandbox.id, owner: 'robin' }]);
  const { session } = await scenarios.run({ ...RUN, routing_key: sandbox.routing_key });
  expect(session).toBe(sandbox.routing_key);
  expect(await scenarios.deleteSandbox(sandbox.id)).toBe(true);
  expect(await scenarios.deleteSandbox(sandbox.id)).toBe(false);
  expect(await scenarios.deleteSandbox('no-uuid')).toBe(false);

  const over = await make('short', 0);
  await expect(scenarios.run({ ...RUN, routing_key: over.routing_key })).rejects.toThrow('is over');
  await scenarios.sweep.run();
  const { rows } = await domains.database.pool.query('select 1 from sandboxes');
  expect(rows).toEqual([]);
});
