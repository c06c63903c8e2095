import { randomUUID } from 'node:crypto';
import type { DriftBudget, Observation } from '@mockops/contract';
import { loadApi, proposeContract } from '@mockops/schema';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { createDrift, type DriftContract, type DriftOptions } from './service.ts';

const AT = Date.UTC(2026, 10, 20, 12, 0, 0);
const CONTRACT = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges:
    get:
      operationId: listCharges
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: object, required: [id, amount], properties: { id: { type: string }, amount: { type: integer } } }
  /refunds:
    get:
      operationId: listRefunds
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: string } } }
`;
const GOOD = { id: 'c1', amount: 1 };
const BAD = { id: 'c1', amount_cents: 1 };

let database: Database;
let drop: () => Promise<void>;
let org_id: string;
let workspace_uid: string;
let contract: DriftContract;
const errors: unknown[] = [];

beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  const seeded = await addTestWorkspaces(database, ['payments']);
  org_id = seeded.org_id;
  workspace_uid = seeded.workspaces.payments;
});
afterAll(() => drop());
beforeEach(async () => {
  errors.length = 0;
  await database.pool.query(
    'truncate drift_checks, drift_incidents, drift_findings, drift_budget_states, events cascade',
  );
  contract = await contractFrom(CONTRACT);
});

async function contractFrom(text: string, budget: Partial<DriftBudget> = {}): Promise<DriftContract> {
  const files = { 'openapi.yaml': text };
  const api = await loadApi(files);
  if (!api.ok) throw new Error(JSON.stringify(api.issues));
  return {
    workspace_uid,
    workspace_name: 'Payments',
    api: api.value,
    files,
    budget: { enabled: true, max_breaking_changes: 0, max_non_breaking_changes: 10, ...budget },
  };
}

function open(more: Partial<DriftOptions> = {}) {
  return createDrift({
    database,
    org_id,
    propose: async (files, findings) => proposeContract(files, findings),
    contractOf: async (workspace) => (workspace === 'payments' ? contract : undefined),
    emit: (tx, { type, workspace, data, actor, subject }) =>
      tx.client.query(
        `insert into events (id, org_id, workspace_id, type, source, subject, actor, correlation_id, depth, data)
         values ($1, $2, $3, $4, 'drift', $5, $6, $1, 0, $7)`,
        [randomUUID(), org_id, workspace.id, type, subject, actor, data],
      ),
    now: () => new Date(AT + 3_600_000),
    onError: (error) => errors.push(error),
    ...more,
  });
}

let tick = 0;
function answer(body: unknown, more: Partial<Observation> = {}): Observation {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    at: AT + tick++,
    workspace: 'payments',
    environment: 'dev',
    method: 'GET',
    path: '/charges',
    operation: 'GET /charges',
    status: 200,
    source: 'real',
    reality: 'real',
    class: 'manual',
    duration_ms: 1,
    snapshot: 'abc',
    answer: { media_type: 'application/json', body: Buffer.from(text), truncated: false },
    ...more,
  };
}

const events = async () =>
  (await database.pool.query<{ data: Record<string, unknown> }>('select data from events order by seq')).rows.map(
    (row) => row.data,
  );
const list = () => open().listIncidents({ limit: 100 });
async function send(...answers: Observation[]) {
  const drift = open();
  for (const one of answers) drift.check(one);
  await drift.flush();
  expect(errors).toEqual([]);
}
const times = (count: number, make: () => Observation) => Array.from({ length: count }, make);

test('a renamed field opens one incident with one finding per difference, counted', async () => {
  await send(answer(BAD), answer(GOOD), answer(BAD));
  await send(answer(BAD));
  const incidents = await list();
  expect(incidents).toHaveLength(1);
  expect(incidents[0]).toMatchObject({
    workspace_id: 'payments',
    environment: 'dev',
    endpoint: '/charges',
    method: 'GET',
    status: 'open',
    severity: incidents[0]!.findings[0]!.severity,
  });
  const missing = incidents[0]!.findings.find((finding) => finding.mismatch_type === 'missing_required_field');
  expect(missing).toMatchObject({ path: '/amount', breaking: true, count: 3 });
  const checks = await database.pool.query(
    'select sum(checked)::int as checked, sum(mismatched)::int as mismatched from drift_checks',
  );
  expect(checks.rows).toEqual([{ checked: 4, mismatched: 3 }]);
});

test('the event fires once per crossing, and again only after the budget was kept', async () => {
  await send(answer(BAD));
  await send(answer(BAD), answer({ no: 'id' }, { operation: 'GET /refunds', path: '/refunds' }));
  const [first] = await list().then((all) => all.filter((one) => one.operation === 'GET /charges'));
  expect(await events()).toEqual([
    {
      workspace_id: 'payments',
      workspace_name: 'Payments',
      environment: 'dev',
      incident_id: first!.id,
      endpoint: 'GET /charges',
      severity: 'high',
      drift_count: 1,
      threshold: 0,
      crossing: 1,
    },
  ]);
  const drift = open();
  for (const incident of await list()) await drift.updateIncident(incident.id, 'resolved', 'ada');
  expect(await events()).toHaveLength(1);
  await send(answer(BAD));
  expect((await events()).map((event) => event.crossing)).toEqual([1, 2]);
});

test('many processes that see the same drift at once open one incident and emit one event', async () => {
  const processes = times(6, () => answer(BAD)).map((one) => {
    const drift = open();
    for (const more of [one, ...times(4, () => answer(BAD))]) drift.check(more);
    return drift;
  });
  await Promise.all(processes.map((drift) => drift.flush()));
  expect(errors).toEqual([]);
  const incidents = await list();
  expect(incidents).toHaveLength(1);
  expect(incidents[0]!.findings.every((finding) => finding.count === 30)).toBe(true);
  expect(await events()).toHaveLength(1);
});

test('twenty clean answers in a row resolve an incident, nineteen and a relapse do not', async () => {
  await send(answer(BAD), ...times(19, () => answer(GOOD)));
  await send(answer(BAD), ...times(10, () => answer(GOOD)));
  await send(...times(9, () => answer(GOOD)));
  expect((await list())[0]).toMatchObject({ status: 'open' });
  await send(answer(GOOD));
  expect((await list())[0]).toMatchObject({
    status: 'resolved',
    resolution: 'not seen in the last 20 checked answers',
    resolved_at: new Date(AT + 3_600_000).toISOString(),
  });
  await send(answer(BAD));
  expect((await list()).map((incident) => incident.status).sort()).toEqual(['open', 'resolved']);
  expect((await events()).map((event) => event.crossing)).toEqual([1, 2]);
});

test('a changed operation resolves its incident and leaves the others', async () => {
  await send(answer(BAD), answer({ no: 'id' }, { operation: 'GET /refunds', path: '/refunds' }));
  contract = await contractFrom(CONTRACT.replace('amount: { type: integer }', 'amount: { type: number }'));
  await open().contractChanged('payments', 'dev');
  const byOperation = Object.fromEntries((await list()).map((one) => [one.operation, one]));
  expect(byOperation['GET /charges']).toMatchObject({ status: 'resolved', resolution: 'contract changed' });
  expect(byOperation['GET /refunds']).toMatchObject({ status: 'open', resolved_at: null });
  await send(answer(BAD));
  expect((await list()).filter((one) => one.status === 'open')).toHaveLength(2);
});

test('a budget that allows the drift emits nothing, and lowering it does', async () => {
  contract = await contractFrom(CONTRACT, { max_breaking_changes: 5 });
  await send(answer(BAD));
  expect(await events()).toEqual([]);
  contract = { ...contract, budget: { ...contract.budget, max_breaking_changes: 0 } };
  await open().contractChanged('payments', 'dev');
  expect(await events()).toHaveLength(1);
  contract = { ...contract, budget: { ...contract.budget, enabled: false } };
  await open().contractChanged('payments', 'dev');
  expect((await database.pool.query('select exceeded, crossings from drift_budget_states')).rows).toEqual([
    { exceeded: false, crossings: 1 },
  ]);
});

test('an event that cannot be written takes the whole batch back', async () => {
  const drift = open({ emit: async () => Promise.reject(new Error('no outbox')) });
  drift.check(answer(BAD));
  await drift.flush();
  expect(errors.map(String)).toEqual([expect.stringContaining('1 answers of payments@dev')]);
  expect(await list()).toEqual([]);
  errors.length = 0;
  await send(answer(BAD));
  expect(await events()).toHaveLength(1);
});

test('answers that prove nothing are not checked', async () => {
  await send(
    answer(BAD, { operation: null }),
    answer(BAD, { workspace: 'unknown' }),
    answer(BAD, { operation: 'GET /gone' }),
    answer(BAD, { answer: { media_type: 'application/json', body: Buffer.from('{"id'), truncated: true } }),
    answer('<h1>502</h1>', {
      status: 502,
      answer: { media_type: 'text/html', body: Buffer.from('<h1>'), truncated: false },
    }),
  );
  expect((await database.pool.query('select 1 from drift_checks')).rows).toEqual([]);
});

test('a body that is not JSON, and names that PostgreSQL cannot store, become findings', async () => {
  await send(
    answer('not json'),
    answer({ ...GOOD, 'a\0b\\u0000\ud800': 1 }),
    answer({ ...GOOD, 'a\ufffdb\\u0000\ufffd': 1 }),
  );
  const [incident] = await list();
  expect(incident!.findings.map((finding) => [finding.mismatch_type, finding.count])).toEqual(
    expect.arrayContaining([
      ['type_mismatch', 1],
      ['unexpected_field', 2],
    ]),
  );
});

test('a full queue drops the oldest answers and counts them', async () => {
  const drift = open({ max_pending: 2 });
  for (const one of [answer(BAD), answer(GOOD), answer(GOOD)]) drift.check(one);
  expect(drift.stats()).toEqual({ pending: 2, dropped: 1 });
  await drift.close();
  expect(await list()).toEqual([]);
});

test('incidents are acknowledged once, never revived, and unknown ones are refused', async () => {
  await send(answer(BAD));
  const drift = open();
  const [incident] = await list();
  expect(await drift.updateIncident(incident!.id, 'acknowledged', 'ada')).toMatchObject({ status: 'acknowledged' });
  expect(await drift.listIncidents({ status: 'open', limit: 10 })).toEqual([]);
  const resolved = await drift.updateIncident(incident!.id, 'resolved', 'ada');
  expect(resolved).toMatchObject({ status: 'resolved', resolution: 'resolved by ada' });
  expect(await drift.updateIncident(incident!.id, 'resolved', 'bob')).toEqual(resolved);
  await expect(drift.updateIncident(incident!.id, 'acknowledged', 'ada')).rejects.toMatchObject({ id: 'conflict' });
  await expect(drift.updateIncident('nope', 'resolved', 'ada')).rejects.toMatchObject({ id: 'not-found' });
  await expect(drift.listIncidents({ workspace_id: 'nope', limit: 1 })).rejects.toMatchObject({
    id: 'workspace-not-found',
  });
  expect(await drift.listIncidents({ workspace_id: workspace_uid, limit: 1 })).toHaveLength(1);
});

test('a fix is proposed for live findings only, and the fixed contract finds nothing', async () => {
  await send(answer(BAD));
  const { files, summary } = await open().proposeFix('payments');
  expect(Object.keys(files)).toEqual(['openapi.yaml']);
  expect(files['openapi.yaml']).toContain('amount_cents');
  expect(summary).toEqual([expect.stringContaining('GET /charges 200')]);
  contract = await contractFrom(files['openapi.yaml']!);
  await open().contractChanged('payments', 'dev');
  await send(answer(BAD));
  expect((await list()).map((incident) => incident.status)).toEqual(['resolved']);
  expect(await open().proposeFix('payments')).toEqual({ files: {}, summary: [] });
  await expect(open().proposeFix('nope')).rejects.toMatchObject({ id: 'not-found' });
});
