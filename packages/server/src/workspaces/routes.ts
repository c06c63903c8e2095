// HTTP for workspaces, environments and promotions.
import { ENVIRONMENTS, type Environment, ROUTES, type Workspace } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.ts';
import { type ChangedEnvironment, environmentHistory } from '../environments/service.ts';
import { listEnvironmentRows } from '../environments/store.ts';
import type { Gateways } from '../gateway/service.ts';
import { implement } from '../http/implement.ts';
import type { Promotions } from '../promotion/service.ts';
import type { RemoveWorkspace } from './removal/service.ts';
import type { Workspaces } from './service.ts';
import { countOperations, type WorkspaceRow } from './store.ts';

export function workspaceRoutes(
  app: FastifyInstance,
  options: {
    database: Database;
    workspaces: Workspaces;
    promotions: Promotions;
    gateways: Gateways;
    gateway_url: string;
    remove: RemoveWorkspace;
  },
): void {
  const { database, workspaces, promotions, gateways } = options;

  async function presentEnvironments(workspace: WorkspaceRow): Promise<Environment[]> {
    const rows = await listEnvironmentRows(database.db, workspace.id);
    return Promise.all(
      rows.map(async ({ changed_at, ...row }) => ({
        ...row,
        changed_at: changed_at.toISOString(),
        ...(await gateways.served(`${workspace.slug}@${row.name}`, row.digest)),
      })),
    );
  }

  async function present(workspace: WorkspaceRow): Promise<Workspace> {
    const { contract_revision: _, contract_digest: __, created_at, updated_at, ...row } = workspace;
    return {
      ...row,
      created_at: created_at.toISOString(),
      updated_at: updated_at.toISOString(),
      operation_count: await countOperations(database.db, workspace.id),
      mock_url: `${options.gateway_url}/${workspace.slug}`,
      environments: await presentEnvironments(workspace),
    };
  }

  /** Answers once every live gateway serves the change. */
  async function applied(reference: string, change: ChangedEnvironment): Promise<Environment> {
    const workspace = await workspaces.require(reference);
    await gateways.apply(`${workspace.slug}@${change.name}`);
    const environment = (await presentEnvironments(workspace)).find(({ name }) => name === change.name);
    if (!environment) throw new Error(`environment ${change.name} vanished`);
    return environment;
  }

  implement(app, ROUTES.listWorkspaces, async () => Promise.all((await workspaces.list()).map(present)));
  implement(app, ROUTES.createWorkspace, async ({ body, caller }) => {
    const row = await workspaces.create(body, caller.actor);
    for (const name of ENVIRONMENTS) await gateways.apply(`${row.slug}@${name}`);
    return present(row);
  });
  implement(app, ROUTES.getWorkspace, async ({ params }) => present(await workspaces.require(params.workspace)));
  implement(app, ROUTES.deleteWorkspace, async ({ params, caller }) => {
    const slug = await options.remove(params.workspace, caller.actor);
    for (const name of ENVIRONMENTS) await gateways.apply(`${slug}@${name}`);
    return { deleted: true };
  });
  implement(app, ROUTES.pushFiles, async ({ params, body }) => {
    const result = await workspaces.push({ slug: params.workspace, ...body });
    for (const { name } of result.environments) await gateways.apply(`${result.workspace_id}@${name}`);
    return result;
  });
  implement(app, ROUTES.pullFiles, ({ params, query }) => workspaces.pull(params.workspace, query.environment));
  implement(app, ROUTES.listArtifacts, ({ params }) => workspaces.artifacts(params.workspace));
  implement(app, ROUTES.publishScenario, ({ params, caller }) =>
    workspaces.publishScenario(params.workspace, params.scenario, caller.actor),
  );
  implement(app, ROUTES.updateEnvironment, async ({ params, body, caller }) =>
    applied(
      params.workspace,
      await workspaces.updateSettings(params.workspace, params.environment, body, caller.actor),
    ),
  );
  implement(app, ROUTES.environmentHistory, async ({ params }) =>
    environmentHistory(database.db, await workspaces.require(params.workspace), params.environment),
  );
  implement(app, ROUTES.rollbackEnvironment, async ({ params, body, caller }) =>
    applied(
      params.workspace,
      await workspaces.rollback(params.workspace, params.environment, body.revision, caller.actor),
    ),
  );
  implement(app, ROUTES.promote, async ({ params, body, caller }) => {
    const { previous_version: _, ...promotion } = await promotions.promote({
      workspace: params.workspace,
      ...body,
      actor: caller.actor,
    });
    const { slug } = await workspaces.require(params.workspace);
    await gateways.apply(`${slug}@${promotion.to_environment}`);
    return promotion;
  });
  implement(app, ROUTES.listHolds, ({ params }) => promotions.holds(params.workspace));
  implement(app, ROUTES.liftHold, async ({ params: { workspace, ...entry } }) => ({
    lifted: await promotions.liftHold(workspace, entry),
  }));
  implement(app, ROUTES.listPromotions, ({ params }) => promotions.list(params.workspace));
}
