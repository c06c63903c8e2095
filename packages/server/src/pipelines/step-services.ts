// The port that steps use, bound to one run: what they change is caused by the run's event and acts in the pipeline's name.
import { Problem } from '@mockops/contract';
import type { Connections } from '../connections/service.ts';
import type { Database } from '../db/database.ts';
import type { Drift } from '../drift/service.ts';
import { contractFiles, requireEnvironment } from '../environments/service.ts';
import type { Cause } from '../events/service.ts';
import type { Gateways } from '../gateway/service.ts';
import type { Promotions } from '../promotion/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { createDeliveries } from './deliveries.ts';
import type { StepServices } from './steps/services.ts';

export interface StepServicesOptions {
  database: Database;
  workspaces: Workspaces;
  promotions: Promotions;
  connections: Connections;
  gateways: Gateways;
  drift: Drift;
  sdk_directory: string;
}

export function createStepServices(options: StepServicesOptions) {
  const { database, workspaces, promotions, connections, gateways, drift } = options;
  const deliveries = createDeliveries(database);

  return (actor: string, cause?: Cause): StepServices => ({
    deliveries,
    sdk_directory: options.sdk_directory,
    connection: (kind, where) => connections.open(kind, where),
    proposeDriftFix: (workspace) => drift.proposeFix(workspace),

    contract: async (reference, name) => {
      const workspace = await workspaces.require(reference);
      const environment = await requireEnvironment(database.db, workspace, name);
      const files = await contractFiles(database.db, workspace, environment);
      if (Object.keys(files).length === 0)
        throw new Problem(
          'not-found',
          `workspace "${workspace.slug}" has no contract in ${name}; push one in its schemas/ folder`,
        );
      return { files, title: workspace.title ?? workspace.slug, revision: workspace.contract_revision };
    },

    promote: async (request) => {
      const promotion = await promotions.promote({ ...request, actor, ...(cause && { cause }) });
      // The step is done when the next request shows it.
      const workspace = await workspaces.require(request.workspace);
      await gateways.apply(`${workspace.slug}@${request.to_environment}`);
      return {
        promotion_id: promotion.id,
        changed: promotion.status === 'completed',
        version: promotion.version,
        previous_version: promotion.previous_version,
      };
    },
  });
}
