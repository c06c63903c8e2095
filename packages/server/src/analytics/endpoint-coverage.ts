// Operations of the contract under test. In: the inventory and requests per operation and status. Out: one row per operation, least covered first.
// Coverage of an operation = documented responses that CI has seen ÷ documented responses; an injected fault shows no behaviour of the contract.
import type { EndpointCoverageRow, Measure } from '@mockops/contract';
import { measure, newest, sum } from './measure.ts';
import { byText, groupBy, keyOf, type Report, slugsOf, type WorkspaceRef } from './report.ts';
import type { OperationFact, OperationRow, TestFact } from './store.ts';

/** Below this, an operation is under-tested. */
const ENOUGH_PERCENT = 60;

export interface CoverageSources {
  workspaces: WorkspaceRef[];
  operations: OperationRow[];
  facts: OperationFact[];
  tests: TestFact[];
}

export interface CoverageSummary {
  operations: Measure;
  depth: number | null;
  unmatched_requests: number;
}

export function reportEndpointCoverage(sources: CoverageSources): Report<EndpointCoverageRow, CoverageSummary> {
  const { workspaces, operations, facts } = sources;
  const slugOf = slugsOf(workspaces);
  const byOperation = groupBy(facts, ({ operation }) => operation ?? '');
  const tests = new Map(sources.tests.map((row) => [keyOf(row.workspace_id, row.operation), row.tests]));
  const data = operations.map((operation) => {
    const key = keyOf(operation.workspace_id, operation.operation);
    return coverOperation(operation, {
      facts: byOperation.get(key) ?? [],
      tests: tests.get(key) ?? 0,
      slug: slugOf(operation.workspace_id),
    });
  });
  data.sort(
    (a, b) =>
      a.coverage_percentage - b.coverage_percentage ||
      a.hit_count - b.hit_count ||
      byText(a.workspace_id, b.workspace_id) ||
      byText(a.operation, b.operation),
  );
  return {
    data,
    summary: {
      operations: measure(data.filter(({ hit_count }) => hit_count > 0).length, data.length),
      depth: data.length === 0 ? null : sum(data.map(({ coverage_percentage }) => coverage_percentage)) / data.length,
      unmatched_requests: sum(facts.filter(({ operation }) => operation === null).map(({ count }) => count)),
    },
    evidence_at: newest(facts.map(({ last_at }) => last_at)),
  };
}

interface OperationEvidence {
  facts: OperationFact[];
  tests: number;
  slug: string;
}

export function coverOperation(
  operation: OperationRow,
  { facts, tests, slug }: OperationEvidence,
): EndpointCoverageRow {
  const evidence = facts.filter((fact) => fact.evidence > 0);
  const seen = new Set(evidence.map(({ status }) => documentedFor(operation.responses, status)));
  const responses = operation.responses.map((status) => ({ status, seen: seen.has(status) }));
  const numerator = responses.filter((response) => response.seen).length;
  const denominator = responses.length;
  const hit_count = sum(facts.map(({ ci }) => ci));
  // Nothing documented: having been called is all that can be covered.
  const share = denominator === 0 ? Number(evidence.length > 0) : numerator / denominator;
  return {
    endpoint: operation.path,
    method: operation.method,
    operation: operation.operation,
    operation_id: operation.operation_id,
    workspace_id: slug,
    protocol: 'http',
    hit_count,
    test_count: tests,
    request_count: sum(facts.map(({ count }) => count)),
    last_tested_at: newest(facts.map(({ last_ci_at }) => last_ci_at))?.toISOString() ?? null,
    coverage_percentage: share * 100,
    numerator,
    denominator,
    responses,
    reasons: reasonsOf(responses, { hit_count, percentage: share * 100 }),
  };
}

/** The documented response that a status belongs to: itself, then its range, then `default`. */
function documentedFor(documented: readonly string[], status: number): string | undefined {
  const candidates = [String(status), `${Math.floor(status / 100)}XX`, 'DEFAULT'];
  for (const candidate of candidates) {
    const found = documented.find((name) => name.toUpperCase() === candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

function reasonsOf(
  responses: EndpointCoverageRow['responses'],
  { hit_count, percentage }: { hit_count: number; percentage: number },
): EndpointCoverageRow['reasons'] {
  if (hit_count === 0) return ['NEVER'];
  const errors = responses.filter(({ status }) => /^[45]/.test(status));
  const reasons: EndpointCoverageRow['reasons'] = [];
  if (percentage < ENOUGH_PERCENT) reasons.push('LOW_DEPTH');
  if (errors.length > 0 && !errors.some(({ seen }) => seen)) reasons.push('NO_ERROR_CASE');
  return reasons;
}
