// All workspaces: one per service.
import type { Workspace } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount, withoutScheme } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

export function WorkspacesPage() {
  const workspaces = useQuery(queries.workspaces());
  return (
    <Page title="Workspaces">
      <Panel
        title="All workspaces"
        note="One per service: its contract, mocks, scenarios and personas in dev, test and prod"
      >
        <QueryView
          query={workspaces}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="No workspace yet" command="npx mockops push examples/ecommerce/payments">
              A workspace is a folder with workspace.yaml and an OpenAPI contract in schemas/. Pushing it creates the
              workspace, and its mocks answer at once:
            </Empty>
          }
        >
          {(rows) => <WorkspaceTable rows={rows} />}
        </QueryView>
      </Panel>
    </Page>
  );
}

function WorkspaceTable({ rows }: { rows: Workspace[] }) {
  return (
    <DataTable
      label="Workspaces"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'name',
          header: 'Workspace',
          isName: true,
          cell: (row) => (
            <TextLink to="/workspaces/$slug" params={{ slug: row.slug }}>
              <Cut text={row.slug} most={14} />
            </TextLink>
          ),
        },
        { key: 'title', header: 'Title', isProse: true, cell: (row) => row.title ?? '–' },
        { key: 'owner', header: 'Owner', cell: (row) => <Cut text={row.owner ?? '–'} most={9} /> },
        { key: 'operations', header: 'Operations', align: 'right', cell: (row) => formatCount(row.operation_count) },
        {
          key: 'live',
          header: 'Live in dev · test · prod',
          cell: (row) => row.environments.map(({ entries }) => Object.keys(entries).length).join(' · '),
        },
        {
          key: 'state',
          header: 'State',
          cell: (row) => <Status value={row.environments.every(({ applied }) => applied) ? 'applied' : 'applying'} />,
        },
        {
          key: 'url',
          header: 'Mock URL',
          cell: (row) => (
            <code>
              <Cut text={withoutScheme(row.mock_url)} most={15} />
            </code>
          ),
        },
        { key: 'updated', header: 'Changed', align: 'right', cell: (row) => <Age at={row.updated_at} /> },
      ]}
    />
  );
}
