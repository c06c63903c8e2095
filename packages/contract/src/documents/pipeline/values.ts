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
  type: z
    .enum(['string', 'number', 'boolean', 'object', 'array', 'choice'])
    .default('string')
    .describe('Type of the value; `choice` is one of `options`.'),
  description: z.string().optional().describe('For whoever fills it in.'),
  required: z.boolean().default(false).describe('A start without it is refused.'),
  default: z.json().optional().describe('When it is not given.'),
  options: z.array(z.string()).min(1).optional().describe('Of `choice`.'),
  min: z.number().optional().describe('Of a number.'),
  max: z.number().optional().describe('Of a number.'),
});
export type Input = z.infer<typeof Input>;

/** What may go wrong with a step, and be tried again. */
export const RetryClass = z.enum(['transient', 'timeout', 'rate_limited', 'conflict', 'infrastructure', 'any']);
export type RetryClass = z.infer<typeof RetryClass>;

export const RetryPolicy = z.strictObject({
  max_attempts: z.int().min(1).max(50).describe('Tries in all, the first included.'),
  backoff: z
    .enum(['exponential', 'linear', 'constant', 'none'])
    .default('exponential')
    .describe('How the wait grows from try to try.'),
  initial: Milliseconds.default(1_000).describe('The first wait.'),
  factor: z.number().min(1).max(10).default(2).describe('By which an exponential wait grows.'),
  max: Milliseconds.default(300_000).describe('The longest wait.'),
  jitter: z
    .enum(['full', 'equal', 'none'])
    .default('full')
    .describe('`full`: anywhere between 0 and the computed wait; `equal`: between its half and all of it.'),
  max_elapsed: Milliseconds.optional().describe(
    'From the first attempt on, without the time that the step waited; no try begins later.',
  ),
  when: z
    .array(RetryClass)
    .min(1)
    .default(['transient', 'timeout', 'rate_limited', 'infrastructure'])
    .describe('Classes of errors that are tried again. What no repetition can cure is of none.'),
  if: Condition.optional().describe('An expression over `error.message` and `error.class`; false: no further try.'),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** At most `limit` live runs (or steps) whose `group` renders to the same text. */
export const Concurrency = z.strictObject({
  group: z.string().min(1).describe('A template. Those whose group is the same text share its places.'),
  limit: z.int().min(1).max(1_000).default(1).describe('Places.'),
  on_conflict: z
    .enum(['queue', 'cancel_in_progress', 'replace_pending', 'skip', 'fail'])
    .default('queue')
    .describe(
      'When no place is free: wait in line; cancel who runs; take the place in line of those who wait; be skipped; fail.',
    ),
  order: z.enum(['fifo', 'newest_first']).default('fifo').describe('Who is next.'),
  max_pending: z.int().min(0).max(10_000).default(100).describe('In line at most; who comes then is skipped.'),
  max_wait: Milliseconds.optional().describe('In line for longer than this: `expired`.'),
  release_on_wait: z
    .boolean()
    .default(true)
    .describe(
      'A run in which everything waits for the outside gives its place to others, and lines up again afterwards.',
    ),
});
export type Concurrency = z.infer<typeof Concurrency>;
