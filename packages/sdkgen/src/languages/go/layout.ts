// Columns as gofmt lines them up: in every run of lines without a comment between them, each column is as wide as its
// widest cell and one space. In: rows of cells. Out: lines.

export interface Row {
  /** Comment lines in front of the row, complete; they end a run. */
  doc: string;
  cells: readonly string[];
}

export function alignRows(rows: readonly Row[], indent: string): string {
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run === undefined || row.doc !== '') runs.push([row]);
    else run.push(row);
  }
  return runs.map((run) => alignRun(run, indent)).join('');
}

function alignRun(run: readonly Row[], indent: string): string {
  const widths: number[] = [];
  for (const { cells } of run) {
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return run
    .map(({ doc, cells }) => {
      const padded = cells.map((cell, column) =>
        column === cells.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 1),
      );
      return `${doc}${indent}${padded.join('')}\n`;
    })
    .join('');
}
