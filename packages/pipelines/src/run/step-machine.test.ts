// The tests named in SPEC.md. The model: any sequence of events, also late, repeated and wrong ones.
import { StepStatus } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialStep,
  isEnded,
  STEP_TABLE,
  type StepEffect,
  type StepEvent,
  type StepState,
  transitionStep,
} from './step-machine.ts';

const message = 'm';
const attempt = fc.integer({ min: 0, max: 5 });
const anyEvent: fc.Arbitrary<StepEvent> = fc.oneof(
  // Most often what a worker may say, so that attempts get far.
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('attempt_started' as const, 'attempt_succeeded' as const), attempt }),
  },
  { weight: 3, arbitrary: fc.constantFrom<StepEvent>({ kind: 'queued' }, { kind: 'lined_up' }, { kind: 'admitted' }) },
  fc.record({
    kind: fc.constantFrom('attempt_failed' as const, 'attempt_timed_out' as const),
    attempt,
    message: fc.constant(message),
    retryable: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('attempt_skipped' as const, 'suspended' as const),
    attempt,
    message: fc.constant(message),
  }),
  fc.record({ kind: fc.constant('woken' as const), lines_up: fc.boolean() }),
  fc.constantFrom<StepEvent>(
    { kind: 'expanded' },
    { kind: 'cells_ended', status: 'failed', message },
    { kind: 'reused' },
    { kind: 'skipped', reason: 'condition', message },
    { kind: 'refused', message },
    { kind: 'cancelled', message },
  ),
);

/** Attempt numbers near the state's own are likelier to matter than any number. */
function walk(maxAttempts: number, events: StepEvent[]): { states: StepState[]; effects: StepEffect[] } {
  const states = [initialStep(maxAttempts)];
  const effects: StepEffect[] = [];
  for (const event of events) {
    const next = transitionStep(states.at(-1)!, event);
    states.push(next.state);
    effects.push(...next.effects);
  }
  return { states, effects };
}

function always(check: (walked: ReturnType<typeof walk>, maxAttempts: number) => void): void {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(anyEvent, { maxLength: 30 }), (maxAttempts, events) =>
      check(walk(maxAttempts, events), maxAttempts),
    ),
    { numRuns: 500 },
  );
}

test('every phase has a cell for every event', () => {
  const kinds = Object.keys(STEP_TABLE.pending).sort();
  expect(kinds).toHaveLength(16);
  for (const row of Object.values(STEP_TABLE)) expect(Object.keys(row).sort()).toEqual(kinds);
  expect(Object.keys(STEP_TABLE).sort()).toEqual(
    [...StepStatus.options, 'admitted', 'queued', 'backing_off', 'expanded'].sort(),
  );
});

test('a step that ended never changes again', () => {
  always(({ states }) => {
    const end = states.findIndex((state) => isEnded(state.status));
    if (end >= 0) for (const state of states.slice(end)) expect(state).toBe(states[end]);
  });
});

test('a step ends at most once, and says so exactly then', () => {
  always(({ states, effects }) => {
    const completed = effects.filter((effect) => effect.kind === 'complete_step');
    expect(completed).toHaveLength(isEnded(states.at(-1)!.status) ? 1 : 0);
  });
});

test('attempts count up by one and never beyond the limit', () => {
  always(({ states, effects }, maxAttempts) => {
    const waits = states.filter(
      ({ phase }, index) => phase === 'waiting' && states[index - 1]?.phase !== 'waiting',
    ).length;
    const opened = effects.flatMap((effect) => (effect.kind === 'open_attempt' ? [effect.attempt] : []));
    expect(opened).toEqual(opened.map((_, index) => index + 1));
    // Each wait is an attempt that used up no try.
    expect(opened.length).toBeLessThanOrEqual(maxAttempts + waits);
    expect(states.at(-1)!.attempt).toBe(opened.length);
  });
});

test('every attempt that was opened is closed once, unless it is running now', () => {
  always(({ states, effects }) => {
    const opened = effects.filter((effect) => effect.kind === 'open_attempt').length;
    const closed = effects.filter((effect) => effect.kind === 'close_attempt').length;
    expect(opened - closed).toBe(states.at(-1)!.phase === 'running' ? 1 : 0);
  });
});

test('a step succeeds by an attempt, by its cells, or by what an earlier run did', () => {
  always(({ states, effects }) => {
    const last = states.at(-1)!;
    if (last.status !== 'succeeded') return;
    const closed = effects.findLast((effect) => effect.kind === 'close_attempt');
    if (last.attempt > 0 && closed) expect(closed).toMatchObject({ status: 'succeeded' });
    else expect(['pending', 'queued', 'expanded']).toContain(states.findLast((state) => state !== last)!.phase);
  });
});

test('the late result of an earlier attempt changes nothing', () => {
  const second = walk(3, [
    { kind: 'queued' },
    { kind: 'attempt_started', attempt: 1 },
    { kind: 'attempt_timed_out', attempt: 1, message, retryable: true },
    { kind: 'attempt_started', attempt: 2 },
  ]).states.at(-1)!;
  const late = transitionStep(second, { kind: 'attempt_succeeded', attempt: 1 });
  expect(late.state).toBe(second);
  expect(late.effects).toEqual([]);
});

test('a retry keeps the step running and closes the attempt by its own end', () => {
  const running = walk(2, [{ kind: 'queued' }, { kind: 'attempt_started', attempt: 1 }]).states.at(-1)!;
  const { state, effects } = transitionStep(running, {
    kind: 'attempt_timed_out',
    attempt: 1,
    message: '30s',
    retryable: true,
  });
  expect(state).toMatchObject({ phase: 'backing_off', status: 'running', attempt: 1 });
  expect(effects).toEqual([
    { kind: 'close_attempt', attempt: 1, status: 'timed_out', message: '30s' },
    { kind: 'schedule_retry', attempt: 2 },
    { kind: 'emit', type: 'pipeline.step.changed', status: 'running', attempt: 1 },
  ]);
});

test('the last attempt, and an error that no retry can cure, end the step', () => {
  const started: StepEvent = { kind: 'attempt_started', attempt: 1 };
  const fail = (retryable: boolean): StepEvent => ({ kind: 'attempt_failed', attempt: 1, message, retryable });
  const queued: StepEvent = { kind: 'queued' };
  expect(walk(1, [queued, started, fail(true)]).states.at(-1)!.status).toBe('failed');
  expect(walk(3, [queued, started, fail(false)]).states.at(-1)!.status).toBe('failed');
  expect(walk(3, [queued, started, fail(true)]).states.at(-1)!.status).toBe('running');
});

test('a started attempt that is reported again, as after a crash, changes nothing', () => {
  const { states } = walk(3, [
    { kind: 'queued' },
    { kind: 'attempt_started', attempt: 1 },
    { kind: 'attempt_started', attempt: 1 },
  ]);
  expect(states[3]).toBe(states[2]);
});

test('waiting uses up no try, and the first that wakes the step decides', () => {
  const waiting = walk(1, [
    { kind: 'queued' },
    { kind: 'attempt_started', attempt: 1 },
    { kind: 'suspended', attempt: 1, message: 'approval' },
  ]).states.at(-1)!;
  expect(waiting).toMatchObject({ phase: 'waiting', attempt: 1, max_attempts: 2, message: 'approval' });
  const woken = transitionStep(waiting, { kind: 'woken', lines_up: false }).state;
  expect(woken).toMatchObject({ phase: 'admitted', status: 'ready' });
  expect(transitionStep(woken, { kind: 'woken', lines_up: false }).state).toBe(woken);
  expect(transitionStep(waiting, { kind: 'woken', lines_up: true }).state.phase).toBe('ready');
});

test('a skipped step has no attempt', () => {
  const { states, effects } = walk(3, [{ kind: 'skipped', reason: 'upstream_failed', message: 'step "a" failed' }]);
  expect(states.at(-1)).toMatchObject({ status: 'skipped', attempt: 0, message: 'step "a" failed' });
  expect(effects).toEqual([
    { kind: 'complete_step', status: 'skipped' },
    { kind: 'emit', type: 'pipeline.step.changed', status: 'skipped', attempt: 0 },
  ]);
});
