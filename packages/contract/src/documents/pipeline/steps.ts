// One step: what it does, after what, under which condition, how often, and how failures are met.
import { z } from 'zod';
import { EnvironmentName } from '../../names.ts';
import { Concurrency, Condition, Identifier, Milliseconds, RetryPolicy, StepName } from './values.ts';

const CellLimits = {
  max_parallel: z.int().min(1).max(256).optional().describe('Cells at a time.'),
  fail_fast: z.boolean().default(false).describe('The first cell that fails cancels the others.'),
};

const Cell = z.record(z.string(), z.json());

/** One cell for each combination of the axes (any other key): a list, or a template that gives one. At most 256. */
export const Matrix = z
  .object({
    ...CellLimits,
    include: z.array(Cell).optional().describe('Extends the cells that it fits, else adds one.'),
    exclude: z.array(Cell).optional().describe('Takes out the cells that it fits.'),
  })
  .catchall(z.union([z.array(z.json()), z.string()]));
export type Matrix = z.infer<typeof Matrix>;

export const Foreach = z.strictObject({
  ...CellLimits,
  items: z
    .union([z.array(z.json()), z.string()])
    .describe('A list, or a template that gives one. At most 256. An empty one skips the step.'),
  as: Identifier.default('item').describe('The name that expressions read the item by.'),
  key: z
    .string()
    .min(1)
    .optional()
    .describe('Stable name of a cell. Absent: the item itself when it is a short text, else its index.'),
});
export type Foreach = z.infer<typeof Foreach>;

export const StepCache = z.strictObject({
  key: z.string().min(1).describe('A template; the same key, type and config give the same outputs.'),
  ttl: Milliseconds.default(7 * 86_400_000).describe('How long outputs are kept.'),
  scope: z.enum(['pipeline', 'workspace', 'org']).default('pipeline').describe('Who shares them.'),
  refresh: Condition.optional().describe('When true, what is stored is not read, only written.'),
});
export type StepCache = z.infer<typeof StepCache>;

export const PipelineStep = z.strictObject({
  name: StepName.describe('Unique over all sections; expressions read `steps.<name>`.'),
  type: z.string().min(1).describe('A step type.'),
  description: z.string().optional().describe('For people.'),
  config: z.record(z.string(), z.json()).default({}).describe('As the step type says; templates in any value.'),
  needs: z
    .array(StepName)
    .optional()
    .describe('Steps that must have ended. Absent: the step before. Empty: none, it starts at once.'),
  if: Condition.optional().describe('An expression; the step is skipped when it is false. Absent: `success()`.'),
  matrix: Matrix.optional().describe('One cell for each combination of lists.'),
  foreach: Foreach.optional().describe('One cell for each item of a list.'),
  vars: z.record(z.string(), z.json()).optional().describe('Values of this step, over those of the pipeline.'),
  outputs: z
    .record(Identifier, z.json())
    .optional()
    .describe('Named values beside the outputs of the type, as templates over `outputs`.'),
  retry: RetryPolicy.optional().describe('When and how often it is tried again. Absent: one attempt.'),
  timeout: Milliseconds.optional().describe(
    'Of each attempt. Absent: that of the step type. A number without a unit is MockForge’s seconds.',
  ),
  continue_on_error: z.boolean().default(false).describe('A failure is shown, and forgiven.'),
  concurrency: Concurrency.optional().describe('Places that steps share over all runs.'),
  environment: EnvironmentName.optional().describe(
    'Whose secrets it reads, and what its type may take as the default.',
  ),
  cache: StepCache.optional().describe(
    'Outputs of an earlier attempt are used instead of another one. Only `pure` and `idempotent` types.',
  ),
  idempotency_key: z
    .string()
    .min(1)
    .optional()
    .describe('A template; replaces the key that a run makes for what must happen once.'),
});
export type PipelineStep = z.infer<typeof PipelineStep>;
