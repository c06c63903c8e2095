// How an attempt ended, as what the journal is told: it waits, it had nothing to do, it failed and is tried again or not.
import { type RunContext, type StepEvent, triesOf } from '@mockops/pipelines';
import { StepFailure, StepSkipped, type Suspended } from '../../steps/step-type.ts';
import type { Kept } from '../journal.ts';
import type { AttemptOptions } from './options.ts';
import { classOf, type readOutputs, retryIn } from './results.ts';
import type { Taken } from './take.ts';
import { TimedOut } from './work.ts';

export interface Worked {
  event: StepEvent;
  keep: Kept;
  /** To be cached. */
  outputs?: ReturnType<typeof readOutputs>;
}

/** A step that waits may take as long as its `timeout` says. `began`: its first attempt. */
export function suspension(
  { step, name, secrets }: Taken,
  wait: Suspended,
  keep: Kept,
  { began, now, waited_ms }: { began: Date; now: Date; waited_ms: number },
): Worked {
  const until = step.timeout_ms === null ? null : new Date(began.getTime() + step.timeout_ms);
  const keeps_place = step.concurrency ? !step.concurrency.release_on_wait : true;
  const waiting_for = secrets.redactor.text(wait.waiting_for);
  return {
    event: { kind: 'suspended', attempt: name.attempt, message: waiting_for },
    keep: {
      ...keep,
      wait: {
        ...{ waiting_for, state: wait.state, keeps_place, since: now.toISOString(), waited_ms },
        ...(until && { until: until.toISOString() }),
      },
      wake_at: earlier(wait.wake_at, until),
      ...(wait.event && { event_wait: wait.event }),
    },
  };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a < b ? a : b;
}

export function failure(
  options: Pick<AttemptOptions, 'random' | 'database'>,
  { step, cell, name, secrets }: Taken,
  context: RunContext,
  error: unknown,
  { timeout_ms, elapsed_ms, keep }: { timeout_ms: number; elapsed_ms: number; keep: Kept },
): Worked {
  const { attempt } = name;
  const { redactor } = secrets;
  const text = redactor.text(error instanceof Error ? error.message : String(error));
  if (error instanceof StepSkipped) return { event: { kind: 'attempt_skipped', attempt, message: text }, keep };
  const timed_out = error instanceof TimedOut;
  const error_class = timed_out ? 'timeout' : classOf(error);
  const message = timed_out ? `no end after ${timeout_ms / 1_000} s` : text;
  const asked = error instanceof StepFailure ? (error.retry_after_ms ?? 0) : 0;
  const tries = triesOf(step, { attempt, max_attempts: cell.max_attempts });
  const about = { class: error_class, message, retry_after_ms: asked, attempt: tries, elapsed_ms };
  const delay_ms = retryIn(step, about, context, options.random());
  const output = error instanceof StepFailure && error.outputs ? redactor.json(error.outputs) : undefined;
  return {
    event: { kind: timed_out ? 'attempt_timed_out' : 'attempt_failed', attempt, message, retryable: delay_ms !== null },
    keep: {
      ...keep,
      error_class,
      ...(delay_ms !== null && {
        retry_in_ms: delay_ms,
        wake_at: new Date(options.database.clock.now().getTime() + delay_ms),
      }),
      ...(output !== undefined && { output }),
    },
  };
}
