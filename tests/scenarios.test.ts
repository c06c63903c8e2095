// Promise: what is published is proved before and after it goes on, a person's decision holds, and a nightly run over the whole system counts as CI.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopFiles } from './shop.ts';
import { finishedRun, mockops, removeHome, type System, startSystem } from './system.ts';

const PUBLISH = `version: 1
name: scenario-publish-to-test
permissions: { promote: [test], scenario: run }
triggers:
  - event: scenario.published
    filters: { tags: { any: [auto-promote] } }
steps:
  - name: validate
    type: validate_scenario
    config: { scenario_id: "{{ event.scenario_id }}", version: "{{ event.version }}", checks: [schema, lint, dry_run] }
  - name: can-promote
    type: can_promote
    config:
      entity: { type: scenario, id: "{{ event.scenario_id }}", version: "{{ event.version }}" }
      to: test
  - name: promote
    type: auto_promote
    config:
      entity_type: scenario
      entity_id: "{{ event.scenario_id }}"
      version: "{{ event.version }}"
      from_environment: dev
      to_environment: test
      respect_hold: true
  - name: verify
    type: run_scenario
    if: success() && steps.promote.outputs.held == false
    environment: test
    config: { scenario_id: "{{ event.scenario_id }}", version: "{{ event.version }}", expect: passed }
on_failure:
  - name: rollback
    type: rollback_promotion
    if: status('promote') == 'succeeded'
    config: { promotion_id: "{{ steps.promote.outputs.promotion_id }}", hold: true }
`;

const NIGHTLY = `version: 1
name: nightly
permissions: { federation: run, coverage: read }
inputs:
  federation: { type: string, default: shop }
triggers: [{ manual: {} }]
steps:
  - name: sandbox
    type: create_sandbox
    config: { federation: "{{ inputs.federation }}", ttl: 3h, clone_state: true }
  - name: checkout
    type: run_system_scenario
    matrix:
      persona: [premium, new-user]
    config:
      federation: "{{ inputs.federation }}"
      scenario: checkout
      persona: "{{ matrix.persona }}"
      routing_key: "{{ steps.sandbox.outputs.routing_key }}"
      seed: "{{ run.seed }}"
      expect: { min_pass_rate: 1 }
  - name: gate
    type: coverage_check
    if: always()
    config:
      federation: "{{ inputs.federation }}"
      ci_run: "{{ run.id }}"
      require: { operations: 50%, change_coverage: 0.3 }
finally:
  - name: teardown
    type: delete_sandbox
    if: steps.sandbox.outputs.id != null
    config: { id: "{{ steps.sandbox.outputs.id }}" }
`;

const SCENARIO = (status: number, message: string) => `title: Declined
tags: [auto-promote]
mocks:
  - name: declined
    request: { operation: getCharge }
    response: { status: ${status}, body: { message: ${message} } }
`;

let system: System;
beforeAll(async () => {
  system = await startSystem();
  const files = shopFiles('payments', {
    'environments.yaml': 'dev: { reality_level: mock_v1 }\n',
    'scenarios/declined.yaml': SCENARIO(404, 'none'),
  });
  await system.api.pushFiles({ params: { workspace: 'payments' }, body: { files } });
  await system.api.savePipeline({ body: { source: PUBLISH } });
  await system.api.savePipeline({ body: { source: NIGHTLY } });
  const services = [{ name: 'pay', workspace_id: 'payments', base_path: '/pay' }];
  await system.api.createFederation({ body: { name: 'shop', services } });
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
});

const publish = async (text: string) => {
  const files = { 'scenarios/declined.yaml': text };
  await system.api.pushFiles({ params: { workspace: 'payments' }, body: { files } });
  await system.api.publishScenario({ params: { workspace: 'payments', scenario: 'declined' } });
};
const outputs = (run: Awaited<ReturnType<typeof finishedRun>>) =>
  Object.fromEntries(run.steps.map(({ name, output }) => [name, output]));
const statuses = (run: Awaited<ReturnType<typeof finishedRun>>) =>
  Object.fromEntries(run.steps.filter(({ section }) => section === 'steps').map(({ name, status }) => [name, status]));

test('what is published is checked, promoted, and proved where it is live then', async () => {
  await publish(SCENARIO(404, 'gone'));
  const run = await finishedRun(system, 'scenario-publish-to-test', 1);
  expect(run.error_message).toBeNull();
  expect(outputs(run)).toMatchObject({
    validate: { ok: true, version: 2 },
    'can-promote': { allowed: true, requires_approval: false },
    promote: { changed: true, held: false, version: 2, from_version: 1 },
    verify: { passed: true, total: 1 },
  });
});

test('what breaks the contract goes nowhere', async () => {
  await publish(
    'tags: [auto-promote]\nmocks: [{ request: { operation: getCharge }, response: { status: 200, body: { id: 1 } } }]\n',
  );
  const run = await finishedRun(system, 'scenario-publish-to-test', 2);
  expect(run.error_message).toContain('scenario/declined v3 of payments is not valid');
  expect(statuses(run)).toMatchObject({ validate: 'failed', promote: 'skipped' });
});

test('a person’s choice holds against automation until it is lifted', async () => {
  const hand = ['promote', 'payments', 'scenario', 'declined', '--to', 'test', '--version', '1'];
  expect((await mockops(system, ...hand)).code).toBe(0);
  const list = await mockops(system, 'hold', 'list', 'payments');
  expect(list.out).toMatch(/scenario\/declined +test .*promoted v1 by hand while dev has v3/);
  await publish(SCENARIO(404, 'later'));
  const held = await finishedRun(system, 'scenario-publish-to-test', 3);
  expect(outputs(held)).toMatchObject({ 'can-promote': { allowed: false }, promote: { changed: false, held: true } });
  expect(statuses(held)).toMatchObject({ verify: 'skipped' });
  const lift = ['hold', 'lift', 'payments', 'test', 'scenario', 'declined'];
  expect((await mockops(system, ...lift)).out).toContain('may promote');
  await publish(SCENARIO(404, 'last'));
  expect(outputs(await finishedRun(system, 'scenario-publish-to-test', 4))).toMatchObject({
    promote: { changed: true },
  });
});

test('a system scenario runs for each persona in one sandbox, and its requests are the coverage of that run', async () => {
  const source = `system_scenario:
  name: checkout
  steps:
    - { service: pay, path: /charges/ch_1, expect: { status: 200, body: { id: ch_1 } } }
    - { service: pay, method: POST, path: /charges, body: { amount: 1 }, expect: { status: 201 } }
`;
  const params = { federation: 'shop', scenario: 'checkout' };
  await system.api.putSystemScenario({ params, body: { source } });
  await system.api.startRun({ params: { pipeline: 'nightly' }, body: {} });
  const run = await finishedRun(system, 'nightly', 1);
  expect(run.error_message).toBeNull();
  expect(run.steps.filter(({ name }) => name === 'checkout').map(({ item, status }) => `${item} ${status}`)).toEqual(
    expect.arrayContaining([expect.stringContaining('premium'), expect.stringContaining('new-user')]),
  );
  expect(outputs(run)).toMatchObject({ gate: { operations: 1, failed_rules: [] }, teardown: { deleted: true } });
  expect(await system.api.listSandboxes({ params: { federation: 'shop' } })).toEqual([]);
  const told = await system.api.listEvents({ query: { type: 'system_scenario.completed' } });
  expect(JSON.stringify(told)).toContain('"passed":true');
});
