// Promise: the roles api, gateway and worker may be processes of their own on one PostgreSQL; "applied" stays a fact.
import { startSlack } from '@mockops/testkit';
import { afterAll, expect, test } from 'vitest';
import { shopFiles } from './shop.ts';
import { finishedRun, removeHome, type System, startSystem } from './system.ts';

const systems: System[] = [];
afterAll(async () => {
  for (const system of systems.reverse()) await system.stop();
  if (systems[0]) await removeHome(systems[0].home);
});

async function start(roles: string, home?: string): Promise<System> {
  const system = await startSystem({ ...(home && { home }), env: { MOCKOPS_ROLES: roles } });
  systems.push(system);
  return system;
}

test('an API answers a change when both gateways serve it, and a worker elsewhere runs what it starts', async () => {
  const api = await start('api');
  const [first, second] = [await start('gateway', api.home), await start('gateway', api.home)];
  await start('worker', api.home);
  const slack = await startSlack({});
  try {
    await api.api.pushFiles({
      params: { workspace: 'payments' },
      body: {
        files: shopFiles('payments', {
          'scenarios/one.yaml': 'mocks: [{ request: { operation: getCharge }, response: { status: 410 } }]\n',
        }),
      },
    });
    const gateways = await api.api.listGateways({});
    expect(gateways).toHaveLength(2);
    const [workspace] = await api.api.listWorkspaces();
    expect(workspace?.environments.every(({ applied, served }) => applied && served.length === 2)).toBe(true);
    const ask = async (gateway: System) => (await fetch(`${gateway.gateway_url}/payments/charges/ch_1`)).status;
    expect([await ask(first), await ask(second)]).toEqual([200, 200]);

    const changed = await api.api.updateEnvironment({
      params: { workspace: 'payments', environment: 'dev' },
      body: { default_scenario: 'one' },
    });
    expect(changed.applied).toBe(true);
    expect([await ask(first), await ask(second)]).toEqual([410, 410]);

    await api.api.putConnection({
      body: { name: 'slack', settings: { kind: 'slack', webhook_url: slack.webhook_url } },
    });
    await api.api.savePipeline({
      body: {
        source:
          'name: tell\ntriggers: [{ event: scenario.published }]\nsteps:\n  - { name: tell, type: notify, config: { channels: ["#x"], message: "{{ scenario_id }}" } }\n',
      },
    });
    await api.api.publishScenario({ params: { workspace: 'payments', scenario: 'one' } });
    expect((await finishedRun(api, 'tell', 1)).status).toBe('succeeded');
    expect(slack.messages.map(({ text }) => text)).toEqual(['one']);
  } finally {
    await slack.close();
  }
});

test('secrets of connections are shown to nobody, and are not in the database in clear', async () => {
  const api = systems[0];
  const canary = 'canary-5f1d3c';
  await api?.api.putConnection({
    body: { name: 'git', settings: { kind: 'github', repository: 'a/b', token: canary } },
  });
  const shown = JSON.stringify(await api?.api.listConnections({}));
  expect(shown).toContain('•••');
  expect(shown).not.toContain(canary);
  expect(api?.output()).not.toContain(canary);
});
