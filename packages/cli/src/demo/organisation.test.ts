// The files of examples/ecommerce say what the contract package reads, and its services answer as their contracts say.
import { readFile } from 'node:fs/promises';
import {
  EnvironmentsDocument,
  FederationDocument,
  MockDocument,
  PersonaDocument,
  ScenarioDocument,
  type Stub,
  SystemScenarioDocument,
  WorkspaceDocument,
} from '@mockops/contract';
import { parsePipeline } from '@mockops/pipelines';
import { type ApiModel, createValidator, loadApi } from '@mockops/schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { readFolder } from '../../../../examples/ecommerce/files.ts';
import { readConnections } from '../../../../examples/ecommerce/load.ts';
import { findPorts, isOwnPort } from '../../../../examples/ecommerce/ports.ts';
import { startAuthUpstream } from '../../../../examples/ecommerce/upstreams/auth.ts';
import { startInventoryUpstream } from '../../../../examples/ecommerce/upstreams/inventory.ts';
import { loadKnownTypes } from '../pipelines/step-types.ts';
import { CI_JOURNEYS, MANUAL_JOURNEYS } from './journeys.ts';

const EXAMPLE = new URL('../../../../examples/ecommerce/', import.meta.url);
const NAMES = ['auth', 'payments', 'inventory', 'shipping'] as const;

async function readWorkspace(name: string) {
  const files = await readFolder(new URL(`workspaces/${name}/`, EXAMPLE));
  const section = <T>(folder: string, schema: z.ZodType<T>) =>
    Object.entries(files)
      .filter(([file]) => file.startsWith(`${folder}/`))
      .map(([file, text]) => ({ file, document: schema.parse(parse(text)) }));
  const schemas = Object.fromEntries(Object.entries(files).filter(([file]) => file.startsWith('schemas/')));
  const api = await loadApi(schemas);
  if (!api.ok) throw new Error(JSON.stringify(api.issues));
  return {
    api: api.value,
    issues: api.issues,
    workspace: WorkspaceDocument.parse(parse(files['workspace.yaml'] ?? '')),
    environments: EnvironmentsDocument.parse(parse(files['environments.yaml'] ?? '')),
    mocks: section('mocks', MockDocument),
    scenarios: section('scenarios', ScenarioDocument),
    personas: section('personas', PersonaDocument),
  };
}

function findOperation(api: ApiModel, method: string, path: string) {
  const fits = (template: string) => new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
  return (
    api.operations.find((operation) => operation.method === method && operation.path === path) ??
    api.operations.find((operation) => operation.method === method && fits(operation.path))
  );
}

function operationOf(api: ApiModel, { request }: Stub) {
  return request.operation === undefined
    ? findOperation(api, request.method ?? 'GET', request.path ?? '')
    : api.operations.find((operation) => operation.operation_id === request.operation);
}

test.each(NAMES)(
  'the workspace %s reads without findings, and its mocks and examples keep its contract',
  async (name) => {
    const { api, issues, workspace, environments, mocks, scenarios, personas } = await readWorkspace(name);
    expect(issues).toEqual([]);
    expect(workspace.name).toBe(name);
    expect(Object.keys(environments)).toEqual(['dev', 'test', 'prod']);
    expect(api.operations.length).toBeGreaterThanOrEqual(8);
    for (const { file, document } of [...scenarios, ...personas]) expect(file).toContain(`/${document.name}.yaml`);

    const validator = createValidator(api);
    const check = (operation: string, status: number, body: unknown, media_type = 'application/json') =>
      validator
        .checkResponse({ operation, status, media_type, body })
        .map(({ description }) => `${operation} ${status}: ${description}`);
    for (const stub of [
      ...mocks.flatMap(({ document }) => document),
      ...scenarios.flatMap(({ document }) => document.mocks),
    ]) {
      const operation = operationOf(api, stub);
      expect(operation, JSON.stringify(stub.request)).toBeDefined();
      expect(check(operation!.key, stub.response.status, stub.response.body)).toEqual([]);
    }
    for (const operation of api.operations) {
      for (const response of operation.responses) {
        for (const { media_type, examples } of response.content) {
          expect(examples.length, `${operation.key} ${response.status}`).toBeGreaterThan(0);
          for (const { value } of examples)
            expect(check(operation.key, Number(response.status), value, media_type)).toEqual([]);
        }
      }
      for (const { examples } of operation.request_body?.content ?? []) {
        for (const { value } of examples) {
          const mismatches = validator.checkRequest({ operation: operation.key, body: value });
          expect(mismatches.filter(({ path }) => path.startsWith('/body'))).toEqual([]);
        }
      }
    }
  },
);

test('a persona has the same seed in every service that knows it', async () => {
  const seeds = new Map<string, Set<number | undefined>>();
  for (const name of NAMES) {
    for (const { document } of (await readWorkspace(name)).personas) {
      seeds.set(document.name ?? '', (seeds.get(document.name ?? '') ?? new Set()).add(document.seed));
    }
  }
  expect([...seeds.keys()]).toEqual(expect.arrayContaining(['premium-customer', 'new-user', 'fraud-suspect']));
  for (const [persona, values] of seeds) expect([...values], persona).toEqual([expect.any(Number)]);
  expect(new Set([...seeds.values()].flatMap((values) => [...values])).size).toBe(seeds.size);
});

test('federation, pipelines and connections are documents that MockOps reads', async () => {
  const federation = FederationDocument.parse(
    parse(await readFile(new URL('federations/e-commerce-platform.yaml', EXAMPLE), 'utf8')),
  );
  expect(federation.services.map(({ name, reality_level }) => [name, reality_level])).toEqual([
    ['auth', 'real'],
    ['payments', 'mock_v3'],
    ['inventory', 'blended'],
    ['shipping', 'chaos_driven'],
  ]);
  const checkout = SystemScenarioDocument.parse(
    parse(await readFile(new URL('federations/e-commerce-platform/end-to-end-checkout.yaml', EXAMPLE), 'utf8')),
  );
  expect([...new Set(checkout.steps.map(({ service }) => service))].toSorted()).toEqual([...NAMES].toSorted());
  const known = await loadKnownTypes();
  const files = Object.entries(await readFolder(new URL('pipelines/', EXAMPLE)));
  const pipelines = files.filter(([file]) => !file.endsWith('.test.yaml'));
  expect(pipelines.length).toBeGreaterThanOrEqual(3);
  // Each is tried by a file of cases, see `mockops pipeline test`.
  expect(files).toHaveLength(2 * pipelines.length);
  for (const [file, source] of pipelines)
    expect(parsePipeline(source, file, known)).toMatchObject({ ok: true, issues: [] });

  const placeholders = {
    SLACK_URL: 'http://127.0.0.1:4813/services/x',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '4816',
    WEBHOOK_URL: 'http://127.0.0.1:4815/hook',
    WEBHOOK_SECRET: 'whsec_ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHk=',
    GITHUB_API_URL: 'http://127.0.0.1:4814',
    GITHUB_TOKEN: 'demo-token',
  };
  const text = await readFile(new URL('connections.yaml', EXAMPLE), 'utf8');
  expect(readConnections(text, placeholders).map(({ name }) => name)).toContain('demo-github-inventory');
  expect(() => readConnections(text, {})).toThrow('SLACK_URL');
});

test('the requests of the demo traffic are requests of the contracts', async () => {
  const services = new Map(
    await Promise.all(NAMES.map(async (name) => [name as string, await readWorkspace(name)] as const)),
  );
  for (const { name, persona, scenario, steps } of [...CI_JOURNEYS, ...MANUAL_JOURNEYS]) {
    const used = steps.map(({ request, body }) => {
      const [method = '', target = ''] = request.split(' ');
      const [service = '', ...rest] = target.slice(1).split('/');
      const url = new URL(`/${rest.join('/')}`, 'http://x');
      const known = services.get(service)!;
      const operation = findOperation(known.api, method, url.pathname);
      expect(operation, `${name}: ${request}`).toBeDefined();
      const names = operation!.path.split('/').map((part) => /^\{(.+)\}$/.exec(part)?.[1]);
      const values = url.pathname.split('/');
      const path_params = Object.fromEntries(
        names.flatMap((param, index) => (param ? [[param, values[index] ?? '']] : [])),
      );
      const query = Object.fromEntries(url.searchParams);
      expect(
        createValidator(known.api).checkRequest({ operation: operation!.key, path_params, query, headers: {}, body }),
      ).toEqual([]);
      return known;
    });
    expect(
      used.some((known) => known.personas.some(({ document }) => document.name === persona)),
      persona,
    ).toBe(true);
    if (scenario === undefined) continue;
    expect(
      used.some((known) => known.scenarios.some(({ document }) => document.name === scenario)),
      scenario,
    ).toBe(true);
  }
});

interface Probe {
  request: string;
  status: number;
  body?: unknown;
}
const AUTH_PROBES: Probe[] = [
  { request: 'POST /sessions', status: 201, body: { email: 'ada@shop.example', password: 'correct-horse-battery' } },
  { request: 'POST /sessions', status: 401, body: { email: 'ada@shop.example', password: 'wrong-password' } },
  {
    request: 'POST /sessions',
    status: 423,
    body: { email: 'mallory@shop.example', password: 'correct-horse-battery' },
  },
  { request: 'POST /sessions', status: 422, body: { email: 'ada' } },
  { request: 'GET /sessions/current', status: 200 },
  { request: 'POST /tokens/refresh', status: 401, body: { refresh_token: 'ref_nothing' } },
  {
    request: 'POST /users',
    status: 201,
    body: { email: 'joan@shop.example', password: 'long-enough', display_name: 'Joan' },
  },
  {
    request: 'POST /users',
    status: 409,
    body: { email: 'ada@shop.example', password: 'long-enough', display_name: 'Ada' },
  },
  { request: 'GET /users/usr_1003', status: 200 },
  { request: 'GET /users/usr_9', status: 404 },
  { request: 'PATCH /users/usr_1001', status: 200, body: { tier: 'premium' } },
  { request: 'PATCH /users/usr_1001', status: 422, body: { tier: 'gold' } },
  { request: 'GET /users/usr_2001/roles', status: 200 },
  { request: 'POST /password-resets', status: 202, body: { email: 'ada@shop.example' } },
  { request: 'DELETE /sessions/current', status: 204 },
];
const LINES = [{ sku: 'SKU-1001', quantity: 1 }];
const INVENTORY_PROBES: Probe[] = [
  { request: 'GET /items', status: 200 },
  { request: 'GET /items?limit=0', status: 422 },
  { request: 'GET /items/SKU-1001', status: 200 },
  { request: 'GET /items/SKU-9999', status: 404 },
  { request: 'POST /items/SKU-1001/adjustments', status: 200, body: { delta: -1, reason: 'count' } },
  { request: 'POST /items/SKU-1001/adjustments', status: 409, body: { delta: -9_999, reason: 'count' } },
  { request: 'POST /reservations', status: 201, body: { order_id: 'ord_5002', lines: LINES } },
  { request: 'POST /reservations', status: 422, body: { order_id: 'ord_5002', lines: [] } },
  {
    request: 'POST /reservations',
    status: 409,
    body: { order_id: 'ord_5002', lines: [{ sku: 'SKU-1005', quantity: 1 }] },
  },
  { request: 'GET /reservations/rsv_3001', status: 200 },
  { request: 'DELETE /reservations/rsv_3001', status: 204 },
  { request: 'DELETE /reservations/rsv_1', status: 404 },
  { request: 'GET /warehouses', status: 200 },
  { request: 'GET /warehouses/wh_lis/stock', status: 200 },
  { request: 'GET /warehouses/wh_xxx/stock', status: 404 },
];

/** Sends each probe; answers `request status: difference` for whatever is not as the contract says. */
async function findDifferences(api: ApiModel, url: string, probes: readonly Probe[]): Promise<string[]> {
  const validator = createValidator(api);
  const found: string[] = [];
  let token = '';
  for (const { request, status, body } of probes) {
    const [method = '', path = ''] = request.split(' ');
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    token = /"access_token":"([^"]+)"/.exec(text)?.[1] ?? token;
    expect(answer.status, request).toBe(status);
    const operation = findOperation(api, method, path.split('?')[0] ?? '')!.key;
    const media_type = answer.headers.get('content-type') ?? '';
    for (const { description } of validator.checkResponse({ operation, status, media_type, body: value }))
      found.push(`${request}: ${description}`);
  }
  return found;
}

test('the real auth service answers as its contract says', async () => {
  const upstream = await startAuthUpstream({ port: 0 });
  try {
    expect(await findDifferences((await readWorkspace('auth')).api, upstream.url, AUTH_PROBES)).toEqual([]);
  } finally {
    await upstream.close();
  }
});

test('the real inventory service answers as its contract says until a field is renamed', async () => {
  const { api } = await readWorkspace('inventory');
  const upstream = await startInventoryUpstream({ port: 0 });
  const rename = (method: string, body?: string) =>
    fetch(`${upstream.url}/__admin/rename`, { method, ...(body && { body }) });
  try {
    expect(await findDifferences(api, upstream.url, INVENTORY_PROBES)).toEqual([]);
    await rename('POST', '{"from":"quantity","to":"quantity_on_hand"}');
    const drift = await findDifferences(api, upstream.url, [{ request: 'GET /items/SKU-1001', status: 200 }]);
    expect(drift.join('\n')).toContain('quantity');
    await rename('DELETE');
    expect(await findDifferences(api, upstream.url, [{ request: 'GET /items/SKU-1001', status: 200 }])).toEqual([]);
  } finally {
    await upstream.close();
  }
});

test('a taken port of the demo is replaced by one that is still known as its own', async () => {
  const first = 24_811;
  const taken = await startAuthUpstream({ port: first });
  try {
    const ports = await findPorts(first);
    expect(ports.auth).toBeGreaterThan(first);
    expect(isOwnPort(ports.auth, 'auth', first)).toBe(true);
    expect(isOwnPort(ports.auth, 'inventory', first)).toBe(false);
    const { environments } = await readWorkspace('auth');
    expect(isOwnPort(Number(new URL(environments.dev?.upstream_url ?? '').port), 'auth', first)).toBe(true);
  } finally {
    await taken.close();
  }
});

test('first port 0 leaves every choice to the system, and the last ports of the machine are refused by name', async () => {
  expect(new Set(Object.values(await findPorts(0)))).toEqual(new Set([0]));
  expect(isOwnPort(100, 'auth', 0)).toBe(false);
  await expect(findPorts(65_530)).rejects.toThrow('choose one up to 65529');
});
