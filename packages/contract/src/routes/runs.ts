// Runs of pipelines: shown, stopped, repeated; and what people decide in them.
import { z } from 'zod';
import { EventEnvelope } from '../events.ts';
import { Instant } from '../names.ts';
import { route } from './route.ts';

/**
 * delayed: not before a time (rate limit, jitter) · queued: in line for a place or a worker · waiting: everything open waits for the outside ·
 * cancelling: `on_cancel` and `finally` still run. The others are ends; skipped, superseded and expired never ran a step.
 */
export const RunStatus = z.enum([
  'delayed',
  'queued',
  'running',
  'waiting',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'skipped',
  'superseded',
  'expired',
]);
export type RunStatus = z.infer<typeof RunStatus>;

/** ready: in line for a place in its concurrency group · waiting: for a person, a time or an event; it holds no place. */
export const StepStatus = z.enum([
  'pending',
  'ready',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'skipped',
]);
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
  /** 1, and one more for each re-run of the same event. */
  attempt: z.int(),
  /** The run that this one repeats. */
  rerun_of: z.string().nullable(),
  replay_id: z.string().nullable(),
  created_at: Instant,
  /** Not before; only while `delayed`. */
  not_before: Instant.nullable(),
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
  /** It had been interrupted, and the outside said that it was done. */
  reconciled: z.boolean(),
});
export type StepAttempt = z.infer<typeof StepAttempt>;

export const Annotation = z.object({
  level: z.enum(['notice', 'warning', 'error']),
  message: z.string(),
  /** File and line, an operation, a URL. */
  location: z.string().nullable(),
  step: z.string(),
  item: z.string(),
});
export type Annotation = z.infer<typeof Annotation>;

export const ExecutionStep = z.object({
  name: z.string(),
  /** Key of a matrix or foreach cell; empty for the step itself. */
  item: z.string(),
  section: z.enum(['steps', 'on_failure', 'on_cancel', 'finally']),
  type: z.string(),
  needs: z.array(z.string()),
  position: z.int(),
  status: StepStatus,
  /** Why it was skipped, or what failed. */
  message: z.string().nullable(),
  /** Rendered config, secrets redacted. */
  input: z.json().nullable(),
  output: z.json().nullable(),
  /** Markdown. */
  summary: z.string().nullable(),
  attempts: z.array(StepAttempt),
  /** `2026-…/deploy` when the outputs come from the cache or from the run that this one repeats. */
  reused_from: z.string().nullable(),
  /** What it waits for, while `waiting`. */
  waiting_for: z.string().nullable(),
  wake_at: Instant.nullable(),
  continue_on_error: z.boolean(),
  ready_at: Instant.nullable(),
  started_at: Instant.nullable(),
  completed_at: Instant.nullable(),
});
export type ExecutionStep = z.infer<typeof ExecutionStep>;

export const Execution = ExecutionSummary.extend({
  steps: z.array(ExecutionStep),
  event: EventEnvelope.nullable(),
  /** All events of a debounced or batched run, oldest first; otherwise the one. */
  events: z.array(EventEnvelope),
  inputs: z.record(z.string(), z.json()),
  outputs: z.record(z.string(), z.json()).nullable(),
  annotations: z.array(Annotation),
  /** Why it started: pipeline and filters that held. */
  reason: z.string(),
  concurrency_group: z.string().nullable(),
  /** The pinned definition. */
  source: z.string(),
});
export type Execution = z.infer<typeof Execution>;

export const LogLine = z.object({
  cursor: z.int(),
  at: Instant,
  step: z.string(),
  item: z.string(),
  attempt: z.int(),
  message: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

export const Callback = z.object({
  step: z.string(),
  item: z.string(),
  name: z.string(),
  /** Null once it was called, or is over. */
  url: z.string().nullable(),
  expires_at: Instant.nullable(),
  used_at: Instant.nullable(),
});
export type Callback = z.infer<typeof Callback>;

export const Approval = z.object({
  id: z.string(),
  execution_id: z.string(),
  pipeline: z.string(),
  run_number: z.int(),
  workspace_id: z.string().nullable(),
  step: z.string(),
  item: z.string(),
  message: z.string(),
  status: z.enum(['pending', 'approved', 'rejected', 'expired', 'invalidated']),
  /** SHA-256 of the pinned definition and what is approved; a decision names it, so that nobody approves something else. */
  digest: z.string(),
  min_approvals: z.int(),
  approvers: z.array(z.string()),
  prevent_self_approval: z.boolean(),
  requested_by: z.string(),
  /** Form fields that the approver fills in. */
  fields: z.record(z.string(), z.unknown()).nullable(),
  votes: z.array(
    z.object({
      actor: z.string(),
      decision: z.enum(['approve', 'reject']),
      comment: z.string().nullable(),
      at: Instant,
    }),
  ),
  created_at: Instant,
  expires_at: Instant.nullable(),
  decided_at: Instant.nullable(),
  /** Why it ended as it did; null while it is pending. */
  reason: z.string().nullable(),
});
export type Approval = z.infer<typeof Approval>;

const OneRun = z.object({ execution: z.string() });
const tag = 'runs';

export const runRoutes = {
  listExecutions: route({
    method: 'GET',
    path: '/api/v1/executions',
    tag,
    summary: 'Runs, newest first',
    query: z.object({
      pipeline: z.string().optional(),
      workspace_id: z.string().optional(),
      status: RunStatus.optional(),
      event_id: z.string().optional(),
      replay_id: z.string().optional(),
      /** Runs created before this one. */
      before: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.array(ExecutionSummary),
  }),
  getExecution: route({
    method: 'GET',
    path: '/api/v1/executions/:execution',
    tag,
    summary: 'One run with steps, attempts, inputs and outputs',
    params: OneRun,
    response: Execution,
  }),
  getExecutionLog: route({
    method: 'GET',
    path: '/api/v1/executions/:execution/log',
    tag,
    summary: 'Log lines of a run, oldest first, after a cursor',
    params: OneRun,
    query: z.object({
      step: z.string().optional(),
      after: z.coerce.number().int().default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(500),
    }),
    response: z.array(LogLine),
  }),
  cancelExecution: route({
    method: 'POST',
    path: '/api/v1/executions/:execution/cancel',
    tag,
    summary:
      'End a run: cancel (now, with its hooks), stop (running steps end, nothing new starts) or kill (now, without hooks)',
    params: OneRun,
    body: z
      .strictObject({
        mode: z.enum(['cancel', 'stop', 'kill']).default('cancel'),
        reason: z.string().max(500).optional(),
      })
      .nullish(),
    response: ExecutionSummary,
  }),
  rerunExecution: route({
    method: 'POST',
    path: '/api/v1/executions/:execution/rerun',
    tag,
    summary:
      'Run again: all steps, those that failed, or from one step on; same event, pinned definition. With `latest`, the newest definition',
    params: OneRun,
    body: z.strictObject({
      what: z.enum(['all', 'failed', 'from_step']).default('all'),
      step: z.string().optional(),
      /** With `all`: the newest definition instead of the pinned one. */
      latest: z.boolean().default(false),
      /** Log more. */
      debug: z.boolean().default(false),
    }),
    response: ExecutionSummary,
  }),
  startRun: route({
    method: 'POST',
    path: '/api/v1/pipelines/:pipeline/runs',
    tag,
    summary: 'Start a pipeline by hand; it needs a `manual` trigger',
    params: z.object({ pipeline: z.string() }),
    body: z.strictObject({
      inputs: z.record(z.string(), z.json()).default({}),
      /** Slug of the workspace that the run is about. */
      workspace_id: z.string().nullable().default(null),
    }),
    response: ExecutionSummary,
  }),
  listApprovals: route({
    method: 'GET',
    path: '/api/v1/approvals',
    tag: 'approvals',
    summary: 'Approvals, newest first',
    query: z.object({
      status: Approval.shape.status.optional(),
      execution_id: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.array(Approval),
  }),
  getApproval: route({
    method: 'GET',
    path: '/api/v1/approvals/:approval',
    tag: 'approvals',
    summary: 'One approval with its votes',
    params: z.object({ approval: z.string() }),
    response: Approval,
  }),
  decideApproval: route({
    method: 'POST',
    path: '/api/v1/approvals/:approval/decide',
    tag: 'approvals',
    summary: 'Approve or reject; the digest says what was looked at',
    params: z.object({ approval: z.string() }),
    body: z.strictObject({
      decision: z.enum(['approve', 'reject']),
      digest: z.string(),
      comment: z.string().max(2_000).optional(),
      fields: z.record(z.string(), z.json()).optional(),
    }),
    response: Approval,
  }),
  /** For the bearer of the link: reading it does not use it up. */
  getApprovalByLink: route({
    method: 'GET',
    path: '/api/v1/approval-links/:token',
    tag: 'approvals',
    summary: 'What a one-time link decides, and who by it',
    params: z.object({ token: z.string() }),
    response: z.object({ approval: Approval, actor: z.string(), used: z.boolean() }),
  }),
  /** Answered to the bearer of the link only; works once. */
  decideByLink: route({
    method: 'POST',
    path: '/api/v1/approval-links/:token',
    tag: 'approvals',
    summary: 'Approve or reject by a one-time link',
    params: z.object({ token: z.string() }),
    body: z.strictObject({
      decision: z.enum(['approve', 'reject']),
      comment: z.string().max(2_000).optional(),
      fields: z.record(z.string(), z.json()).optional(),
    }),
    response: Approval,
  }),
  createApprovalLink: route({
    method: 'POST',
    path: '/api/v1/approvals/:approval/links',
    tag: 'approvals',
    summary: 'A one-time link by which the named person decides',
    params: z.object({ approval: z.string() }),
    body: z.strictObject({ actor: z.string().min(1).max(100) }),
    response: z.object({ url: z.string(), expires_at: Instant.nullable() }),
  }),
  listCallbacks: route({
    method: 'GET',
    path: '/api/v1/executions/:execution/callbacks',
    tag,
    summary: 'Addresses by which steps of a run are called back; each works once',
    params: OneRun,
    response: z.array(Callback),
  }),
  /** Open to whoever has the address. */
  callBack: route({
    method: 'POST',
    path: '/hooks/callback/:token',
    tag,
    summary: 'Wake the step that waits for this call; the body becomes its output',
    params: z.object({ token: z.string() }),
    /** Null: none was sent. */
    body: z.record(z.string(), z.json()).nullish(),
    response: z.object({ accepted: z.boolean() }),
    status: 202,
  }),
};
