// A step type of somebody else: what the default export (or `steps`, a list) of a module in `step_modules` looks like. Types only, so that a module
// can be plain JavaScript without a dependency on this server.
import type { EffectClass, Need, Sink } from '@mockops/pipelines';
import type { Outputs, StepContext, StepFailure, StepSkipped, Stimulus, Suspended } from '../step-type.ts';

/** As for the server's own types, without what reaches into the server. */
export type ThirdPartyContext<C = unknown> = Omit<StepContext<C>, 'services'>;

/** Classes to throw and to return; handed over, because `instanceof` holds for these only. */
export interface StepTools {
  StepFailure: typeof StepFailure;
  StepSkipped: typeof StepSkipped;
  Suspended: typeof Suspended;
}

export interface ThirdPartyStep<C = unknown> {
  /** `<vendor>/<name>`, so that it never collides with a type of the server. */
  type: string;
  summary: string;
  effect: EffectClass;
  /** A schema of zod 4, or a JSON Schema of an object. */
  config: unknown;
  /** The same, of what `run` returns. */
  outputs?: unknown;
  /** A number or a text; part of cache keys. */
  version?: string;
  /** Default: one minute. */
  timeout_ms?: number;
  sinks?: Record<string, Sink>;
  needs?: (config: C, context: { workspace_id: string | null }) => Need[];
  run: (context: ThirdPartyContext<C>, tools: StepTools) => Promise<Outputs | Suspended>;
  resume?: (
    context: ThirdPartyContext<C>,
    stimulus: Stimulus,
    state: Record<string, unknown>,
    tools: StepTools,
  ) => Promise<Outputs | Suspended>;
  reconcile?: (context: ThirdPartyContext<C>, tools: StepTools) => Promise<Outputs | 'not_done' | 'unknown'>;
}
