// One step: what it does, after what, under which condition, how often, and how failures are met.
import { z } from 'zod';
import { EnvironmentName } from '../../names.ts';
import { Concurrency, Condition, Identifier, Milliseconds, RetryPolicy, StepName } from './values.ts';

const CellLimits = {
  max_parallel: z.int().min(1).max(256).optional(),
  /** The first cell that fails cancels the others. */
  fail_fast: z.boolean().default(false),
};

const Cell = z.record(z.string(), z.json());

/** One cell for each combination of the axes (any other key): a list, or a template that gives one. At most 256. */
export const Matrix = z
  .object({ ...CellLimits, include: z.array(Cell).optional(), exclude: z.array(Cell).optional() })
  .catchall(z.union([z.array(z.json()), z.string()]));
export type Matrix = z.infer<typeof Matrix>;

export const Foreach = z.strictObject({
  ...CellLimits,
  items: z.union([z.array(z.json()), z.string()]),
  /** The name that expressions read the item by. */
  as: Identifier.default('item'),
  /** Stable name of a cell; default: the item itself when it is a short text, else its index. */
  key: z.string().min(1).optional(),
});
export type Foreach = z.infer<typeof Foreach>;

export const StepCache = z.strictObject({
  key: z.string().min(1),
  ttl: Milliseconds.default(7 * 86_400_000),
  scope: z.enum(['pipeline', 'workspace', 'org']).default('pipeline'),
  /** When true, what is stored is not read, only written. */
  refresh: Condition.optional(),
});
export type StepCache = z.infer<typeof StepCache>;

export const PipelineStep = z.strictObject({
  name: StepName,
  type: z.string().min(1),
  description: z.string().optional(),
  config: z.record(z.string(), z.json()).default({}),
  /** Steps that must have ended. Absent: the step before. Empty: none, it starts at once. */
  needs: z.array(StepName).optional(),
  /** An expression; the step is skipped when it is false. Default: `success()`. */
  if: Condition.optional(),
  matrix: Matrix.optional(),
  foreach: Foreach.optional(),
  vars: z.record(z.string(), z.json()).optional(),
  /** Named values over the type's own outputs, as templates over `outputs`. */
  outputs: z.record(Identifier, z.json()).optional(),
  retry: RetryPolicy.optional(),
  /** Per attempt. A bare number in YAML is MockForge's seconds; the pipelines package reads it as such. */
  timeout: Milliseconds.optional(),
  continue_on_error: z.boolean().default(false),
  concurrency: Concurrency.optional(),
  environment: EnvironmentName.optional(),
  cache: StepCache.optional(),
  /** Replaces the run's own key for what must happen once. */
  idempotency_key: z.string().min(1).optional(),
});
export type PipelineStep = z.infer<typeof PipelineStep>;
