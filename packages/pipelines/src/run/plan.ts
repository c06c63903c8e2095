// A document's steps as the walker needs them: defaults merged, durations in milliseconds, nothing optional.
import type { PipelineDocument, PipelineStep, RetryPolicy } from '@mockops/contract';
import type { JsonObject } from '../json.ts';

export interface StepPlan {
  name: string;
  type: string;
  /** Templates not rendered yet. */
  config: JsonObject;
  if: string;
  /** Null: one attempt, unless the step type says otherwise. */
  retry: RetryPolicy | null;
  /** Per attempt. Null: the step type's default. */
  timeout_ms: number | null;
  continue_on_error: boolean;
}

export function planRun(document: PipelineDocument): StepPlan[] {
  return document.steps.map((step) => ({
    name: step.name,
    type: step.type,
    config: mergeConfig(defaultsOf(document, step), step.config),
    if: String(step.if ?? 'success()'),
    retry: step.retry ?? null,
    timeout_ms: step.timeout ?? null,
    continue_on_error: step.continue_on_error,
  }));
}

function defaultsOf({ step_defaults }: PipelineDocument, { type }: PipelineStep): JsonObject {
  return (step_defaults && Object.hasOwn(step_defaults, type) && step_defaults[type]) || {};
}

/** Key by key: what the step says replaces what the defaults of its type say. */
export function mergeConfig(defaults: JsonObject | undefined, own: JsonObject): JsonObject {
  return { ...defaults, ...own };
}
