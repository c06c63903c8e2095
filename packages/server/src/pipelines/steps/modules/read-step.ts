// Reads what a module exports as a step type. In: an unknown value. Out: a StepType like any other, or what is wrong with it, in words.
import { SINKS } from '@mockops/pipelines';
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { type StepContext, StepFailure, StepSkipped, type StepType, Suspended } from '../step-type.ts';
import type { StepTools, ThirdPartyContext, ThirdPartyStep } from './third-party-step.ts';

const TYPE = /^[a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9_-]*$/;
const DEFAULT_TIMEOUT_MS = 60_000;
const TOOLS: StepTools = { StepFailure, StepSkipped, Suspended };

type Method = (...given: unknown[]) => unknown;
const isMethod = (value: unknown): value is Method => typeof value === 'function';
const Method = z.custom<Method>(isMethod, 'is not a function');

const Shape = z.strictObject({
  type: z.string().regex(TYPE, 'must be named <vendor>/<name>, in lower case, such as "acme/deploy"'),
  summary: z.string().min(1, 'must say in one sentence what it does'),
  effect: z.enum(['pure', 'idempotent', 'effect', 'wait']),
  config: z.unknown(),
  outputs: z.unknown().optional(),
  version: z.string().min(1).optional(),
  timeout_ms: z.int().min(1).default(DEFAULT_TIMEOUT_MS),
  sinks: z.record(z.string(), z.enum(SINKS)).optional(),
  needs: Method.optional(),
  run: Method,
  resume: Method.optional(),
  reconcile: Method.optional(),
});

export function readStep(value: unknown): { ok: true; step: StepType } | { ok: false; problems: string[] } {
  const read = Shape.safeParse(value);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    return { ok: false, problems };
  }
  const config = readSchema(read.data.config, 'config');
  const outputs = read.data.outputs === undefined ? undefined : readSchema(read.data.outputs, 'outputs');
  const problems = [config, outputs].flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (read.data.effect === 'wait' && !read.data.resume)
    problems.push('resume: a step that waits must say how it goes on');
  if (problems.length > 0 || typeof config === 'string' || typeof outputs === 'string') return { ok: false, problems };
  const { type, summary, effect, version, timeout_ms, sinks } = read.data;
  const { needs, run, resume, reconcile } = asWritten(read.data);
  return {
    ok: true,
    step: defineStep<unknown>({
      type,
      summary,
      effect,
      timeout_ms,
      config,
      ...(outputs && { outputs }),
      ...(version !== undefined && { version }),
      ...(sinks && { sinks }),
      ...(needs && { needs }),
      run: async (context) => run(outwards(context), TOOLS),
      ...(resume && { resume: async (context, stimulus, state) => resume(outwards(context), stimulus, state, TOOLS) }),
      ...(reconcile && { reconcile: async (context) => reconcile(outwards(context), TOOLS) }),
    }),
  };
}

/** That they are functions was checked; what they take and return is the contract that their author was given. */
function asWritten(read: unknown): Pick<ThirdPartyStep, 'needs' | 'run' | 'resume' | 'reconcile'> {
  return read as ThirdPartyStep;
}

function outwards({ services: _, ...context }: StepContext<unknown>): ThirdPartyContext {
  return context;
}

/** A schema, or why there is none. */
function readSchema(value: unknown, what: string): z.ZodObject | string {
  if (value instanceof z.ZodObject) return value;
  const expected = `${what}: must be z.object(…) of zod 4, or a JSON Schema with type: object`;
  if (typeof value !== 'object' || value === null || '_def' in value) return expected;
  try {
    const schema = z.fromJSONSchema({ ...value });
    return schema instanceof z.ZodObject ? schema : expected;
  } catch (error) {
    return `${what}: is a JSON Schema that cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
