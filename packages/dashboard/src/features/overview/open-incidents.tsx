// Where reality has moved away from the contract and nobody has closed it yet.
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

const SHOWN = 8;

export function OpenIncidents({ range }: { range: string }) {
  const incidents = useQuery(queries.incidents({ status: 'open' }));
  return (
    <Panel
      title="Open incidents"
      actions={
        <TextLink to="/drift" search={{ time_range: range }} hash="incidents">
          All incidents
        </TextLink>
      }
    >
      <QueryView
        query={incidents}
        rows={3}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title="No open incidents">
            Answers of real upstreams are compared with the contract; one that does not fit opens an incident here.
          </Empty>
        }
      >
        {(rows) => (
          <DataTable
            label="Open incidents"
            rows={rows.slice(0, SHOWN)}
            rowKey={(row) => row.id}
            columns={[
              { key: 'severity', header: 'Severity', cell: (row) => <Status value={row.severity} /> },
              {
                key: 'operation',
                header: 'Operation',
                isName: true,
                cell: (row) => (
                  <TextLink to="/drift" search={{ time_range: range, workspace: row.workspace_id }} hash={row.id}>
                    <Cut text={row.operation} most={14} />
                  </TextLink>
                ),
              },
              {
                key: 'workspace',
                header: 'Workspace',
                cell: (row) => <Cut text={`${row.workspace_id}@${row.environment}`} most={10} />,
              },
              { key: 'findings', header: 'Findings', align: 'right', cell: (row) => row.findings.length },
              { key: 'seen', header: 'Last seen', align: 'right', cell: (row) => <Age at={row.last_seen_at} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}
