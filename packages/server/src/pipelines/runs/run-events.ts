// What a run tells the rest of the server: events that share the correlation of what started it and are one step further from the outside.
import type { Effect } from '@mockops/pipelines';
import type { Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import type { RunFacts } from './pinned.ts';

type Emit = Pick<Events, 'emit'>;

export function aboutRun(run: RunFacts & { event: { id: string } | null }) {
  const { id, correlation_id, depth, event, workspace_uid, workspace_id } = run;
  return {
    subject: id,
    actor: `pipeline:${run.pipeline_name}`,
    ...(event && { cause: { id: event.id, correlation_id, depth } }),
    ...(workspace_uid && workspace_id && { workspace: { id: workspace_uid, slug: workspace_id } }),
  };
}

export async function emitStepEvents(
  events: Emit,
  tx: Tx,
  run: RunFacts & { event: { id: string } },
  effects: readonly Effect[],
): Promise<void> {
  for (const { kind, ...change } of effects) {
    if (kind !== 'step' || !('name' in change) || change.effect.kind !== 'emit') continue;
    const { status, attempt } = change.effect;
    const data = {
      execution_id: run.id,
      pipeline: run.pipeline_name,
      step: change.name,
      item: change.item,
      status,
      attempt,
    };
    await events.emit(tx, { type: 'pipeline.step.changed', data, ...aboutRun(run) });
  }
}

export async function emitRunEvents(
  events: Emit,
  tx: Tx,
  run: RunFacts & { event: { id: string } },
  effects: readonly Effect[],
): Promise<void> {
  const data = { execution_id: run.id, pipeline: run.pipeline_name, number: run.number };
  for (const { kind, effect } of effects) {
    if (kind !== 'run' || effect.kind !== 'emit') continue;
    if (effect.type === 'pipeline.run.completed') {
      const { type, status, failed_step } = effect;
      await events.emit(tx, { type, data: { ...data, status, failed_step }, ...aboutRun(run) });
    } else await events.emit(tx, { type: effect.type, data, ...aboutRun(run) });
  }
}
