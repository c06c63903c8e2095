// Pipelines, their executions, and the events that start them.
import { z } from 'zod';
import { EventDecision, EventEnvelope } from '../events.ts';
import { Instant } from '../names.ts';
import { route } from './route.ts';
import { FoundIssue } from './workspaces.ts';

export const RunStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out']);
export type RunStatus = z.infer<typeof RunStatus>;

export const StepStatus = z.enum(['pending', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled', 'skipped']);
export type StepStatus = z.infer<typeof StepStatus>;

export const ExecutionSummary = z.object({
  id: z.string(),
  /** Counts up within the pipeline. */
  number: z.int(),
  pipeline: z.string(),
  revision: z.int(),
  workspace_id: z.string().nullable(),
  status: RunStatus,
  trigger_event: z.string(),
  event_id: z.string().nullable(),
  created_at: Instant,
  started_at: Instant.nullable(),
  completed_at: Instant.nullable(),
  error_message: z.string().nullable(),
});
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

export const StepAttempt = z.object({
  number: z.int(),
  status: StepStatus,
  started_at: Instant,
  completed_at: Instant.nullable(),
  error: z.string().nullable(),
});
export type StepAttempt = z.infer<typeof StepAttempt>;

export const ExecutionStep = z.object({
  name: z.string(),
  type: z.string(),
  position: z.int(),
  status: StepStatus,
  /** Why it was skipped, or what failed. */
  message: z.string().nullable(),
  /** Rendered config, secrets redacted. */
  input: z.json().nullable(),
  output: z.json().nullable(),
  attempts: z.array(StepAttempt),
  continue_on_error: z.boolean(),
  started_at: Instant.nullable(),
  completed_at: Instant.nullable(),
});
export type ExecutionStep = z.infer<typeof ExecutionStep>;

export const Execution = ExecutionSummary.extend({
  steps: z.array(ExecutionStep),
  event: EventEnvelope.nullable(),
  /** Why it started: pipeline and filters that held. */
  reason: z.string(),
});
export type Execution = z.infer<typeof Execution>;

export const Pipeline = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  workspace_id: z.string().nullable(),
  enabled: z.boolean(),
  revision: z.int(),
  digest: z.string(),
  source: z.string(),
  triggers: z.array(z.object({ event: z.string(), filters: z.record(z.string(), z.unknown()).nullable() })),
  steps: z.array(z.object({ name: z.string(), type: z.string() })),
  created_at: Instant,
  updated_at: Instant,
  runs: z.object({ total: z.int(), succeeded: z.int(), failed: z.int(), running: z.int() }),
  last_run: ExecutionSummary.nullable(),
  /** Warnings: it was saved, but someone should look. */
  issues: z.array(FoundIssue),
});
export type Pipeline = z.infer<typeof Pipeline>;

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
    response: z.object({ ok: z.boolean(), issues: z.array(FoundIssue) }),
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
    body: z.strictObject({ enabled: z.boolean() }),
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
  listExecutions: route({
    method: 'GET',
    path: '/api/v1/executions',
    tag,
    summary: 'Runs, newest first',
    query: z.object({
      pipeline: z.string().optional(),
      status: RunStatus.optional(),
      event_id: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.array(ExecutionSummary),
  }),
  getExecution: route({
    method: 'GET',
    path: '/api/v1/executions/:execution',
    tag,
    summary: 'One run with steps, attempts, inputs and outputs',
    params: z.object({ execution: z.string() }),
    response: Execution,
  }),
  cancelExecution: route({
    method: 'POST',
    path: '/api/v1/executions/:execution/cancel',
    tag,
    summary: 'Stop a run',
    params: z.object({ execution: z.string() }),
    response: ExecutionSummary,
  }),
  listEvents: route({
    method: 'GET',
    path: '/api/v1/events',
    tag: 'events',
    summary: 'Events, newest first',
    query: z.object({
      type: z.string().optional(),
      workspace_id: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.array(EventEnvelope),
  }),
  getEvent: route({
    method: 'GET',
    path: '/api/v1/events/:event',
    tag: 'events',
    summary: 'One event, and what each pipeline did with it',
    params: z.object({ event: z.string() }),
    response: z.object({ event: EventEnvelope, decisions: z.array(EventDecision) }),
  }),
};
