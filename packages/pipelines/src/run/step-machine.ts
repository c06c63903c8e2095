// A step (or one cell of a matrix) as a state machine: `transitionStep(state, event) → { state, effects }`, specified in SPEC.md. Attempts carry their
// number, so that the late result of an attempt that timed out or was cancelled changes nothing. An event without a place returns the same state object
// and no effects.
import type { StepStatus } from '@mockops/contract';

/**
 * Finer than the status that people see. ready: in line for a place in the step's group · admitted: has it, and waits for a place in its run ·
 * queued: handed to the workers · backing_off: between two attempts · expanded: its cells are rows of their own.
 */
export type StepPhase = StepStatus | 'admitted' | 'queued' | 'backing_off' | 'expanded';

export interface StepState {
  phase: StepPhase;
  status: StepStatus;
  /** Number of the newest attempt; 0 before the first. */
  attempt: number;
  /** Attempts that may be made in all: tries, and one more for each time that it waited. */
  max_attempts: number;
  /** Why it was skipped, what failed, or what it waits for. */
  message: string | null;
}

export type SkipReason = 'condition' | 'empty' | 'upstream_failed' | 'cancelled' | 'concurrency';

export type StepEvent =
  /** In line for a place in its concurrency group. */
  | { kind: 'lined_up' }
  | { kind: 'admitted' }
  /** Handed to the workers. */
  | { kind: 'queued' }
  | { kind: 'attempt_started'; attempt: number }
  | { kind: 'attempt_succeeded'; attempt: number }
  /** `retryable: false` for errors that another try cannot cure (bad config, refused). */
  | { kind: 'attempt_failed'; attempt: number; message: string; retryable: boolean }
  | { kind: 'attempt_timed_out'; attempt: number; message: string; retryable: boolean }
  /** It found nothing to do. */
  | { kind: 'attempt_skipped'; attempt: number; message: string }
  /** It waits for a person, a time or an event; `message` says for what. */
  | { kind: 'suspended'; attempt: number; message: string }
  /** What it waited for came. `lines_up`: it gave its place in the group back. */
  | { kind: 'woken'; lines_up: boolean }
  | { kind: 'expanded' }
  /** All cells ended. */
  | { kind: 'cells_ended'; status: StepEnd; message: string | null }
  /** The outputs are those of an earlier run or of the cache. */
  | { kind: 'reused' }
  | { kind: 'skipped'; reason: SkipReason; message: string }
  /** Failed before or between attempts: the condition or the config could not be evaluated. */
  | { kind: 'refused'; message: string }
  | { kind: 'cancelled'; message: string };

export type StepEnd = Extract<StepStatus, 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'skipped'>;

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

/** `retry_or_*` depends on the tries that are left, the others on what the event says. */
type Cell = StepPhase | 'ignore' | 'retry_or_failed' | 'retry_or_timed_out' | 'as_cells' | 'ready_or_admitted';
type Row = Record<StepEvent['kind'], Cell>;

const ENDED: Row = {
  lined_up: 'ignore',
  admitted: 'ignore',
  queued: 'ignore',
  attempt_started: 'ignore',
  attempt_succeeded: 'ignore',
  attempt_failed: 'ignore',
  attempt_timed_out: 'ignore',
  attempt_skipped: 'ignore',
  suspended: 'ignore',
  woken: 'ignore',
  expanded: 'ignore',
  cells_ended: 'ignore',
  reused: 'ignore',
  skipped: 'ignore',
  refused: 'ignore',
  cancelled: 'ignore',
};
const OPEN: Row = { ...ENDED, refused: 'failed', cancelled: 'cancelled' };

export const STEP_TABLE: Record<StepPhase, Row> = {
  pending: {
    ...OPEN,
    lined_up: 'ready',
    queued: 'queued',
    expanded: 'expanded',
    reused: 'succeeded',
    skipped: 'skipped',
  },
  ready: { ...OPEN, admitted: 'admitted', skipped: 'skipped' },
  admitted: { ...OPEN, queued: 'queued', skipped: 'skipped' },
  queued: { ...OPEN, attempt_started: 'running', reused: 'succeeded' },
  running: {
    ...OPEN,
    refused: 'ignore',
    attempt_succeeded: 'succeeded',
    attempt_failed: 'retry_or_failed',
    attempt_timed_out: 'retry_or_timed_out',
    attempt_skipped: 'skipped',
    suspended: 'waiting',
  },
  backing_off: { ...OPEN, attempt_started: 'running' },
  waiting: { ...OPEN, woken: 'ready_or_admitted' },
  expanded: { ...OPEN, cells_ended: 'as_cells' },
  succeeded: ENDED,
  failed: ENDED,
  timed_out: ENDED,
  cancelled: ENDED,
  skipped: ENDED,
};

export function initialStep(maxAttempts: number): StepState {
  return { phase: 'pending', status: 'pending', attempt: 0, max_attempts: maxAttempts, message: null };
}

export function isEnded(status: StepStatus): status is StepEnd {
  return status !== 'pending' && status !== 'ready' && status !== 'running' && status !== 'waiting';
}

function statusOfPhase(phase: StepPhase): StepStatus {
  if (phase === 'admitted' || phase === 'queued') return 'ready';
  return phase === 'backing_off' || phase === 'expanded' ? 'running' : phase;
}

export function transitionStep(state: StepState, event: StepEvent): StepTransition {
  const phase = resolve(state, event);
  if (phase === 'ignore') return { state, effects: [] };
  const changed: StepState = {
    phase,
    status: statusOfPhase(phase),
    attempt: event.kind === 'attempt_started' ? event.attempt : state.attempt,
    // Waiting uses up no try.
    max_attempts: state.max_attempts + (phase === 'waiting' ? 1 : 0),
    message: 'message' in event ? event.message : null,
  };
  return { state: changed, effects: effectsOf(state, changed, event) };
}

function resolve(state: StepState, event: StepEvent): StepPhase | 'ignore' {
  if ('attempt' in event && event.attempt !== expectedAttempt(state, event)) return 'ignore';
  const cell = STEP_TABLE[state.phase][event.kind];
  switch (cell) {
    case 'as_cells':
      return event.kind === 'cells_ended' ? event.status : 'ignore';
    case 'ready_or_admitted':
      return event.kind === 'woken' && event.lines_up ? 'ready' : 'admitted';
    case 'retry_or_failed':
    case 'retry_or_timed_out':
      if ('retryable' in event && event.retryable && state.attempt < state.max_attempts) return 'backing_off';
      return cell === 'retry_or_failed' ? 'failed' : 'timed_out';
    default:
      return cell;
  }
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
      status: closingStatus(after, event),
      message: after.message,
    });
  }
  if (after.phase === 'backing_off') effects.push({ kind: 'schedule_retry', attempt: after.attempt + 1 });
  if (isEnded(after.status)) effects.push({ kind: 'complete_step', status: after.status });
  // Between the plan and the first attempt there is nothing to see, but a line that it stands in.
  if (after.phase !== 'queued' && after.phase !== 'admitted')
    effects.push({ kind: 'emit', type: 'pipeline.step.changed', status: after.status, attempt: after.attempt });
  return effects;
}

/** An attempt before a retry keeps its own end, though the step goes on. */
function closingStatus(after: StepState, event: StepEvent): StepStatus {
  if (after.phase !== 'backing_off') return after.status;
  return event.kind === 'attempt_timed_out' ? 'timed_out' : 'failed';
}
