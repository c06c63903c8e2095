// What runs cause is kept from starting runs without end. In: an event, the pipeline that it would start, how many runs go back to the same event from
// the outside. Out: why it is a loop, in words.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';

const DEFAULTS = { max_depth: 8, max_runs_per_correlation: 50, allow_self: false };

/** An event from the outside never is a loop. */
export function whyLoop(document: PipelineDocument, event: EventEnvelope, correlated_runs: number): string | undefined {
  if (event.depth === 0) return undefined;
  const { max_depth, max_runs_per_correlation, allow_self } = document.limits?.loop ?? DEFAULTS;
  const cause = causeOf(event);
  const both = `"${cause}" and "${document.name}"`;
  if (cause === document.name && !allow_self) return `a run of this very pipeline, "${cause}", caused the event`;
  if (event.depth >= max_depth)
    return `the event is ${event.depth} steps away from the outside, and limits.loop.max_depth is ${max_depth}: ${both} keep each other going`;
  if (correlated_runs < max_runs_per_correlation) return undefined;
  return `${correlated_runs} runs go back to the same event from the outside, as many as limits.loop.max_runs_per_correlation allows: ${both} keep each other going`;
}

/** The pipeline whose run caused the event, or whoever did. */
export function causeOf({ actor, data }: EventEnvelope): string {
  if (actor.startsWith('pipeline:')) return actor.slice('pipeline:'.length);
  return typeof data.pipeline === 'string' ? data.pipeline : actor;
}
