// Work on rows, one after the other, where one that cannot be worked on does not keep the others from their turn: else a single run that nobody can read
// any more would stop every timer behind it.

/** Throws what went wrong once all had their turn. */
export async function oneByOne<T>(rows: readonly T[], work: (row: T) => Promise<unknown>): Promise<void> {
  const errors: unknown[] = [];
  for (const row of rows) {
    try {
      await work(row);
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors, `of ${rows.length}`);
}

export function throwAll(errors: readonly unknown[], of: string): void {
  const [first] = errors;
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} ${of} failed: ${String(first)}`);
  if (errors.length === 1) throw first;
}
