// Shapes that several parts of a pipeline share.
import { z } from 'zod';
import { Duration } from '../../duration.ts';

/** Milliseconds, or text such as "30s". A stored document holds numbers, so reading it again changes nothing; in YAML the pipelines package refuses them. */
export const Milliseconds = z.union([z.number().nonnegative(), Duration]);

export const StepName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'use 1–64 lower-case letters, digits, "_" or "-"');

/** A name in an expression: `inputs.min_pass_rate`, `secrets.partner_key`. */
export const Identifier = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'use 1–64 letters, digits, "_" or "-", starting with a letter or "_"');

export const PipelineName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/, 'use letters, digits, blanks, ".", "_" or "-"');

/** An expression, or what it would give. */
export const Condition = z.union([z.string(), z.boolean()]);

/** A typed value that a person, a caller or a webhook gives. */
export const Input = z.strictObject({
  type: z.enum(['string', 'number', 'boolean', 'object', 'array', 'choice']).default('string'),
  description: z.string().optional(),
  required: z.boolean().default(false),
  default: z.json().optional(),
  /** Of `choice`. */
  options: z.array(z.string()).min(1).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});
export type Input = z.infer<typeof Input>;

/** What may go wrong with a step, and be tried again. */
export const RetryClass = z.enum(['transient', 'timeout', 'rate_limited', 'conflict', 'infrastructure', 'any']);
export type RetryClass = z.infer<typeof RetryClass>;

export const RetryPolicy = z.strictObject({
  /** Total tries, the first included. */
  max_attempts: z.int().min(1).max(50),
  backoff: z.enum(['exponential', 'linear', 'constant', 'none']).default('exponential'),
  initial: Milliseconds.default(1_000),
  factor: z.number().min(1).max(10).default(2),
  max: Milliseconds.default(300_000),
  /** full: U(0, delay) · equal: delay/2 + U(0, delay/2). */
  jitter: z.enum(['full', 'equal', 'none']).default('full'),
  /** From the first attempt on; no try begins later. */
  max_elapsed: Milliseconds.optional(),
  when: z.array(RetryClass).min(1).default(['transient', 'timeout', 'rate_limited', 'infrastructure']),
  /** Read after a failure, with `error.message` and `error.class`. */
  if: Condition.optional(),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** At most `limit` live runs (or steps) whose `group` renders to the same text. */
export const Concurrency = z.strictObject({
  group: z.string().min(1),
  limit: z.int().min(1).max(1_000).default(1),
  on_conflict: z.enum(['queue', 'cancel_in_progress', 'replace_pending', 'skip', 'fail']).default('queue'),
  order: z.enum(['fifo', 'newest_first']).default('fifo'),
  max_pending: z.int().min(0).max(10_000).default(100),
  /** In line for longer than this: `expired`. */
  max_wait: Milliseconds.optional(),
  /** A run in which everything waits for the outside gives its place to others, and lines up again afterwards. */
  release_on_wait: z.boolean().default(true),
});
export type Concurrency = z.infer<typeof Concurrency>;
