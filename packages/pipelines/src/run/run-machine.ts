// A run as a state machine: `transitionRun(state, event) → { state, effects }`, specified in SPEC.md. Repeated events return the same state object and
// no effects, so the caller may send them without asking.
import type { RunStatus } from '@mockops/contract';
import type { JsonObject } from '../json.ts';

export type RunEnd = Exclude<RunStatus, 'delayed' | 'queued' | 'running' | 'waiting' | 'cancelling'>;
/** What the steps of a run can make of it. */
export type RunOutcome = 'succeeded' | 'failed' | 'cancelled' | 'timed_out';

export interface RunState {
  status: RunStatus;
  /** It has been running. */
  started: boolean;
  failed_step: string | null;
  error_message: string | null;
}

export type RunEvent =
  /** What it was delayed for is over. */
  | { kind: 'due' }
  /** It has its place. */
  | { kind: 'started' }
  /** Everything that is open waits for the outside. */
  | { kind: 'suspended' }
  /** Something that it waited for came. */
  | { kind: 'woken' }
  /** The same, but it gave its place back and is in line again. */
  | { kind: 'requeued' }
  /** Cancelled, stopped or out of time: what is left are its hooks. */
  | { kind: 'ending' }
  /** All steps ended. */
  | {
      kind: 'finished';
      status: RunOutcome;
      failed_step: string | null;
      message: string | null;
      outputs: JsonObject | null;
    }
  /** It cannot go on, outside of any step. */
  | { kind: 'broken'; message: string }
  /** At once and without hooks. */
  | { kind: 'cancelled'; message: string }
  | { kind: 'skipped'; message: string }
  | { kind: 'superseded'; message: string }
  | { kind: 'expired'; message: string };

export type RunEffect =
  | { kind: 'stamp'; field: 'started_at' | 'completed_at' }
  /** Every step that has not ended. */
  | { kind: 'cancel_open_steps'; message: string }
  | { kind: 'emit'; type: 'pipeline.run.started' }
  | { kind: 'emit'; type: 'pipeline.run.waiting' }
  | { kind: 'emit'; type: 'pipeline.run.completed'; status: RunEnd; failed_step: string | null };

export interface RunTransition {
  state: RunState;
  effects: RunEffect[];
}

/** `as_classified`: the status that the event carries. `*_unless_started`: only of a run that never ran. */
type Unstarted = 'skipped' | 'superseded' | 'expired';
type Cell = RunStatus | 'ignore' | 'as_classified' | 'cancelling_if_started' | `${Unstarted}_unless_started`;
type Row = Record<RunEvent['kind'], Cell>;

const ENDED: Row = {
  due: 'ignore',
  started: 'ignore',
  suspended: 'ignore',
  woken: 'ignore',
  requeued: 'ignore',
  ending: 'ignore',
  finished: 'ignore',
  broken: 'ignore',
  cancelled: 'ignore',
  skipped: 'ignore',
  superseded: 'ignore',
  expired: 'ignore',
};
const OPEN: Row = { ...ENDED, broken: 'failed', cancelled: 'cancelled' };
const IN_LINE: Row = {
  ...OPEN,
  skipped: 'skipped_unless_started',
  superseded: 'superseded_unless_started',
  expired: 'expired_unless_started',
};

export const RUN_TABLE: Record<RunStatus, Row> = {
  delayed: { ...IN_LINE, due: 'queued' },
  queued: { ...IN_LINE, started: 'running', ending: 'cancelling_if_started' },
  running: { ...OPEN, suspended: 'waiting', ending: 'cancelling', finished: 'as_classified' },
  waiting: { ...OPEN, woken: 'running', requeued: 'queued', ending: 'cancelling' },
  cancelling: { ...OPEN, finished: 'as_classified' },
  succeeded: ENDED,
  failed: ENDED,
  cancelled: ENDED,
  timed_out: ENDED,
  skipped: ENDED,
  superseded: ENDED,
  expired: ENDED,
};

export function initialRun(status: 'delayed' | 'queued' = 'queued'): RunState {
  return { status, started: false, failed_step: null, error_message: null };
}

export function isRunEnd(status: RunStatus): status is RunEnd {
  return RUN_TABLE[status] === ENDED;
}

export function transitionRun(state: RunState, event: RunEvent): RunTransition {
  const status = resolve(state, event);
  if (status === 'ignore') return { state, effects: [] };
  if (!isRunEnd(status)) {
    const first = status === 'running' && !state.started;
    return { state: { ...state, status, started: state.started || first }, effects: openEffects(status, first) };
  }
  const failedStep = event.kind === 'finished' ? event.failed_step : null;
  const message = 'message' in event ? event.message : null;
  const effects: RunEffect[] = [
    ...(event.kind === 'finished' ? [] : [{ kind: 'cancel_open_steps' as const, message: message ?? status }]),
    { kind: 'stamp', field: 'completed_at' },
    { kind: 'emit', type: 'pipeline.run.completed', status, failed_step: failedStep },
  ];
  return { state: { ...state, status, failed_step: failedStep, error_message: message }, effects };
}

function resolve(state: RunState, event: RunEvent): RunStatus | 'ignore' {
  const cell = RUN_TABLE[state.status][event.kind];
  switch (cell) {
    case 'as_classified':
      return event.kind === 'finished' ? event.status : 'ignore';
    case 'cancelling_if_started':
      return state.started ? 'cancelling' : 'ignore';
    case 'skipped_unless_started':
      return state.started ? 'ignore' : 'skipped';
    case 'superseded_unless_started':
      return state.started ? 'ignore' : 'superseded';
    case 'expired_unless_started':
      return state.started ? 'ignore' : 'expired';
    default:
      return cell;
  }
}

function openEffects(status: RunStatus, first: boolean): RunEffect[] {
  if (first)
    return [
      { kind: 'stamp', field: 'started_at' },
      { kind: 'emit', type: 'pipeline.run.started' },
    ];
  return status === 'waiting' ? [{ kind: 'emit', type: 'pipeline.run.waiting' }] : [];
}
