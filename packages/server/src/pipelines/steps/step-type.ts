// What every step type declares and what it is given. One folder per type, one line in registry.ts.
import type { EnvironmentName, EventEnvelope } from '@mockops/contract';
import type { EffectClass, JsonObject, Need, RaisedEvent, Sink } from '@mockops/pipelines';
import type { z } from 'zod';
import type { StepServices } from './services.ts';

export interface StepContext<C> {
  config: C;
  org_id: string;
  /** Slug of the workspace that the event is about, or null. */
  workspace_id: string | null;
  environment: EnvironmentName | null;
  event: EventEnvelope;
  run: { id: string; number: number; pipeline: string; url: string; seed: string; started_by: string };
  step: { name: string /** Key of the matrix or foreach cell; empty otherwise. */; item: string };
  /** Stable over retries, recoveries and re-runs of this step: `<run id>/<step name>[/<item>]`. The key for whatever must happen once. */
  idempotency_key: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted on timeout and on cancellation. */
  signal: AbortSignal;
  /** For what `needs` cannot know beforehand (the repository of a default connection): throws StepFailure when the pipeline's permissions deny it. */
  permit?: (need: Need) => void;
  /** The run's clock, where it is not the system's. */
  now?: () => Date;
  log: (message: string) => void;
  /** A remark on the run page. */
  annotate: (level: 'notice' | 'warning' | 'error', message: string, location?: string) => void;
  /** Markdown for the run page, at most 1 MiB. */
  summarise: (markdown: string) => void;
  services: StepServices;
}

/** Returned by `run` or `resume` instead of outputs: the step waits and holds no slot. */
export class Suspended {
  /** In words: `approval by qa-leads`, `event pr.merged`. */
  readonly waiting_for: string;
  /** Woken at this instant when nothing else wakes it; null: never. */
  readonly wake_at: Date | null;
  /** What `resume` needs to know, JSON. */
  readonly state: JsonObject;
  /** Woken by an event of this type whose data passes the filters. */
  readonly event: { type: string; filters: JsonObject } | undefined;

  constructor(wait: {
    waiting_for: string;
    wake_at?: Date | null;
    state?: JsonObject;
    event?: { type: string; filters: JsonObject };
  }) {
    this.waiting_for = wait.waiting_for;
    this.wake_at = wait.wake_at ?? null;
    this.state = wait.state ?? {};
    this.event = wait.event;
  }
}

/** What woke a waiting step. */
export type Stimulus =
  | { kind: 'timer' }
  | { kind: 'event'; event: EventEnvelope }
  | {
      kind: 'decision';
      status: 'approved' | 'rejected' | 'expired' | 'invalidated';
      approvers: string[];
      fields: JsonObject;
    }
  | { kind: 'callback'; body: JsonObject; by: string | null }
  | { kind: 'run'; execution_id: string; status: string; outputs: JsonObject };

export type Outputs = Record<string, unknown>;

export interface StepType<C = unknown> {
  type: string;
  /** One sentence for lists and documentation. */
  summary: string;
  effect: EffectClass;
  config: z.ZodType<C>;
  /** Outputs by name; references to others are refused when a pipeline is saved. Absent: whatever it returns. */
  outputs?: z.ZodObject;
  /** Version of what it does: part of cache keys. */
  version?: string;
  timeout_ms: number;
  /** Sinks by config path (`targets.*.slack`); what is not named is `plain`. */
  sinks?: Record<string, Sink>;
  /** What this config is about to touch. Asked at save time when nothing of it is a template, and always before an attempt. */
  needs?: (config: C, context: { workspace_id: string | null }) => Need[];
  /** Events that a config, as it is written and before its templates are rendered, sends or makes the server send. */
  emits?: (config: JsonObject) => RaisedEvent[];
  /** outside: its outputs are what strangers answered · config: they are made of its config. Absent: they are our own. */
  outputs_from?: 'outside' | 'config';
  /** Findings that need the server, at save time: a connection that is missing, for example. Warnings, not errors. */
  check?: (
    config: C,
    context: { org_id: string; workspace_id: string | null; services: StepServices },
  ) => Promise<string[]>;
  /** Returns the outputs, JSON, or Suspended. Throws StepFailure for what a user can mend, StepSkipped when there is nothing left to do. */
  run: (context: StepContext<C>) => Promise<Outputs | Suspended>;
  /** After Suspended: what woke it, and what it remembered. May suspend again. */
  resume?: (context: StepContext<C>, stimulus: Stimulus, state: JsonObject) => Promise<Outputs | Suspended>;
  /** An attempt began and nobody knows how it ended: ask the outside. Outputs when it happened, `not_done` to repeat, `unknown` for a human. */
  reconcile?: (context: StepContext<C>) => Promise<Outputs | 'not_done' | 'unknown'>;
}

/** What went wrong, for `retry.when`; `permanent` is never tried again. Timeouts are the runner's to tell. */
export type FailureKind = 'transient' | 'rate_limited' | 'conflict' | 'infrastructure' | 'permanent';

export class StepFailure extends Error {
  readonly kind: FailureKind;
  /** What the outside asked for: a lower bound for the next try. */
  readonly retry_after_ms: number | undefined;
  /** What the step found before it failed; steps that run nevertheless may read it. */
  readonly outputs: Outputs | undefined;

  constructor(
    message: string,
    kind: FailureKind = 'permanent',
    options: { cause?: unknown; retry_after_ms?: number | undefined; outputs?: Outputs } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'StepFailure';
    this.kind = kind;
    this.retry_after_ms = options.retry_after_ms;
    this.outputs = options.outputs;
  }
}

/** The step has nothing to do (any more): it ends `skipped` with this reason, and its dependents run. */
export class StepSkipped extends Error {}
