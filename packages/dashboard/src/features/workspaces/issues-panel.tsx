// What someone should look at in this workspace: open drift incidents and warnings of its pipelines.
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { IssueList } from '../../ui/issue-list.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

export function IssuesPanel({ workspace }: { workspace: string }) {
  const incidents = useQuery(queries.incidents({ workspace_id: workspace, status: 'open' }));
  const pipelines = useQuery(queries.pipelines({ workspace_id: workspace }));
  const findings = pipelines.data?.flatMap(({ issues }) => issues) ?? [];
  return (
    <Panel title="Issues" note="Open drift incidents, and warnings of this workspace’s pipelines">
      <QueryView
        query={incidents}
        rows={2}
        isEmpty={(rows) => rows.length === 0 && findings.length === 0}
        empty={<Empty title="Nothing to look at">Reality fits the contract as far as it was compared.</Empty>}
      >
        {(rows) => (
          <>
            {rows.length > 0 && (
              <DataTable
                label="Open incidents"
                rows={rows}
                rowKey={(row) => row.id}
                columns={[
                  { key: 'severity', header: 'Severity', cell: (row) => <Status value={row.severity} /> },
                  {
                    key: 'operation',
                    header: 'Operation',
                    isName: true,
                    cell: (row) => (
                      <TextLink to="/drift" search={{ workspace }} hash={row.id}>
                        <Cut text={row.operation} most={30} />
                      </TextLink>
                    ),
                  },
                  { key: 'environment', header: 'Environment', cell: (row) => row.environment },
                  { key: 'findings', header: 'Findings', align: 'right', cell: (row) => row.findings.length },
                  { key: 'seen', header: 'Last seen', align: 'right', cell: (row) => <Age at={row.last_seen_at} /> },
                ]}
              />
            )}
            {findings.length > 0 && <IssueList issues={findings} />}
          </>
        )}
      </QueryView>
    </Panel>
  );
}
