// Every operation of the contracts: what CI has called, which documented responses it has seen, and why it counts as under-tested.
import { SimpleGrid, Stack, Switch, VisuallyHidden } from '@mantine/core';
import type { EndpointCoverageRow } from '@mockops/contract';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount, formatPercentage } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { MeasureStat, ShareBar, Stat } from '../../ui/stat.tsx';
import { Tag } from '../../ui/status.tsx';
import { StatCard } from './stat-card.tsx';

const REASONS: Readonly<Record<EndpointCoverageRow['reasons'][number], string>> = {
  NEVER: 'never called by CI',
  LOW_DEPTH: 'few of its responses seen',
  NO_ERROR_CASE: 'no error case tested',
};

export function OperationsTab(props: {
  filter: AnalyticsFilter;
  underTestedOnly: boolean;
  onUnderTestedOnly: (only: boolean) => void;
}) {
  const coverage = useQuery(queries.endpointCoverage(props.filter));
  return (
    <QueryView query={coverage} rows={10}>
      {({ data, summary }) => {
        const underTested = data.filter(({ reasons }) => reasons.length > 0);
        return (
          <Stack gap={12}>
            <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing={12}>
              <StatCard>
                <MeasureStat label="Operation coverage" measure={summary.operations} things="operations called by CI" />
              </StatCard>
              <StatCard>
                <Stat
                  label="Depth"
                  value={formatPercentage(summary.depth)}
                  parts="documented responses seen, mean over operations"
                  share={summary.depth}
                />
              </StatCard>
              <StatCard>
                <Stat
                  label="Under-tested operations"
                  value={formatCount(underTested.length)}
                  parts={`of ${formatCount(data.length)} listed operations`}
                  share={data.length === 0 ? null : (underTested.length / data.length) * 100}
                />
              </StatCard>
              <StatCard>
                <Stat
                  label="Unmatched requests"
                  value={formatCount(summary.unmatched_requests)}
                  parts="fit no operation of a contract"
                />
              </StatCard>
            </SimpleGrid>
            <Panel
              title="Operations under test"
              note="Coverage of an operation: documented responses that CI has seen, of all that the contract documents (check: seen, dashed: not seen)"
              actions={
                <Switch
                  size="xs"
                  label="Under-tested only"
                  checked={props.underTestedOnly}
                  onChange={(event) => props.onUnderTestedOnly(event.currentTarget.checked)}
                />
              }
            >
              {data.length === 0 ? (
                <Empty title="No operation yet" command="npx mockops push <workspace folder>">
                  The denominator is the contract: push a workspace with an OpenAPI file, and each of its operations is
                  a row here, with 0 % until CI calls it.
                </Empty>
              ) : (
                <OperationTable rows={props.underTestedOnly ? underTested : data} />
              )}
            </Panel>
          </Stack>
        );
      }}
    </QueryView>
  );
}

function OperationTable({ rows }: { rows: EndpointCoverageRow[] }) {
  if (rows.length === 0) return <Empty title="Nothing is under-tested">Every listed operation is tested well.</Empty>;
  return (
    <DataTable
      label="Operations under test"
      rows={rows}
      rowKey={(row) => `${row.workspace_id} ${row.operation}`}
      columns={[
        { key: 'operation', header: 'Operation', isName: true, cell: (row) => <code>{row.operation}</code> },
        {
          key: 'workspace',
          header: 'Workspace',
          cell: (row) => (
            <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }}>
              {row.workspace_id}
            </TextLink>
          ),
        },
        { key: 'tests', header: 'Tests', align: 'right', cell: (row) => formatCount(row.test_count) },
        { key: 'hits', header: 'CI hits', align: 'right', cell: (row) => formatCount(row.hit_count) },
        { key: 'requests', header: 'All requests', align: 'right', cell: (row) => formatCount(row.request_count) },
        { key: 'responses', header: 'Documented responses', cell: (row) => <Responses row={row} /> },
        {
          key: 'coverage',
          header: 'Coverage',
          align: 'right',
          cell: (row) => (
            <span style={{ whiteSpace: 'nowrap' }}>
              <ShareBar share={row.coverage_percentage} width={56} /> {row.numerator} of {row.denominator} ·{' '}
              {formatPercentage(row.coverage_percentage)}
            </span>
          ),
        },
        {
          key: 'reasons',
          header: 'Why under-tested',
          cell: (row) =>
            row.reasons.length === 0 ? 'tested well' : row.reasons.map((reason) => REASONS[reason]).join(', '),
        },
        { key: 'last', header: 'Last tested', align: 'right', cell: (row) => <Age at={row.last_tested_at} /> },
      ]}
    />
  );
}

function Responses({ row }: { row: EndpointCoverageRow }) {
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      {row.responses.map(({ status, seen }) => (
        <Tag key={status} tone={seen ? 'positive' : 'neutral'}>
          {seen ? <IconCheck size={12} aria-hidden /> : <IconCircleDashed size={12} aria-hidden />}
          {status}
          <VisuallyHidden>{seen ? ' seen' : ' not seen'}</VisuallyHidden>
        </Tag>
      ))}
    </span>
  );
}
