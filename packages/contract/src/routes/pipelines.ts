// Pipelines: saved, listed, checked, planned.
import { z } from 'zod';
import { Input, TRIGGER_KINDS } from '../documents/pipeline/index.ts';
import { Instant } from '../names.ts';
import { route } from './route.ts';
import { ExecutionSummary } from './runs.ts';
import { FoundIssue } from './workspaces.ts';

/** Over the last 30 days; null: no run to say it of. */
export const PipelineHealth = z.object({
  /** Succeeded of those that ran to an end, 0–1. */
  success_rate: z.number().nullable(),
  ended: z.int(),
  duration_p50_ms: z.number().nullable(),
  duration_p95_ms: z.number().nullable(),
  queue_wait_p95_ms: z.number().nullable(),
  /** Attempts over steps that needed more than one. */
  retry_rate: z.number().nullable(),
  /** Steps that failed and then succeeded without a change, within a run or in its re-run. */
  flaky_steps: z.array(z.object({ step: z.string(), times: z.int() })),
});
export type PipelineHealth = z.infer<typeof PipelineHealth>;

/** One step as a graph shows it. */
export const StepOutline = z.object({
  name: z.string(),
  type: z.string(),
  section: z.enum(['steps', 'on_failure', 'on_cancel', 'finally']),
  needs: z.array(z.string()),
});
export type StepOutline = z.infer<typeof StepOutline>;

export const Pipeline = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  workspace_id: z.string().nullable(),
  enabled: z.boolean(),
  revision: z.int(),
  digest: z.string(),
  source: z.string(),
  triggers: z.array(
    z.object({
      kind: z.enum(TRIGGER_KINDS),
      /** `schema.changed`, `30 2 * * * Europe/Paris`, `github push`, … */
      label: z.string(),
      event: z.string().nullable(),
      filters: z.record(z.string(), z.unknown()).nullable(),
      enabled: z.boolean(),
      /** Planned instants of a schedule; the address of a webhook. */
      next_at: Instant.nullable(),
      url: z.string().nullable(),
    }),
  ),
  inputs: z.record(z.string(), Input),
  steps: z.array(StepOutline),
  secrets: z.array(z.string()),
  reusable: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
  runs: z.object({ total: z.int(), succeeded: z.int(), failed: z.int(), running: z.int() }),
  health: PipelineHealth,
  last_run: ExecutionSummary.nullable(),
  /** Warnings: it was saved, but someone should look. */
  issues: z.array(FoundIssue),
});
export type Pipeline = z.infer<typeof Pipeline>;

export const PipelinePlan = z.object({
  ok: z.boolean(),
  issues: z.array(FoundIssue),
  /** Would a run start, and why (not)? */
  decision: z.string(),
  would_run: z.boolean(),
  steps: z.array(
    z.object({
      name: z.string(),
      item: z.string(),
      section: z.string(),
      type: z.string(),
      needs: z.array(z.string()),
      /** Steps of one wave may run at the same time. */
      wave: z.int(),
      /** run · skip (its condition is false) · depends (on outputs that only a run has). */
      verdict: z.enum(['run', 'skip', 'depends']),
      reason: z.string(),
      effect: z.enum(['pure', 'idempotent', 'effect', 'wait']),
      config: z.json(),
    }),
  ),
  effects: z.array(z.string()),
});
export type PipelinePlan = z.infer<typeof PipelinePlan>;

const Named = z.object({ pipeline: z.string().describe('name or id') });
const tag = 'pipelines';
/** YAML text. `application/yaml` bodies are read as this too. */
const PipelineSource = z.object({
  source: z.string().min(1).max(1_000_000),
  file: z.string().default('pipeline.yaml'),
  workspace_id: z.string().nullable().default(null),
});

export const pipelineRoutes = {
  listPipelines: route({
    method: 'GET',
    path: '/api/v1/pipelines',
    tag,
    summary: 'All pipelines with their health',
    query: z.object({ workspace_id: z.string().optional() }),
    response: z.array(Pipeline),
  }),
  savePipeline: route({
    method: 'POST',
    path: '/api/v1/pipelines',
    tag,
    summary: 'Save a pipeline from YAML; identical content makes no revision',
    body: PipelineSource,
    yaml: true,
    response: Pipeline,
  }),
  validatePipeline: route({
    method: 'POST',
    path: '/api/v1/pipelines/validate',
    tag,
    summary: 'Check a pipeline without saving it',
    body: PipelineSource,
    yaml: true,
    response: z.object({
      ok: z.boolean(),
      issues: z.array(FoundIssue),
      /** What would run after what; null while it cannot be read. */
      outline: z.object({ name: z.string(), triggers: z.array(z.string()), steps: z.array(StepOutline) }).nullable(),
    }),
  }),
  completePipeline: route({
    method: 'POST',
    path: '/api/v1/pipelines/complete',
    tag,
    summary: 'What an editor may offer at a place of a pipeline: keys, step types, event types, names in expressions',
    body: PipelineSource.extend({ source: z.string().max(1_000_000), offset: z.int().min(0) }),
    response: z.object({
      /** The text from here to the offset is what the offers replace. */
      from: z.int(),
      offers: z.array(z.object({ label: z.string(), insert: z.string(), detail: z.string().nullable() })),
    }),
  }),
  getPipeline: route({
    method: 'GET',
    path: '/api/v1/pipelines/:pipeline',
    tag,
    summary: 'One pipeline',
    params: Named,
    response: Pipeline,
  }),
  updatePipeline: route({
    method: 'PATCH',
    path: '/api/v1/pipelines/:pipeline',
    tag,
    summary: 'Enable or disable',
    params: Named,
    body: z.strictObject({
      enabled: z.boolean(),
      /** When it is disabled: its runs are cancelled too. Otherwise they go on. */
      cancel_runs: z.boolean().default(false),
    }),
    response: Pipeline,
  }),
  deletePipeline: route({
    method: 'DELETE',
    path: '/api/v1/pipelines/:pipeline',
    tag,
    summary: 'Remove a pipeline; its runs stay',
    params: Named,
    response: z.object({ deleted: z.boolean() }),
  }),
  listRevisions: route({
    method: 'GET',
    path: '/api/v1/pipelines/:pipeline/revisions',
    tag,
    summary: 'Every definition that it ever had, newest first',
    params: Named,
    response: z.array(z.object({ revision: z.int(), digest: z.string(), source: z.string(), created_at: Instant })),
  }),
  planPipeline: route({
    method: 'POST',
    path: '/api/v1/pipelines/plan',
    tag,
    summary: 'What a run would do for an event: order, rendered config (redacted), effects. Starts nothing',
    body: PipelineSource.extend({
      /** An event that happened, or one made up. */
      event_id: z.string().optional(),
      event: z.object({ type: z.string(), data: z.record(z.string(), z.json()) }).optional(),
      inputs: z.record(z.string(), z.json()).optional(),
    }),
    response: PipelinePlan,
  }),
  getPipelineSchema: route({
    method: 'GET',
    path: '/api/v1/schemas/pipeline.json',
    tag,
    summary: 'JSON Schema of a pipeline, with every step type, for editors',
    response: z.record(z.string(), z.json()),
  }),
};
