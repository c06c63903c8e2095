// What steps that wait, and steps that start something, ask of the server; and which row of a run is meant by it.
import type { Input } from '@mockops/contract';
import type { JsonObject } from '@mockops/pipelines';
import type { StepReference } from '../runs/ports.ts';
import type { StepContext } from './step-type.ts';

export interface ApprovalQuestion {
  /** Absent: anybody. */
  approvers?: { users: string[]; teams: string[] } | undefined;
  min_approvals: number;
  prevent_self_approval: boolean;
  /** Null: as long as the run may take. */
  expires_in_ms: number | null;
  on_expire: 'reject' | 'approve' | 'fail';
  /** Markdown. */
  message: string;
  /** A form that the approver fills in. */
  fields?: Record<string, Input> | undefined;
}

export interface ApprovalStanding {
  status: 'pending' | 'approved' | 'rejected' | 'expired' | 'invalidated';
  /** In words, once it is decided. */
  reason: string | null;
  /** Who decided. */
  by: string[];
  fields: JsonObject;
  expires_at: Date | null;
}

export interface Approvals {
  /**
   * Asks when nobody was asked yet, and answers where it stands now: an approval that is over expires, one whose content or approvers have
   * changed is invalidated. `config` is what the decision is bound to, besides the pinned definition and the event.
   */
  review: (request: {
    step: StepReference;
    event_id: string;
    question: ApprovalQuestion;
    config: unknown;
  }) => Promise<ApprovalStanding>;
  /** What would keep this question from ever being approved. */
  obstacles: (question: ApprovalQuestion) => string[];
}

export interface Callbacks {
  /** The address by which the step can be called back once until then; the same one for every attempt of the step. */
  open: (step: StepReference, options: { name: string; expires_at: Date }) => Promise<{ url: string }>;
  /** What came, or undefined. */
  received: (step: StepReference) => Promise<JsonObject | undefined>;
}

export interface CalledRun {
  execution_id: string;
  number: number;
  status: string;
  /** Null while it runs. */
  ended: { outputs: JsonObject; message: string | null } | null;
}

export interface Calls {
  /** Starts a reusable pipeline for this step, or finds the run that an earlier attempt started. Throws Problem when it cannot be called. */
  start: (request: {
    from: StepReference;
    pipeline: string;
    revision: number | null;
    inputs: JsonObject;
    secrets: string[];
  }) => Promise<CalledRun>;
  find: (execution_id: string) => Promise<CalledRun | undefined>;
}

export interface CustomEvent {
  /** An event with this id that is there already is left as it is. */
  id: string;
  type: string;
  subject: string | null;
  /** Slug, or null for an event of the organisation. */
  workspace: string | null;
  data: JsonObject;
}

/** The row that a step is. */
export function referenceTo({ run, step }: Pick<StepContext<unknown>, 'run' | 'step'>): StepReference {
  return { execution_id: run.id, step_name: step.name, item: step.item };
}

export function nowOf({ now }: Pick<StepContext<unknown>, 'now'>): Date {
  return now?.() ?? new Date();
}
