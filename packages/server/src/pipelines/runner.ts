// Runs as durable workflows: the run walks its steps in order, each step is a child workflow on its own queue, each attempt a checkpoint.
// After a crash the walk is replayed from its checkpoints; only an attempt that had not ended runs again, and an `effect` is asked about first.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { type EventEnvelope, PipelineDocument, type RetryPolicy, type StepStatus } from '@mockops/contract';
import {
  classifyRun,
  decideStep,
  isEnded,
  planRun,
  type RunContext,
  renderConfig,
  retryDelay,
  type StepPlan,
} from '@mockops/pipelines';
import type { Projection } from './projection.ts';
import type { StepServices } from './steps/services.ts';
import { StepFailure, type StepType } from './steps/step-type.ts';
import type { ExecutionRow, StepRow } from './store.ts';

export const RUN_QUEUE = 'runs';
export const STEP_QUEUE = 'steps';
export const RUN_WORKFLOW = 'pipeline-run';

export interface RunnerOptions {
  projection: Projection;
  step_types: Record<string, StepType>;
  loadEvent: (id: string) => Promise<EventEnvelope>;
  /** What a step of this run may use; what it changes is caused by the run's event. */
  servicesFor: (run: ExecutionRow, event: EventEnvelope) => StepServices;
  run_url: (id: string) => string;
  log: (message: string, details: Record<string, unknown>) => void;
}

type Prepared = { go: false } | { go: true; retry: RetryPolicy | null };
interface Attempted {
  status: StepStatus;
  retry_in_ms: number | null;
}

/** Registers both workflows. Must run once per process, before the engine is launched. */
export function registerRunner(options: RunnerOptions): void {
  const { projection } = options;

  const stepWorkflow = DBOS.registerWorkflow(
    async (execution_id: string, step_name: string): Promise<void> => {
      const prepared = await DBOS.runStep(() => prepareStep(execution_id, step_name), { name: 'prepare' });
      if (!prepared.go) return;
      for (let attempt = 1; ; attempt += 1) {
        const result = await DBOS.runStep(() => runAttempt(execution_id, step_name, attempt, prepared.retry), {
          name: `attempt-${attempt}`,
        });
        if (result.retry_in_ms === null) return;
        await DBOS.sleep(result.retry_in_ms);
      }
    },
    { name: 'pipeline-step' },
  );

  DBOS.registerWorkflow(
    async (execution_id: string): Promise<void> => {
      const names = await DBOS.runStep(() => beginRun(execution_id), { name: 'begin' });
      for (const name of names) {
        const step = await DBOS.startWorkflow(stepWorkflow, {
          workflowID: `${execution_id}/${name}`,
          queueName: STEP_QUEUE,
        })(execution_id, name);
        await step.getResult({ pollingIntervalMs: 100 });
      }
      await DBOS.runStep(() => endRun(execution_id), { name: 'end' });
    },
    { name: RUN_WORKFLOW },
  );

  async function load(
    execution_id: string,
  ): Promise<{ run: ExecutionRow; plan: StepPlan[]; event: EventEnvelope; steps: StepRow[]; context: RunContext }> {
    const run = await projection.find(execution_id);
    if (!run?.event_id) throw new Error(`run ${execution_id} has no row or no event`);
    const document = PipelineDocument.parse(run.definition);
    const event = await options.loadEvent(run.event_id);
    const steps = await projection.steps(execution_id);
    const context: RunContext = {
      event,
      vars: {},
      steps: Object.fromEntries(
        steps
          .filter(({ status }) => isEnded(status))
          .map((step) => [
            step.step_name,
            { status: step.status, outputs: asObject(step.output), continue_on_error: step.continue_on_error },
          ]),
      ),
      run: {
        id: run.id,
        number: run.number,
        url: options.run_url(run.id),
        pipeline: run.pipeline_name,
        started_at: (run.started_at ?? run.created_at).toISOString(),
      },
      workspace_id: run.workspace_id,
      workspace_name: run.workspace_title ?? run.workspace_id,
      org_id: run.org_id,
      cancelled: run.status === 'cancelled',
    };
    const vars = renderConfig(document.vars ?? {}, context, 'vars');
    return { run, plan: planRun(document), event, steps, context: { ...context, vars: vars.ok ? vars.value : {} } };
  }

  async function beginRun(execution_id: string): Promise<string[]> {
    const { run, plan } = await load(execution_id);
    await projection.run(run, { kind: 'started' });
    return plan.map(({ name }) => name);
  }

  async function endRun(execution_id: string): Promise<void> {
    const { run, steps } = await load(execution_id);
    const result = classifyRun(
      steps.map((step) => ({
        name: step.step_name,
        status: step.status,
        continue_on_error: step.continue_on_error,
        message: step.message,
      })),
    );
    if (result.status === 'running') throw new Error(`run ${execution_id} came to its end while steps are open`);
    const message = result.failed_step === null ? null : `${result.failed_step}: ${result.message ?? result.status}`;
    await projection.run(run, { kind: 'finished', status: result.status, failed_step: result.failed_step, message });
  }

  async function prepareStep(execution_id: string, step_name: string): Promise<Prepared> {
    const { run, plan, context } = await load(execution_id);
    const index = plan.findIndex(({ name }) => name === step_name);
    const step = plan[index];
    if (!step) throw new Error(`run ${execution_id} has no step ${step_name}`);
    const decision = decideStep(step, context, `steps[${index}].if`);
    if (decision.run) return { go: true, retry: step.retry };
    if (decision.reason === 'refused')
      await projection.step(run, step_name, { kind: 'refused', message: decision.message });
    else await projection.step(run, step_name, { kind: 'skipped', reason: decision.reason, message: decision.message });
    return { go: false };
  }

  async function runAttempt(
    execution_id: string,
    step_name: string,
    attempt: number,
    retry: RetryPolicy | null,
  ): Promise<Attempted> {
    const { run, plan, event, steps, context } = await load(execution_id);
    const index = plan.findIndex(({ name }) => name === step_name);
    const step = plan[index];
    const row = steps.find((one) => one.step_name === step_name);
    const type = step && options.step_types[step.type];
    if (!step || !row) throw new Error(`run ${execution_id} has no step ${step_name}`);
    if (isEnded(row.status)) return { status: row.status, retry_in_ms: null };
    const refuse = async (message: string): Promise<Attempted> => {
      const state = await projection.step(run, step_name, { kind: 'refused', message });
      return { status: state.status, retry_in_ms: null };
    };
    if (!type) return refuse(`this server has no step type "${step.type}"`);
    const rendered = renderConfig(step.config, context, `steps[${index}].config`);
    if (!rendered.ok) return refuse(rendered.issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
    const config = type.config.safeParse(rendered.value);
    if (!config.success)
      return refuse(
        config.error.issues
          .map((issue) => `steps[${index}].config.${issue.path.join('.')}: ${issue.message}`)
          .join('; '),
      );

    const interrupted = row.attempts.some((one) => one.number === attempt && one.status === 'running');
    if (!interrupted)
      await projection.step(run, step_name, { kind: 'attempt_started', attempt }, { input: redact(rendered.value) });
    const timeout_ms = step.timeout_ms ?? type.timeout_ms;
    const timeout = AbortSignal.timeout(timeout_ms);
    const cancelled = DBOS.stepStatus?.cancelSignal;
    const signal = cancelled ? AbortSignal.any([timeout, cancelled]) : timeout;
    const stepContext = {
      config: config.data,
      org_id: run.org_id,
      workspace_id: run.workspace_id,
      event,
      run: { id: run.id, number: run.number, pipeline: run.pipeline_name, url: context.run.url },
      idempotency_key: `${run.id}/${step_name}`,
      attempt,
      signal,
      log: (message: string) => options.log(message, { run: run.id, step: step_name, attempt }),
      services: options.servicesFor(run, event),
    };
    try {
      const before = interrupted && type.effect === 'effect' ? await askOutside(type, stepContext) : 'not_done';
      const output = before === 'not_done' ? await untilAborted(type.run(stepContext), signal) : before;
      const state = await projection.step(run, step_name, { kind: 'attempt_succeeded', attempt }, { output });
      return { status: state.status, retry_in_ms: null };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const retryable = !(error instanceof StepFailure && error.kind === 'permanent');
      const ended = timeout.aborted
        ? ({
            kind: 'attempt_timed_out',
            attempt,
            message: `no end after ${timeout_ms / 1_000} s`,
            retryable: true,
          } as const)
        : ({ kind: 'attempt_failed', attempt, message, retryable } as const);
      const state = await projection.step(run, step_name, ended);
      if (state.phase !== 'backing_off' || !retry) return { status: state.status, retry_in_ms: null };
      // What the outside asked for (Retry-After) is the least that is waited.
      const asked = error instanceof StepFailure ? (error.retry_after_ms ?? 0) : 0;
      return { status: state.status, retry_in_ms: Math.max(asked, retryDelay(retry, attempt, Math.random())) };
    }
  }
}

/** Outputs when it happened, `not_done` when it did not. Where nobody can tell, a human must: it is never blindly repeated. */
async function askOutside(
  type: StepType,
  context: Parameters<StepType['run']>[0],
): Promise<Record<string, unknown> | 'not_done'> {
  const answer = (await type.reconcile?.(context)) ?? 'unknown';
  if (answer === 'unknown')
    throw new StepFailure(
      'unknown outcome: the server stopped while this was being sent, and the receiver cannot be asked; look there, then start the run again',
    );
  return answer;
}

/** A step that ignores its signal is left behind: its late result counts for nothing. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

type JsonObject = RunContext['vars'];

/** Outputs were stored as JSON by this module. */
function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Members whose name says that they are secret are not shown. */
function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      /(token|password|secret|webhook_url)$/.test(key) ? '•••' : redact(member),
    ]),
  );
}
