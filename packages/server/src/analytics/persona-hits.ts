// Which personas CI uses. In: personas and CI's requests. Out: one row each with its state; a gap is an active persona that CI never hit.
import type { Measure, PersonaHitsRow } from '@mockops/contract';
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
import type { CiFact } from './store.ts';

/** Runs listed per persona, newest first; `run_count` counts all. */
const MAX_RUNS = 50;

export interface PersonaSources {
  workspaces: WorkspaceRef[];
  personas: InventoryItem[];
  facts: CiFact[];
}

export function reportPersonaHits(
  sources: PersonaSources,
): Report<PersonaHitsRow, { coverage: Measure; ci_runs: number }> {
  const { workspaces, personas, facts } = sources;
  const slugOf = slugsOf(workspaces);
  const hits = facts.flatMap((fact) => (fact.persona === null ? [] : [{ ...fact, persona: fact.persona }]));
  const byPersona = groupBy(hits, ({ persona }) => persona);
  const named = hits.map(({ workspace_id, persona }) => ({ workspace_id, name: persona }));
  const data = withOrphans(personas, named).map((persona): PersonaHitsRow => {
    const own = byPersona.get(keyOf(persona.workspace_id, persona.name)) ?? [];
    const runs = own
      .flatMap(({ ci_run, count, last_at }) => (ci_run === null ? [] : [{ ci_run, count, last_at }]))
      .sort((a, b) => b.last_at.getTime() - a.last_at.getTime() || byText(a.ci_run, b.ci_run));
    const hit_count = sum(own.map(({ count }) => count));
    return {
      persona_id: persona.name,
      workspace_id: slugOf(persona.workspace_id),
      title: persona.title,
      hit_count,
      run_count: runs.length,
      ci_runs: runs
        .slice(0, MAX_RUNS)
        .map(({ ci_run, count, last_at }) => ({ ci_run_id: ci_run, hit_count: count, hit_at: last_at.toISOString() })),
      hit_at: newest(own.map(({ last_at }) => last_at))?.toISOString() ?? null,
      state: stateOf(persona, hit_count),
    };
  });
  const order = ['gap', 'orphan', 'covered', 'inactive'];
  data.sort(
    (a, b) =>
      order.indexOf(a.state) - order.indexOf(b.state) ||
      b.hit_count - a.hit_count ||
      byText(a.workspace_id, b.workspace_id) ||
      byText(a.persona_id, b.persona_id),
  );
  const covered = data.filter(({ state }) => state === 'covered').length;
  const gaps = data.filter(({ state }) => state === 'gap').length;
  return {
    data,
    summary: {
      coverage: measure(covered, covered + gaps),
      ci_runs: new Set(facts.flatMap(({ ci_run }) => ci_run ?? [])).size,
    },
    evidence_at: newest(facts.map(({ last_at }) => last_at)),
  };
}

function stateOf(persona: InventoryItem & { known: boolean }, hits: number): PersonaHitsRow['state'] {
  if (!persona.known) return 'orphan';
  if (persona.active === false) return 'inactive';
  return hits > 0 ? 'covered' : 'gap';
}
