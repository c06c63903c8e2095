import type { StepStatus } from '@mockops/contract';
import { expect, test } from 'vitest';
import { CONTEXT } from '../expressions/run-context.fixture.ts';
import { classifyRun, decideStep } from './classify.ts';

function classify(...steps: [StepStatus, boolean?][]): unknown {
  return classifyRun(
    steps.map(([status, continueOnError = false], index) => ({
      name: `s${index}`,
      status,
      continue_on_error: continueOnError,
      message: `why ${index}`,
    })),
  );
}

test('a run succeeds when no step ended badly without leave', () => {
  const success = { status: 'succeeded', failed_step: null, message: null };
  expect(classify(['succeeded'], ['skipped'], ['failed', true], ['timed_out', true])).toEqual(success);
  expect(classify()).toEqual(success);
});

test('the first step that ended badly decides and is the headline', () => {
  expect(classify(['failed', true], ['failed'], ['timed_out'])).toEqual({
    status: 'failed',
    failed_step: 's1',
    message: 'why 1',
  });
  expect(classify(['timed_out'], ['skipped'])).toMatchObject({ status: 'timed_out', failed_step: 's0' });
  expect(classify(['cancelled', true])).toMatchObject({ status: 'cancelled', failed_step: 's0' });
});

test('a run with an open step is running', () => {
  expect(classify(['failed'], ['pending'])).toEqual({ status: 'running' });
});

const STEP = { if: 'success()' };
const NOTHING = { total: 1, passed: 0, failed: 1, skipped: 0 };
const FAILED = {
  ...CONTEXT,
  steps: { build: { status: 'failed' as const, outputs: {}, summary: NOTHING, attempts: 1 } },
};

test('a step whose needs ended runs, or the reason says why not', () => {
  expect(decideStep(STEP, CONTEXT)).toEqual({ run: true });
  expect(decideStep({ ...STEP, if: 'event.to_revision > 9' }, CONTEXT)).toEqual({
    run: false,
    reason: 'condition',
    message: 'if: event.to_revision > 9 is false',
  });
  expect(decideStep(STEP, FAILED)).toEqual({ run: false, reason: 'upstream_failed', message: 'step "build" failed' });
  expect(decideStep({ ...STEP, if: 'event.breaking' }, FAILED)).toMatchObject({ reason: 'upstream_failed' });
  expect(decideStep(STEP, { ...CONTEXT, cancelled: true })).toMatchObject({ reason: 'cancelled' });
  expect(decideStep({ ...STEP, if: 'failure()' }, CONTEXT)).toMatchObject({ reason: 'condition' });
  expect(decideStep({ ...STEP, if: 'always()' }, FAILED)).toEqual({ run: true });
});

test('only what a step needs, directly or not, keeps it from running', () => {
  expect(decideStep(STEP, { ...FAILED, ancestors: [] })).toEqual({ run: true });
  expect(decideStep(STEP, { ...FAILED, ancestors: ['build'] })).toMatchObject({ reason: 'upstream_failed' });
});

test('a condition that has no value fails the step with its place', () => {
  const decision = decideStep({ ...STEP, if: 'event.gone > 1' }, CONTEXT, 'steps[2].if');
  expect(decision).toMatchObject({ run: false, reason: 'refused', issues: [{ code: 'EXP004', path: 'steps[2].if' }] });
});
