// HTTP for pipelines: saved, checked, planned, started by hand. Their runs are in runs/routes.ts.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { Workspaces } from '../workspaces/service.ts';
import type { Catalogue } from './catalogue.ts';
import type { RunCore } from './runs/runs.ts';
import type { ShownRuns } from './runs/shown/service.ts';
import type { Triggers } from './triggers/create-triggers.ts';

export function pipelineRoutes(
  app: FastifyInstance,
  options: {
    catalogue: Catalogue;
    triggers: Pick<Triggers, 'startByHand'>;
    shown: Pick<ShownRuns, 'summary'>;
    workspaces: Workspaces;
    runs: Pick<RunCore, 'endOpen'>;
  },
): void {
  const { catalogue, triggers, shown, workspaces, runs } = options;
  const placeOf = async (reference: string | null) => (reference === null ? null : workspaces.require(reference));

  implement(app, ROUTES.listPipelines, async ({ query }) =>
    catalogue.list(query.workspace_id === undefined ? undefined : (await workspaces.require(query.workspace_id)).id),
  );
  implement(app, ROUTES.savePipeline, async ({ body: { source, file, workspace_id } }) =>
    catalogue.save({ source, file, workspace: await placeOf(workspace_id) }),
  );
  implement(app, ROUTES.validatePipeline, ({ body }) => catalogue.validate(body.source, body.file, body.workspace_id));
  implement(app, ROUTES.completePipeline, ({ body }) => catalogue.complete(body.source, body.offset));
  implement(app, ROUTES.getPipelineSchema, () => catalogue.schema());
  implement(app, ROUTES.planPipeline, async ({ body: { workspace_id, ...request } }) =>
    catalogue.plan({ ...request, workspace: await placeOf(workspace_id) }),
  );
  implement(app, ROUTES.getPipeline, ({ params }) => catalogue.get(params.pipeline));
  implement(app, ROUTES.updatePipeline, async ({ params, body: { enabled, cancel_runs }, caller }) => {
    const pipeline = await catalogue.setEnabled(params.pipeline, enabled);
    if (enabled || !cancel_runs) return pipeline;
    const reason = 'the pipeline was disabled';
    await runs.endOpen({ pipeline_id: pipeline.id }, { mode: 'cancel', by: caller.actor, reason });
    return catalogue.get(params.pipeline);
  });
  implement(app, ROUTES.deletePipeline, ({ params }) => catalogue.remove(params.pipeline));
  implement(app, ROUTES.listRevisions, ({ params }) => catalogue.revisions(params.pipeline));
  implement(app, ROUTES.startRun, async ({ params, body, caller }) => {
    const { id, workspace_id } = await catalogue.require(params.pipeline);
    const workspace = await placeOf(body.workspace_id ?? workspace_id);
    const execution = await triggers.startByHand({
      pipeline_id: id,
      inputs: body.inputs,
      workspace,
      actor: caller.actor,
    });
    return shown.summary(execution);
  });
}
