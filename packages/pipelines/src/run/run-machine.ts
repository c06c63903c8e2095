// A run as a state machine: `transitionRun(state, event) → { state, effects }`, specified in SPEC.md. Repeated events (a recovered worker starts again)
// return the same state object and no effects, so the caller may send them without asking.
import type { RunStatus } from '@mockops/contract';

export type RunEnd = Exclude<RunStatus, 'queued' | 'running'>;

export interface RunState {
  status: RunStatus;
  failed_step: string | null;
  error_message: string | null;
}

export type RunEvent =
  | { kind: 'started' }
  /** All steps ended; `status` is what `classifyRun` says of them. */
  | { kind: 'finished'; status: RunEnd; failed_step: string | null; message: string | null }
  /** It cannot go on, outside of any step: its definition is gone, or the engine gave it up. */
  | { kind: 'broken'; message: string }
  | { kind: 'cancelled'; message: string }
  | { kind: 'timed_out'; message: string };

export type RunEffect =
  | { kind: 'stamp'; field: 'started_at' | 'completed_at' }
  /** Every step that has not ended. */
  | { kind: 'cancel_open_steps'; message: string }
  | { kind: 'emit'; type: 'pipeline.run.started' }
  | { kind: 'emit'; type: 'pipeline.run.completed'; status: RunEnd; failed_step: string | null };

export interface RunTransition {
  state: RunState;
  effects: RunEffect[];
}

/** `as_classified`: the status that the event carries. */
type Cell = RunStatus | 'ignore' | 'as_classified';
type Row = Record<RunEvent['kind'], Cell>;

const ENDED: Row = {
  started: 'ignore',
  finished: 'ignore',
  broken: 'ignore',
  cancelled: 'ignore',
  timed_out: 'ignore',
};

export const RUN_TABLE: Record<RunStatus, Row> = {
  queued: { started: 'running', finished: 'ignore', broken: 'failed', cancelled: 'cancelled', timed_out: 'timed_out' },
  running: {
    started: 'ignore',
    finished: 'as_classified',
    broken: 'failed',
    cancelled: 'cancelled',
    timed_out: 'timed_out',
  },
  succeeded: ENDED,
  failed: ENDED,
  cancelled: ENDED,
  timed_out: ENDED,
};

export function initialRun(): RunState {
  return { status: 'queued', failed_step: null, error_message: null };
}

export function transitionRun(state: RunState, event: RunEvent): RunTransition {
  const cell = RUN_TABLE[state.status][event.kind];
  if (cell === 'ignore') return { state, effects: [] };
  const status = cell === 'as_classified' ? endOf(event) : cell;
  if (status === 'queued' || status === 'running') {
    return { state: { ...state, status }, effects: startEffects() };
  }
  const failedStep = event.kind === 'finished' ? event.failed_step : null;
  const message = 'message' in event ? event.message : null;
  const effects: RunEffect[] = [
    ...(event.kind === 'finished' ? [] : [{ kind: 'cancel_open_steps' as const, message: message ?? status }]),
    { kind: 'stamp', field: 'completed_at' },
    { kind: 'emit', type: 'pipeline.run.completed', status, failed_step: failedStep },
  ];
  return { state: { status, failed_step: failedStep, error_message: message }, effects };
}

function startEffects(): RunEffect[] {
  return [
    { kind: 'stamp', field: 'started_at' },
    { kind: 'emit', type: 'pipeline.run.started' },
  ];
}

function endOf(event: RunEvent): RunStatus {
  return event.kind === 'finished' ? event.status : 'failed';
}
