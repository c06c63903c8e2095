// Promise: a pipeline looks at the contract, changes what is served, calls out, and goes on only while mocks, reality and CI agree.
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHANGED_CONTRACT, CONTRACT, shopFiles, startUpstream, type Upstream } from './shop.ts';
import { finishedRun, removeHome, type System, startSystem } from './system.ts';

const TRY_OUT = (hook: string, gateway: string) => `name: try-out
triggers: [{ event: schema.changed }]
steps:
  - { name: diff, type: schema_diff }
  - name: plan
    type: transform
    config:
      values: { count: "{{ steps.diff.outputs.affected_operations }}", label: "{{ workspace_id }}-r{{ event.to_revision }}" }
  - name: go-real
    type: set_reality_level
    config: { environment: test, reality_level: real }
  - name: ask-gateway
    type: http
    config: { url: "${gateway}/payments/charges/ch_1", headers: { x-mockops-environment: test } }
  - name: tell
    type: http
    config:
      method: POST
      url: "${hook}/hook"
      body: { label: "{{ steps.plan.outputs.label }}", count: "{{ steps.plan.outputs.count }}", seen: "{{ steps.ask-gateway.outputs.body }}" }
      expect: { status: [202] }
  - name: agrees
    type: drift_check
    config: { environment: test, expect: within_budget }
`;

const GATE = `name: gate
triggers: [{ event: promotion.completed }]
steps:
  - name: tested-enough
    type: coverage_check
    continue_on_error: true
    config: { time_range: 1h, ci_run: build-7, require: { operations: 0.5 } }
  - name: take-it-back
    type: rollback_promotion
    if: status('tested-enough') == 'failed'
    config: { promotion_id: "{{ promotion_id }}" }
  - name: could-it-go-again
    type: can_promote
    config: { entity_id: "{{ entity_id }}" }
  - name: say-so
    type: fail
    if: status('tested-enough') == 'failed'
    config: { message: "only {{ steps.tested-enough.outputs.failed_rules[0].numerator }} covered" }
`;
const SERVICE = `name: service
triggers: [{ event: schema.changed, filters: { change_level: breaking } }, { event: federation.changed }]
steps:
  - { name: since, type: schema_diff, config: { from: "{{ event.from_revision }}", workspace_id: payments } }
  - name: blend
    type: set_reality_level
    config: { federation: shop, service: pay, reality_level: mock_v2, blend_ratio: 0.2, chaos: { error_rate: 0 } }
  - name: back
    type: set_reality_level
    config:
      federation: shop
      service: pay
      reality_level: "{{ steps.blend.outputs.previous.reality_level }}"
      blend_ratio: "{{ steps.blend.outputs.previous.blend_ratio }}"
      chaos: "{{ steps.blend.outputs.previous.chaos }}"
`;
const SCENARIO = 'mocks: [{ request: { operation: createCharge }, response: { status: 402 } }]\n';

let system: System;
let upstream: Upstream;
const hooks: { key: unknown; body: unknown }[] = [];
const peer = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  hooks.push({ key: request.headers['idempotency-key'], body: JSON.parse(body) });
  response.writeHead(202).end();
});
beforeAll(async () => {
  upstream = await startUpstream();
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const address = peer.address();
  const hook_url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  system = await startSystem();
  const environments = `dev: { reality_level: mock_v1 }\ntest: { reality_level: mock_v1, upstream_url: "${upstream.url}" }\n`;
  const files = shopFiles('payments', { 'environments.yaml': environments, 'scenarios/declined.yaml': SCENARIO });
  await system.api.pushFiles({ params: { workspace: 'payments' }, body: { files, prune: true } });
  await system.api.savePipeline({ body: { source: TRY_OUT(hook_url, system.gateway_url) } });
  await system.api.savePipeline({ body: { source: GATE } });
});
afterAll(async () => {
  await system.stop();
  peer.closeAllConnections();
  peer.close();
  await Promise.all([upstream.close(), removeHome(system.home)]);
});

const outputs = (run: Awaited<ReturnType<typeof finishedRun>>) =>
  Object.fromEntries(run.steps.map(({ name, output }) => [name, output]));

async function ask(environment: string, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(`${system.gateway_url}/payments/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mockops-environment': environment, ...headers },
    body: '{"amount":1}',
  });
  await answer.arrayBuffer();
  return answer;
}

test('a changed contract is compared, served for real in test, told to the outside, and checked for drift', async () => {
  expect((await ask('test')).headers.get('x-mockops-source')).toBe('mock');
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { 'schemas/openapi.yaml': CHANGED_CONTRACT } },
  });
  const run = await finishedRun(system, 'try-out', 1);
  expect(run.error_message).toBeNull();
  expect(outputs(run)).toMatchObject({
    diff: { changed: true, breaking: 0, change_level: 'non_breaking' },
    plan: { label: 'payments-r2' },
    'go-real': { changed: true, applied: true, previous: { reality_level: 'mock_v1', blend_ratio: null, chaos: null } },
    'ask-gateway': { status: 200, body: upstream.body, headers: { 'x-mockops-source': 'real' } },
    tell: { status: 202 },
    agrees: { open_incidents: 0, breaking: 0, within_budget: true },
  });
  expect(outputs(run).diff).toMatchObject({ operations: expect.arrayContaining(['GET /payouts']) });
  expect(upstream.paths).toEqual(['/charges/ch_1']);
  expect(hooks).toEqual([
    { key: `${run.id}/tell`, body: { label: 'payments-r2', count: expect.any(Number), seen: upstream.body } },
  ]);
  expect((await ask('test')).headers.get('x-mockops-source')).toBe('real');
  expect((await ask('dev')).headers.get('x-mockops-source')).toBe('mock');
});

test('too little coverage fails by the name of its rule, and the promotion is taken back', async () => {
  await system.api.updateEnvironment({
    params: { workspace: 'payments', environment: 'test' },
    body: { reality_level: 'mock_v1' },
  });
  await ask('dev', { baggage: 'mockops-ci-run=build-7' });
  await ask('dev', { baggage: 'mockops-ci-run=build-8' });
  const later = SCENARIO.replace('402', '409');
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { 'scenarios/declined.yaml': later } },
  });
  const declined = { 'mockops-scenario': 'declined' };
  expect((await ask('test', declined)).status).toBe(402);
  await system.api.promote({
    params: { workspace: 'payments' },
    body: { entity_type: 'scenario', entity_id: 'declined', from_environment: 'dev', to_environment: 'test' },
  });

  const run = await finishedRun(system, 'gate', 1);
  expect(run.status).toBe('failed');
  const [check] = run.steps;
  expect(check?.status).toBe('failed');
  expect(check?.message).toContain('operations: CI run build-7 used 1 of 3 (33.3 %, 50 % required)');
  expect(check?.message).toContain('not GET /charges/{id}, GET /payouts');
  expect(outputs(run)).toMatchObject({
    'tested-enough': { failed_rules: [{ rule: 'operations', required: 0.5, numerator: 1, denominator: 3 }] },
    'take-it-back': { changed: true, version: 1, environment: 'test' },
    'could-it-go-again': { allowed: true, reasons: [] },
  });
  expect(run.error_message).toBe('say-so: only 1 covered');
  expect((await ask('test', declined)).status).toBe(402);
  expect((await ask('dev', declined)).status).toBe(409);
});

test('an answer that left the contract fails the check by the name of its operation; what a step set, another sets back', async () => {
  const services = [{ name: 'pay', workspace_id: 'payments', base_path: '/pay', blend_ratio: 0.7, dependencies: [] }];
  const before = await system.api.createFederation({ body: { name: 'shop', environment: 'dev', services } });
  await system.api.savePipeline({ body: { source: SERVICE } });
  upstream.body = { id: 'ch_1', amount_cents: 100, currency: 'EUR' };
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { 'schemas/openapi.yaml': CONTRACT } },
  });
  const tried = await finishedRun(system, 'try-out', 2);
  expect(outputs(tried)).toMatchObject({
    diff: { changed: false, change_level: null, affected_operations: 0 },
    // The POST of the first test was answered with a status that the contract does not have.
    agrees: { open_incidents: 2, within_budget: false },
  });
  expect(tried.error_message).toContain('agrees: payments exceeds its drift budget in test');
  expect(tried.error_message).toContain(': GET /charges/{id}, POST /charges.');

  const set = await finishedRun(system, 'service', 1);
  expect(set.error_message).toBeNull();
  expect(outputs(set)).toMatchObject({
    since: { breaking: 3, operations: expect.arrayContaining(['GET /payouts']) },
    blend: { changed: true, previous: { reality_level: null, blend_ratio: 0.7, chaos: null } },
    back: { changed: true, previous: { reality_level: 'mock_v2', blend_ratio: 0.2, chaos: { error_rate: 0 } } },
  });
  const after = await system.api.getFederation({ params: { federation: 'shop' } });
  expect(after).toMatchObject({ revision: before.revision + 2, digest: before.digest });
  const caused = await system.api.listEvents({ query: { type: 'federation.changed' } });
  expect(caused.map(({ actor, depth }) => [actor, depth])).toEqual([
    ['pipeline:service', 1],
    ['pipeline:service', 1],
    ['local', 0],
  ]);
  expect(await system.api.listExecutions({ query: { pipeline: 'service' } })).toHaveLength(1);
});
