// The demo's traffic through a real gateway with the demo's real services behind it.
import {
  EnvironmentsDocument,
  FederationDocument,
  MockDocument,
  type Observation,
  PersonaDocument,
  ScenarioDocument,
} from '@mockops/contract';
import { createGateway } from '@mockops/engine';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { readFolder } from '../../../../examples/ecommerce/files.ts';
import { startAuthUpstream } from '../../../../examples/ecommerce/upstreams/auth.ts';
import { startInventoryUpstream } from '../../../../examples/ecommerce/upstreams/inventory.ts';
import { countRequests } from '../commands/demo-traffic.ts';
import { sendTraffic } from './traffic.ts';

const EXAMPLE = new URL('../../../../examples/ecommerce/', import.meta.url);

async function readSnapshot(workspace: string, upstream_url: string | undefined) {
  const files = await readFolder(new URL(`workspaces/${workspace}/`, EXAMPLE));
  const section = <T>(folder: string, schema: z.ZodType<T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([file]) => file.startsWith(`${folder}/`))
        .map(([file, text]) => [file.slice(folder.length + 1).replace('.yaml', ''), schema.parse(parse(text))]),
    );
  const scenarios = Object.entries(section('scenarios', ScenarioDocument));
  const settings = EnvironmentsDocument.parse(parse(files['environments.yaml'] ?? '')).dev ?? {};
  return {
    workspace,
    environment: 'dev' as const,
    digest: workspace,
    settings: { ...settings, ...(upstream_url !== undefined && { upstream_url }) },
    schemas: { 'schemas/openapi.yaml': files['schemas/openapi.yaml'] ?? '' },
    mocks: section('mocks', MockDocument),
    scenarios: Object.fromEntries(scenarios.map(([name, document]) => [name, { version: 1, document }])),
    personas: section('personas', PersonaDocument),
  };
}

test('every request is answered, each service by its own reality, and the gateway counts what was sent', async () => {
  const observations: Observation[] = [];
  const gateway = createGateway({
    gateway_id: 'test',
    now: Date.now,
    random_seed: 'test',
    observe: (observation) => observations.push(observation),
  });
  const auth = await startAuthUpstream({ port: 0 });
  const inventory = await startInventoryUpstream({ port: 0 });
  try {
    const upstreams: Record<string, string> = { auth: auth.url, inventory: inventory.url };
    for (const name of ['auth', 'payments', 'inventory', 'shipping']) {
      expect(await gateway.putWorkspace(await readSnapshot(name, upstreams[name]))).toEqual([]);
    }
    const [source = ''] = Object.values(await readFolder(new URL('federations/', EXAMPLE)));
    const { name, environment, services } = FederationDocument.parse(parse(source));
    gateway.putFederation({ federation: name, digest: 'federation', environment, services });
    const { url } = await gateway.listen({ port: 0, host: '127.0.0.1' });

    const summary = await sendTraffic({
      base_url: `${url}/${name}`,
      requests: 120,
      duration_ms: 0,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    expect(summary).toMatchObject({ sent: 120, failed: 0 });
    expect(Object.keys(summary.ci_runs).length).toBeGreaterThan(1);
    expect(Object.keys(summary.services.auth?.sources ?? {})).toEqual(['real']);
    expect(Object.keys(summary.services.inventory?.sources ?? {}).sort()).toEqual(['mock', 'real']);
    expect(Object.keys(summary.services.shipping?.sources ?? {}).sort()).toEqual(['chaos', 'mock']);
    expect(summary.services.payments?.sources.mock).toBeGreaterThan(0);

    await gateway.close(1_000);
    const seen = observations.filter((observation) => observation.operation !== null);
    expect(seen).toHaveLength(120);
    const ci = Object.values(summary.ci_runs).reduce((sum, count) => sum + count, 0);
    expect(seen.filter((observation) => observation.class === 'ci')).toHaveLength(ci);
    expect(seen.filter((observation) => observation.class === 'manual')).toHaveLength(summary.manual);
    const signIns = seen.filter(({ operation }) => operation === 'GET /sessions/current');
    expect(signIns.map(({ status }) => status)).toEqual(signIns.map(() => 200));
    expect(seen.some(({ scenario, status }) => scenario === 'declined-card' && status === 402)).toBe(true);
  } finally {
    await gateway.close(0);
    await auth.close();
    await inventory.close();
  }
});

test('nothing is sent after the stop', async () => {
  const options = { base_url: 'http://127.0.0.1:9', requests: 50, duration_ms: 60_000, onProgress: () => {} };
  expect(await sendTraffic({ ...options, signal: AbortSignal.abort() })).toMatchObject({ sent: 0 });
});

test('a gateway that is not there ends the traffic with a word', async () => {
  const signal = new AbortController().signal;
  const options = { base_url: 'http://127.0.0.1:9', requests: 500, duration_ms: 0, signal, onProgress: () => {} };
  await expect(sendTraffic(options)).rejects.toThrow('Nothing answers at http://127.0.0.1:9');
});

test('the number of requests is in proportion to the minutes', () => {
  expect([0, 0.001, 0.1, 1, 2.5].map(countRequests)).toEqual([300, 1, 30, 300, 750]);
});
