import { Problem } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { schemaDiff } from './index.ts';

const contract = (paths: string) => `openapi: 3.1.0\ninfo: { title: Payments, version: 1.0.0 }\npaths:\n${paths}`;
const GET = (path: string) => `  ${path}: { get: { responses: { '200': { description: ok } } } }\n`;

const CONTRACTS: Record<string, string> = {
  dev: contract(GET('/charges') + GET('/payouts')),
  test: contract(GET('/charges')),
  4: contract(GET('/charges') + GET('/refunds')),
};
const services = createServices({
  contract: async (workspace, at) => {
    const text = CONTRACTS[at];
    if (workspace !== 'payments' || text === undefined) throw new Problem('not-found', `no contract in ${at}`);
    return { files: { 'schemas/openapi.yaml': text }, title: 'Payments', revision: 5 };
  },
});
const run = (config: object, workspace_id: string | null = 'payments') =>
  schemaDiff.run(createContext(services, config, { workspace_id }));

test('by default, what dev has and test has not', async () => {
  expect(await run({})).toMatchObject({
    changed: true,
    change_level: 'non_breaking',
    breaking: 0,
    affected_operations: 1,
    operations: ['GET /payouts'],
    schema_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    suggested_version: 'minor',
    findings: [{ rule: 'endpoint-added', level: 'safe', operations: ['GET /payouts'] }],
    summary: expect.stringContaining('GET /payouts'),
    changes: [{ kind: 'added', operation: 'GET /payouts', severity: 'non_breaking' }],
  });
});

test('against a revision of the contract, a removed operation is breaking', async () => {
  expect(await run({ from: 4 })).toMatchObject({
    breaking: 1,
    change_level: 'breaking',
    affected_operations: 2,
    operations: ['GET /payouts', 'GET /refunds'],
    summary: expect.stringMatching(/GET \/refunds[\s\S]*GET \/payouts/),
  });
});

test('contracts that mean the same have no change level', async () => {
  expect(await run({ from: 'dev' })).toMatchObject({
    changed: false,
    change_level: null,
    breaking: 0,
    affected_operations: 0,
    operations: [],
    changes: [],
  });
});

test('a side without a contract, and an event of no workspace, fail with the place', async () => {
  await expect(run({ to: 'prod' })).rejects.toMatchObject({ kind: 'permanent', message: /no contract in prod/ });
  await expect(run({}, null)).rejects.toThrow('set workspace_id');
  const issues = schemaDiff.config.safeParse({ from: 'staging' }).error?.issues;
  expect(JSON.stringify(issues)).toContain('write dev, test or prod');
});

test('a revision may be a text, and last-generated is the newest revision that an SDK was made from', async () => {
  expect(await run({ from: '4' })).toMatchObject({ breaking: 1 });
  expect(await run({ from: 'last-generated' })).toMatchObject({ affected_operations: 2, change_level: 'non_breaking' });
  const sdk = { workspace: 'payments', output: 'payments', language: 'go', revision: 4, digest: 'x' };
  await services.sdks.save(sdk);
  expect(await run({ from: 'last-generated' })).toMatchObject({
    breaking: 1,
    operations: ['GET /payouts', 'GET /refunds'],
  });
});
