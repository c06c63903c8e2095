// Which scenarios are used. In: known scenarios and the requests that named one. Out: one row each, the unused ones too, most used first.
import type { Measure, ScenarioUsageRow } from '@mockops/contract';
import { measure, newest, sum } from './measure.ts';
import {
  byText,
  groupBy,
  type InventoryItem,
  keyOf,
  type Report,
  slugsOf,
  type WorkspaceRef,
  withOrphans,
} from './report.ts';
import type { ScenarioFact } from './store.ts';
import type { Buckets } from './window.ts';

export interface ScenarioSources {
  workspaces: WorkspaceRef[];
  scenarios: InventoryItem[];
  facts: ScenarioFact[];
  buckets: Buckets;
}

export function reportScenarioUsage(
  sources: ScenarioSources,
): Report<ScenarioUsageRow, { used: Measure; total: number }> {
  const { workspaces, scenarios, facts, buckets } = sources;
  const slugOf = slugsOf(workspaces);
  const byScenario = groupBy(facts, ({ scenario }) => scenario);
  const named = facts.map(({ workspace_id, scenario }) => ({ workspace_id, name: scenario }));
  const data = withOrphans(scenarios, named).map(({ workspace_id, name, title, known }): ScenarioUsageRow => {
    const own = byScenario.get(keyOf(workspace_id, name)) ?? [];
    const counts = new Map(own.map((fact) => [fact.bucket, fact.count]));
    return {
      scenario_id: name,
      workspace_id: slugOf(workspace_id),
      title,
      usage_count: sum(own.map(({ count }) => count)),
      ci_count: sum(own.map(({ ci }) => ci)),
      last_used_at: newest(own.map(({ last_at }) => last_at))?.toISOString() ?? null,
      known,
      trend: buckets.starts.map((at, index) => ({ at, count: counts.get(index) ?? 0 })),
    };
  });
  data.sort(
    (a, b) =>
      b.usage_count - a.usage_count || byText(a.workspace_id, b.workspace_id) || byText(a.scenario_id, b.scenario_id),
  );
  const known = data.filter((row) => row.known);
  return {
    data,
    summary: {
      used: measure(known.filter((row) => row.usage_count > 0).length, known.length),
      total: sum(data.map((row) => row.usage_count)),
    },
    evidence_at: newest(facts.map(({ last_at }) => last_at)),
  };
}
