// Every operation of the contracts: what CI has called, which documented responses it has seen, and why it counts as under-tested.
import { SimpleGrid, Stack, Switch, VisuallyHidden } from '@mantine/core';
import type { EndpointCoverageRow } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount, formatPercentage } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { MeasureStat, Stat } from '../../ui/stat.tsx';
import { Tag } from '../../ui/status.tsx';
import classes from './operations-tab.module.css';
import { StatCard } from './stat-card.tsx';

const REASONS: Readonly<Record<EndpointCoverageRow['reasons'][number], string>> = {
  NEVER: 'never called',
  LOW_DEPTH: 'low depth',
  NO_ERROR_CASE: 'no error case',
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
              note="Coverage of an operation: documented responses that CI has seen, of all that the contract documents (filled: seen, dashed: not seen)"
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
        { key: 'operation', header: 'Operation', isName: true, cell: (row) => <Operation row={row} /> },
        {
          key: 'workspace',
          header: 'Workspace',
          cell: (row) => (
            <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }}>
              <Cut text={row.workspace_id} most={8} />
            </TextLink>
          ),
        },
        { key: 'tests', header: 'Tests', align: 'right', cell: (row) => formatCount(row.test_count) },
        { key: 'hits', header: 'CI hits', align: 'right', cell: (row) => formatCount(row.hit_count) },
        { key: 'requests', header: 'Requests', align: 'right', cell: (row) => formatCount(row.request_count) },
        { key: 'responses', header: 'Responses', cell: (row) => <Responses row={row} /> },
        {
          key: 'coverage',
          header: 'Coverage',
          align: 'right',
          cell: (row) => `${row.numerator} of ${row.denominator} · ${formatPercentage(row.coverage_percentage)}`,
        },
        {
          key: 'reasons',
          header: 'Why under-tested',
          cell: (row) =>
            row.reasons.length === 0 ? (
              <Tag tone="positive">tested well</Tag>
            ) : (
              row.reasons.map((reason) => REASONS[reason]).join(', ')
            ),
        },
        { key: 'last', header: 'Last tested', align: 'right', cell: (row) => <Age at={row.last_tested_at} /> },
      ]}
    />
  );
}

/** Method and path; a path longer than its column goes on in a second line, at a slash. */
function Operation({ row }: { row: EndpointCoverageRow }) {
  return (
    <code className={classes.operation}>
      {row.operation.split(/(?=\/)/).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the path
        <Fragment key={index}>
          {index > 1 && <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  );
}

function Responses({ row }: { row: EndpointCoverageRow }) {
  return (
    <span className={classes.responses}>
      {row.responses.map(({ status, seen }) => (
        <span key={status} className={classes.response} data-seen={seen || undefined}>
          {status}
          <VisuallyHidden>{seen ? ' seen' : ' not seen'}</VisuallyHidden>
        </span>
      ))}
    </span>
  );
}
