// What expressions see before a run has steps: the event, inputs, vars and the facts of a run that begins. Throws when a var has no value.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';
import type { RunContext } from '../expressions/context.ts';
import { renderVars } from '../expressions/render.ts';
import type { JsonObject } from '../json.ts';

export function startContext(given: {
  document: PipelineDocument;
  event: EventEnvelope;
  events: EventEnvelope[];
  inputs: JsonObject;
  number: number;
  /** ISO. */
  now: string;
  workspace_name?: string | undefined;
}): RunContext {
  const { document, event, events, inputs, number, now } = given;
  const id = `run-${number}`;
  const { workspace_name } = event.data;
  const context: RunContext = {
    event,
    events,
    inputs,
    vars: {},
    steps: {},
    run: {
      id,
      url: `http://localhost:4800/runs/${id}`,
      number,
      attempt: 1,
      revision: 1,
      status: 'queued',
      failed_step: null,
      seed: `${document.name}-${id}`,
      started_at: now,
      correlation_id: event.correlation_id,
      pipeline: document.name,
    },
    workspace_id: event.workspace_id,
    workspace_name: given.workspace_name ?? (typeof workspace_name === 'string' ? workspace_name : event.workspace_id),
    org_id: 'local',
  };
  const vars = renderVars(document.vars ?? {}, context);
  if (!vars.ok) throw new Error(vars.issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
  return { ...context, ...vars.value };
}
