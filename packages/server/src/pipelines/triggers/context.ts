// What `if` and keys of triggers can see: the event, the pipeline's inputs and vars. There is no run yet, so no steps and no secrets.
// Throws when vars cannot be rendered: nobody can tell then.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';
import { type JsonObject, type RunContext, renderVars } from '@mockops/pipelines';

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
  const vars = renderVars(document.vars ?? {}, context);
  if (!vars.ok) throw new Error(vars.issues.map(({ path, message }) => `${path} — ${message}`).join('; '));
  return { ...context, ...vars.value };
}
