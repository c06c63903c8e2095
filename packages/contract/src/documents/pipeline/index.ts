// A pipeline as its YAML says it, after spellings are normalised. Positions, expressions and step configs are checked by the pipelines package.
import { z } from 'zod';
import { EnvironmentName } from '../../names.ts';
import { Permissions } from './permissions.ts';
import { PipelineStep } from './steps.ts';
import { PipelineTrigger } from './triggers.ts';
import { Concurrency, Identifier, Input, Milliseconds, PipelineName, RetryPolicy } from './values.ts';

export { FilterCondition, FilterOperators, Filters } from './filters.ts';
export { Permissions } from './permissions.ts';
export { Foreach, Matrix, PipelineStep, StepCache } from './steps.ts';
export {
  ExpectedEffect,
  GitStub,
  PipelineTestCase,
  PipelineTestDocument,
  StepStub,
  StepStubs,
  TestDecision,
  TestEvent,
  TestExpectation,
} from './test-file.ts';
export {
  Batch,
  Debounce,
  Dedupe,
  kindOfTrigger,
  ManualTrigger,
  PipelineEndTrigger,
  PipelineTrigger,
  Schedule,
  TRIGGER_KINDS,
  type TriggerKind,
  WebhookTrigger,
} from './triggers.ts';
export { Concurrency, Identifier, Input, RetryClass, RetryPolicy } from './values.ts';

export const Limits = z.strictObject({
  timeout: Milliseconds.default(86_400_000).describe('Of the whole run; waiting counts.'),
  max_parallel: z.int().min(1).max(256).default(10).describe('Steps of one run at a time.'),
  max_steps: z.int().min(1).max(5_000).default(500).describe('Cells included.'),
  loop: z
    .strictObject({
      max_depth: z.int().min(1).max(64).default(8).describe('Events between this one and the outside.'),
      max_runs_per_correlation: z
        .int()
        .min(1)
        .max(10_000)
        .default(50)
        .describe('Runs that go back to one event from the outside.'),
      allow_self: z.boolean().default(false).describe('May be started by what its own runs cause.'),
    })
    .default({ max_depth: 8, max_runs_per_correlation: 50, allow_self: false })
    .describe('What runs cause is kept from starting runs without end.'),
  rate: z
    .strictObject({
      max: z.int().min(1).describe('So many.'),
      per: Milliseconds.describe('In this time.'),
      key: z.string().min(1).optional().describe('A template; each key has a rate of its own.'),
      on_limit: z.enum(['defer', 'drop']).default('defer').describe('Later, or never.'),
    })
    .optional()
    .describe('Runs in a time.'),
  pause_after_failures: z
    .int()
    .min(1)
    .optional()
    .describe('Failed runs in a row after which the pipeline is switched off, and its owner told.'),
});
export type Limits = z.infer<typeof Limits>;

const Steps = z.array(PipelineStep).max(200);

export const PipelineDocument = z.strictObject({
  version: z.literal(1).default(1).describe('Of the language.'),
  name: PipelineName.describe('Unique in its scope.'),
  description: z.string().max(4_000).optional().describe('For people.'),
  enabled: z.boolean().default(true).describe('False: nothing starts it.'),
  labels: z.record(z.string(), z.string()).optional().describe('For lists.'),
  inputs: z
    .record(Identifier, Input)
    .optional()
    .describe('Typed values of starts by hand and of calls, read as `inputs.<name>`.'),
  vars: z
    .record(z.string(), z.json())
    .optional()
    .describe('Values by name, read as `vars.<name>`; templates in them are rendered when the run begins.'),
  secrets: z
    .array(Identifier)
    .optional()
    .describe('Names of stored secrets that expressions may read as `secrets.<name>`.'),
  permissions: Permissions.optional().describe(
    'What it may touch. Absent: what its scope allows; present: what is not named is denied.',
  ),
  triggers: z.array(PipelineTrigger).default([]).describe('What starts it. May only be absent when it is `reusable`.'),
  concurrency: Concurrency.optional().describe('Places that runs share.'),
  limits: Limits.optional().describe('How long, how many, how often.'),
  defaults: z
    .strictObject({
      retry: RetryPolicy.optional().describe('Of steps without one.'),
      timeout: Milliseconds.optional().describe('Of attempts of steps without one.'),
      config: z
        .record(z.string(), z.record(z.string(), z.json()))
        .optional()
        .describe('Config per step type, under each step’s own.'),
    })
    .optional()
    .describe('For all steps, under what a step says itself.'),
  environment: EnvironmentName.optional().describe('Whose secrets it reads, and what steps take as the default.'),
  steps: Steps.min(1).describe('What a run does, 200 steps at most.'),
  on_failure: Steps.optional().describe('After a run that failed or timed out, before `finally`.'),
  on_cancel: Steps.optional().describe('After a run that was cancelled, before `finally`.'),
  finally: Steps.optional().describe('However the run ended, within five minutes.'),
  outputs: z.record(Identifier, z.json()).optional().describe('What a `call` gets, as templates over the run.'),
  reusable: z.boolean().default(false).describe('May be started by the step type `call`.'),
});
export type PipelineDocument = z.infer<typeof PipelineDocument>;

/** The lists of steps that a pipeline has; all share one space of names. */
export const STEP_SECTIONS = ['steps', 'on_failure', 'on_cancel', 'finally'] as const;
export type StepSection = (typeof STEP_SECTIONS)[number];
