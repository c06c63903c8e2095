// `emit_event`: tells other pipelines that something happened. In: a name below `custom.` and data. Out: the event's id.
// The id is made of run, step and item: however often the step is tried, there is one event.
import { isJsonObject } from '@mockops/pipelines';
import { z } from 'zod';
import { deterministicUuid } from '../../../digest.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import type { StepContext } from '../step-type.ts';
import { EmitEventConfig } from './schema.ts';

export const emitEvent = defineStep<EmitEventConfig>({
  type: 'emit_event',
  summary: 'Emits an event of your own',
  effect: 'idempotent',
  config: EmitEventConfig,
  outputs: z.object({ event_id: z.string(), type: z.string() }),
  timeout_ms: 10_000,
  emits: ({ event, data }) =>
    typeof event === 'string' ? [{ type: event, data: isJsonObject(data) ? data : {} }] : [],
  needs: () => [{ kind: 'events', target: 'emit' }],
  run: (context) =>
    asStepWork(async () => {
      const { event: type, data, subject = null } = context.config;
      const id = deterministicUuid('emit_event', context.idempotency_key);
      await context.services.emit({ id, type, subject, workspace: context.workspace_id, data: toData(context, data) });
      return { event_id: id, type };
    }),
});

/** As every event of a workspace, it names it. */
function toData({ workspace_id }: StepContext<unknown>, data: EmitEventConfig['data']): EmitEventConfig['data'] {
  return { ...(workspace_id !== null && { workspace_id }), ...data };
}
