import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverOperation, reportEndpointCoverage } from './endpoint-coverage.ts';
import type { OperationFact, OperationRow } from './store.ts';

const operation = (responses: string[], name = 'GET /charges'): OperationRow => ({
  workspace_id: 'w',
  operation: name,
  method: 'GET',
  path: '/charges',
  operation_id: null,
  changed_at: new Date(0),
  responses,
});
const fact = (status: number, more: Partial<OperationFact> = {}): OperationFact => ({
  workspace_id: 'w',
  operation: 'GET /charges',
  status,
  count: 1,
  ci: 1,
  evidence: 1,
  last_ci_at: new Date(0),
  last_at: new Date(0),
  ...more,
});
const cover = (responses: string[], facts: OperationFact[]) =>
  coverOperation(operation(responses), { facts, tests: 0, slug: 'payments' });

test('a status counts for itself, else for its range, else for default', () => {
  const seen = (status: number) =>
    cover(['200', '404', '4XX', 'default'], [fact(status)])
      .responses.filter((one) => one.seen)
      .map((one) => one.status);
  expect(seen(404)).toEqual(['404']);
  expect(seen(409)).toEqual(['4XX']);
  expect(seen(503)).toEqual(['default']);
  expect(cover(['200'], [fact(418)])).toMatchObject({
    numerator: 0,
    denominator: 1,
    coverage_percentage: 0,
    hit_count: 1,
  });
});

test('reasons say why an operation is under-tested', () => {
  expect(cover(['200', '404'], []).reasons).toEqual(['NEVER']);
  expect(cover(['200', '404'], [fact(200)]).reasons).toEqual(['LOW_DEPTH', 'NO_ERROR_CASE']);
  expect(cover(['200', '404'], [fact(200), fact(404)]).reasons).toEqual([]);
  expect(cover(['200'], [fact(200)]).reasons).toEqual([]);
});

test('an injected fault is a hit but no evidence, and manual requests are neither', () => {
  expect(cover(['200', '500'], [fact(500, { evidence: 0 })])).toMatchObject({ hit_count: 1, numerator: 0 });
  expect(cover(['200'], [fact(200, { ci: 0, evidence: 0, last_ci_at: null })])).toMatchObject({
    hit_count: 0,
    request_count: 1,
    last_tested_at: null,
    reasons: ['NEVER'],
  });
});

const facts = fc.array(
  fc.record({
    operation: fc.constantFrom('GET /a', 'GET /b', 'GET /gone', null),
    status: fc.constantFrom(200, 201, 404, 409, 500),
    evidence: fc.constantFrom(0, 1),
  }),
);
const operations = [
  operation(['200', '404', '4XX'], 'GET /a'),
  operation(['201', 'default'], 'GET /b'),
  operation([], 'GET /c'),
];
const report = (rows: { operation: string | null; status: number; evidence: number }[]) =>
  reportEndpointCoverage({ workspaces: [], operations, tests: [], facts: rows.map((row) => fact(row.status, row)) });

test('more evidence never lowers coverage, and its order changes nothing', () => {
  fc.assert(
    fc.property(facts, facts, (some, more) => {
      const before = report(some);
      const after = report([...more, ...some]);
      const byName = new Map(after.data.map((row) => [row.operation, row]));
      for (const row of before.data) {
        const grown = byName.get(row.operation)!;
        expect(grown.coverage_percentage).toBeGreaterThanOrEqual(row.coverage_percentage);
        expect(grown.coverage_percentage).toBeLessThanOrEqual(100);
      }
      expect(after.summary.depth).toBeGreaterThanOrEqual(before.summary.depth!);
      expect(report([...some, ...more])).toEqual(after);
    }),
  );
});

test('another operation never changes the coverage of this one, and no operation gives no depth', () => {
  const rows = [{ operation: 'GET /a', status: 200, evidence: 1 }];
  const alone = reportEndpointCoverage({
    workspaces: [],
    operations: operations.slice(0, 1),
    tests: [],
    facts: rows.map((row) => fact(row.status, row)),
  });
  expect(report(rows).data.find((row) => row.operation === 'GET /a')).toEqual(alone.data[0]);
  expect(reportEndpointCoverage({ workspaces: [], operations: [], tests: [], facts: [] }).summary).toEqual({
    operations: { numerator: 0, denominator: 0, percentage: null, unknown: 0 },
    depth: null,
    unmatched_requests: 0,
  });
});
