// The scenarios used most in the time range.
import type { Overview } from '@mockops/contract';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatCount } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { ShareBar } from '../../ui/stat.tsx';

export function TopScenarios({ rows, range }: { rows: Overview['top_scenarios']; range: string }) {
  const most = Math.max(1, ...rows.map((row) => row.usage_count));
  return (
    <Panel
      title="Top scenarios"
      actions={
        <TextLink to="/coverage" search={{ time_range: range, tab: 'scenarios' }}>
          All scenarios
        </TextLink>
      }
    >
      {rows.length === 0 ? (
        <Empty title="No scenario was used" command={'curl -H "mockops-scenario: <name>" <mock url>/<path>'}>
          A scenario answers while a request names it, or while it is an environment’s default.
        </Empty>
      ) : (
        <DataTable
          label="Top scenarios"
          rows={rows}
          rowKey={(row) => `${row.workspace_id}/${row.scenario_id}`}
          columns={[
            {
              key: 'scenario',
              header: 'Scenario',
              isName: true,
              cell: (row) => <Cut text={row.scenario_id} most={12} />,
            },
            {
              key: 'workspace',
              header: 'Workspace',
              cell: (row) => (
                <TextLink to="/workspaces/$slug" params={{ slug: row.workspace_id }}>
                  <Cut text={row.workspace_id} most={9} />
                </TextLink>
              ),
            },
            {
              key: 'bar',
              header: 'Against the most used',
              width: '28%',
              cell: (row) => <ShareBar share={(row.usage_count / most) * 100} />,
            },
            { key: 'count', header: 'Requests', align: 'right', cell: (row) => formatCount(row.usage_count) },
          ]}
        />
      )}
    </Panel>
  );
}
