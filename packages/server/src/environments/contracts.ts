// The contract that is live in an environment, loaded once per digest of the environment.
import { DriftBudget, type EnvironmentName } from '@mockops/contract';
import type { ApiModel } from '@mockops/schema';
import type { Contracts } from '../contracts/contracts.ts';
import type { Database } from '../db/database.ts';
import type { WorkspaceRow } from '../workspaces/store.ts';
import { contractFiles } from './service.ts';
import { findEnvironment } from './store.ts';

export interface LiveContract {
  workspace_uid: string;
  workspace_name: string;
  api: ApiModel;
  files: Record<string, string>;
  budget: DriftBudget;
}

export function createLiveContracts(options: {
  database: Database;
  contracts: Pick<Contracts, 'model'>;
  findWorkspace: (reference: string) => Promise<WorkspaceRow | undefined>;
}) {
  const { database, contracts } = options;
  const loaded = new Map<string, { digest: string; contract: LiveContract | undefined }>();

  return async (reference: string, name: EnvironmentName): Promise<LiveContract | undefined> => {
    const workspace = await options.findWorkspace(reference);
    const environment = workspace && (await findEnvironment(database.db, workspace.id, name));
    if (!environment) return undefined;
    const key = `${workspace.id}@${name}`;
    const known = loaded.get(key);
    if (known?.digest === environment.digest) return known.contract;
    const files = await contractFiles(database.db, workspace, environment);
    const api = Object.keys(files).length === 0 ? undefined : await contracts.model(files);
    const contract = api?.ok
      ? {
          workspace_uid: workspace.id,
          workspace_name: workspace.title ?? workspace.slug,
          api: api.value,
          files,
          budget: DriftBudget.parse(environment.settings.drift_budget ?? {}),
        }
      : undefined;
    loaded.set(key, { digest: environment.digest, contract });
    return contract;
  };
}
