// Findings as the command line prints them: place, thing, message, next act.
import type { FoundIssue } from '@mockops/contract';
import type { z } from 'zod';
import { DataTable } from './data-table.tsx';
import classes from './issue-list.module.css';

type Found = z.infer<typeof FoundIssue>;

export interface IssueListProps {
  issues: readonly Found[];
  /** Places become buttons that lead there. */
  onGoTo?: (place: { line: number; col: number }) => void;
}

export function IssueList({ issues, onGoTo }: IssueListProps) {
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
          cell: ({ at, path }) => {
            if (!at) return path;
            const place = `${at.file}:${at.line}:${at.col}`;
            if (!onGoTo) return place;
            return (
              <button type="button" className={classes.place} onClick={() => onGoTo(at)}>
                {place}
              </button>
            );
          },
        },
        { key: 'message', header: 'Finding', isProse: true, cell: (issue) => issue.message },
        { key: 'hint', header: 'Next', isProse: true, cell: (issue) => issue.hint ?? '–' },
      ]}
    />
  );
}
