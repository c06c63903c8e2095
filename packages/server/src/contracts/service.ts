// Contracts over time: revisions with their texts, and what changed between any two of them, judged by the workspace's policy.
import {
  type ContractComparison,
  type ContractRevision,
  type EnvironmentName,
  formatIssue,
  Problem,
  type SchemaPolicy,
} from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { contractFiles, requireEnvironment } from '../environments/service.ts';
import { contractOfRevision } from '../workspaces/contract-revisions.ts';
import { artifactPath } from '../workspaces/folder.ts';
import { readEntries, type WorkspaceRow } from '../workspaces/store.ts';
import type { Contracts, Loaded } from './contracts.ts';
import { livePolicy } from './live-policy.ts';
import { findRevision, listRevisions, type RevisionRow } from './store.ts';

export type ContractSide = EnvironmentName | number;

/** Comparisons of large contracts take a second; looking at one again must not. */
const KNOWN = 20;

export function createContractHistory(options: {
  database: Database;
  contracts: Contracts;
  requireWorkspace: (reference: string) => Promise<WorkspaceRow>;
}) {
  const { database, contracts, requireWorkspace } = options;
  const known = new Map<string, ContractComparison>();

  /** Files of what is live in an environment, or of a revision of dev. */
  async function filesOf(workspace: WorkspaceRow, side: ContractSide): Promise<Record<string, string>> {
    if (typeof side !== 'number') {
      const environment = await requireEnvironment(database.db, workspace, side);
      const files = await contractFiles(database.db, workspace, environment);
      if (Object.keys(files).length > 0) return files;
      throw new Problem(
        'not-found',
        `workspace "${workspace.slug}" has no contract in ${side}; push one in its schemas/ folder`,
      );
    }
    const row = await findRevision(database.db, workspace.id, side);
    const files = row
      ? await filesOfRow(workspace, row)
      : await contractOfRevision({ db: database.db, contracts }, workspace, side);
    if (files) return files;
    throw new Problem(
      'not-found',
      `the contract of workspace "${workspace.slug}" has no revision ${side}; the newest is ${workspace.contract_revision}`,
    );
  }

  async function filesOfRow(workspace: WorkspaceRow, { entries }: RevisionRow): Promise<Record<string, string>> {
    const versions = await readEntries(database.db, workspace.id, entries);
    return Object.fromEntries(versions.map(({ kind, name, content }) => [artifactPath(kind, name), content]));
  }

  async function load(workspace: WorkspaceRow, side: ContractSide): Promise<Loaded> {
    const loaded = await contracts.load(await filesOf(workspace, side));
    if (loaded.ok) return loaded.value;
    const why = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
    throw new Problem('invalid-document', `the contract of ${workspace.slug} (${side}) cannot be read: ${why}`);
  }

  const policyOf = async (workspace: WorkspaceRow): Promise<SchemaPolicy> =>
    livePolicy(database.db, workspace, await requireEnvironment(database.db, workspace, 'dev'));

  return {
    filesOf,
    policyOf,

    revisions: async (reference: string, limit: number): Promise<ContractRevision[]> => {
      const workspace = await requireWorkspace(reference);
      return (await listRevisions(database.db, workspace.id, limit)).map(show);
    },

    revision: async (reference: string, revision: number) => {
      const workspace = await requireWorkspace(reference);
      const row = await findRevision(database.db, workspace.id, revision);
      if (!row)
        throw new Problem(
          'not-found',
          `the contract of workspace "${workspace.slug}" has no revision ${revision}; the newest is ${workspace.contract_revision}`,
        );
      return { ...show(row), content: await filesOfRow(workspace, row) };
    },

    compare: async (reference: string, from: ContractSide, to: ContractSide): Promise<ContractComparison> => {
      const workspace = await requireWorkspace(reference);
      const policy = await policyOf(workspace);
      const today = database.clock.now().toISOString().slice(0, 10);
      const [before, after] = [await load(workspace, from), await load(workspace, to)];
      const sides = { before: nameOf(from), after: nameOf(to) };
      const key = JSON.stringify([before.outline.digest, after.outline.digest, sides, policy, today]);
      const found = known.get(key);
      if (found) return found;
      const { level, suggested, changes } = await contracts.compare(before, after, { policy, today, located: true });
      const comparison = { ...sides, level, suggested, changes };
      known.set(key, comparison);
      const [oldest] = known.keys();
      if (known.size > KNOWN && oldest !== undefined) known.delete(oldest);
      return comparison;
    },
  };
}
export type ContractHistory = ReturnType<typeof createContractHistory>;

const nameOf = (side: ContractSide): string => (typeof side === 'number' ? `revision ${side}` : side);

const show = ({ entries, created_at, ...row }: RevisionRow): ContractRevision => ({
  ...row,
  files: Object.keys(entries)
    .map((key) => key.replace(/^schema\//, 'schemas/'))
    .sort(),
  created_at: created_at.toISOString(),
});
