// Where commands write: results to `out`, progress and failures to `err`. One call is one line, without its line end.
export interface Io {
  out: (line: string) => void;
  err: (line: string) => void;
}

export function printJson(io: Io, value: unknown): void {
  io.out(JSON.stringify(value, null, 2));
}

/** Rows as aligned columns under a heading; the last column is as wide as it likes. */
export function printTable(io: Io, heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) {
    io.out(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** `2026-11-22T10:00:00.123Z` → `2026-11-22 10:00:00`, UTC; `–` for nothing. */
export function shortTime(instant: string | null): string {
  return instant === null ? '–' : new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}
