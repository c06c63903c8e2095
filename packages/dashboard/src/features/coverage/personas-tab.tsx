// Which personas CI uses, in which runs, and which it never does.
import { Group, SimpleGrid, Stack } from '@mantine/core';
import type { PersonaHitsRow } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { ChartPanel } from '../../ui/chart-panel.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount } from '../../ui/format.ts';
import { Heatmap } from '../../ui/heatmap.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { MeasureStat, Stat } from '../../ui/stat.tsx';
import { Status } from '../../ui/status.tsx';
import { StatCard } from './stat-card.tsx';

const RUNS_SHOWN = 24;

export function PersonasTab({ filter }: { filter: AnalyticsFilter }) {
  const personas = useQuery(queries.personaHits(filter));
  return (
    <QueryView query={personas} rows={10}>
      {({ data, summary }) => (
        <Stack gap={12}>
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing={12}>
            <StatCard>
              <MeasureStat label="Persona coverage" measure={summary.coverage} things="active personas hit by CI" />
            </StatCard>
            <StatCard>
              <Stat label="Gaps" value={countState(data, 'gap')} parts="active personas that CI never used" />
            </StatCard>
            <StatCard>
              <Stat label="Orphans" value={countState(data, 'orphan')} parts="used by CI, but no such persona exists" />
            </StatCard>
            <StatCard>
              <Stat label="CI runs" value={formatCount(summary.ci_runs)} parts="sent requests in this time range" />
            </StatCard>
          </SimpleGrid>
          <Hits rows={data} />
          <Panel title="Personas">{data.length === 0 ? <NoPersonas /> : <PersonaTable rows={data} />}</Panel>
        </Stack>
      )}
    </QueryView>
  );
}

const countState = (rows: PersonaHitsRow[], state: PersonaHitsRow['state']): string =>
  formatCount(rows.filter((row) => row.state === state).length);

function NoPersonas() {
  return (
    <Empty
      title="No persona yet"
      command={'curl -H "mockops-ci-run: 1" -H "mockops-persona: <name>" <mock url>/<path>'}
    >
      A persona says who is calling; its seed decides what generated data looks like. Put one into the personas/ folder
      of a workspace and push, then let CI send its name:
    </Empty>
  );
}

function Hits({ rows }: { rows: PersonaHitsRow[] }) {
  const hit = rows.filter((row) => row.ci_runs.length > 0);
  if (hit.length === 0) return null;
  const latest = new Map<string, string>();
  for (const run of hit.flatMap((row) => row.ci_runs)) {
    const known = latest.get(run.ci_run_id);
    if (known === undefined || known < run.hit_at) latest.set(run.ci_run_id, run.hit_at);
  }
  const runs = [...latest]
    .toSorted(([, a], [, b]) => a.localeCompare(b))
    .slice(-RUNS_SHOWN)
    .map(([id]) => id);
  const count = (row: PersonaHitsRow, run: string): number =>
    row.ci_runs.find(({ ci_run_id }) => ci_run_id === run)?.hit_count ?? 0;
  return (
    <ChartPanel
      title="Personas by CI run"
      note={`Requests of each persona in the latest ${runs.length} CI runs, oldest first`}
      chart={
        <Heatmap
          label="Personas by CI run"
          rows={rows.map((row) => `${row.workspace_id} / ${row.persona_id}`)}
          columns={runs}
          columnName={(run) => `CI run ${run}`}
          count={(row, column) => {
            const persona = rows[row];
            return persona ? count(persona, runs[column] ?? '') : 0;
          }}
          unit="requests"
          rowLabelWidth={210}
          widestCell={140}
        />
      }
      table={
        <DataTable
          label="Personas by CI run, as table"
          rows={hit.flatMap((row) =>
            row.ci_runs.map((run) => ({ ...run, persona_id: row.persona_id, workspace_id: row.workspace_id })),
          )}
          rowKey={(run) => `${run.workspace_id} ${run.persona_id} ${run.ci_run_id}`}
          columns={[
            { key: 'persona', header: 'Persona', isName: true, cell: (run) => <Cut text={run.persona_id} most={24} /> },
            { key: 'workspace', header: 'Workspace', cell: (run) => <Cut text={run.workspace_id} /> },
            { key: 'run', header: 'CI run', cell: (run) => <Cut text={run.ci_run_id} most={24} /> },
            { key: 'hits', header: 'Requests', align: 'right', cell: (run) => formatCount(run.hit_count) },
            { key: 'at', header: 'Last', align: 'right', cell: (run) => <Age at={run.hit_at} /> },
          ]}
        />
      }
    />
  );
}

function PersonaTable({ rows }: { rows: PersonaHitsRow[] }) {
  return (
    <DataTable
      label="Personas"
      rows={rows}
      rowKey={(row) => `${row.workspace_id} ${row.persona_id}`}
      columns={[
        {
          key: 'persona',
          header: 'Persona',
          isName: true,
          cell: (row) => (
            <Group gap={6} wrap="nowrap">
              <Cut text={row.persona_id} most={26} />
              {row.title && <span style={{ color: 'var(--mantine-color-dimmed)', fontWeight: 400 }}>{row.title}</span>}
            </Group>
          ),
        },
        { key: 'workspace', header: 'Workspace', cell: (row) => <Cut text={row.workspace_id} most={18} /> },
        { key: 'state', header: 'State', cell: (row) => <Status value={row.state} /> },
        { key: 'hits', header: 'CI hits', align: 'right', cell: (row) => formatCount(row.hit_count) },
        { key: 'runs', header: 'CI runs', align: 'right', cell: (row) => formatCount(row.run_count) },
        { key: 'last', header: 'Last hit', align: 'right', cell: (row) => <Age at={row.hit_at} /> },
      ]}
    />
  );
}
