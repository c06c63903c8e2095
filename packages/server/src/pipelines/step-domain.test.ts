import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScenarios } from '../scenarios/service.ts';
import { type Domains, startDomains } from '../workspaces/domains.fixture.ts';
import { fileSetSweep } from './file-sets/sweep.ts';
import { createDomainPort } from './step-domain.ts';
import type { DomainServices } from './steps/domain-services.ts';

let domains: Domains;
let port: DomainServices;
beforeAll(async () => {
  domains = await startDomains();
  const { database, org_id, events, workspaces, promotions, federations } = domains;
  const gateway_url = 'http://localhost:4801';
  const drift = { flush: async () => undefined, listIncidents: async () => [] };
  const scenarios = createScenarios({ database, org_id, events, federations, gateway_url });
  const options = { database, org_id, events, workspaces, promotions, scenarios, gateway_url, drift };
  port = createDomainPort(options)('pipeline:x');
  await domains.push('payments', {
    'scenarios/card.yaml': 'mocks:\n  - { request: { path: /a }, response: { status: 402 } }\n',
    'mocks/a.yaml': '{ request: { path: /a }, response: { status: 200 } }\n',
  });
});
afterAll(() => domains.close());

test('the newest SDK wins, whoever comes last', async () => {
  const sdk = { workspace: 'payments', output: 'payments', language: 'rust' };
  expect(await port.sdks.find(sdk)).toBeUndefined();
  expect(await port.sdks.lastRevision('payments')).toBeNull();
  expect(await port.sdks.save({ ...sdk, revision: 4, digest: 'a' })).toBe(true);
  expect(await port.sdks.save({ ...sdk, revision: 3, digest: 'old' })).toBe(false);
  expect(await port.sdks.save({ ...sdk, revision: 4, digest: 'b' })).toBe(true);
  expect(await port.sdks.save({ ...sdk, revision: null, digest: 'elsewhere' })).toBe(true);
  expect(await port.sdks.find(sdk)).toEqual({ revision: 4, digest: 'elsewhere' });
  expect(await port.sdks.lastRevision('payments')).toBe(4);
});

test('files are kept by their digest until nobody used them for long', async () => {
  const files = { 'a.txt': 'x\u0000y', 'b/c.txt': 'ä' };
  const reference = await port.files.put(files);
  expect(await port.files.put(files)).toBe(reference);
  expect(await port.files.get(reference)).toEqual({ ...files, 'a.txt': 'x\uFFFDy' });
  const { pool } = domains.database;
  const age = (days: number) => pool.query(`update file_sets set used_at = now() - interval '${days} days'`);
  await age(89);
  await fileSetSweep(domains.database).run();
  // Using them makes them young again.
  await port.files.get(reference);
  await age(91);
  await fileSetSweep(domains.database).run();
  await expect(port.files.get(reference)).rejects.toThrow('run the step that made them again');
});

test('a scenario is read as one version has it, with what is live', async () => {
  const read = (version?: number) =>
    port.scenario({ workspace: 'payments', scenario_id: 'card', version, environment: 'test' });
  expect(await read()).toMatchObject({ version: 1, live_version: 1, text: expect.stringContaining('402') });
  await domains.push('payments', {
    'scenarios/card.yaml': 'mocks:\n  - { request: { path: /a }, response: { status: 409 } }\n',
  });
  expect(await read(2)).toMatchObject({ version: 2, live_version: 1, text: expect.stringContaining('409') });
  await expect(read(3)).rejects.toThrow('scenario/card of workspace "payments" has no version 3');
  expect(Object.keys(await port.mocks('payments', 'dev'))).toEqual(['mocks/a.yaml']);
});

test('the end of a pull request is told once, whoever sees it', async () => {
  const pull = { repository: 'acme/api', number: 3, branch: 'mockops/x', url: 'https://github.com/acme/api/pull/3' };
  await Promise.all([port.tellPullRequest({ ...pull, merged: true }), port.tellPullRequest({ ...pull, merged: true })]);
  await port.tellPullRequest({ ...pull, repository: 'Acme/API', merged: true });
  expect(await domains.told('pr.merged')).toEqual([pull]);
  expect(await domains.told('pr.closed')).toEqual([]);
});

test('an event is found from an instant on, by its filters, in the workspace or outside of any', async () => {
  const { database, events, workspaces } = domains;
  await domains.push('shipping', { 'mocks/a.yaml': '{ request: { path: /a }, response: { status: 200 } }\n' });
  const emit = async (of: string | null, data: { number: number }) => {
    const workspace = of === null ? undefined : await workspaces.require(of);
    const event = { type: 'custom.deployed', actor: 'test', data, ...(workspace && { workspace }) };
    return database.transaction((tx) => events.emitCustom(tx, event));
  };
  const first = await emit('payments', { number: 1 });
  await emit('shipping', { number: 2 });
  const third = await emit(null, { number: 2 });
  const find = (since: string | undefined, workspace: string | null, filters = {}) =>
    port.findEvent({ type: 'custom.deployed', filters, since: new Date(since ?? 0), workspace });
  expect((await find(first?.time, 'payments'))?.id).toBe(first?.id);
  expect((await find(first?.time, 'payments', { number: { gt: 1 } }))?.id).toBe(third?.id);
  expect((await find(undefined, null, { number: 2 }))?.workspace_id).toBe('shipping');
  expect(await find('2100-01-01T00:00:00Z', null)).toBeUndefined();
});
