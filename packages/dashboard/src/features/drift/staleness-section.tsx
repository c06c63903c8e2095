// How long ago each reality level was set or confirmed, and what to do about the old ones. Never confirmed is unknown, and comes first.
import type { StalenessRow } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { type AnalyticsFilter, queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatParts } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

export function StalenessSection({ filter }: { filter: AnalyticsFilter }) {
  const staleness = useQuery(queries.staleness(filter));
  const stale = staleness.data?.summary.stale;
  return (
    <Panel
      title="Staleness"
      id="staleness"
      note={stale && stale.denominator > 0 && `${formatParts(stale, 'reality levels are stale')}`}
    >
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
        { key: 'confirmed', header: 'Confirmed', align: 'right', cell: (row) => <Age at={row.last_updated_at} /> },
        { key: 'expected', header: 'Holds for', align: 'right', cell: (row) => formatDays(row.expected_days) },
        {
          key: 'recommendation',
          header: 'Recommendation',
          isProse: true,
          // What is fresh needs nobody; why it is kept, the columns before say.
          cell: (row) => (row.state === 'fresh' ? row.recommendation.split(':')[0] : row.recommendation),
        },
      ]}
    />
  );
}

const formatDays = (days: number): string => `${Number.isInteger(days) ? days : days.toFixed(1)} d`;

const describeEnvironment = ({ workspace_id, environment, method, endpoint }: StalenessRow): string =>
  [`${workspace_id}@${environment}`, method, endpoint].filter(Boolean).join(' ');

function Place({ row }: { row: StalenessRow }) {
  if (row.federation !== null && row.service !== null) {
    return (
      <TextLink to="/federations/$name" params={{ name: row.federation }} search={{ service: row.service }}>
        <Cut text={`${row.federation} / ${row.service}`} most={20} />
      </TextLink>
    );
  }
  return (
    <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }} search={{ settings: row.environment }}>
      <Cut text={describeEnvironment(row)} most={20} />
    </TextLink>
  );
}
