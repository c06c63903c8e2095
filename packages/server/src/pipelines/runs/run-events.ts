// What a run tells the rest of the server: events that share the correlation of what started it and are one step further from the outside.
import type { Effect } from '@mockops/pipelines';
import type { AnyEvent } from '../../events/service.ts';
import type { RunFacts } from './pinned.ts';

type Run = RunFacts & { event: { id: string } };

export function aboutRun(run: RunFacts & { event: { id: string } | null }) {
  const { id, correlation_id, depth, event, workspace_uid, workspace_id } = run;
  return {
    subject: id,
    actor: `pipeline:${run.pipeline_name}`,
    ...(event && { cause: { id: event.id, correlation_id, depth } }),
    ...(workspace_uid && workspace_id && { workspace: { id: workspace_uid, slug: workspace_id } }),
  };
}

/** Of the steps, and then of the run. */
export function eventsOf(run: Run, effects: readonly Effect[]): AnyEvent[] {
  return [...stepEvents(run, effects), ...runEvents(run, effects)];
}

function stepEvents(run: Run, effects: readonly Effect[]): AnyEvent[] {
  return effects.flatMap(({ kind, ...change }): AnyEvent[] => {
    if (kind !== 'step' || !('name' in change) || change.effect.kind !== 'emit') return [];
    const { status, attempt } = change.effect;
    const { name: step, item } = change;
    const data = { execution_id: run.id, pipeline: run.pipeline_name, step, item, status, attempt };
    return [{ type: 'pipeline.step.changed', data, ...aboutRun(run) }];
  });
}

function runEvents(run: Run, effects: readonly Effect[]): AnyEvent[] {
  const data = { execution_id: run.id, pipeline: run.pipeline_name, number: run.number };
  return effects.flatMap(({ kind, effect }): AnyEvent[] => {
    if (kind !== 'run' || effect.kind !== 'emit') return [];
    if (effect.type !== 'pipeline.run.completed') return [{ type: effect.type, data, ...aboutRun(run) }];
    const { type, status, failed_step } = effect;
    return [{ type, data: { ...data, status, failed_step }, ...aboutRun(run) }];
  });
}
