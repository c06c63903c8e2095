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
  fc.record({ kind: fc.constant('attempt_started' as const), attempt }),
  fc.record({ kind: fc.constant('attempt_succeeded' as const), attempt }),
  fc.record({
    kind: fc.constantFrom('attempt_failed' as const, 'attempt_timed_out' as const),
    attempt,
    message: fc.constant(message),
    retryable: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('skipped' as const),
    reason: fc.constant('condition' as const),
    message: fc.constant(message),
  }),
  fc.record({ kind: fc.constantFrom('refused' as const, 'cancelled' as const), message: fc.constant(message) }),
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
  expect(kinds).toHaveLength(7);
  for (const row of Object.values(STEP_TABLE)) expect(Object.keys(row).sort()).toEqual(kinds);
  expect(Object.keys(STEP_TABLE).sort()).toEqual([...StepStatus.options, 'backing_off'].sort());
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
    const opened = effects.flatMap((effect) => (effect.kind === 'open_attempt' ? [effect.attempt] : []));
    expect(opened).toEqual(opened.map((_, index) => index + 1));
    expect(opened.length).toBeLessThanOrEqual(maxAttempts);
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

test('only an attempt that succeeded makes a step succeeded', () => {
  always(({ states, effects }) => {
    const last = effects.findLast((effect) => effect.kind === 'close_attempt');
    if (states.at(-1)!.status === 'succeeded') expect(last).toMatchObject({ status: 'succeeded' });
  });
});

test('the late result of an earlier attempt changes nothing', () => {
  const second = walk(3, [
    { kind: 'attempt_started', attempt: 1 },
    { kind: 'attempt_timed_out', attempt: 1, message, retryable: true },
    { kind: 'attempt_started', attempt: 2 },
  ]).states.at(-1)!;
  const late = transitionStep(second, { kind: 'attempt_succeeded', attempt: 1 });
  expect(late.state).toBe(second);
  expect(late.effects).toEqual([]);
});

test('a retry keeps the step running and closes the attempt by its own end', () => {
  const running = walk(2, [{ kind: 'attempt_started', attempt: 1 }]).states.at(-1)!;
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
  expect(walk(1, [started, fail(true)]).states.at(-1)!.status).toBe('failed');
  expect(walk(3, [started, fail(false)]).states.at(-1)!.status).toBe('failed');
  expect(walk(3, [started, fail(true)]).states.at(-1)!.status).toBe('running');
});

test('a started attempt that is reported again, as after a crash, changes nothing', () => {
  const { states } = walk(3, [
    { kind: 'attempt_started', attempt: 1 },
    { kind: 'attempt_started', attempt: 1 },
  ]);
  expect(states[2]).toBe(states[1]);
});

test('a skipped step has no attempt', () => {
  const { states, effects } = walk(3, [{ kind: 'skipped', reason: 'upstream_failed', message: 'step "a" failed' }]);
  expect(states.at(-1)).toMatchObject({ status: 'skipped', attempt: 0, message: 'step "a" failed' });
  expect(effects).toEqual([
    { kind: 'complete_step', status: 'skipped' },
    { kind: 'emit', type: 'pipeline.step.changed', status: 'skipped', attempt: 0 },
  ]);
});
