// How this workspace reaches Slack, mail, webhooks and GitHub. The server never sends a secret back.
import type { Connection } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Tag } from '../../ui/status.tsx';

const example = (workspace: string): string =>
  `npx mockops connection set slack --name team-slack --workspace ${workspace} webhook_url=https://hooks.slack.com/services/…`;

export function ConnectionsPanel({ workspace }: { workspace: string }) {
  const connections = useQuery(queries.connections(workspace));
  return (
    <Panel
      title="Connections"
      note="Used by notify, create_pr and update_ci steps; the organisation’s are used where the workspace has none"
    >
      <QueryView
        query={connections}
        rows={3}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title="No connection yet" command={example(workspace)}>
            Pipelines that notify or open pull requests need one. Add Slack, SMTP, a signed webhook or GitHub:
          </Empty>
        }
      >
        {(rows) => (
          <DataTable
            label="Connections"
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { key: 'name', header: 'Name', isName: true, cell: (row) => <Cut text={row.name} /> },
              { key: 'kind', header: 'Kind', cell: (row) => <Tag>{row.kind}</Tag> },
              { key: 'of', header: 'Of', cell: (row) => <Cut text={row.workspace_id ?? 'organisation'} most={12} /> },
              { key: 'settings', header: 'Settings', isProse: true, cell: describeSettings },
              { key: 'updated', header: 'Changed', align: 'right', cell: (row) => <Age at={row.updated_at} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

const describeSettings = (connection: Connection): string =>
  Object.entries(connection.settings)
    .filter(([key]) => key !== 'kind')
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
