// Share of operations that differ from reality, per workspace. In: inventory, checks of the window, live incidents. Out: rows with bounds.
// What nobody compared is not counted as good: it is unknown, and widens the bounds.
import type { DriftRow, Measure } from '@mockops/contract';
import { measure, newest, sum } from './measure.ts';
import type { Report, WorkspaceRef } from './report.ts';
import type { CheckFact, LiveIncident, OperationRow } from './store.ts';
import type { Buckets } from './window.ts';

export interface DriftSources {
  workspaces: WorkspaceRef[];
  operations: OperationRow[];
  checks: CheckFact[];
  incidents: LiveIncident[];
  buckets: Buckets;
}

export function reportDrift(sources: DriftSources): Report<DriftRow, { drift: Measure; evaluated: Measure }> {
  const { workspaces, operations, checks, incidents, buckets } = sources;
  const data = workspaces.map(({ id, slug }): DriftRow => {
    const own = <T extends { workspace_id: string }>(rows: T[]) => rows.filter((row) => row.workspace_id === id);
    const inventory = new Set(own(operations).map(({ operation }) => operation));
    const evaluated = new Set(own(checks).map(({ operation }) => operation)).intersection(inventory);
    const live = own(incidents);
    const drifting = new Set(live.map(({ operation }) => operation)).intersection(evaluated);
    const total = inventory.size;
    const percentOf = (count: number) => (count / total) * 100;
    return {
      workspace_id: slug,
      total_mocks: total,
      evaluated_mocks: evaluated.size,
      drifting_mocks: drifting.size,
      drift_percentage: measure(drifting.size, evaluated.size).percentage,
      bounds: total === 0 ? null : [percentOf(drifting.size), percentOf(drifting.size + total - evaluated.size)],
      open_incidents: live.length,
      measured_at: newest(own(checks).map(({ last_at }) => last_at))?.toISOString() ?? null,
      trend: trendOf(own(checks), buckets),
    };
  });
  const total = sum(data.map((row) => row.total_mocks));
  const evaluated = sum(data.map((row) => row.evaluated_mocks));
  const drifting = sum(data.map((row) => row.drifting_mocks));
  return {
    data,
    summary: { drift: measure(drifting, total, total - evaluated), evaluated: measure(evaluated, total) },
    evidence_at: newest(checks.map(({ last_at }) => last_at)),
  };
}

function trendOf(checks: CheckFact[], { starts }: Buckets): DriftRow['trend'] {
  const trend = starts.map((at) => ({ at, checked: 0, mismatched: 0 }));
  for (const { bucket, checked, mismatched } of checks) {
    const slot = trend[bucket];
    if (!slot) continue;
    slot.checked += checked;
    slot.mismatched += mismatched;
  }
  return trend;
}
