// After dev's contract may have changed: the inventory of operations, the contract's revision, and `schema.changed` with what differs.
// The caller holds the workspace's lock.
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';
import type { Tx } from '../db/database.ts';
import { contractFiles, requireEnvironment } from '../environments/service.ts';
import { type EnvironmentRow, listRevisions } from '../environments/store.ts';
import type { Events } from '../events/service.ts';
import { replaceOperations, setContract, type WorkspaceRow } from './store.ts';

export async function refreshContract(
  tx: Tx,
  { events, workspace, actor, pushed }: { events: Events; workspace: WorkspaceRow; actor: string; pushed?: ApiModel },
): Promise<void> {
  const dev = await requireEnvironment(tx.db, workspace, 'dev');
  const files = await contractFiles(tx.db, workspace, dev);
  const api = pushed ?? (await loadContract(files));
  if (api?.digest === workspace.contract_digest) return;
  const previous = await findKnownContract(tx, workspace, dev);
  await replaceOperations(
    tx.db,
    workspace.id,
    (api?.operations ?? []).map((operation) => ({
      operation: operation.key,
      method: operation.method,
      path: operation.path,
      operation_id: operation.operation_id ?? null,
      responses: operation.responses.map(({ status }) => status),
      checksum: operation.checksum,
    })),
  );
  const to_revision = await setContract(tx.db, workspace.id, api?.digest ?? '');
  // The first contract changes nothing for anybody: workspace.created told of it.
  if (!api || !previous) return;
  const { change_level, changes } = diffApis(previous, api);
  if (changes.length === 0) return;
  const spec_path = rootFile(files);
  await events.emit(tx, {
    type: 'schema.changed',
    workspace,
    subject: `${workspace.slug}/${spec_path}`,
    actor,
    data: {
      workspace_id: workspace.slug,
      workspace_name: workspace.title ?? workspace.slug,
      schema_id: spec_path,
      schema_type: 'openapi',
      spec_path,
      from_revision: to_revision - 1,
      to_revision,
      change_level,
      changes,
      digest: api.digest,
      environment: 'dev',
    },
  });
}

async function loadContract(files: Record<string, string>): Promise<ApiModel | undefined> {
  if (Object.keys(files).length === 0) return undefined;
  const loaded = await loadApi(files);
  return loaded.ok ? loaded.value : undefined;
}

/** The contract whose digest the workspace knows: of the newest earlier revision of dev that has it. */
async function findKnownContract(tx: Tx, workspace: WorkspaceRow, dev: EnvironmentRow): Promise<ApiModel | undefined> {
  if (!workspace.contract_digest) return undefined;
  const seen = new Set<string>();
  for (const row of await listRevisions(tx.db, workspace.id, 'dev')) {
    const versions = JSON.stringify(Object.entries(row.entries).filter(([key]) => key.startsWith('schema/')));
    // Most revisions change something else: each contract is loaded once.
    if (row.revision >= dev.revision || seen.has(versions)) continue;
    seen.add(versions);
    const api = await loadContract(await contractFiles(tx.db, workspace, row));
    if (api?.digest === workspace.contract_digest) return api;
  }
  return undefined;
}

function rootFile(files: Record<string, string>): string {
  const root = Object.entries(files).find(([, text]) => /^\s*"?openapi"?\s*:/m.test(text));
  return root?.[0] ?? Object.keys(files)[0] ?? '';
}
