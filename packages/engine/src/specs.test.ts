// Runs every file of packages/engine/specs: a gateway with the file's workspaces and federations, then its requests in order.
// Expected headers and bodies: what is written must be there; `/…/` is a regular expression; `null` means absent;
// `detail` is a part of a problem document's detail; `observed: null` means that the request is not traffic.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FederationDocument, MockDocument, PersonaDocument, ScenarioDocument } from '@mockops/contract';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startGateway, workspaceSnapshot } from './test-workspace.ts';

interface SpecCase {
  name: string;
  request: { method?: string; path: string; headers?: Record<string, string>; body?: unknown };
  response: { status: number; headers?: Record<string, string | null>; body?: unknown; detail?: string };
  observed?: Record<string, unknown> | null;
}

interface SpecFile {
  workspaces: {
    name: string;
    environment?: 'dev' | 'test' | 'prod';
    settings?: object;
    contract?: object;
    mocks?: Record<string, unknown>;
    scenarios?: Record<string, unknown>;
    personas?: Record<string, unknown>;
  }[];
  federations?: unknown[];
  cases: SpecCase[];
}

const folder = join(import.meta.dirname, '..', 'specs');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

test('there are specs to run', () => {
  expect(files.length).toBeGreaterThan(5);
});

test.each(files.sort())('%s', async (name) => {
  const spec: SpecFile = parse(readFileSync(join(folder, name), 'utf8'));
  const { gateway, url, observed, issues } = await startGateway();
  try {
    for (const workspace of spec.workspaces) expect(await gateway.putWorkspace(readWorkspace(workspace))).toEqual([]);
    for (const federation of spec.federations ?? []) gateway.putFederation(readFederation(federation));
    for (const one of spec.cases) {
      await runCase(url, one);
      await expect.poll(() => observed.length, { message: one.name }).toBe(one.observed === null ? 0 : 1);
      if (one.observed !== null) expect.soft(observed.shift(), one.name).toMatchObject(one.observed ?? {});
    }
    expect(issues).toEqual([]);
  } finally {
    await gateway.close(0);
  }
});

async function runCase(url: string, { name, request: sent, response: expected }: SpecCase): Promise<void> {
  const answer = await request(url + sent.path, {
    method: sent.method ?? 'GET',
    headers: { ...(sent.body !== undefined && { 'content-type': 'application/json' }), ...sent.headers },
    body: sent.body === undefined ? null : typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body),
  });
  const text = await answer.body.text();
  expect.soft(answer.statusCode, `${name}: status (${text})`).toBe(expected.status);
  for (const [header, value] of Object.entries(expected.headers ?? {})) {
    expectText(answer.headers[header], value, `${name}: ${header}`);
  }
  const { body, detail } = expected;
  if (detail !== undefined) expect.soft(JSON.parse(text).detail, name).toContain(detail);
  if (typeof body === 'string' || body === null) expectText(text === '' ? undefined : text, body, `${name}: body`);
  else if (body !== undefined) expect.soft(JSON.parse(text), `${name}: body`).toMatchObject(body);
}

function expectText(actual: unknown, expected: string | null, what: string): void {
  if (expected === null) expect.soft(actual, what).toBeUndefined();
  else if (/^\/.*\/$/s.test(expected)) expect.soft(String(actual), what).toMatch(new RegExp(expected.slice(1, -1)));
  else expect.soft(actual, what).toBe(expected);
}

function readWorkspace({
  name,
  environment,
  settings,
  contract,
  mocks,
  scenarios,
  personas,
}: SpecFile['workspaces'][number]) {
  const each = <T>(documents: Record<string, unknown> | undefined, read: (document: unknown) => T) =>
    Object.fromEntries(Object.entries(documents ?? {}).map(([key, document]) => [key, read(document)]));
  return workspaceSnapshot({
    workspace: name,
    environment: environment ?? 'dev',
    digest: `${name}-${environment ?? 'dev'}`.padEnd(64, '0'),
    settings: { reality_level: 'mock_v1', ...settings },
    schemas:
      contract === undefined
        ? {}
        : { 'openapi.yaml': JSON.stringify({ openapi: '3.1.0', info: { title: name, version: '1' }, ...contract }) },
    mocks: each(mocks, (document) => MockDocument.parse(document)),
    scenarios: each(scenarios, (document) => ({ version: 1, document: ScenarioDocument.parse(document) })),
    personas: each(personas, (document) => PersonaDocument.parse(document)),
  });
}

function readFederation(document: unknown) {
  const { name, environment, services } = FederationDocument.parse(document);
  return { federation: name, digest: name.padEnd(64, '0'), environment, services };
}
