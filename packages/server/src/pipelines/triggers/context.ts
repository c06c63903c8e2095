// What `if` and keys of triggers can see: the event, the pipeline's inputs and vars. There is no run yet, so no steps and no secrets.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';
import { type JsonObject, type RunContext, renderConfig } from '@mockops/pipelines';

export function triggerContext(options: {
  org_id: string;
  document: PipelineDocument;
  revision: number;
  run_id: string;
  event: EventEnvelope;
  events: EventEnvelope[];
  inputs: JsonObject;
}): RunContext {
  const { document, event, events, inputs, run_id } = options;
  const { workspace_name } = event.data;
  const context: RunContext = {
    event,
    events,
    inputs,
    vars: {},
    steps: {},
    run: {
      id: run_id,
      url: '',
      number: 0,
      attempt: 1,
      revision: options.revision,
      status: 'queued',
      failed_step: null,
      seed: run_id,
      started_at: event.time,
      correlation_id: event.correlation_id,
      pipeline: document.name,
    },
    workspace_id: event.workspace_id,
    workspace_name: typeof workspace_name === 'string' ? workspace_name : event.workspace_id,
    org_id: options.org_id,
  };
  const vars = renderConfig(document.vars ?? {}, context, 'vars');
  return { ...context, vars: vars.ok ? vars.value : {} };
}
