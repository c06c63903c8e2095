// HTTP for pipelines and runs.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { Workspaces } from '../workspaces/service.ts';
import type { Pipelines } from './service.ts';

export function pipelineRoutes(
  app: FastifyInstance,
  { pipelines, workspaces }: { pipelines: Pipelines; workspaces: Workspaces },
): void {
  implement(app, ROUTES.listPipelines, async ({ query }) =>
    pipelines.list(query.workspace_id === undefined ? undefined : (await workspaces.require(query.workspace_id)).id),
  );
  implement(app, ROUTES.savePipeline, async ({ body }) => {
    const workspace = body.workspace_id === null ? null : await workspaces.require(body.workspace_id);
    return pipelines.save({ source: body.source, file: body.file, workspace });
  });
  implement(app, ROUTES.validatePipeline, ({ body }) => pipelines.validate(body.source, body.file, body.workspace_id));
  implement(app, ROUTES.getPipeline, ({ params }) => pipelines.get(params.pipeline));
  implement(app, ROUTES.updatePipeline, ({ params, body }) => pipelines.setEnabled(params.pipeline, body.enabled));
  implement(app, ROUTES.deletePipeline, ({ params }) => pipelines.remove(params.pipeline));
  implement(app, ROUTES.listExecutions, ({ query }) => pipelines.runs(query));
  implement(app, ROUTES.getExecution, ({ params }) => pipelines.getRun(params.execution));
  implement(app, ROUTES.cancelExecution, ({ params, caller }) => pipelines.cancel(params.execution, caller.actor));
}
