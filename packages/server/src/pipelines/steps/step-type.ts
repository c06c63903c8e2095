// What every step type declares and what it is given. One folder per type, one line in registry.ts.
import type { EventEnvelope } from '@mockops/contract';
import type { z } from 'zod';
import type { StepServices } from './services.ts';

/** pure: no trace outside · idempotent: doing it twice equals doing it once · effect: the outside must be asked before it is repeated. */
type EffectClass = 'pure' | 'idempotent' | 'effect';

export interface StepContext<C> {
  config: C;
  org_id: string;
  /** Slug of the workspace that the event is about, or null. */
  workspace_id: string | null;
  event: EventEnvelope;
  run: { id: string; number: number; pipeline: string; url: string };
  /** Stable over retries and recoveries of this step: `<run id>/<step name>`. The key for whatever must happen once. */
  idempotency_key: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted on timeout and on cancellation. */
  signal: AbortSignal;
  log: (message: string) => void;
  services: StepServices;
}

export interface StepType<C = unknown> {
  type: string;
  /** One sentence for lists and documentation. */
  summary: string;
  effect: EffectClass;
  config: z.ZodType<C>;
  timeout_ms: number;
  /** Findings that need the server, at save time: a connection that is missing, for example. Warnings, not errors. */
  check?: (
    config: C,
    context: { org_id: string; workspace_id: string | null; services: StepServices },
  ) => Promise<string[]>;
  /** Returns the outputs, JSON. Throws StepFailure for what a user can mend. */
  run: (context: StepContext<C>) => Promise<Record<string, unknown>>;
  /** An attempt began and nobody knows how it ended: ask the outside. Outputs when it happened, `not_done` to repeat, `unknown` for a human. */
  reconcile?: (context: StepContext<C>) => Promise<Record<string, unknown> | 'not_done' | 'unknown'>;
}

/** `transient` failures are retried by the step's policy; `permanent` ones are not. */
export class StepFailure extends Error {
  readonly kind: 'transient' | 'permanent';
  /** What the outside asked for: a lower bound for the next try. */
  readonly retry_after_ms: number | undefined;
  /** What the step found before it failed; steps that run nevertheless may read it. */
  readonly outputs: Record<string, unknown> | undefined;

  constructor(
    message: string,
    kind: 'transient' | 'permanent' = 'permanent',
    options: { cause?: unknown; retry_after_ms?: number | undefined; outputs?: Record<string, unknown> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'StepFailure';
    this.kind = kind;
    this.retry_after_ms = options.retry_after_ms;
    this.outputs = options.outputs;
  }
}
