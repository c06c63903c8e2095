// Share of mocks that differ from reality, per workspace and over time. What was never compared is unknown, and the bounds say what it could be.
import { Stack } from '@mantine/core';
import type { DriftRow } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount, formatParts, formatPercentage } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ShareBar } from '../../ui/stat.tsx';
import { TrendPanel } from '../../ui/trend.tsx';

export function DriftSection({ filter }: { filter: AnalyticsFilter }) {
  const drift = useQuery(queries.drift(filter));
  return (
    <QueryView query={drift} rows={8}>
      {({ data, summary }) => (
        <Stack gap={12}>
          <Panel
            title="Drift by workspace"
            note={
              data.length > 0 &&
              `${formatParts(summary.drift, 'compared mocks differ')} · ${formatParts(summary.evaluated, 'mocks were compared')}`
            }
          >
            {data.length === 0 ? <NoDrift /> : <DriftTable rows={data} />}
          </Panel>
          <DriftTrend rows={data} />
        </Stack>
      )}
    </QueryView>
  );
}

function NoDrift() {
  return (
    <Empty title="No workspace yet" command="npx mockops push <workspace folder>">
      A mock drifts when the real upstream answers otherwise than the contract says. Push a workspace, then send
      requests to it at the level real or blended:
    </Empty>
  );
}

function DriftTable({ rows }: { rows: DriftRow[] }) {
  return (
    <DataTable
      label="Drift by workspace"
      rows={rows}
      rowKey={(row) => row.workspace_id}
      columns={[
        {
          key: 'workspace',
          header: 'Workspace',
          isName: true,
          cell: (row) => (
            <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }}>
              <Cut text={row.workspace_id} most={18} />
            </TextLink>
          ),
        },
        {
          key: 'drift',
          header: 'Drift',
          align: 'right',
          cell: (row) => (
            <span style={{ whiteSpace: 'nowrap' }}>
              <ShareBar share={row.drift_percentage} width={56} /> {formatPercentage(row.drift_percentage)}
            </span>
          ),
        },
        {
          key: 'bounds',
          header: 'At least – at most',
          align: 'right',
          cell: (row) =>
            row.bounds ? `${formatPercentage(row.bounds[0])} – ${formatPercentage(row.bounds[1])}` : 'unknown',
        },
        { key: 'differ', header: 'Differ', align: 'right', cell: (row) => formatCount(row.drifting_mocks) },
        {
          key: 'evaluated',
          header: 'Compared',
          align: 'right',
          cell: (row) => `${formatCount(row.evaluated_mocks)} of ${formatCount(row.total_mocks)}`,
        },
        { key: 'incidents', header: 'Open incidents', align: 'right', cell: (row) => formatCount(row.open_incidents) },
        { key: 'measured', header: 'Measured', align: 'right', cell: (row) => <Age at={row.measured_at} /> },
      ]}
    />
  );
}

/** Answers that did not fit, of answers that were checked, over all listed workspaces. */
function DriftTrend({ rows }: { rows: DriftRow[] }) {
  const { at, series, checked } = useMemo(() => sumTrends(rows), [rows]);
  if (checked === 0) {
    return (
      <Panel title="Mismatching answers over time">
        <Empty title="Nothing was compared in this time range">
          Answers of real upstreams are compared with the contract as they pass through; there were none.
        </Empty>
      </Panel>
    );
  }
  return (
    <TrendPanel
      title="Mismatching answers over time"
      note={`${formatCount(checked)} answers were checked`}
      label="Share of checked answers that did not fit the contract, over time"
      at={at}
      series={series}
      kind="share"
    />
  );
}

function sumTrends(rows: readonly DriftRow[]) {
  const sums = new Map<number, { checked: number; mismatched: number }>();
  for (const bucket of rows.flatMap((row) => row.trend)) {
    const at = Date.parse(bucket.at);
    const sum = sums.get(at) ?? { checked: 0, mismatched: 0 };
    sums.set(at, { checked: sum.checked + bucket.checked, mismatched: sum.mismatched + bucket.mismatched });
  }
  const buckets = [...sums].toSorted(([a], [b]) => a - b);
  const share = buckets.map(([, sum]) => (sum.checked === 0 ? null : (sum.mismatched / sum.checked) * 100));
  return {
    at: buckets.map(([at]) => at),
    series: [{ label: 'Answers that did not fit', color: '--negative' as const, values: share }],
    checked: buckets.reduce((sum, [, bucket]) => sum + bucket.checked, 0),
  };
}
