// Promise: publishing a scenario in dev promotes it to test and tells the team; the same request changes in test and nowhere else.
import { startMail } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopFiles, writeFolder } from './shop.ts';
import { eventually, finishedRun, mockops, removeHome, type System, startSystem } from './system.ts';

const PIPELINE = `name: scenario-to-test
triggers:
  - event: scenario.published
steps:
  - name: promote
    type: auto_promote
    config: { entity_type: scenario, entity_id: "{{ scenario_id }}", from_environment: dev, to_environment: test }
  - name: tell
    type: notify
    config: { channels: ["qa@acme.example"], subject: "Promoted", message: "{{ scenario_name }} v{{ version }} is in test" }
`;
const SCENARIO = (status: number) => `title: Declined card
tags: [auto-promote]
mocks:
  - request: { operation: createCharge }
    response: { status: ${status}, body: { message: declined } }
`;

let system: System;
let mail: Awaited<ReturnType<typeof startMail>>;
beforeAll(async () => {
  system = await startSystem();
  mail = await startMail({});
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: shopFiles('payments'), prune: true },
  });
  await system.api.putConnection({
    body: {
      workspace_id: 'payments',
      name: 'mail',
      settings: { kind: 'smtp', host: mail.host, port: mail.port, from: 'mockops@acme.example' },
    },
  });
  await system.api.savePipeline({ body: { source: PIPELINE } });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([mail.close(), removeHome(system.home)]);
});

async function ask(environment: string): Promise<number> {
  const answer = await fetch(`${system.gateway_url}/payments/charges`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-mockops-environment': environment,
      'mockops-scenario': 'declined-card',
    },
    body: '{"amount":1}',
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('the next request in test shows the published scenario; dev had it already and prod stays as it was', async () => {
  await mockops(system, 'push', writeFolder(shopFiles('payments', { 'scenarios/declined-card.yaml': SCENARIO(402) })));
  expect([await ask('dev'), await ask('test'), await ask('prod')]).toEqual([402, 201, 201]);

  const published = await mockops(system, 'scenario', 'publish', 'payments', 'declined-card');
  expect(published.err).toBe('');
  const execution = await finishedRun(system, 'scenario-to-test', 1);
  expect(execution.status).toBe('succeeded');
  expect([await ask('dev'), await ask('test'), await ask('prod')]).toEqual([402, 402, 201]);
  expect(mail.messages.map(({ to, subject, text }) => [to, subject, text.trim().split('\n')[0]])).toEqual([
    [['qa@acme.example'], 'Promoted', 'Declined card v1 is in test'],
  ]);
  const events = await system.api.listEvents({ query: { type: 'promotion.completed' } });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    actor: 'pipeline:scenario-to-test',
    causation_id: execution.event_id,
    depth: 1,
    data: { entity_id: 'declined-card', version: 1, to_environment: 'test' },
  });
});

test('a changed scenario is live in dev at once, and in test only after it is published', async () => {
  await mockops(system, 'push', writeFolder(shopFiles('payments', { 'scenarios/declined-card.yaml': SCENARIO(409) })));
  expect([await ask('dev'), await ask('test')]).toEqual([409, 402]);
  await mockops(system, 'scenario', 'publish', 'payments', 'declined-card');
  await finishedRun(system, 'scenario-to-test', 2);
  expect(await ask('test')).toBe(409);
});

test('publishing the same version twice is one publication', async () => {
  const again = await system.api.publishScenario({ params: { workspace: 'payments', scenario: 'declined-card' } });
  expect(again).toMatchObject({ changed: false, event_id: null });
});

test('an environment goes back to an earlier revision, and the next request shows it', async () => {
  const history = await system.api.environmentHistory({ params: { workspace: 'payments', environment: 'test' } });
  const before = history.find(({ entries }) => entries['scenario/declined-card'] === 1);
  const environment = await system.api.rollbackEnvironment({
    params: { workspace: 'payments', environment: 'test' },
    body: { revision: before?.revision ?? 0 },
  });
  expect(environment.applied).toBe(true);
  expect(await ask('test')).toBe(402);
});

test('a promotion that skips a stage is refused', async () => {
  const refused = await mockops(
    system,
    'promote',
    'payments',
    'scenario',
    'declined-card',
    '--from',
    'dev',
    '--to',
    'prod',
  );
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('dev → prod is no promotion');
});

test('what is pulled can be pushed again without a change', async () => {
  const folder = writeFolder({});
  const pulled = await mockops(system, 'pull', 'payments', folder);
  expect(pulled.err).toBe('');
  const pushed = await mockops(system, 'push', folder, '--json');
  expect(JSON.parse(pushed.out)).toMatchObject(expect.anything());
  await eventually(
    'no revision more',
    async () =>
      (await system.api.environmentHistory({ params: { workspace: 'payments', environment: 'dev' } }))[0]?.revision ===
      3,
  );
});
