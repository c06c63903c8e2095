import { type Observation, ScenarioDocument } from '@mockops/contract';
import { createGateway } from '@mockops/engine';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { runScenario } from './index.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges:
    post: { operationId: createCharge, responses: { '201': { description: ok } } }
  /charges/{id}:
    get:
      operationId: getCharge
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok } }
`;
const SCENARIO = `mocks:
  - name: declined
    request: { operation: createCharge, body: { amount: 4 }, headers: { x-tenant: acme } }
    response: { status: 402, body: { error: declined } }
  - name: lost
    request: { method: GET, path: '/charges/{id}', query: { expand: all } }
    response: { status: 404, body: { error: not found } }
`;

/** A real gateway that serves this scenario in test; `served` is what it has, `stored` what the step reads. */
async function start({ served = SCENARIO, stored = SCENARIO } = {}) {
  const seen: Observation[] = [];
  const gateway = createGateway({
    ...{ gateway_id: 'one', now: Date.now, random_seed: 'test' },
    observe: (observation) => void seen.push(observation),
  });
  const document = ScenarioDocument.parse(parse(served));
  await gateway.putWorkspace({
    ...{ workspace: 'payments', environment: 'test', digest: 'a', settings: { reality_level: 'mock_v5' } },
    ...{ schemas: { 'openapi.yaml': CONTRACT }, mocks: {}, personas: {} },
    scenarios: { card: { version: 3, document } },
  });
  const { url } = await gateway.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => gateway.close(0));
  const services = createServices({
    gateway_url: url,
    contract: async () => ({ files: { 'openapi.yaml': CONTRACT }, title: 'Payments', revision: 1 }),
    scenario: async ({ version }) => ({ text: stored, version: version ?? 3, live_version: 3 }),
  });
  const context = (config: object = {}) => createContext(services, { scenario_id: 'card', ...config });
  return { seen, context };
}

test('each mock of the scenario answers its own request, and analytics see a CI run', async () => {
  const { seen, context } = await start();
  const outputs = await outputsOf(runScenario.run(context({ version: 3 })));
  expect(outputs).toMatchObject({ passed: true, pass_rate: 1, total: 2, failed: [] });
  expect(outputs.report).toMatchObject({
    requests: [
      { name: 'declined', method: 'POST', path: '/charges', status: 402 },
      { name: 'lost', method: 'GET', path: '/charges/1?expand=all', status: 404 },
    ],
  });
  expect(seen).toHaveLength(2);
  for (const one of seen)
    expect(one).toMatchObject({
      scenario: 'card',
      ci_run: 'run_1',
      class: 'ci',
      reality: 'mock_v1',
      environment: 'test',
    });
});

test('a mock that is hidden or answers otherwise fails the step with what came instead', async () => {
  const { context } = await start({
    served: SCENARIO.replace('status: 402', 'status: 409').replace('not found', 'gone'),
  });
  await expect(runScenario.run(context())).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('0 of 2 requests held, 100 % required; declined: status 409 instead of 402'),
    outputs: {
      passed: false,
      failed: [{ name: 'declined' }, { name: 'lost', problems: ['the body differs at /error'] }],
    },
  });
  expect(await runScenario.run(context({ expect: { min_pass_rate: 0 } }))).toMatchObject({
    passed: true,
    pass_rate: 0,
  });
});

test('a version that is not live there, and a mock of an unknown operation, are told before anything is sent', async () => {
  const { seen, context } = await start({ stored: SCENARIO.replace('createCharge', 'create') });
  await expect(runScenario.run(context({ version: 2 }))).rejects.toThrow(
    'v2 cannot be run in payments@test: v3 is live there',
  );
  await expect(runScenario.run(context())).rejects.toThrow('mocks[0] is of operation "create"');
  expect(seen).toEqual([]);
});

test('stopping it ends it', async () => {
  const { context } = await start();
  await expect(runScenario.run({ ...context(), signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow(
    'cancelled',
  );
});
