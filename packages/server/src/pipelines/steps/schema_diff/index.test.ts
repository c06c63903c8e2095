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
    breaking: false,
    affected_operations: ['GET /payouts'],
    changes: [{ kind: 'added', operation: 'GET /payouts', severity: 'non_breaking' }],
  });
});

test('against a revision of the contract, a removed operation is breaking', async () => {
  expect(await run({ from: 4 })).toMatchObject({
    breaking: true,
    change_level: 'breaking',
    affected_operations: ['GET /payouts', 'GET /refunds'],
  });
});

test('contracts that mean the same have no change level', async () => {
  expect(await run({ from: 'dev' })).toEqual({
    changed: false,
    change_level: null,
    breaking: false,
    affected_operations: [],
    changes: [],
  });
});

test('a side without a contract, and an event of no workspace, fail with the place', async () => {
  await expect(run({ to: 'prod' })).rejects.toMatchObject({ kind: 'permanent', message: /no contract in prod/ });
  await expect(run({}, null)).rejects.toThrow('set workspace_id');
  const issues = schemaDiff.config.safeParse({ from: 'staging' }).error?.issues;
  expect(JSON.stringify(issues)).toContain('write dev, test or prod');
});
