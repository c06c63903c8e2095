// What every report of this folder is made from and what it gives back. Reports are pure: facts and inventory in, rows and summary out.

export interface WorkspaceRef {
  /** The row's id; `slug` is what leaves the server as `workspace_id`. */
  id: string;
  slug: string;
  title: string | null;
}

/** A scenario or persona that exists now. */
export interface InventoryItem {
  /** The workspace's id. */
  workspace_id: string;
  name: string;
  title: string | null;
  /** Personas: false is no gap in coverage. */
  active?: boolean | undefined;
}

export interface Report<Row, Summary> {
  data: Row[];
  summary: Summary;
  /** Newest fact in it. */
  evidence_at: Date | null;
}

export function slugsOf(workspaces: readonly WorkspaceRef[]): (id: string) => string {
  const slugs = new Map(workspaces.map(({ id, slug }) => [id, slug]));
  return (id) => slugs.get(id) ?? id;
}

/** Rows of one thing of one workspace. */
export function groupBy<T extends { workspace_id: string }>(
  rows: readonly T[],
  nameOf: (row: T) => string,
): Map<string, T[]> {
  return Map.groupBy(rows, (row) => keyOf(row.workspace_id, nameOf(row)));
}

export function keyOf(workspace_id: string, name: string): string {
  return `${workspace_id} ${name}`;
}

/** Inventory and names that only traffic knows, in one list. */
export function withOrphans(
  items: readonly InventoryItem[],
  seen: readonly { workspace_id: string; name: string }[],
): (InventoryItem & { known: boolean })[] {
  const all = new Map(items.map((item) => [keyOf(item.workspace_id, item.name), { ...item, known: true }]));
  for (const { workspace_id, name } of seen) {
    const key = keyOf(workspace_id, name);
    if (!all.has(key)) all.set(key, { workspace_id, name, title: null, known: false });
  }
  return [...all.values()];
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
