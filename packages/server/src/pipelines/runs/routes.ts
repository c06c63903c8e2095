// HTTP for runs.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../../http/implement.ts';
import type { RunCore } from './runs.ts';
import type { ShownRuns } from './shown/service.ts';

export function runRoutes(
  app: FastifyInstance,
  options: {
    runs: Pick<RunCore, 'cancel' | 'rerun'>;
    shown: ShownRuns;
    /** Both throw Problem `not-found`. */
    requirePipeline: (reference: string) => Promise<{ id: string }>;
    requireWorkspace: (reference: string) => Promise<{ id: string }>;
  },
): void {
  const { runs, shown } = options;
  implement(app, ROUTES.listExecutions, async ({ query: { pipeline, workspace_id, ...filter } }) =>
    shown.list({
      ...filter,
      pipeline_id: pipeline === undefined ? undefined : (await options.requirePipeline(pipeline)).id,
      workspace_uid: workspace_id === undefined ? undefined : (await options.requireWorkspace(workspace_id)).id,
    }),
  );
  implement(app, ROUTES.getExecution, ({ params }) => shown.get(params.execution));
  implement(app, ROUTES.getExecutionLog, ({ params, query }) => shown.log(params.execution, query));
  implement(app, ROUTES.cancelExecution, async ({ params, body, caller }) => {
    const { mode = 'cancel', reason = null } = body ?? {};
    await runs.cancel(params.execution, { mode, reason, by: caller.actor });
    return shown.summary(params.execution);
  });
  implement(app, ROUTES.rerunExecution, async ({ params, body, caller }) =>
    shown.summary(await runs.rerun(params.execution, { ...body, actor: caller.actor })),
  );
}
