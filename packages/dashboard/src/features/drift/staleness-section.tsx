// How long ago each reality level was set or confirmed, and what to do about the old ones. Never confirmed is unknown, and comes first.
import type { StalenessRow } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatInstant, formatParts } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

export function StalenessSection({ filter }: { filter: AnalyticsFilter }) {
  const staleness = useQuery(queries.staleness(filter));
  const stale = staleness.data?.summary.stale;
  return (
    <Panel title="Staleness" id="staleness" note={stale && `${formatParts(stale, 'reality levels are stale')}`}>
      <QueryView
        query={staleness}
        isEmpty={({ data }) => data.length === 0}
        empty={
          <Empty title="No reality level yet" command="npx mockops push <workspace folder>">
            Every environment and every service of a federation has a reality level; its age counts from when it was set
            or last confirmed by a check.
          </Empty>
        }
      >
        {({ data }) => <StalenessTable rows={data} />}
      </QueryView>
    </Panel>
  );
}

function StalenessTable({ rows }: { rows: StalenessRow[] }) {
  return (
    <DataTable
      label="Staleness of reality levels"
      rows={rows}
      rowKey={(row) =>
        [row.workspace_id, row.environment, row.federation, row.service, row.method, row.endpoint].join(' ')
      }
      columns={[
        { key: 'place', header: 'Where', isName: true, cell: (row) => <Place row={row} /> },
        { key: 'level', header: 'Reality', cell: (row) => <Status value={row.current_reality_level} /> },
        { key: 'state', header: 'State', cell: (row) => <Status value={row.state} /> },
        {
          key: 'age',
          header: 'Age, of expected',
          align: 'right',
          cell: (row) =>
            `${row.staleness_days === null ? 'unknown' : formatDays(row.staleness_days)} of ${formatDays(row.expected_days)}`,
        },
        {
          key: 'confirmed',
          header: 'Confirmed',
          cell: (row) => (row.last_updated_at ? formatInstant(row.last_updated_at) : 'never'),
        },
        { key: 'recommendation', header: 'Recommendation', cell: (row) => row.recommendation },
      ]}
    />
  );
}

const formatDays = (days: number): string => `${Number.isInteger(days) ? days : days.toFixed(1)} d`;

function Place({ row }: { row: StalenessRow }) {
  if (row.federation !== null && row.service !== null) {
    return (
      <TextLink to="/federations/$name" params={{ name: row.federation }} search={{ service: row.service }}>
        {row.federation} / {row.service}
      </TextLink>
    );
  }
  return (
    <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }} search={{ settings: row.environment }}>
      {row.workspace_id}@{row.environment}
      {row.endpoint && ` ${row.method ?? ''} ${row.endpoint}`}
    </TextLink>
  );
}
