// The tests named in SPEC.md. The model: any sequence of events, also late, repeated and wrong ones.
import { RunStatus } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialRun,
  isRunEnd,
  RUN_TABLE,
  type RunEffect,
  type RunEvent,
  type RunState,
  transitionRun,
} from './run-machine.ts';

const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc
    .constantFrom(
      'due' as const,
      'started' as const,
      'suspended' as const,
      'woken' as const,
      'requeued' as const,
      'ending' as const,
    )
    .map((kind): RunEvent => ({ kind })),
  fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const, 'timed_out' as const).map(
    (status): RunEvent => ({
      kind: 'finished',
      status,
      failed_step: status === 'succeeded' ? null : 's',
      message: null,
      outputs: null,
    }),
  ),
  fc
    .constantFrom(
      'broken' as const,
      'cancelled' as const,
      'skipped' as const,
      'superseded' as const,
      'expired' as const,
    )
    .map((kind): RunEvent => ({ kind, message: 'm' })),
);

function walk(events: RunEvent[], first = initialRun()): { states: RunState[]; effects: RunEffect[] } {
  const states = [first];
  const effects: RunEffect[] = [];
  for (const event of events) {
    const next = transitionRun(states.at(-1)!, event);
    states.push(next.state);
    effects.push(...next.effects);
  }
  return { states, effects };
}

function always(check: (walked: ReturnType<typeof walk>) => void): void {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 20 }),
      fc.constantFrom('queued' as const, 'delayed' as const),
      (events, status) => check(walk(events, initialRun(status))),
    ),
    { numRuns: 500 },
  );
}

const isEnd = ({ status }: RunState) => isRunEnd(status);

test('every status has a cell for every event', () => {
  const kinds = Object.keys(RUN_TABLE.queued).sort();
  expect(kinds).toHaveLength(12);
  for (const row of Object.values(RUN_TABLE)) expect(Object.keys(row).sort()).toEqual(kinds);
  expect(Object.keys(RUN_TABLE).sort()).toEqual([...RunStatus.options].sort());
});

test('a run that ended never changes again', () => {
  always(({ states }) => {
    const end = states.findIndex(isEnd);
    if (end >= 0) for (const state of states.slice(end)) expect(state).toBe(states[end]);
  });
});

test('a run is announced as started at most once and as completed exactly when it ends', () => {
  always(({ states, effects }) => {
    const emitted = effects.flatMap((effect) => (effect.kind === 'emit' ? [effect.type] : []));
    const started = emitted.filter((type) => type === 'pipeline.run.started').length;
    expect(started).toBe(states.some((state) => state.started) ? 1 : 0);
    expect(emitted.filter((type) => type === 'pipeline.run.completed')).toHaveLength(isEnd(states.at(-1)!) ? 1 : 0);
  });
});

test('only a run that ran can succeed', () => {
  always(({ states }) => {
    const end = states.findIndex((state) => state.status === 'succeeded');
    if (end >= 0) expect(states[end]?.started).toBe(true);
  });
});

test('what never ran is skipped, superseded or expired; what ran never is', () => {
  always(({ states }) => {
    for (const { status, started } of states)
      if (status === 'skipped' || status === 'superseded' || status === 'expired') expect(started).toBe(false);
  });
  const requeued = walk([{ kind: 'started' }, { kind: 'suspended' }, { kind: 'requeued' }]).states.at(-1)!;
  expect(requeued).toMatchObject({ status: 'queued', started: true });
  expect(transitionRun(requeued, { kind: 'superseded', message: 'm' }).state).toBe(requeued);
  expect(transitionRun(requeued, { kind: 'ending' }).state.status).toBe('cancelling');
});

test('a run that ends from outside cancels the steps that are still open', () => {
  const running = { ...initialRun(), status: 'running' as const, started: true };
  const { state, effects } = transitionRun(running, { kind: 'cancelled', message: 'by ada' });
  expect(state).toEqual({ ...running, status: 'cancelled', error_message: 'by ada' });
  expect(effects).toEqual([
    { kind: 'cancel_open_steps', message: 'by ada' },
    { kind: 'stamp', field: 'completed_at' },
    { kind: 'emit', type: 'pipeline.run.completed', status: 'cancelled', failed_step: null },
  ]);
});

test('a run that finishes carries the step that decided', () => {
  const { states, effects } = walk([
    { kind: 'started' },
    { kind: 'finished', status: 'failed', failed_step: 'sdk', message: 'no contract', outputs: null },
  ]);
  expect(states.at(-1)).toMatchObject({ status: 'failed', failed_step: 'sdk', error_message: 'no contract' });
  expect(effects.map((effect) => effect.kind)).toEqual(['stamp', 'emit', 'stamp', 'emit']);
});
