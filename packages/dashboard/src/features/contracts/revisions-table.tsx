// Every revision of a contract: what changed since the one before, who brought it and why.
import type { ContractRevision } from '@mockops/contract';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Status } from '../../ui/status.tsx';

export function RevisionsTable({ slug, revisions }: { slug: string; revisions: ContractRevision[] }) {
  return (
    <DataTable
      label="Revisions of the contract"
      rows={revisions}
      rowKey={({ revision }) => String(revision)}
      columns={[
        { key: 'revision', header: 'Revision', isName: true, cell: ({ revision }) => revision },
        { key: 'version', header: 'Version', cell: ({ version }) => <Cut text={version || '–'} most={14} /> },
        {
          key: 'level',
          header: 'Level',
          cell: ({ level }) => (level === null ? 'first' : <Status value={level} />),
        },
        { key: 'changes', header: 'Changes', cell: (row) => <Changes slug={slug} row={row} /> },
        { key: 'operations', header: 'Operations', align: 'right', cell: ({ operations }) => operations },
        { key: 'why', header: 'Why', isProse: true, cell: ({ message }) => message || '–' },
        { key: 'by', header: 'By', cell: ({ actor, source }) => <Cut text={`${actor} (${source})`} most={22} /> },
        { key: 'at', header: 'When', align: 'right', cell: ({ created_at }) => <Age at={created_at} /> },
      ]}
    />
  );
}

function Changes({ slug, row }: { slug: string; row: ContractRevision }) {
  if (row.level === null) return '–';
  const count = Object.values(row.counts).reduce((sum, one) => sum + (one ?? 0), 0);
  return (
    <TextLink
      to="/workspaces/$slug/contract"
      params={{ slug }}
      search={{ from: String(row.revision - 1), to: String(row.revision) }}
    >
      {count} {count === 1 ? 'change' : 'changes'}
    </TextLink>
  );
}
