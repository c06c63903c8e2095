// What is used, what CI covers, what is under-tested, stale or drifting. Rows keep MockForge's field names; every ratio shows its parts.
import { z } from 'zod';
import { EnvironmentName, Instant } from '../names.ts';
import { ContractComparison } from './contracts.ts';
import { route } from './route.ts';

/** A percentage with its parts. `percentage` is null where nothing is known: the denominator is 0, or nothing was evaluated. */
export const Measure = z.object({
  numerator: z.int(),
  denominator: z.int(),
  percentage: z.number().min(0).max(100).nullable(),
  /** Of the denominator, how many nobody can judge. */
  unknown: z.int(),
});
export type Measure = z.infer<typeof Measure>;

/** `24h`, `7d`, `30d` … or an ISO interval `2026-11-01T00:00:00Z/2026-11-08T00:00:00Z`. */
export const TimeRange = z.string().regex(/^(\d+[hd]|[^/]+\/[^/]+)$/, 'write 24h, 7d, 30d, or an ISO interval from/to');

export const AnalyticsQuery = z.strictObject({
  workspace_id: z.string().optional().describe('slug or id; absent: all workspaces'),
  environment: EnvironmentName.optional(),
  time_range: TimeRange.default('30d'),
  tz: z.string().default('UTC').describe('IANA zone that weekday and hour are counted in'),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
});
export type AnalyticsQuery = z.infer<typeof AnalyticsQuery>;

const answer = <R extends z.ZodType, S extends z.ZodRawShape>(row: R, summary: S) =>
  z.object({
    success: z.literal(true),
    data: z.array(row),
    summary: z.object(summary),
    window: z.object({ from: Instant, to: Instant, tz: z.string() }),
    /** Newest fact in the answer; null: no facts. */
    evidence_at: Instant.nullable(),
    timestamp: Instant,
    error: z.null(),
  });

export const ScenarioUsageRow = z.object({
  scenario_id: z.string(),
  workspace_id: z.string(),
  title: z.string().nullable(),
  usage_count: z.int(),
  ci_count: z.int(),
  last_used_at: Instant.nullable(),
  /** False: traffic names it but no environment has it. */
  known: z.boolean(),
  trend: z.array(z.object({ at: Instant, count: z.int() })),
});
export type ScenarioUsageRow = z.infer<typeof ScenarioUsageRow>;

/** `weekday` 1 = Monday … 7 = Sunday; `hour` 0–23, both in the zone asked for. */
export const HeatmapCell = z.object({ weekday: z.int().min(1).max(7), hour: z.int().min(0).max(23), count: z.int() });
export type HeatmapCell = z.infer<typeof HeatmapCell>;

export const PersonaHitsRow = z.object({
  persona_id: z.string(),
  workspace_id: z.string(),
  title: z.string().nullable(),
  hit_count: z.int(),
  run_count: z.int(),
  ci_runs: z.array(z.object({ ci_run_id: z.string(), hit_count: z.int(), hit_at: Instant })),
  hit_at: Instant.nullable(),
  /** covered: hit by CI in the window; gap: active and never hit; inactive; orphan: hit, but no such persona. */
  state: z.enum(['covered', 'gap', 'inactive', 'orphan']),
});
export type PersonaHitsRow = z.infer<typeof PersonaHitsRow>;

export const EndpointCoverageRow = z.object({
  endpoint: z.string(),
  method: z.string(),
  operation: z.string(),
  operation_id: z.string().nullable(),
  workspace_id: z.string(),
  protocol: z.literal('http'),
  /** Requests of CI. */
  hit_count: z.int(),
  /** Distinct CI runs and tests. */
  test_count: z.int(),
  /** Requests of any class. */
  request_count: z.int(),
  last_tested_at: Instant.nullable(),
  /** Documented responses that CI has seen ÷ documented responses. 0 when CI never called it. */
  coverage_percentage: z.number(),
  numerator: z.int(),
  denominator: z.int(),
  responses: z.array(z.object({ status: z.string(), seen: z.boolean() })),
  /** Why it is under-tested; empty when it is not. */
  reasons: z.array(z.enum(['NEVER', 'LOW_DEPTH', 'NO_ERROR_CASE'])),
});
export type EndpointCoverageRow = z.infer<typeof EndpointCoverageRow>;

export const StalenessRow = z.object({
  workspace_id: z.string(),
  environment: EnvironmentName,
  /** Set for a federation's service, null for the workspace's own level. */
  federation: z.string().nullable(),
  service: z.string().nullable(),
  endpoint: z.string().nullable(),
  method: z.string().nullable(),
  protocol: z.literal('http'),
  current_reality_level: z.string(),
  /** Level set, or a drift check passed at this level; null: never confirmed. */
  last_updated_at: Instant.nullable(),
  staleness_days: z.number().nullable(),
  expected_days: z.number(),
  state: z.enum(['fresh', 'ageing', 'stale', 'expired', 'unknown']),
  recommendation: z.string(),
});
export type StalenessRow = z.infer<typeof StalenessRow>;

export const DriftRow = z.object({
  workspace_id: z.string(),
  /** Operations of the contract. */
  total_mocks: z.int(),
  /** Compared with a real answer in the window. */
  evaluated_mocks: z.int(),
  drifting_mocks: z.int(),
  drift_percentage: z.number().nullable(),
  /** [drifting ÷ total, (drifting + unevaluated) ÷ total], in percent; null when the contract has no operation. */
  bounds: z.tuple([z.number(), z.number()]).nullable(),
  open_incidents: z.int(),
  measured_at: Instant.nullable(),
  trend: z.array(z.object({ at: Instant, checked: z.int(), mismatched: z.int() })),
});
export type DriftRow = z.infer<typeof DriftRow>;

export const DriftFinding = z.object({
  id: z.string(),
  mismatch_type: z.string(),
  /** JSON pointer into the answer's body, `*` for array items. */
  path: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  breaking: z.boolean(),
  description: z.string(),
  expected: z.json().nullable(),
  actual: z.json().nullable(),
  count: z.int(),
  first_seen_at: Instant,
  last_seen_at: Instant,
});
export type DriftFinding = z.infer<typeof DriftFinding>;

export const DriftIncident = z.object({
  id: z.string(),
  workspace_id: z.string(),
  environment: EnvironmentName,
  endpoint: z.string(),
  method: z.string(),
  operation: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  status: z.enum(['open', 'acknowledged', 'resolved']),
  detected_at: Instant,
  last_seen_at: Instant,
  resolved_at: Instant.nullable(),
  resolution: z.string().nullable(),
  findings: z.array(DriftFinding),
});
export type DriftIncident = z.infer<typeof DriftIncident>;

/** Which incidents, and what the caller saw of it before. */
export const DriftAdoptionInput = z
  .strictObject({
    incidents: z.array(z.uuid('write the id of an incident')).min(1).max(200).optional(),
    /** Slug or id; instead of incidents: all of it that are not resolved. */
    workspace_id: z.string().min(1).optional(),
    /** Only say what would change. */
    dry_run: z.boolean().default(false),
    /** Of the dry run that was looked at: anything else is refused. */
    digest: z.string().optional(),
  })
  .refine(({ incidents, workspace_id }) => (incidents === undefined) !== (workspace_id === undefined), {
    message: 'name incidents, or a workspace for all of its own',
  });

export const DriftAdoption = z.object({
  workspace_id: z.string(),
  /** False: a dry run, or nothing that could be written. */
  adopted: z.boolean(),
  /** Of the contract, when it is a new one. */
  revision: z.int().nullable(),
  /** Of what changes. */
  digest: z.string(),
  /** Changed files of the workspace folder. */
  files: z.record(z.string(), z.string()),
  /** A sentence for each finding that was written. */
  applied: z.array(z.string()),
  skipped: z.array(z.object({ finding: z.string(), reason: z.string() })),
  comparison: ContractComparison,
  /** As they are now. */
  incidents: z.array(DriftIncident),
});
export type DriftAdoption = z.infer<typeof DriftAdoption>;

export const Overview = z.object({
  operation_coverage: Measure,
  persona_coverage: Measure,
  drift: Measure,
  staleness: Measure,
  scenario_usage: Measure,
  requests: z.object({ total: z.int(), ci: z.int(), errors: z.int(), unmatched: z.int(), previous_total: z.int() }),
  /** At most 200 equal buckets over the window. */
  trend: z.array(z.object({ at: Instant, ci: z.int(), manual: z.int(), synthetic: z.int() })),
  heatmap: z.array(HeatmapCell),
  /** How often each weekday × hour slot lies in the window, for rates. */
  top_scenarios: z.array(z.object({ scenario_id: z.string(), workspace_id: z.string(), usage_count: z.int() })),
});
export type Overview = z.infer<typeof Overview>;

const tag = 'analytics';
const ranked = { query: AnalyticsQuery, tag } as const;
export const analyticsRoutes = {
  scenarioUsage: route({
    ...ranked,
    method: 'GET',
    path: '/api/v2/analytics/scenarios/usage',
    summary: 'Which scenarios are used, how often and when',
    response: answer(ScenarioUsageRow, { used: Measure, heatmap: z.array(HeatmapCell), total: z.int() }),
  }),
  personaHits: route({
    ...ranked,
    method: 'GET',
    path: '/api/v2/analytics/personas/ci-hits',
    summary: 'Which personas CI uses, and which it never does',
    response: answer(PersonaHitsRow, { coverage: Measure, ci_runs: z.int() }),
  }),
  endpointCoverage: route({
    ...ranked,
    query: AnalyticsQuery.extend({ min_coverage: z.coerce.number().min(0).max(100).optional() }),
    method: 'GET',
    path: '/api/v2/analytics/endpoints/coverage',
    summary: 'Operations of the contract under test',
    response: answer(EndpointCoverageRow, {
      operations: Measure,
      depth: z.number().nullable(),
      unmatched_requests: z.int(),
    }),
  }),
  realityStaleness: route({
    ...ranked,
    query: AnalyticsQuery.extend({ max_staleness_days: z.coerce.number().min(0).optional() }),
    method: 'GET',
    path: '/api/v2/analytics/reality-levels/staleness',
    summary: 'How long ago each reality level was set or confirmed',
    response: answer(StalenessRow, { stale: Measure }),
  }),
  driftPercentage: route({
    ...ranked,
    method: 'GET',
    path: '/api/v2/analytics/drift/percentage',
    summary: 'Share of mocks that differ from reality',
    response: answer(DriftRow, { drift: Measure, evaluated: Measure }),
  }),
  overview: route({
    ...ranked,
    method: 'GET',
    path: '/api/v2/analytics/overview',
    summary: 'The numbers of the overview page',
    response: z.object({
      success: z.literal(true),
      data: Overview,
      window: z.object({ from: Instant, to: Instant, tz: z.string() }),
      evidence_at: Instant.nullable(),
      timestamp: Instant,
      error: z.null(),
    }),
  }),
  listIncidents: route({
    method: 'GET',
    path: '/api/v1/drift/incidents',
    tag: 'drift',
    summary: 'Drift incidents, newest first',
    query: z.object({
      workspace_id: z.string().optional(),
      status: z.enum(['open', 'acknowledged', 'resolved']).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.array(DriftIncident),
  }),
  updateIncident: route({
    method: 'PATCH',
    path: '/api/v1/drift/incidents/:incident',
    tag: 'drift',
    summary: 'Acknowledge or resolve an incident',
    params: z.object({ incident: z.string() }),
    body: z.strictObject({ status: z.enum(['acknowledged', 'resolved']) }),
    response: DriftIncident,
  }),
  adoptDrift: route({
    method: 'POST',
    path: '/api/v1/drift/adoptions',
    tag: 'drift',
    summary: 'Make what real answers showed the next revision of the contract in dev; with `dry_run` only show it',
    body: DriftAdoptionInput,
    response: DriftAdoption,
  }),
};
