// Promise: when a real service leaves its contract, drift rises, one incident opens and one pull request carries the contract that fits; the next crossing updates it.
// Or somebody adopts what was seen, and it is the next revision.
import { startGitHub } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CONTRACT, shopFiles, startUpstream, type Upstream } from './shop.ts';
import { eventually, finishedRun, mockops, removeHome, type System, startSystem } from './system.ts';

const PIPELINE = `name: drift-to-pr
triggers:
  - event: drift.threshold_exceeded
steps:
  - name: pr
    type: create_pr
    config: { title: "{{ workspace_id }} drifts at {{ endpoint }} ({{ crossing }})", include: [contract] }
`;

let system: System;
let upstream: Upstream;
let github: Awaited<ReturnType<typeof startGitHub>>;
beforeAll(async () => {
  upstream = await startUpstream();
  github = await startGitHub({
    token: 'secret-token',
    repositories: { 'acme/shop': { files: { 'services/payments/schemas/openapi.yaml': CONTRACT } } },
  });
  system = await startSystem();
  const environments = `dev: { reality_level: real, upstream_url: "${upstream.url}", drift_budget: { max_breaking_changes: 0 } }\n`;
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: shopFiles('payments', { 'environments.yaml': environments }), prune: true },
  });
  await system.api.putConnection({
    body: {
      name: 'github',
      settings: {
        kind: 'github',
        api_url: github.url,
        repository: 'acme/shop',
        token: 'secret-token',
        directory: 'services/payments',
      },
    },
  });
  await system.api.savePipeline({ body: { source: PIPELINE } });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([upstream.close(), github.close(), removeHome(system.home)]);
});

const repository = () => github.repository('acme/shop');
async function ask(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await (await fetch(`${system.gateway_url}/payments/charges/ch_1`)).arrayBuffer();
}
const drift = async () => (await system.api.driftPercentage({ query: { workspace_id: 'payments' } })).data[0];

test('answers that fit the contract are evaluated and do not drift; what nobody asked for stays unknown', async () => {
  await ask(3);
  const row = await eventually('one operation evaluated', async () =>
    (await drift())?.evaluated_mocks === 1 ? await drift() : undefined,
  );
  expect(row).toMatchObject({
    total_mocks: 2,
    evaluated_mocks: 1,
    drifting_mocks: 0,
    drift_percentage: 0,
    open_incidents: 0,
    bounds: [0, 50],
  });
});

test('a renamed field opens one incident and one pull request with the changed contract', async () => {
  upstream.body = { id: 'ch_1', amount_cents: 100, currency: 'EUR' };
  await ask(5);
  const execution = await finishedRun(system, 'drift-to-pr', 1);
  expect(execution.steps[0]).toMatchObject({ status: 'succeeded', output: { action: 'created', number: 1 } });
  expect(await drift()).toMatchObject({ drifting_mocks: 1, drift_percentage: 100, open_incidents: 1 });
  await ask(5);
  const incidents = await system.api.listIncidents({ query: { workspace_id: 'payments' } });
  expect(incidents).toHaveLength(1);
  expect(incidents[0]).toMatchObject({ operation: 'GET /charges/{id}', status: 'open', severity: 'high' });
  expect(incidents[0]?.findings.map(({ mismatch_type, path }) => [mismatch_type, path])).toEqual([
    ['missing_required_field', '/amount'],
    ['unexpected_field', '/amount_cents'],
  ]);
  expect(repository().pulls.filter(({ state }) => state === 'open')).toHaveLength(1);
  const [pull] = repository().pulls;
  const proposed = parse(repository().files(pull?.head ?? '')['services/payments/schemas/openapi.yaml'] ?? '');
  expect(proposed.components.schemas.Charge).toMatchObject({
    properties: { amount_cents: { type: 'integer' } },
    required: expect.arrayContaining(['amount_cents']),
  });
  expect(proposed.components.schemas.Charge.properties.amount).toBeUndefined();
  expect(
    (await system.api.listEvents({ query: { type: 'drift.threshold_exceeded' } })).map(({ data }) => data.crossing),
  ).toEqual([1]);
});

test('the second crossing updates the same pull request', async () => {
  const [incident] = await system.api.listIncidents({ query: { status: 'open' } });
  await system.api.updateIncident({ params: { incident: incident?.id ?? '' }, body: { status: 'resolved' } });
  upstream.body = { id: 'ch_1', amount_cents: 100, currency_code: 'EUR' };
  await ask(3);
  const execution = await finishedRun(system, 'drift-to-pr', 2);
  expect(execution.steps[0]).toMatchObject({ status: 'succeeded', output: { action: 'updated', number: 1 } });
  expect(repository().pulls).toHaveLength(1);
  expect(repository().pulls[0]?.title).toContain('(2)');
  const proposed = parse(
    repository().files(repository().pulls[0]?.head ?? '')['services/payments/schemas/openapi.yaml'] ?? '',
  );
  expect(Object.keys(proposed.components.schemas.Charge.properties).sort()).toEqual([
    'amount_cents',
    'currency_code',
    'id',
  ]);
});

test('with the proposed contract pushed, the incident is over and the same answers no longer drift', async () => {
  const contract =
    repository().files(repository().pulls[0]?.head ?? '')['services/payments/schemas/openapi.yaml'] ?? '';
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { 'schemas/openapi.yaml': contract } },
  });
  await ask(3);
  await eventually('no drift', async () => (await drift())?.drifting_mocks === 0);
  expect(await system.api.listIncidents({ query: { status: 'open' } })).toEqual([]);
});

const revisions = () => system.api.listContractRevisions({ params: { workspace: 'payments' } });
const changed = () => system.api.listEvents({ query: { type: 'schema.changed', workspace_id: 'payments' } });
const openIncident = () =>
  eventually('an open incident', async () => {
    const [incident] = await system.api.listIncidents({ query: { workspace_id: 'payments', status: 'open' } });
    return incident;
  });

test('adopting an incident makes what was seen a revision of the recorder: shown first, then told by one event, and the incident is over', async () => {
  const events = (await changed()).length;
  const count = (await revisions()).length;
  upstream.body = { id: 'ch_1', amount_cents: '100', currency_code: 'EUR', note: 'hello' };
  await ask(3);
  const incident = await openIncident();

  const dry = await mockops(system, 'drift', 'adopt', incident.id, '--dry-run');
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toMatch(/^breaking: .*amount_cents.*\[response-property-/m);
  expect(dry.out).toContain('written: GET /charges/{id} 200 unexpected field /note: "note" is declared now');
  expect(dry.out).toContain('Nothing was changed');
  expect(dry.out).not.toContain('hello');
  expect(await revisions()).toHaveLength(count);

  const shown = await system.api.adoptDrift({ body: { incidents: [incident.id], dry_run: true } });
  expect(shown).toMatchObject({ adopted: false, revision: null, comparison: { level: 'breaking' } });
  await expect(
    system.api.adoptDrift({ body: { incidents: [incident.id], digest: '0'.repeat(64) } }),
  ).rejects.toMatchObject({ problem: { status: 409 } });

  const adopted = await mockops(system, 'drift', 'adopt', '--workspace', 'payments', '--json');
  expect(JSON.parse(adopted.out)).toMatchObject({
    adopted: true,
    revision: count + 1,
    digest: shown.digest,
    incidents: [{ id: incident.id, status: 'resolved', resolution: 'contract changed' }],
  });
  const [newest] = await revisions();
  expect(newest).toMatchObject({ revision: count + 1, source: 'recorder', level: 'breaking' });
  expect(newest?.message).toContain(`drift of GET /charges/{id} in dev (${incident.id})`);
  const [event, ...others] = await changed();
  expect(others).toHaveLength(events);
  expect(event?.data).toMatchObject({ source: 'recorder', to_revision: count + 1, change_level: 'breaking' });
  const { files } = await system.api.pullFiles({ params: { workspace: 'payments' } });
  expect(files['schemas/openapi.yaml']).toContain('note:');
  await ask(3);
  await eventually('no drift', async () => (await drift())?.drifting_mocks === 0);
});

test('what cannot be adopted is said with the next act, and nothing changes', async () => {
  const count = (await revisions()).length;
  const [resolved] = await system.api.listIncidents({ query: { workspace_id: 'payments', status: 'resolved' } });
  expect((await mockops(system, 'drift', 'adopt', resolved?.id ?? '')).err).toContain('is resolved (contract changed)');
  expect((await mockops(system, 'drift', 'adopt', '--workspace', 'payments')).err).toContain('no open drift incident');
  expect((await mockops(system, 'drift', 'adopt')).err).toContain('mockops drift list');
  expect((await mockops(system, 'drift', 'adopt', '00000000-0000-4000-8000-000000000000')).err).toContain(
    'there is no drift incident',
  );
  expect(await revisions()).toHaveLength(count);
});

test('an operation that the contract does not have is an incident that counts as no drift, and is declared when it is adopted', async () => {
  const before = await drift();
  for (const id of ['re_1', 're_2']) await (await fetch(`${system.gateway_url}/payments/refunds/${id}`)).arrayBuffer();
  await (await fetch(`${system.gateway_url}/payments/refunds/re_1`, { method: 'HEAD' })).arrayBuffer();
  const incident = await openIncident();
  expect(incident).toMatchObject({ operation: 'GET /refunds/{refund_id}', severity: 'low' });
  expect(incident.findings).toMatchObject([{ mismatch_type: 'undocumented_operation', breaking: false, count: 2 }]);
  expect(await drift()).toEqual({ ...before });

  const dry = await mockops(system, 'drift', 'adopt', incident.id, '--dry-run');
  expect(dry.out).toContain('[endpoint-added]');
  expect(dry.out).toContain('the operation is declared now');
  const adopted = await system.api.adoptDrift({ body: { incidents: [incident.id] } });
  expect(adopted).toMatchObject({ adopted: true, comparison: { level: 'safe' }, incidents: [{ status: 'resolved' }] });
  const [event] = await changed();
  expect(event?.data).toMatchObject({ source: 'recorder', affected_operations: ['GET /refunds/{refund_id}'] });
  await (await fetch(`${system.gateway_url}/payments/refunds/re_3`)).arrayBuffer();
  await eventually('the new operation evaluated', async () => (await drift())?.evaluated_mocks === 2);
  expect(await system.api.listIncidents({ query: { status: 'open' } })).toEqual([]);
});
