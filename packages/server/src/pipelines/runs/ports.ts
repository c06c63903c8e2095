// What the rest of the server asks of runs: start one, wake a step of one. Both join the caller's transaction.
import type { EventEnvelope, PipelineDocument, RunStatus } from '@mockops/contract';
import type { JsonObject } from '@mockops/pipelines';
import type { Tx } from '../../db/database.ts';
import type { Stimulus } from '../steps/step-type.ts';
import type { PipelineRow } from '../store.ts';

export interface NewRun {
  /** Of the caller's choice: made of what must happen once (`deterministicUuid(event.id, pipeline.id)`). An id that is there starts nothing. */
  id: string;
  pipeline: PipelineRow;
  document: PipelineDocument;
  /** The newest event, or the only one. Stored already. */
  event: EventEnvelope;
  /** All of a window, oldest first. */
  events: EventEnvelope[];
  workspace_uid: string | null;
  /** Why it starts, in words. */
  reason: string;
  inputs: JsonObject;
  /** Who or what: `pipeline:x`, `schedule`, `robin`. */
  started_by: string;
  not_before?: Date;
  replay_id?: string;
  /** Shares what must happen once with that run. Default: the run itself. */
  effect_root?: string;
  attempt?: number;
  rerun_of?: string;
  called_by?: { execution_id: string; step_name: string; item: string; depth: number };
  debug?: boolean;
  /** Steps whose result is taken over, by name and item: re-run of failed ones. */
  reuse?: { step_name: string; item: string }[];
}

export interface StepReference {
  execution_id: string;
  step_name: string;
  item: string;
}

export interface Runs {
  /** `skipped`, `superseded` or `failed` at once when its concurrency group says so; the row tells why. */
  create: (tx: Tx, run: NewRun) => Promise<{ id: string; status: RunStatus; created: boolean; message: string | null }>;
  /** False when the step does not wait (any more): whoever came first decided. */
  wake: (tx: Tx, step: StepReference, stimulus: Stimulus) => Promise<boolean>;
}
