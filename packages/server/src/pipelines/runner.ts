// Runs as durable workflows: the run walks its steps in order, each step is a child workflow on its own queue, each attempt a checkpoint.
// After a crash the walk is replayed from its checkpoints; only an attempt that had not ended runs again.
import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { RetryPolicy } from '@mockops/contract';
import { classifyRun, decideStep } from '@mockops/pipelines';
import { type AttemptOptions, Interrupted, runAttempt } from './runs/attempt.ts';
import { findStep, loadRun } from './runs/load-run.ts';

export const RUN_QUEUE = 'runs';
export const STEP_QUEUE = 'steps';
export const RUN_WORKFLOW = 'pipeline-run';

export interface Runner {
  /** Lets what runs here end for `drain_ms`, and then interrupts it; what is claimed meanwhile is left to another worker. */
  drain: (drain_ms: number) => Promise<void>;
}

type Prepared = { go: false } | { go: true; retry: RetryPolicy | null };

/** For an interrupted step to tidy up. */
const TIDY_MS = 1_000;

/** Registers both workflows. Must run once per process, before the engine is launched. */
export function registerRunner(options: AttemptOptions): Runner {
  const { projection } = options;
  const interruption = new AbortController();
  const working = new Set<Promise<unknown>>();
  let draining = false;

  /**
   * A checkpoint that neither ends nor fails when the server stops: a failure would be stored as the step's, while an open one is taken up by
   * another worker, or after the restart.
   */
  function checkpoint<T>(name: string, body: () => Promise<T>): Promise<T> {
    return DBOS.runStep(
      () => {
        if (draining) return forever<T>();
        const work = body();
        const settled = work.catch(() => undefined).finally(() => working.delete(settled));
        working.add(settled);
        return work.catch((error: unknown) => {
          if (error instanceof Interrupted) return forever<T>();
          throw error;
        });
      },
      { name },
    );
  }

  const stepWorkflow = DBOS.registerWorkflow(
    async (execution_id: string, step_name: string): Promise<void> => {
      const prepared = await checkpoint('prepare', () => prepareStep(execution_id, step_name));
      if (!prepared.go) return;
      for (let attempt = 1; ; attempt += 1) {
        const result = await checkpoint(`attempt-${attempt}`, () =>
          runAttempt(options, {
            execution_id,
            step_name,
            attempt,
            retry: prepared.retry,
            cancelled: DBOS.stepStatus?.cancelSignal,
            interrupted: interruption.signal,
          }),
        );
        if (result.retry_in_ms === null) return;
        await DBOS.sleep(result.retry_in_ms);
      }
    },
    { name: 'pipeline-step' },
  );

  DBOS.registerWorkflow(
    async (execution_id: string): Promise<void> => {
      const names = await checkpoint('begin', () => beginRun(execution_id));
      for (const name of names) {
        const step = await DBOS.startWorkflow(stepWorkflow, {
          workflowID: `${execution_id}/${name}`,
          queueName: STEP_QUEUE,
        })(execution_id, name);
        await step.getResult({ pollingIntervalMs: 100 });
      }
      await checkpoint('end', () => endRun(execution_id));
    },
    { name: RUN_WORKFLOW },
  );

  async function beginRun(execution_id: string): Promise<string[]> {
    const { run, plan } = await loadRun(options, execution_id);
    await projection.run(run, { kind: 'started' });
    return plan.map(({ name }) => name);
  }

  async function endRun(execution_id: string): Promise<void> {
    const { run, steps } = await loadRun(options, execution_id);
    const result = classifyRun(steps.map(({ step_name, ...step }) => ({ ...step, name: step_name })));
    if (result.status === 'running') throw new Error(`run ${execution_id} came to its end while steps are open`);
    const message = result.failed_step === null ? null : `${result.failed_step}: ${result.message ?? result.status}`;
    await projection.run(run, { kind: 'finished', status: result.status, failed_step: result.failed_step, message });
  }

  async function prepareStep(execution_id: string, step_name: string): Promise<Prepared> {
    const loaded = await loadRun(options, execution_id);
    const { step, path } = findStep(loaded, step_name);
    const decision = decideStep(step, loaded.context, `${path}.if`);
    if (decision.run) return { go: true, retry: step.retry };
    const { reason, message } = decision;
    await projection.step(
      loaded.run,
      step_name,
      reason === 'refused' ? { kind: 'refused', message } : { kind: 'skipped', reason, message },
    );
    return { go: false };
  }

  return {
    drain: async (drain_ms) => {
      draining = true;
      await settle(working, drain_ms);
      interruption.abort(new Interrupted('the server stops'));
      await settle(working, TIDY_MS);
    },
  };
}

/** Keeps a checkpoint open. */
function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}

async function settle(work: Set<Promise<unknown>>, limit_ms: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([Promise.all(work), sleep(limit_ms, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}
