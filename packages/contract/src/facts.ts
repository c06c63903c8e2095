// Facts: what the data plane saw. One observation per exchange, counted in memory and flushed in batches.
import type { EnvironmentName } from './names.ts';
import type { RealityLevel, Source } from './reality.ts';

/** `ci` only with proof: the request carried `mockops-ci-run`. `synthetic` is traffic that MockOps made itself. */
export type TrafficClass = 'ci' | 'manual' | 'synthetic';

export interface Observation {
  /** Epoch milliseconds of the request's arrival. */
  at: number;
  workspace: string;
  environment: EnvironmentName;
  federation?: string;
  service?: string;
  method: string;
  path: string;
  /** `POST /charges`, or null when nothing in the contract matches. */
  operation: string | null;
  status: number;
  source: Source;
  reality: RealityLevel;
  scenario?: string;
  persona?: string;
  class: TrafficClass;
  ci_run?: string;
  test?: string;
  duration_ms: number;
  /** Snapshot that answered. */
  snapshot: string;
  /**
   * Present for answers of a real upstream: what the drift check compares with the contract; of operations that it does not have, only those with a
   * 2xx status.
   */
  answer?: { media_type: string; body: Uint8Array; truncated: boolean };
}
