// What an attempt gave: outputs within their limits and without secrets; or an error, its class, and whether another try may cure it.
import { Problem } from '@mockops/contract';
import {
  type ErrorClass,
  evaluateCondition,
  fitsElapsed,
  isRetried,
  type JsonObject,
  type RunContext,
  renderConfig,
  retryDelay,
  type StepPlan,
} from '@mockops/pipelines';
import { z } from 'zod';
import { findSecretInOutputs } from '../../../secrets/guard-secrets.ts';
import type { Redactor } from '../../../secrets/redactor.ts';
import { StepFailure } from '../../steps/step-type.ts';

const MAX_OUTPUTS = 256 * 1_024;
export const MAX_SUMMARY = 1_024 * 1_024;

const Outputs = z.record(z.string(), z.json());

/** The type's own outputs and those that the step names. Throws StepFailure when they cannot be kept. */
export function readOutputs(step: StepPlan, own: unknown, context: RunContext, redactor: Redactor): JsonObject {
  // As JSON has it: absent members and dates are what a reader of the run would see.
  const read = Outputs.safeParse(JSON.parse(JSON.stringify(own ?? {})));
  if (!read.success) throw new StepFailure('the outputs are no JSON object');
  let outputs: JsonObject = read.data;
  if (step.outputs) {
    const named = renderConfig(step.outputs, { ...context, locals: { outputs } }, `${step.path}.outputs`);
    if (!named.ok) throw new StepFailure(named.issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
    outputs = { ...outputs, ...named.value };
  }
  const size = Buffer.byteLength(JSON.stringify(outputs));
  if (size > MAX_OUTPUTS)
    throw new StepFailure(
      `the outputs are ${kibibytes(size)}; ${kibibytes(MAX_OUTPUTS)} is the most. Keep what is large as an artifact and hand on its name`,
    );
  const leak = findSecretInOutputs(outputs, redactor);
  if (leak !== undefined) throw new StepFailure(leak);
  return outputs;
}

export function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_024)} KiB`;
}

export function classOf(error: unknown): ErrorClass {
  if (error instanceof StepFailure) return error.kind;
  // A problem is for somebody to act on, unless it is the server's own.
  if (error instanceof Problem) return error.status >= 500 ? 'infrastructure' : 'permanent';
  return 'infrastructure';
}

/** Milliseconds until the next try, or null. What the outside asked for (Retry-After) is the least that is waited. */
export function retryIn(
  step: StepPlan,
  failure: { class: ErrorClass; message: string; retry_after_ms: number; attempt: number; elapsed_ms: number },
  context: RunContext,
  random: number,
): number | null {
  const { retry } = step;
  if (!retry || !isRetried(retry, failure.class)) return null;
  if (retry.if !== undefined) {
    const { class: kind, message } = failure;
    const locals = { error: { class: kind, message } };
    // As in a hook: what failed before this step does not decide whether it is tried again.
    const again = evaluateCondition(String(retry.if), { ...context, locals, hook: true }, `${step.path}.retry.if`);
    if (!again.ok || !again.value) return null;
  }
  const delay_ms = Math.max(failure.retry_after_ms, retryDelay(retry, failure.attempt, random));
  return fitsElapsed(retry, failure.elapsed_ms, delay_ms) ? delay_ms : null;
}
