// A run as its steps see it: the pinned plan, the event, what has ended so far. Read anew at every checkpoint, so that it holds on any worker.
import { type EventEnvelope, PipelineDocument } from '@mockops/contract';
import { isEnded, planRun, type RunContext, renderConfig, type StepPlan } from '@mockops/pipelines';
import type { Projection } from '../projection.ts';
import type { ExecutionRow, StepRow } from './store.ts';

export interface LoadedRun {
  run: ExecutionRow;
  plan: StepPlan[];
  event: EventEnvelope;
  steps: StepRow[];
  context: RunContext;
}

export async function loadRun(
  options: {
    projection: Projection;
    loadEvent: (id: string) => Promise<EventEnvelope>;
    run_url: (id: string) => string;
  },
  execution_id: string,
): Promise<LoadedRun> {
  const run = await options.projection.find(execution_id);
  if (!run?.event_id) throw new Error(`run ${execution_id} has no row or no event`);
  const document = PipelineDocument.parse(run.definition);
  const event = await options.loadEvent(run.event_id);
  const steps = await options.projection.steps(execution_id);
  const context: RunContext = {
    event,
    vars: {},
    steps: Object.fromEntries(
      steps
        .filter(({ status }) => isEnded(status))
        .map((step) => [
          step.step_name,
          { status: step.status, outputs: asObject(step.output), continue_on_error: step.continue_on_error },
        ]),
    ),
    run: {
      id: run.id,
      number: run.number,
      url: options.run_url(run.id),
      pipeline: run.pipeline_name,
      started_at: (run.started_at ?? run.created_at).toISOString(),
    },
    workspace_id: run.workspace_id,
    workspace_name: run.workspace_title ?? run.workspace_id,
    org_id: run.org_id,
    cancelled: run.status === 'cancelled',
  };
  const vars = renderConfig(document.vars ?? {}, context, 'vars');
  return { run, plan: planRun(document), event, steps, context: { ...context, vars: vars.ok ? vars.value : {} } };
}

/** A step of the plan, with where it stands. */
export function findStep(
  { run, plan, steps }: LoadedRun,
  name: string,
): { step: StepPlan; row: StepRow; path: string } {
  const index = plan.findIndex((one) => one.name === name);
  const step = plan[index];
  const row = steps.find((one) => one.step_name === name);
  if (!step || !row) throw new Error(`run ${run.id} has no step ${name}`);
  return { step, row, path: `steps[${index}]` };
}

/** Outputs were stored as JSON by the projection. */
function asObject(value: unknown): RunContext['vars'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RunContext['vars']) : {};
}
