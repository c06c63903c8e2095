// A step of a run as a state machine: `transitionStep(state, event) → { state, effects }`, specified in SPEC.md. Attempts carry their number, so that the
// late result of an attempt that timed out or was cancelled changes nothing. An event without a place returns the same state object and no effects.
import type { StepStatus } from '@mockops/contract';

/** Finer than the status that people see: between two attempts a step is still `running`. */
export type StepPhase = StepStatus | 'backing_off';

export interface StepState {
  phase: StepPhase;
  status: StepStatus;
  /** Number of the newest attempt; 0 before the first. */
  attempt: number;
  /** Total tries, the first included. */
  max_attempts: number;
  /** Why it was skipped or what failed. */
  message: string | null;
}

export type SkipReason = 'condition' | 'upstream_failed' | 'cancelled';

export type StepEvent =
  | { kind: 'attempt_started'; attempt: number }
  | { kind: 'attempt_succeeded'; attempt: number }
  /** `retryable: false` for errors that another try cannot cure (bad config, refused). */
  | { kind: 'attempt_failed'; attempt: number; message: string; retryable: boolean }
  | { kind: 'attempt_timed_out'; attempt: number; message: string; retryable: boolean }
  | { kind: 'skipped'; reason: SkipReason; message: string }
  /** Failed before or between attempts: the condition or the config could not be evaluated. */
  | { kind: 'refused'; message: string }
  | { kind: 'cancelled'; message: string };

export type StepEffect =
  | { kind: 'open_attempt'; attempt: number }
  | { kind: 'close_attempt'; attempt: number; status: StepStatus; message: string | null }
  | { kind: 'schedule_retry'; attempt: number }
  | { kind: 'complete_step'; status: StepStatus }
  | { kind: 'emit'; type: 'pipeline.step.changed'; status: StepStatus; attempt: number };

export interface StepTransition {
  state: StepState;
  effects: StepEffect[];
}

/** `retry_or_*` depends on the tries that are left. */
type Cell = StepPhase | 'ignore' | 'retry_or_failed' | 'retry_or_timed_out';
type Row = Record<StepEvent['kind'], Cell>;

const ENDED: Row = {
  attempt_started: 'ignore',
  attempt_succeeded: 'ignore',
  attempt_failed: 'ignore',
  attempt_timed_out: 'ignore',
  skipped: 'ignore',
  refused: 'ignore',
  cancelled: 'ignore',
};

export const STEP_TABLE: Record<StepPhase, Row> = {
  pending: { ...ENDED, attempt_started: 'running', skipped: 'skipped', refused: 'failed', cancelled: 'cancelled' },
  running: {
    ...ENDED,
    attempt_succeeded: 'succeeded',
    attempt_failed: 'retry_or_failed',
    attempt_timed_out: 'retry_or_timed_out',
    cancelled: 'cancelled',
  },
  backing_off: { ...ENDED, attempt_started: 'running', refused: 'failed', cancelled: 'cancelled' },
  succeeded: ENDED,
  failed: ENDED,
  timed_out: ENDED,
  cancelled: ENDED,
  skipped: ENDED,
};

export function initialStep(maxAttempts: number): StepState {
  return { phase: 'pending', status: 'pending', attempt: 0, max_attempts: maxAttempts, message: null };
}

export function isEnded(status: StepStatus): boolean {
  return status !== 'pending' && status !== 'running';
}

export function transitionStep(state: StepState, event: StepEvent): StepTransition {
  const next = resolve(state, event);
  if (next === 'ignore') return { state, effects: [] };
  const attempt = event.kind === 'attempt_started' ? event.attempt : state.attempt;
  const status = next === 'backing_off' ? 'running' : next;
  const message = 'message' in event ? event.message : null;
  const changed: StepState = { ...state, phase: next, status, attempt, message };
  return { state: changed, effects: effectsOf(state, changed, event) };
}

function resolve(state: StepState, event: StepEvent): StepPhase | 'ignore' {
  if ('attempt' in event && event.attempt !== expectedAttempt(state, event)) return 'ignore';
  const cell = STEP_TABLE[state.phase][event.kind];
  if (cell !== 'retry_or_failed' && cell !== 'retry_or_timed_out') return cell;
  const again = 'retryable' in event && event.retryable && state.attempt < state.max_attempts;
  if (again) return 'backing_off';
  return cell === 'retry_or_failed' ? 'failed' : 'timed_out';
}

function expectedAttempt(state: StepState, event: StepEvent): number {
  return event.kind === 'attempt_started' ? state.attempt + 1 : state.attempt;
}

function effectsOf(before: StepState, after: StepState, event: StepEvent): StepEffect[] {
  const effects: StepEffect[] = [];
  if (event.kind === 'attempt_started') effects.push({ kind: 'open_attempt', attempt: after.attempt });
  if (before.phase === 'running') {
    effects.push({
      kind: 'close_attempt',
      attempt: after.attempt,
      status: closingStatus(after.phase, event),
      message: after.message,
    });
  }
  if (after.phase === 'backing_off') effects.push({ kind: 'schedule_retry', attempt: after.attempt + 1 });
  if (isEnded(after.status)) effects.push({ kind: 'complete_step', status: after.status });
  effects.push({ kind: 'emit', type: 'pipeline.step.changed', status: after.status, attempt: after.attempt });
  return effects;
}

/** An attempt before a retry keeps its own end, though the step goes on. */
function closingStatus(phase: StepPhase, event: StepEvent): StepStatus {
  if (phase !== 'backing_off') return phase;
  return event.kind === 'attempt_timed_out' ? 'timed_out' : 'failed';
}
