// Earlier contracts by their revision. A revision is not stored as such: it is counted back from the newest one over the history of dev.
import type { Kysely } from 'kysely';
import type { Contracts } from '../contracts/contracts.ts';
import type { Tables } from '../db/database.ts';
import { contractFiles } from '../environments/service.ts';
import { listRevisions } from '../environments/store.ts';
import type { WorkspaceRow } from './store.ts';

/** Files of the contract that `schema.changed` called `revision`; undefined when dev never had it, or had none since. */
export async function contractOfRevision(
  { db, contracts }: { db: Kysely<Tables>; contracts: Pick<Contracts, 'load'> },
  workspace: WorkspaceRow,
  revision: number,
): Promise<Record<string, string> | undefined> {
  let counted = workspace.contract_revision;
  let digest: string | undefined;
  let seen: string | undefined;
  for (const row of await listRevisions(db, workspace.id, 'dev')) {
    if (counted < revision) break;
    // Most revisions of dev change something else: each contract is loaded once.
    const versions = JSON.stringify(Object.entries(row.entries).filter(([key]) => key.startsWith('schema/')));
    if (versions === seen) continue;
    seen = versions;
    const files = await contractFiles(db, workspace, row);
    const loaded = await contracts.load(files);
    if (!loaded.ok) return undefined;
    if (digest !== undefined && digest !== loaded.value.outline.digest) counted -= 1;
    digest = loaded.value.outline.digest;
    if (counted === revision) return files;
  }
  return undefined;
}
