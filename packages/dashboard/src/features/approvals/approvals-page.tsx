// What waits for a person: the inbox of approvals, and those that were decided.

import { Approval } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { WordFilter } from '../../ui/filters.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';
import { ApprovalCard } from './approval-card.tsx';

const route = getRouteApi('/approvals');
const DECIDED = Approval.shape.status.options.filter((status) => status !== 'pending');

export function ApprovalsPage() {
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const pending = useQuery(queries.approvals({ status: 'pending' }));
  const decided = useQuery(queries.approvals(status && { status }));
  return (
    <Page title="Approvals">
      <QueryView
        query={pending}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Panel title="Waiting">
            <Empty title="Nothing waits for a decision">
              A pipeline asks here when one of its steps is of type <code>approval</code>. Until somebody decides, the
              run waits and holds no place.
            </Empty>
          </Panel>
        }
      >
        {(rows) => (
          <>
            {rows.map((approval) => (
              <ApprovalCard key={approval.id} approval={approval} />
            ))}
          </>
        )}
      </QueryView>
      <Panel
        title="History"
        actions={
          <WordFilter
            label="Decision"
            all="All"
            words={DECIDED}
            value={status}
            onChange={(word) => void navigate({ search: { status: word }, replace: true })}
          />
        }
      >
        <QueryView
          query={decided}
          isEmpty={(rows) => rows.every(({ status }) => status === 'pending')}
          empty={<Empty title="None yet">Decisions stay here with who made them and when.</Empty>}
        >
          {(rows) => <History rows={rows.filter(({ status }) => status !== 'pending')} />}
        </QueryView>
      </Panel>
    </Page>
  );
}

/** Markdown on one line. */
const withoutMarks = (text: string): string => text.replace(/\]\([^)]*\)|[*_`#[]/g, '');

function History({ rows }: { rows: Approval[] }) {
  return (
    <DataTable
      label="Approvals"
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'run',
          header: 'Run',
          isName: true,
          cell: (row) => (
            <TextLink to="/runs/$id" params={{ id: row.execution_id }} search={{ step: row.step }}>
              {row.pipeline} #{row.run_number}
            </TextLink>
          ),
        },
        { key: 'status', header: 'Status', cell: (row) => <Status value={row.status} /> },
        {
          key: 'by',
          header: 'By',
          isProse: true,
          cell: (row) =>
            row.votes.map(({ actor, decision }) => `${actor} (${decision})`).join(', ') || (row.reason ?? '–'),
        },
        { key: 'message', header: 'Question', isProse: true, cell: (row) => withoutMarks(row.message) },
        { key: 'when', header: 'When', align: 'right', cell: (row) => <Age at={row.decided_at ?? row.created_at} /> },
      ]}
    />
  );
}
