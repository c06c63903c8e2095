// Answers the six analytics routes. In: a parsed query. Out: exactly the contract's answer, from one consistent view of the facts.
// Denominators are what exists now (operations, active personas, scenarios), never what traffic happened to name.
import type { AnalyticsQuery, EndpointCoverageRow, Overview, StalenessRow } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { reportDrift } from './drift-percentage.ts';
import { reportEndpointCoverage } from './endpoint-coverage.ts';
import { newest, sum } from './measure.ts';
import { reportPersonaHits } from './persona-hits.ts';
import { reportStaleness } from './reality-staleness.ts';
import type { InventoryItem, WorkspaceRef } from './report.ts';
import { reportScenarioUsage } from './scenario-usage.ts';
import {
  countRequests,
  loadCheckFacts,
  loadCiFacts,
  loadHeatmap,
  loadLevels,
  loadLiveIncidents,
  loadOperationFacts,
  loadOperations,
  loadScenarioFacts,
  loadTestFacts,
  loadTraffic,
  type OperationRow,
  readSnapshot,
  type Scope,
  type TrafficFact,
} from './store.ts';
import { type Buckets, divideWindow, parseWindow, type Window } from './window.ts';

interface Inventory {
  /** By slug or id; all when absent. Throws Problem `workspace-not-found`. */
  workspaces: (ref?: string) => Promise<WorkspaceRef[]>;
  scenarios: (workspace_ids: string[]) => Promise<InventoryItem[]>;
  personas: (workspace_ids: string[]) => Promise<InventoryItem[]>;
}

export interface AnalyticsOptions {
  database: Database;
  org_id: string;
  now: () => Date;
  inventory: Inventory;
}

export type Analytics = ReturnType<typeof createAnalytics>;

const OVERVIEW_BUCKETS = 200;
/** Every row has a trend of its own, so it is coarser. */
const ROW_BUCKETS = 30;
const TOP_SCENARIOS = 10;

export function createAnalytics({ database, org_id, now, inventory }: AnalyticsOptions) {
  async function openScope(query: AnalyticsQuery) {
    const window = parseWindow(query, now());
    const workspaces = await inventory.workspaces(query.workspace_id);
    const workspace_ids = workspaces.map(({ id }) => id);
    const scope: Scope = { ...window, org_id, workspace_ids, environment: query.environment ?? null };
    return { scope, workspaces, workspace_ids, buckets: divideWindow(window, ROW_BUCKETS) };
  }

  function envelope<Data>(window: Window, evidence_at: Date | null, data: Data) {
    const { from, to, tz } = window;
    return {
      success: true as const,
      data,
      window: { from: from.toISOString(), to: to.toISOString(), tz },
      evidence_at: evidence_at?.toISOString() ?? null,
      timestamp: now().toISOString(),
      error: null,
    };
  }

  return {
    async scenarioUsage(query: AnalyticsQuery) {
      const { scope, workspaces, workspace_ids, buckets } = await openScope(query);
      const scenarios = await inventory.scenarios(workspace_ids);
      const { facts, heatmap } = await readSnapshot(database, async (db) => ({
        facts: await loadScenarioFacts(db, scope, buckets),
        heatmap: await loadHeatmap(db, scope, 'with_scenario'),
      }));
      const { data, summary, evidence_at } = reportScenarioUsage({ workspaces, scenarios, facts, buckets });
      return { ...envelope(scope, evidence_at, data.slice(0, query.limit)), summary: { ...summary, heatmap } };
    },

    async personaHits(query: AnalyticsQuery) {
      const { scope, workspaces, workspace_ids } = await openScope(query);
      const personas = await inventory.personas(workspace_ids);
      const facts = await readSnapshot(database, (db) => loadCiFacts(db, scope));
      const { data, summary, evidence_at } = reportPersonaHits({ workspaces, personas, facts });
      return { ...envelope(scope, evidence_at, data.slice(0, query.limit)), summary };
    },

    async endpointCoverage(query: AnalyticsQuery & { min_coverage?: number | undefined }) {
      const { scope, workspaces } = await openScope(query);
      const facts = await readSnapshot(database, async (db) => ({
        operations: await loadOperations(db, scope),
        facts: await loadOperationFacts(db, scope),
        tests: await loadTestFacts(db, scope),
      }));
      const { data, summary, evidence_at } = reportEndpointCoverage({ workspaces, ...facts });
      const { min_coverage = 0 } = query;
      const wanted = data.filter((row: EndpointCoverageRow) => row.coverage_percentage >= min_coverage);
      return { ...envelope(scope, evidence_at, wanted.slice(0, query.limit)), summary };
    },

    /** What CI, or one run of it, has called and used of what these workspaces have. Throws Problem `workspace-not-found` or `bad-request`. */
    async ciCoverage(question: { workspaces: string[]; time_range: string; ci_run?: string | undefined }) {
      const { time_range, ci_run } = question;
      const window = parseWindow({ time_range, tz: 'UTC' }, now());
      const workspaces = (await Promise.all(question.workspaces.map((one) => inventory.workspaces(one)))).flat();
      const workspace_ids = workspaces.map(({ id }) => id);
      const scope: Scope = { ...window, org_id, workspace_ids, environment: null };
      const personas = await inventory.personas(workspace_ids);
      const { operations, operationFacts, ci } = await readSnapshot(database, async (db) => ({
        operations: await loadOperations(db, scope),
        operationFacts: await loadOperationFacts(db, { ...scope, ci_run }),
        ci: await loadCiFacts(db, { ...scope, ci_run }),
      }));
      const report = (some: OperationRow[]) =>
        reportEndpointCoverage({ workspaces, operations: some, facts: operationFacts, tests: [] });
      const endpoints = report(operations);
      const changed = report(operations.filter(({ changed_at }) => changed_at >= window.from));
      const hits = reportPersonaHits({ workspaces, personas, facts: ci });
      return {
        operations: endpoints.summary.operations,
        personas: hits.summary.coverage,
        change_coverage: changed.summary.depth === null ? null : changed.summary.depth / 100,
        covered: endpoints.data.filter(({ hit_count }) => hit_count > 0).map(({ operation }) => operation),
        missing: {
          operations: endpoints.data.filter(({ hit_count }) => hit_count === 0).map(({ operation }) => operation),
          personas: hits.data.filter(({ state }) => state === 'gap').map(({ persona_id }) => persona_id),
          changes: changed.data.filter((row) => row.coverage_percentage < 100).map(({ operation }) => operation),
        },
      };
    },

    async realityStaleness(query: AnalyticsQuery & { max_staleness_days?: number | undefined }) {
      const { scope, workspaces } = await openScope(query);
      const levels = await readSnapshot(database, (db) => loadLevels(db, scope));
      const { data, summary, evidence_at } = reportStaleness({ workspaces, levels, now: now() });
      const { max_staleness_days: limit } = query;
      const within = ({ staleness_days }: StalenessRow) => staleness_days !== null && staleness_days <= (limit ?? 0);
      const wanted = limit === undefined ? data : data.filter(within);
      return { ...envelope(scope, evidence_at, wanted.slice(0, query.limit)), summary };
    },

    async driftPercentage(query: AnalyticsQuery) {
      const { scope, workspaces, buckets } = await openScope(query);
      const facts = await readSnapshot(database, async (db) => ({
        operations: await loadOperations(db, scope),
        checks: await loadCheckFacts(db, scope, buckets),
        incidents: await loadLiveIncidents(db, scope),
      }));
      const { data, summary, evidence_at } = reportDrift({ workspaces, ...facts, buckets });
      return { ...envelope(scope, evidence_at, data.slice(0, query.limit)), summary };
    },

    async overview(query: AnalyticsQuery) {
      const { scope, workspaces, workspace_ids, buckets } = await openScope(query);
      const scenarios = await inventory.scenarios(workspace_ids);
      const personas = await inventory.personas(workspace_ids);
      const fine = divideWindow(scope, OVERVIEW_BUCKETS);
      const facts = await readSnapshot(database, async (db) => ({
        operations: await loadOperations(db, scope),
        operationFacts: await loadOperationFacts(db, scope),
        ci: await loadCiFacts(db, scope),
        scenarioFacts: await loadScenarioFacts(db, scope, buckets),
        checks: await loadCheckFacts(db, scope, buckets),
        incidents: await loadLiveIncidents(db, scope),
        levels: await loadLevels(db, scope),
        traffic: await loadTraffic(db, scope, fine),
        heatmap: await loadHeatmap(db, scope, 'all'),
        previous_total: await countRequests(db, { ...scope, ...previousWindow(scope) }),
      }));
      const { operations, operationFacts, traffic } = facts;
      const usage = reportScenarioUsage({ workspaces, scenarios, facts: facts.scenarioFacts, buckets });
      const drift = reportDrift({ workspaces, ...facts, buckets });
      const staleness = reportStaleness({ workspaces, levels: facts.levels, now: now() });
      const coverage = reportEndpointCoverage({ workspaces, operations, facts: operationFacts, tests: [] });
      const data: Overview = {
        operation_coverage: coverage.summary.operations,
        persona_coverage: reportPersonaHits({ workspaces, personas, facts: facts.ci }).summary.coverage,
        drift: drift.summary.drift,
        staleness: staleness.summary.stale,
        scenario_usage: usage.summary.used,
        requests: { ...countTraffic(traffic), previous_total: facts.previous_total },
        trend: trendOf(traffic, fine),
        heatmap: facts.heatmap,
        top_scenarios: usage.data
          .filter(({ usage_count }) => usage_count > 0)
          .slice(0, TOP_SCENARIOS)
          .map(({ scenario_id, workspace_id, usage_count }) => ({ scenario_id, workspace_id, usage_count })),
      };
      return envelope(scope, newest([...traffic.map(({ last_at }) => last_at), drift.evidence_at]), data);
    },
  };
}

/** As long as the window, right before it. */
function previousWindow({ from, to }: Window): Pick<Window, 'from' | 'to'> {
  return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
}

/** Errors are answers with a status of 500 or more: a 404 may be just what a test asked for. */
function countTraffic(traffic: TrafficFact[]): Omit<Overview['requests'], 'previous_total'> {
  return {
    total: sum(traffic.map(({ count }) => count)),
    ci: sum(traffic.filter((fact) => fact.class === 'ci').map(({ count }) => count)),
    errors: sum(traffic.map(({ errors }) => errors)),
    unmatched: sum(traffic.map(({ unmatched }) => unmatched)),
  };
}

function trendOf(traffic: TrafficFact[], { starts }: Buckets): Overview['trend'] {
  const trend = starts.map((at) => ({ at, ci: 0, manual: 0, synthetic: 0 }));
  for (const fact of traffic) {
    const slot = trend[fact.bucket];
    if (slot) slot[fact.class] += fact.count;
  }
  return trend;
}
