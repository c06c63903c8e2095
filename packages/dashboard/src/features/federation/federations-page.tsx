// All virtual systems.
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

export function FederationsPage() {
  const federations = useQuery(queries.federations());
  return (
    <Page title="Federations">
      <Panel title="Virtual systems" note="Many workspaces behind one base URL, each service with its own reality">
        <QueryView
          query={federations}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="No federation yet" command="npx mockops federation apply federation.yaml">
              A federation composes workspaces into one virtual system: one base URL, and a reality level for each
              service. Write federation.yaml with a name and services, then:
            </Empty>
          }
        >
          {(rows) => (
            <DataTable
              label="Federations"
              rows={rows}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: 'name',
                  header: 'Name',
                  isName: true,
                  cell: (row) => (
                    <TextLink to="/federations/$name" params={{ name: row.name }}>
                      <Cut text={row.name} most={18} />
                    </TextLink>
                  ),
                },
                { key: 'services', header: 'Services', align: 'right', cell: (row) => row.services.length },
                { key: 'environment', header: 'Environment', cell: (row) => row.environment },
                {
                  key: 'url',
                  header: 'Base URL',
                  cell: (row) => (
                    <code>
                      <Cut text={withoutScheme(row.base_url)} most={24} />
                    </code>
                  ),
                },
                {
                  key: 'state',
                  header: 'State',
                  cell: (row) => <Status value={row.applied ? 'applied' : 'applying'} />,
                },
                {
                  key: 'requests',
                  header: 'Requests, 24 h',
                  align: 'right',
                  cell: (row) => formatCount(row.services.reduce((sum, service) => sum + service.requests_24h, 0)),
                },
                { key: 'updated', header: 'Changed', align: 'right', cell: (row) => <Age at={row.updated_at} /> },
              ]}
            />
          )}
        </QueryView>
      </Panel>
    </Page>
  );
}
