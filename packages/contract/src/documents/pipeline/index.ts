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
  /** Of the whole run; waiting counts. */
  timeout: Milliseconds.default(86_400_000),
  /** Steps of one run at a time. */
  max_parallel: z.int().min(1).max(256).default(10),
  /** Cells included. */
  max_steps: z.int().min(1).max(5_000).default(500),
  loop: z
    .strictObject({
      max_depth: z.int().min(1).max(64).default(8),
      max_runs_per_correlation: z.int().min(1).max(10_000).default(50),
      allow_self: z.boolean().default(false),
    })
    .default({ max_depth: 8, max_runs_per_correlation: 50, allow_self: false }),
  rate: z
    .strictObject({
      max: z.int().min(1),
      per: Milliseconds,
      key: z.string().min(1).optional(),
      on_limit: z.enum(['defer', 'drop']).default('defer'),
    })
    .optional(),
  /** Failed runs in a row after which the pipeline is switched off, and its owner told. */
  pause_after_failures: z.int().min(1).optional(),
});
export type Limits = z.infer<typeof Limits>;

const Steps = z.array(PipelineStep).max(200);

export const PipelineDocument = z.strictObject({
  version: z.literal(1).default(1),
  name: PipelineName,
  description: z.string().max(4_000).optional(),
  enabled: z.boolean().default(true),
  labels: z.record(z.string(), z.string()).optional(),
  inputs: z.record(Identifier, Input).optional(),
  vars: z.record(z.string(), z.json()).optional(),
  /** Names of stored secrets that expressions may read as `secrets.<name>`. */
  secrets: z.array(Identifier).optional(),
  permissions: Permissions.optional(),
  /** May only be absent when `reusable`. */
  triggers: z.array(PipelineTrigger).default([]),
  concurrency: Concurrency.optional(),
  limits: Limits.optional(),
  defaults: z
    .strictObject({
      retry: RetryPolicy.optional(),
      timeout: Milliseconds.optional(),
      /** Config per step type, under each step's own. */
      config: z.record(z.string(), z.record(z.string(), z.json())).optional(),
    })
    .optional(),
  environment: EnvironmentName.optional(),
  steps: Steps.min(1),
  on_failure: Steps.optional(),
  on_cancel: Steps.optional(),
  finally: Steps.optional(),
  /** What a `call` gets, as templates over the run. */
  outputs: z.record(Identifier, z.json()).optional(),
  /** May be started by `call`. */
  reusable: z.boolean().default(false),
});
export type PipelineDocument = z.infer<typeof PipelineDocument>;

/** The lists of steps that a pipeline has; all share one space of names. */
export const STEP_SECTIONS = ['steps', 'on_failure', 'on_cancel', 'finally'] as const;
export type StepSection = (typeof STEP_SECTIONS)[number];
