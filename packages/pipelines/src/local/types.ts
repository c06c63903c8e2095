// Shapes of local runs: what the caller brings (step types, people, secrets) and what comes out. Nothing in them reaches a network or a database.
import type {
  Decision,
  EnvironmentName,
  EventEnvelope,
  PipelineDocument,
  RunStatus,
  StepSection,
  StepStatus,
  StepStubs,
  TestDecision,
  TestEvent,
} from '@mockops/contract';
import type { z } from 'zod';
import type { Sink, Sinks } from '../expressions/sinks.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { ErrorClass } from '../run/retry-delay.ts';

/**
 * pure: no trace outside · idempotent: doing it twice equals doing it once · effect: the outside must be asked before it is repeated ·
 * wait: it suspends, and is resumed by a person, a time, an event or a call.
 */
export type EffectClass = 'pure' | 'idempotent' | 'effect' | 'wait';

export interface LocalStepType {
  effect: EffectClass;
  timeout_ms: number;
  version?: string | undefined;
  config: z.ZodType;
  outputs?: z.ZodObject | undefined;
  /** Done here, without the outside, or in imitation of it. Absent: a stub has to say what comes of it, or for effects it is made up. */
  run?: ((call: LocalCall) => Promise<LocalResult>) | undefined;
  sinks?: Sinks | undefined;
  /** Whether the pipeline's permissions answer for a value from outside. */
  allow?: ((sink: Sink, value: string) => boolean) | undefined;
  /** What the config must not do: touch what the permissions do not name, hold a secret where it would show. Messages, none when all is well. */
  guard?: ((config: JsonObject) => string[]) | undefined;
}

export interface LocalCall {
  /** Rendered; secrets in clear. */
  config: JsonObject;
  event: EventEnvelope;
  run: { id: string; number: number; pipeline: string; url: string; seed: string; started_by: string };
  step: { name: string; item: string };
  workspace_id: string | null;
  environment: EnvironmentName | null;
  idempotency_key: string;
  attempt: number;
  now: () => Date;
  log: (message: string) => void;
  annotate: (level: 'notice' | 'warning' | 'error', message: string, location?: string) => void;
  summarise: (markdown: string) => void;
  /** After it waited. */
  woken: { stimulus: LocalStimulus; state: JsonObject } | null;
  outside: LocalOutside;
}

export type LocalStimulus =
  | { kind: 'timer' }
  | { kind: 'event'; event: EventEnvelope }
  | { kind: 'decision'; status: 'approved' | 'rejected' | 'expired'; approvers: string[]; fields: JsonObject }
  | { kind: 'callback'; body: JsonObject };

export type LocalResult =
  | { kind: 'succeeded'; outputs: JsonObject }
  | { kind: 'failed'; message: string; error: ErrorClass; retry_after_ms?: number; outputs?: JsonObject }
  | { kind: 'timed_out'; message: string }
  /** It found nothing to do. */
  | { kind: 'skipped'; message: string }
  | {
      kind: 'suspended';
      waiting_for: string;
      wake_at: number | null;
      state: JsonObject;
      event?: { type: string; filters: JsonObject };
    };

export interface ApprovalAsked {
  min_approvals: number;
  prevent_self_approval: boolean;
  expires_in_ms: number | null;
  /** Null: anybody. Members of teams are not known here: whoever decides is taken to be one. */
  users: string[] | null;
}

export interface ApprovalState {
  status: 'pending' | 'approved' | 'rejected' | 'expired';
  reason: string | null;
  by: string[];
  fields: JsonObject;
  expires_at: number | null;
}

/** People and callers, as the case plays them. */
export interface LocalOutside {
  review: (asked: ApprovalAsked) => ApprovalState;
  /** From now on the step can be called back. */
  open: () => void;
  /** Body of the call that came, if it did. */
  received: () => JsonObject | undefined;
  emit: (event: { id: string; type: string; subject: string | null; data: JsonObject }) => void;
}

/** Hides secrets. */
export interface Shield {
  text: (text: string) => string;
  /** As a run shows its input. */
  config: (config: JsonObject) => JsonValue;
  json: (value: JsonValue) => JsonValue;
  /** Why outputs cannot be stored: they hold a secret. */
  leak: (outputs: JsonObject) => string | undefined;
}

export interface LocalOptions {
  document: PipelineDocument;
  types: Record<string, LocalStepType>;
  /** Instant of `0s`, ISO. */
  start: string;
  events: readonly TestEvent[];
  /** Started by hand at `0s`. */
  inputs?: JsonObject | undefined;
  /** Schedules fire until then, milliseconds after the start. */
  schedules_until?: number | undefined;
  workspace_id?: string | undefined;
  workspace_name?: string | undefined;
  environment?: EnvironmentName | undefined;
  secrets: Record<string, string>;
  stubs: Record<string, StepStubs>;
  decisions: readonly TestDecision[];
  cancel?: { at: number; mode: 'cancel' | 'stop' | 'kill' } | undefined;
  shield: Shield;
  /** Told what happens, as it happens. */
  onStep?: ((run: LocalRun, step: LocalStep) => void) | undefined;
}

export interface LocalEffect {
  run: number;
  type: string;
  step: string;
  item: string;
  action: string | null;
  /** Rendered, secrets hidden. */
  config: JsonValue;
  at: string;
}

export interface LocalDecision {
  event: EventEnvelope;
  decision: Decision;
  reason: string;
  run: number | null;
}

export interface LocalAttempt {
  number: number;
  status: StepStatus;
  started_at: string;
  completed_at: string | null;
  error: string | null;
}

export interface LocalStep {
  name: string;
  item: string;
  section: StepSection;
  type: string;
  status: StepStatus;
  message: string | null;
  input: JsonValue;
  outputs: JsonObject;
  summary: string | null;
  attempts: LocalAttempt[];
  cached_from: string | null;
}

export interface LocalRun {
  id: string;
  number: number;
  status: RunStatus;
  reason: string;
  failed_step: string | null;
  error_message: string | null;
  event: EventEnvelope;
  events: EventEnvelope[];
  inputs: JsonObject;
  outputs: JsonObject | null;
  /** ISO. */
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  steps: LocalStep[];
  annotations: { level: string; message: string; location: string | null; step: string; item: string }[];
  log: { at: string; step: string; item: string; message: string }[];
}

export interface LocalOutcome {
  runs: LocalRun[];
  decisions: LocalDecision[];
  /** Over all runs, in order. */
  effects: LocalEffect[];
  start: string;
  /** Of virtual time. */
  end: string;
}
