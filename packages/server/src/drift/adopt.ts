// What real answers showed, as the next revision of the contract. In: incidents, or a workspace for all of its own. Out: what changes, judged by the
// workspace's policy; and unless it is a dry run, a push of it with the origin `recorder`, which ends the incidents as every new contract does.
import {
  type DriftAdoption,
  type DriftAdoptionInput,
  type DriftIncident,
  formatIssue,
  Problem,
  type SchemaPolicy,
} from '@mockops/contract';
import type { ContractProposal } from '@mockops/schema';
import type { z } from 'zod';
import type { Contracts, Loaded } from '../contracts/contracts.ts';
import type { Database } from '../db/database.ts';
import { canonicalJson, sha256 } from '../digest.ts';
import { contractFiles, requireEnvironment } from '../environments/service.ts';
import type { Gateways } from '../gateway/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import type { WorkspaceRow } from '../workspaces/store.ts';
import { selectIncidents } from './incidents.ts';
import type { Drift } from './service.ts';
import { listProposable } from './store.ts';

type Wanted = z.output<typeof DriftAdoptionInput>;

const MOST_INCIDENTS = 200;
/** When dev changes between the proposal and its push, the proposal is made anew. */
const MOST_TRIES = 3;

export function createAdoption(options: {
  database: Database;
  org_id: string;
  contracts: Pick<Contracts, 'load' | 'compare' | 'propose'>;
  workspaces: Pick<Workspaces, 'require' | 'push'>;
  policyOf: (workspace: WorkspaceRow) => Promise<SchemaPolicy>;
  drift: Pick<Drift, 'flush' | 'contractChanged'>;
  gateways: Pick<Gateways, 'apply'>;
}) {
  const { database, org_id, contracts, workspaces, drift } = options;

  async function findOpen({ incidents, workspace_id }: Wanted): Promise<[DriftIncident, ...DriftIncident[]]> {
    if (workspace_id !== undefined) await workspaces.require(workspace_id);
    const select = (status?: DriftIncident['status']) =>
      selectIncidents(database.db, { org_id, workspace_id, incidents, status, limit: MOST_INCIDENTS });
    const found = incidents ? await select() : [...(await select('open')), ...(await select('acknowledged'))];
    const missing = incidents?.find((id) => !found.some((one) => one.id === id));
    if (missing !== undefined)
      throw new Problem('not-found', `there is no drift incident "${missing}"; \`mockops drift list\` shows them`);
    const resolved = incidents && found.find(({ status }) => status === 'resolved');
    if (resolved)
      throw new Problem(
        'conflict',
        `the incident "${resolved.id}" is resolved (${resolved.resolution}); list open ones`,
      );
    const [first, ...others] = found.filter(({ status }) => status !== 'resolved').slice(0, MOST_INCIDENTS);
    if (!first)
      throw new Problem(
        'not-found',
        `workspace "${workspace_id}" has no open drift incident; there is nothing to adopt until an answer differs from the contract`,
      );
    const stranger = others.find((one) => one.workspace_id !== first.workspace_id);
    if (stranger)
      throw new Problem(
        'bad-request',
        `the incidents are of two workspaces, "${first.workspace_id}" and "${stranger.workspace_id}"; adopt one after the other`,
      );
    return [first, ...others];
  }

  async function plan(workspace: WorkspaceRow, incidents: DriftIncident[]) {
    const dev = await requireEnvironment(database.db, workspace, 'dev');
    const current = await contractFiles(database.db, workspace, dev);
    const ids = incidents.map(({ id }) => id);
    const proposal = await contracts.propose(current, await listProposable(database, workspace.id, ids));
    const before = await load(contracts, workspace, current);
    const after = await load(contracts, workspace, { ...current, ...proposal.files });
    const diff = await contracts.compare(before, after, {
      policy: await options.policyOf(workspace),
      today: database.clock.now().toISOString().slice(0, 10),
      located: true,
    });
    const { level, suggested, changes } = diff;
    const comparison = { before: 'dev', after: 'what real answers showed', level, suggested, changes };
    const digest = sha256(canonicalJson([before.outline.digest, proposal.files]));
    return { current, proposal, based_on: dev.digest, comparison, digest };
  }

  async function attempt(wanted: Wanted, actor: string): Promise<DriftAdoption> {
    const incidents = await findOpen(wanted);
    const workspace = await workspaces.require(incidents[0].workspace_id);
    const { current, proposal, based_on, comparison, digest } = await plan(workspace, incidents);
    const { files, applied, skipped } = proposal;
    const told = { workspace_id: workspace.slug, digest, files, applied, skipped, comparison };
    if (wanted.digest !== undefined && wanted.digest !== digest)
      throw new Problem(
        'conflict',
        'the contract or what real answers showed is not what you looked at any more; look at it again and decide anew',
      );
    if (wanted.dry_run || Object.keys(files).length === 0)
      return { ...told, adopted: false, revision: null, incidents };
    const message = reasonOf(incidents, proposal);
    // The whole contract: a file that others refer to is no contract by itself.
    const pushed = { ...current, ...files };
    const { environments } = await workspaces.push({
      ...{ slug: workspace.slug, files: pushed, author: actor, message, based_on },
      source: 'recorder',
      prune: false,
    });
    for (const { name } of environments) await options.gateways.apply(`${workspace.slug}@${name}`);
    // The event does this too, some time after; who asked is told what is so now.
    await drift.contractChanged(workspace.slug, 'dev');
    const ids = incidents.map(({ id }) => id);
    return {
      ...told,
      adopted: true,
      revision: (await workspaces.require(workspace.slug)).contract_revision,
      incidents: await selectIncidents(database.db, { org_id, incidents: ids, limit: ids.length }),
    };
  }

  return async (wanted: Wanted, actor: string): Promise<DriftAdoption> => {
    // Answers that wait for their check belong to what was seen.
    await drift.flush();
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(wanted, actor);
      } catch (error) {
        const again = error instanceof Problem && error.id === 'conflict' && wanted.digest === undefined;
        if (!again || tries === MOST_TRIES) throw error;
      }
    }
  };
}
export type AdoptDrift = ReturnType<typeof createAdoption>;

async function load(
  contracts: Pick<Contracts, 'load'>,
  { slug }: WorkspaceRow,
  files: Record<string, string>,
): Promise<Loaded> {
  if (Object.keys(files).length === 0)
    throw new Problem('not-found', `workspace "${slug}" has no contract in dev; push one in its schemas/ folder`);
  const loaded = await contracts.load(files);
  if (loaded.ok) return loaded.value;
  const why = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
  throw new Problem('invalid-document', `the contract of ${slug} cannot be read: ${why}`);
}

/** Why there is this revision. */
function reasonOf(incidents: DriftIncident[], { applied }: ContractProposal): string {
  const named = incidents.slice(0, 5).map(({ id, operation, environment }) => `${operation} in ${environment} (${id})`);
  const rest = incidents.length - named.length;
  const all = `drift of ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `${all}: ${applied.map((text) => text.replace(/^.*?: /, '')).join('; ')}`.slice(0, 2_000);
}
