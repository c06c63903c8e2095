// What exists: scenarios and personas that are live in some environment. The denominators of usage and coverage.
import { Problem } from '@mockops/contract';
import type { Kysely } from 'kysely';
import { parse } from 'yaml';
import type { Tables } from '../db/database.ts';
import { listEnvironmentRows } from '../environments/store.ts';
import { findWorkspace, listWorkspaceRows, readEntries } from './store.ts';

export interface InventoryItem {
  /** Id, not slug. */
  workspace_id: string;
  name: string;
  title: string | null;
  active: boolean;
}

export function createInventory(options: { db: Kysely<Tables>; org_id: string }) {
  const { db, org_id } = options;

  /** Where several environments have one, the first of dev, test, prod tells its title. */
  async function items(kind: 'scenario' | 'persona', workspace_ids: string[]): Promise<InventoryItem[]> {
    const lists = await Promise.all(
      workspace_ids.map(async (workspace_id) => {
        const found = new Map<string, InventoryItem>();
        for (const { entries } of await listEnvironmentRows(db, workspace_id)) {
          const wanted = Object.fromEntries(
            Object.entries(entries).filter(
              ([key]) => key.startsWith(`${kind}/`) && !found.has(key.slice(kind.length + 1)),
            ),
          );
          for (const { name, content } of await readEntries(db, workspace_id, wanted))
            found.set(name, describe(workspace_id, name, content));
        }
        return [...found.values()];
      }),
    );
    return lists.flat();
  }

  return {
    workspaces: async (reference?: string) => {
      if (reference === undefined) return listWorkspaceRows(db, org_id);
      const row = await findWorkspace(db, org_id, reference);
      if (!row) throw new Problem('workspace-not-found', `there is no workspace "${reference}"`);
      return [row];
    },
    scenarios: (workspace_ids: string[]) => items('scenario', workspace_ids),
    personas: (workspace_ids: string[]) => items('persona', workspace_ids),
  };
}

function describe(workspace_id: string, name: string, content: string): InventoryItem {
  const document: unknown = parse(content);
  const read = (key: string): unknown =>
    typeof document === 'object' && document !== null && key in document
      ? (document as Record<string, unknown>)[key]
      : undefined;
  const title = read('title');
  return { workspace_id, name, title: typeof title === 'string' ? title : null, active: read('active') !== false };
}
