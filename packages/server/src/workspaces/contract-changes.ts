// After dev's contract may have changed: the inventory of operations, the contract's revision, and `schema.changed` with what differs.
// The caller holds the workspace's lock.
import type { SchemaChange, SchemaChangeLevel } from '@mockops/contract';
import type { ApiDiff } from '@mockops/schema';
import type { Contracts, Loaded } from '../contracts/contracts.ts';
import { livePolicy } from '../contracts/live-policy.ts';
import { findRevision, insertRevision } from '../contracts/store.ts';
import type { ContractOutline } from '../contracts/work/tasks.ts';
import type { Tx } from '../db/database.ts';
import { contractFiles, requireEnvironment } from '../environments/service.ts';
import { type EnvironmentRow, listRevisions } from '../environments/store.ts';
import type { Events } from '../events/service.ts';
import { artifactPath } from './folder.ts';
import { readEntries, replaceOperations, setContract, setContractDigest, type WorkspaceRow } from './store.ts';

export interface ContractCause {
  events: Events;
  contracts: Contracts;
  workspace: WorkspaceRow;
  actor: string;
  message: string;
  /** push, rollback, watch or recorder */
  source: string;
  now: Date;
  /** Loaded already. */
  pushed?: Loaded;
}

/** Findings that an event carries; the others are at the workspace's comparison. */
const MOST_FINDINGS = 50;

export async function refreshContract(tx: Tx, cause: ContractCause): Promise<void> {
  const { events, contracts, workspace, actor, pushed } = cause;
  const dev = await requireEnvironment(tx.db, workspace, 'dev');
  const files = await contractFiles(tx.db, workspace, dev);
  const contract = pushed ?? (await load(contracts, files));
  const outline = contract?.outline;
  if (outline?.digest === workspace.contract_digest) return;
  const previous = await findKnownContract(tx, cause, dev);
  await replaceOperations(
    tx.db,
    workspace.id,
    (outline?.operations ?? []).map(({ key, statuses, ...operation }) => ({
      ...operation,
      operation: key,
      responses: statuses,
    })),
  );
  if (!contract || !outline) return void (await setContract(tx.db, workspace.id, ''));
  const policy = await livePolicy(tx.db, workspace, dev);
  const today = cause.now.toISOString().slice(0, 10);
  const diff = previous && (await contracts.compare(previous, contract, { policy, today, witnesses: 0 }));
  // Another version of MockOps may see another digest in the same meaning.
  if (diff?.changes.length === 0) return setContractDigest(tx.db, workspace.id, outline.digest);
  const to_revision = await setContract(tx.db, workspace.id, outline.digest);
  await record(tx, cause, { revision: to_revision, outline, dev, diff });
  // The first contract changes nothing for anybody: workspace.created told of it.
  if (!diff) return;
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
      schema_type: outline.kind,
      spec_path,
      from_revision: to_revision - 1,
      to_revision,
      change_level: diff.change_level,
      changes: diff.operations,
      affected_operations: [...new Set(diff.operations.map(({ operation }) => operation))],
      findings: diff.changes.slice(0, MOST_FINDINGS).map(shorten),
      suggested_version: diff.suggested.contract,
      source: cause.source,
      digest: outline.digest,
      environment: 'dev',
    },
  });
}

function record(
  tx: Tx,
  { workspace, actor, message, source }: ContractCause,
  about: { revision: number; outline: ContractOutline; dev: EnvironmentRow; diff: ApiDiff | undefined },
): Promise<void> {
  const { revision, outline, dev, diff } = about;
  const entries = Object.fromEntries(Object.entries(dev.entries).filter(([key]) => key.startsWith('schema/')));
  const counts: Partial<Record<SchemaChangeLevel, number>> = {};
  for (const { level } of diff?.changes ?? []) counts[level] = (counts[level] ?? 0) + 1;
  const { digest, kind, version, operations } = outline;
  return insertRevision(tx.db, workspace.id, {
    ...{ revision, digest, kind, version, entries, counts, actor, message, source },
    operations: operations.length,
    level: diff?.level ?? null,
  });
}

const shorten = ({ rule, level, message, operations, fingerprint, ignored }: SchemaChange) => ({
  ...{ rule, level, message, fingerprint },
  operations: operations.slice(0, MOST_FINDINGS),
  accepted: ignored !== null,
});

async function load(contracts: Contracts, files: Record<string, string>): Promise<Loaded | undefined> {
  if (Object.keys(files).length === 0) return undefined;
  const loaded = await contracts.load(files);
  return loaded.ok ? loaded.value : undefined;
}

/** The contract whose digest the workspace knows: by its row, or of the newest earlier revision of dev that has it. */
async function findKnownContract(
  tx: Tx,
  { contracts, workspace }: ContractCause,
  dev: EnvironmentRow,
): Promise<Loaded | undefined> {
  if (!workspace.contract_digest) return undefined;
  const row = await findRevision(tx.db, workspace.id, workspace.contract_revision);
  if (row) {
    const versions = await readEntries(tx.db, workspace.id, row.entries);
    const contract = await load(
      contracts,
      Object.fromEntries(versions.map(({ kind, name, content }) => [artifactPath(kind, name), content])),
    );
    if (contract) return contract;
  }
  const seen = new Set<string>();
  for (const row of await listRevisions(tx.db, workspace.id, 'dev')) {
    const versions = JSON.stringify(Object.entries(row.entries).filter(([key]) => key.startsWith('schema/')));
    // Most revisions change something else: each contract is loaded once.
    if (row.revision >= dev.revision || seen.has(versions)) continue;
    seen.add(versions);
    const contract = await load(contracts, await contractFiles(tx.db, workspace, row));
    if (contract?.outline.digest === workspace.contract_digest) return contract;
  }
  return undefined;
}

function rootFile(files: Record<string, string>): string {
  const root = Object.entries(files).find(([, text]) => /^\s*["']?(openapi|swagger)["']?\s*:/m.test(text));
  const services = Object.entries(files).find(
    ([name, text]) => name.endsWith('.proto') && /^[ \t]*service\s/m.test(text),
  );
  return root?.[0] ?? services?.[0] ?? Object.keys(files)[0] ?? '';
}
