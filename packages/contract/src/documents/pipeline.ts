// A pipeline as its YAML says it, after spellings are normalised. Positions, expressions and step configs are checked by the pipelines package.
import { z } from 'zod';
import { Duration } from '../duration.ts';

const FilterScalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Operators of an object condition; all given ones must hold. */
export const FilterOperators = z.strictObject({
  eq: FilterScalar.optional(),
  ne: FilterScalar.optional(),
  in: z.array(FilterScalar).optional(),
  not_in: z.array(FilterScalar).optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  /** `*` is any run of characters, `?` is one. */
  glob: z.string().optional(),
  contains: FilterScalar.optional(),
  exists: z.boolean().optional(),
  /** Of data that is a list: holds at least one of these, all of these, none of these. */
  any: z.array(FilterScalar).optional(),
  all: z.array(FilterScalar).optional(),
  none: z.array(FilterScalar).optional(),
});
export type FilterOperators = z.infer<typeof FilterOperators>;

/** Scalar = equal, list = any of, object = operators. */
export const FilterCondition = z.union([FilterScalar, z.array(FilterScalar), FilterOperators]);
export type FilterCondition = z.infer<typeof FilterCondition>;

export const PipelineTrigger = z.strictObject({
  name: z.string().optional(),
  event: z.string().min(1),
  /** All keys must hold. A key is a field of the event's data, or a dotted path into it. */
  filters: z.record(z.string(), FilterCondition).optional(),
});
export type PipelineTrigger = z.infer<typeof PipelineTrigger>;

/** Milliseconds, or text such as "30s". A stored document holds numbers, so reading it again changes nothing; in YAML the pipelines package refuses them. */
const Milliseconds = z.union([z.number().nonnegative(), Duration]);

export const RetryPolicy = z.strictObject({
  /** Total tries, the first included. */
  max_attempts: z.int().min(1).max(50),
  backoff: z.enum(['exponential', 'constant', 'none']).default('exponential'),
  initial: Milliseconds.default(1_000),
  factor: z.number().min(1).max(10).default(2),
  max: Milliseconds.default(300_000),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

const StepName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'use 1–64 lower-case letters, digits, "_" or "-"');

export const PipelineStep = z.strictObject({
  name: StepName,
  type: z.string().min(1),
  description: z.string().optional(),
  config: z.record(z.string(), z.json()).default({}),
  /** An expression; the step is skipped when it is false. Default: `success()`. */
  if: z.union([z.string(), z.boolean()]).optional(),
  retry: RetryPolicy.optional(),
  /** Per attempt. A bare number in YAML is MockForge's seconds; the pipelines package reads it as such. */
  timeout: Milliseconds.optional(),
  continue_on_error: z.boolean().default(false),
});
export type PipelineStep = z.infer<typeof PipelineStep>;

export const PipelineDocument = z.strictObject({
  version: z.literal(1).default(1),
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/, 'use letters, digits, blanks, ".", "_" or "-"'),
  description: z.string().max(4_000).optional(),
  enabled: z.boolean().default(true),
  labels: z.record(z.string(), z.string()).optional(),
  triggers: z.array(PipelineTrigger).min(1),
  vars: z.record(z.string(), z.json()).optional(),
  /** Config per step type, under each step's own. */
  step_defaults: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  steps: z.array(PipelineStep).min(1).max(100),
});
export type PipelineDocument = z.infer<typeof PipelineDocument>;
