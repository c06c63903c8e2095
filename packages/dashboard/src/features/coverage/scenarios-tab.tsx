// Which scenarios are used, how often and when.
import { SimpleGrid, Stack } from '@mantine/core';
import type { ScenarioUsageRow } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { MeasureStat, Stat } from '../../ui/stat.tsx';
import { Tag } from '../../ui/status.tsx';
import { WeekHeatmap } from '../../ui/week-heatmap.tsx';
import { StatCard } from './stat-card.tsx';

export function ScenariosTab({ filter }: { filter: AnalyticsFilter }) {
  const usage = useQuery(queries.scenarioUsage(filter));
  return (
    <QueryView query={usage} rows={10}>
      {({ data, summary, window }) => (
        <Stack gap={12}>
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing={12}>
            <StatCard>
              <MeasureStat label="Scenario usage" measure={summary.used} things="scenarios used" />
            </StatCard>
            <StatCard>
              <Stat label="Requests" value={formatCount(summary.total)} parts="were answered under a scenario" />
            </StatCard>
          </SimpleGrid>
          {summary.total > 0 && (
            <WeekHeatmap
              title="Scenario usage by hour of week"
              unit="requests"
              cells={summary.heatmap}
              timeZone={window.tz}
            />
          )}
          <Panel title="Scenarios">{data.length === 0 ? <NoScenarios /> : <ScenarioTable rows={data} />}</Panel>
        </Stack>
      )}
    </QueryView>
  );
}

function NoScenarios() {
  return (
    <Empty title="No scenario yet" command={'curl -H "mockops-scenario: <name>" <mock url>/<path>'}>
      A scenario is a set of answers with a name, such as “card declined”. Put one into the scenarios/ folder of a
      workspace and push, then name it in a request:
    </Empty>
  );
}

function ScenarioTable({ rows }: { rows: ScenarioUsageRow[] }) {
  return (
    <DataTable
      label="Scenarios"
      rows={rows}
      rowKey={(row) => `${row.workspace_id} ${row.scenario_id}`}
      columns={[
        { key: 'scenario', header: 'Scenario', isName: true, cell: (row) => <Cut text={row.scenario_id} most={18} /> },
        { key: 'title', header: 'Title', isProse: true, cell: (row) => row.title ?? '–' },
        {
          key: 'workspace',
          header: 'Workspace',
          cell: (row) => (
            <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }}>
              <Cut text={row.workspace_id} most={12} />
            </TextLink>
          ),
        },
        {
          key: 'known',
          header: 'State',
          cell: (row) => {
            if (!row.known) return <Tag tone="negative">no such scenario</Tag>;
            return row.usage_count > 0 ? <Tag tone="positive">used</Tag> : <Tag tone="warning">unused</Tag>;
          },
        },
        {
          key: 'trend',
          header: 'Over time',
          cell: (row) => <Sparkline values={row.trend.map(({ count }) => count)} />,
        },
        { key: 'usage', header: 'Requests', align: 'right', cell: (row) => formatCount(row.usage_count) },
        { key: 'ci', header: 'Of CI', align: 'right', cell: (row) => formatCount(row.ci_count) },
        { key: 'last', header: 'Last used', align: 'right', cell: (row) => <Age at={row.last_used_at} /> },
      ]}
    />
  );
}
