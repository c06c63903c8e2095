// Findings as the command line prints them: place, thing, message, next act.
import type { FoundIssue } from '@mockops/contract';
import type { z } from 'zod';
import { DataTable } from './data-table.tsx';

type Found = z.infer<typeof FoundIssue>;

export function IssueList({ issues }: { issues: readonly Found[] }) {
  return (
    <DataTable
      label="Findings"
      rows={issues}
      rowKey={(issue) => `${issue.code} ${issue.path} ${issue.message}`}
      columns={[
        { key: 'code', header: 'Code', isName: true, cell: (issue) => <code>{issue.code}</code> },
        {
          key: 'at',
          header: 'Place',
          cell: (issue) => (issue.at ? `${issue.at.file}:${issue.at.line}:${issue.at.col}` : issue.path),
        },
        { key: 'message', header: 'Finding', isProse: true, cell: (issue) => issue.message },
        { key: 'hint', header: 'Next', isProse: true, cell: (issue) => issue.hint ?? '–' },
      ]}
    />
  );
}
