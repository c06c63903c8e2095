// Events: CloudEvents attributes around data that has one schema per type. The table of events is the audit trail and the source of replay.
import { z } from 'zod';
import { EnvironmentName, Instant } from './names.ts';
import { SchemaChangeLevel } from './schema-changes.ts';

export const ChangeLevel = z.enum(['breaking', 'risky', 'non_breaking', 'docs_only']);
export type ChangeLevel = z.infer<typeof ChangeLevel>;

export const OperationChange = z.object({
  kind: z.enum(['added', 'removed', 'modified']),
  /** `POST /charges` */
  operation: z.string(),
  path: z.string(),
  severity: ChangeLevel,
  /** What changed, one sentence each. */
  details: z.array(z.string()),
});
export type OperationChange = z.infer<typeof OperationChange>;

/** `workspace_id` is the workspace's slug, here and in every JSON that leaves the server. */
const inWorkspace = { workspace_id: z.string(), workspace_name: z.string() };
/** Of events that may be the organisation's. */
const ofWorkspaceOrNone = { workspace_id: z.string().optional() };

export const EVENT_DATA = {
  'workspace.created': z.object({ ...inWorkspace, name: z.string(), owner: z.string().nullable() }),
  'workspace.deleted': z.object(inWorkspace),
  'schema.changed': z.object({
    ...inWorkspace,
    schema_id: z.string(),
    schema_type: z.enum(['openapi', 'protobuf']),
    spec_path: z.string(),
    from_revision: z.int().nullable(),
    to_revision: z.int(),
    change_level: ChangeLevel,
    changes: z.array(OperationChange),
    affected_operations: z.array(z.string()).default([]),
    /** The worst changes by rule, each told once with all operations that it reaches. */
    findings: z
      .array(
        z.object({
          rule: z.string(),
          level: SchemaChangeLevel,
          message: z.string(),
          fingerprint: z.string(),
          operations: z.array(z.string()),
          /** By the workspace's schema-policy.yaml. */
          accepted: z.boolean(),
        }),
      )
      .default([]),
    /** Step of the contract's version that the changes ask for. */
    suggested_version: z.enum(['major', 'minor', 'patch', 'none']).optional(),
    /** What brought it: push, rollback, watch, or recorder: what real answers showed. */
    source: z.string().optional(),
    digest: z.string(),
    environment: EnvironmentName,
  }),
  'scenario.published': z.object({
    ...inWorkspace,
    scenario_id: z.string(),
    scenario_name: z.string(),
    version: z.int(),
    digest: z.string(),
    tags: z.array(z.string()),
    previous_version: z.int().nullable(),
    environment: EnvironmentName,
  }),
  'promotion.completed': z.object({
    ...inWorkspace,
    promotion_id: z.string(),
    entity_type: z.string(),
    entity_id: z.string(),
    version: z.int(),
    from_environment: EnvironmentName,
    to_environment: EnvironmentName,
  }),
  'environment.changed': z.object({
    ...inWorkspace,
    environment: EnvironmentName,
    revision: z.int(),
    digest: z.string(),
    reason: z.string(),
  }),
  'federation.changed': z.object({ federation: z.string(), revision: z.int(), digest: z.string(), reason: z.string() }),
  'drift.threshold_exceeded': z.object({
    ...inWorkspace,
    environment: EnvironmentName,
    incident_id: z.string(),
    endpoint: z.string(),
    severity: z.enum(['critical', 'high', 'medium', 'low']),
    drift_count: z.int(),
    threshold: z.int(),
    /** 1 for the first crossing of this workspace's budget, then one more each time it is crossed again. */
    crossing: z.int(),
  }),
  'promotion.failed': z.object({
    ...inWorkspace,
    entity_type: z.string(),
    entity_id: z.string(),
    version: z.int().nullable(),
    from_environment: EnvironmentName,
    to_environment: EnvironmentName,
    reason: z.string(),
  }),
  /** Automation is kept from promoting this entry, because a person decided about it. */
  'promotion.held': z.object({
    ...inWorkspace,
    entity_type: z.string(),
    entity_id: z.string(),
    environment: EnvironmentName,
    reason: z.string(),
  }),
  'coverage.dropped': z.object({
    ...inWorkspace,
    /** Percentages of operations that CI calls, over the same window. */
    before: z.number(),
    after: z.number(),
    time_range: z.string(),
    lost_operations: z.array(z.string()),
  }),
  'reality.stale': z.object({
    ...inWorkspace,
    environment: EnvironmentName,
    reality_level: z.string(),
    /** The service of a federation whose level it is; null: the environment's own. */
    federation: z.string().nullable().default(null),
    service: z.string().nullable().default(null),
    age_days: z.number(),
    expected_life_days: z.number(),
  }),
  'system_scenario.completed': z.object({
    federation: z.string(),
    scenario: z.string(),
    passed: z.boolean(),
    pass_rate: z.number(),
    p95_ms: z.number(),
    total: z.int(),
    /** Names of the requests that did not hold, at most 20. */
    failed: z.array(z.string()),
    persona: z.string().nullable(),
    routing_key: z.string(),
  }),
  'pr.merged': z.object({ repository: z.string(), number: z.int(), branch: z.string(), url: z.string() }),
  'pr.closed': z.object({ repository: z.string(), number: z.int(), branch: z.string(), url: z.string() }),
  /** A signed request from outside, for one pipeline. Next to these fields stand those of the trigger's `map`. */
  'webhook.received': z
    .object({
      pipeline: z.string(),
      /** Which of the pipeline's triggers. */
      trigger: z.int(),
      /** github, gitlab, standard or generic. */
      source: z.string(),
      /** As the sender says it. */
      event: z.string(),
      delivery_id: z.string(),
      payload: z.record(z.string(), z.json()),
    })
    .catchall(z.json()),
  'webhook.disabled': z.object({ webhook: z.string(), url: z.string(), reason: z.string() }),
  'approval.requested': z.object({
    approval_id: z.string(),
    execution_id: z.string(),
    pipeline: z.string(),
    step: z.string(),
    message: z.string(),
    expires_at: Instant.nullable(),
  }),
  'approval.decided': z.object({
    approval_id: z.string(),
    execution_id: z.string(),
    pipeline: z.string(),
    step: z.string(),
    status: z.enum(['approved', 'rejected', 'expired', 'invalidated']),
    by: z.array(z.string()),
  }),
  /** An event, or a message to the outside, that was given up. */
  'delivery.dead_lettered': z.object({
    dead_letter_id: z.string(),
    kind: z.enum(['event', 'webhook']),
    what: z.string(),
    pipeline: z.string().nullable(),
    reason: z.string(),
    attempts: z.int(),
  }),
  /** Somebody started a pipeline by hand. */
  'pipeline.started': z.object({
    ...ofWorkspaceOrNone,
    pipeline: z.string(),
    inputs: z.record(z.string(), z.json()),
    by: z.string(),
  }),
  'schedule.fired': z.object({
    ...ofWorkspaceOrNone,
    pipeline: z.string(),
    /** Which of the pipeline's triggers. */
    trigger: z.int(),
    cron: z.string(),
    /** As the schedule says it, before jitter. */
    planned_at: Instant,
    fired_at: Instant,
  }),
  /** Fires that nobody was there for, and that are too old to be made up for. */
  'schedule.missed': z.object({
    ...ofWorkspaceOrNone,
    pipeline: z.string(),
    trigger: z.int(),
    cron: z.string(),
    /** The oldest ones, at most 100. */
    planned_at: z.array(Instant),
    count: z.int(),
  }),
  /** Pipelines keep each other going; said once for all that goes back to one event. */
  'pipeline.loop_guarded': z.object({
    ...ofWorkspaceOrNone,
    pipeline: z.string(),
    caused_by: z.string(),
    event_type: z.string(),
    reason: z.string(),
  }),
  /** Never with its value. */
  'secret.changed': z.object({
    name: z.string(),
    /** null and null: of the organisation. */
    workspace_id: z.string().nullable(),
    environment: EnvironmentName.nullable(),
    change: z.enum(['stored', 'removed']),
    by: z.string(),
  }),
  'pipeline.paused': z.object({ pipeline: z.string(), failures: z.int(), reason: z.string() }),
  'pipeline.run.queued': z.object({
    execution_id: z.string(),
    pipeline: z.string(),
    number: z.int(),
    trigger_event: z.string(),
  }),
  'pipeline.run.started': z.object({ execution_id: z.string(), pipeline: z.string(), number: z.int() }),
  'pipeline.run.waiting': z.object({ execution_id: z.string(), pipeline: z.string(), number: z.int() }),
  'pipeline.step.changed': z.object({
    execution_id: z.string(),
    pipeline: z.string(),
    step: z.string(),
    /** Key of the matrix or foreach cell; empty for the step itself. */
    item: z.string().default(''),
    status: z.string(),
    attempt: z.int(),
  }),
  'pipeline.run.completed': z.object({
    execution_id: z.string(),
    pipeline: z.string(),
    number: z.int(),
    status: z.string(),
    failed_step: z.string().nullable(),
  }),
} as const;

/** Current version of each type's data; 1 where nothing is said. Versions before it are in event-registry.ts with their own schema. */
export const EVENT_VERSIONS: Partial<Record<EventType, number>> = { 'pipeline.step.changed': 2 };

/** What `emit_event` may send: `custom.` and a name of the sender's choice. Its data is any JSON object, up to MAX_CUSTOM_BYTES as text. */
export const CUSTOM_EVENT = /^custom\.[a-z0-9_]+(\.[a-z0-9_]+)*$/;
export const MAX_CUSTOM_BYTES = 262_144;

export type EventType = keyof typeof EVENT_DATA;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_DATA)[T]>;
export const EVENT_TYPES = Object.keys(EVENT_DATA) as EventType[];

export const EventEnvelope = z.object({
  id: z.string(),
  type: z.string(),
  source: z.string(),
  subject: z.string().nullable(),
  time: Instant,
  /** Slug, or null for events of the organisation. */
  workspace_id: z.string().nullable(),
  actor: z.string(),
  correlation_id: z.string(),
  causation_id: z.string().nullable(),
  /** How many events lie between this one and the outside; the loop guard reads it. */
  depth: z.int(),
  /** Of the data's schema. */
  version: z.int().default(1),
  /** The replay that delivered it again, where a run shows its event. */
  replay_id: z.string().nullable().default(null),
  data: z.record(z.string(), z.json()),
  /** Opaque position in the stream; pass it as `cursor` to go on after this event. */
  cursor: z.string(),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/**
 * started, filtered (a key did not hold), condition (`if` is false), disabled, loop_guarded, deduplicated, debounced, batched, rate_limited (dropped),
 * concurrency (skipped or failed because the group is busy), failed (delivered, but not decidable; tried again), dead_lettered.
 */
export const Decision = z.enum([
  'started',
  'filtered',
  'condition',
  'disabled',
  'loop_guarded',
  'deduplicated',
  'debounced',
  'batched',
  'rate_limited',
  'concurrency',
  'failed',
  'dead_lettered',
]);
export type Decision = z.infer<typeof Decision>;

/** What became of one (event, pipeline) pair. */
export const EventDecision = z.object({
  pipeline: z.string(),
  decision: Decision,
  /** For `filtered`: the first key that did not hold. */
  reason: z.string(),
  execution_id: z.string().nullable(),
  /** Of a replay; null for the first delivery. */
  replay_id: z.string().nullable(),
  decided_at: Instant,
});
export type EventDecision = z.infer<typeof EventDecision>;

/** What the WebSocket at /api/v1/stream sends. `facts.flushed` is not stored: it says that analytics have new rows. */
export const StreamMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), event: EventEnvelope }),
  z.object({ kind: z.literal('facts.flushed') }),
  z.object({ kind: z.literal('ready'), cursor: z.string() }),
]);
export type StreamMessage = z.infer<typeof StreamMessage>;
