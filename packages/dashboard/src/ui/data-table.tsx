// Dense rows under a caption that is read but not seen. Columns say how to show a row; a row can be marked as the selected one.
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<R> {
  key: string;
  header: ReactNode;
  cell: (row: R) => ReactNode;
  align?: 'right';
  width?: string | number;
  /** The cell that names the row. */
  isName?: boolean;
  /** Sentences, which break into lines; everything else stays on one. */
  isProse?: boolean;
}

export interface DataTableProps<R> {
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  isSelected?: (row: R) => boolean;
}

export function DataTable<R>({ label, columns, rows, rowKey, isSelected }: DataTableProps<R>) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-align={column.align} style={{ width: column.width }}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-selected={isSelected?.(row) || undefined}>
              {columns.map((column) =>
                column.isName ? (
                  <th key={column.key} scope="row" data-align={column.align} data-prose={column.isProse || undefined}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} data-align={column.align} data-prose={column.isProse || undefined}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
