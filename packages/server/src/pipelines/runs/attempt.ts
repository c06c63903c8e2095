// One attempt of one step: renders its config, runs its type under a time limit, stores how it ended. In: names. Out: whether and when another one follows.
// It may be repeated after a crash at any point: what had ended is not done again, and an `effect` that was under way is asked about first.
import type { EventEnvelope, RetryPolicy, StepStatus } from '@mockops/contract';
import { isEnded, renderConfig, retryDelay } from '@mockops/pipelines';
import type { Projection } from '../projection.ts';
import type { StepServices } from '../steps/services.ts';
import { StepFailure, type StepType } from '../steps/step-type.ts';
import { findStep, loadRun } from './load-run.ts';
import { redact } from './redact.ts';
import type { ExecutionRow } from './store.ts';

export interface AttemptOptions {
  projection: Projection;
  step_types: Record<string, StepType>;
  loadEvent: (id: string) => Promise<EventEnvelope>;
  /** What a step of this run may use; what it changes is caused by the run's event. */
  servicesFor: (run: ExecutionRow, event: EventEnvelope) => StepServices;
  run_url: (id: string) => string;
  log: (message: string, details: Record<string, unknown>) => void;
}

export interface AttemptRequest {
  execution_id: string;
  step_name: string;
  attempt: number;
  retry: RetryPolicy | null;
  /** The run was cancelled. */
  cancelled: AbortSignal | undefined;
  /** This server stops. */
  interrupted: AbortSignal;
}

export interface Attempted {
  status: StepStatus;
  retry_in_ms: number | null;
}

/** The server stopped before the attempt ended: nothing was stored, and another worker takes it up. */
export class Interrupted extends Error {}

/** How long a step that was told to stop may take to do so before it is left behind. */
const GRACE_MS = 10_000;

export async function runAttempt(options: AttemptOptions, request: AttemptRequest): Promise<Attempted> {
  const { projection } = options;
  const { step_name, attempt, retry } = request;
  const loaded = await loadRun(options, request.execution_id);
  const { run, event, context } = loaded;
  const { step, row, path } = findStep(loaded, step_name);
  const known = row.attempts.find(({ number }) => number === attempt);
  if (isEnded(row.status)) return { status: row.status, retry_in_ms: null };
  // It ended, and the server died before the engine knew.
  if (known && known.status !== 'running') return { status: row.status, retry_in_ms: waitAfter(retry, attempt) };

  const config = readConfig(options.step_types[step.type], step, context, path);
  if (!config.ok) {
    const { status } = await projection.step(run, step_name, { kind: 'refused', message: config.message });
    return { status, retry_in_ms: null };
  }
  if (!known)
    await projection.step(run, step_name, { kind: 'attempt_started', attempt }, { input: redact(config.rendered) });

  const { type } = config;
  const timeout_ms = step.timeout_ms ?? type.timeout_ms;
  const timeout = AbortSignal.timeout(timeout_ms);
  const signal = AbortSignal.any([timeout, request.interrupted, ...(request.cancelled ? [request.cancelled] : [])]);
  const stepContext = {
    config: config.value,
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
    const before = known && type.effect === 'effect' ? await askOutside(type, stepContext) : 'not_done';
    const output = before === 'not_done' ? await endOf(type.run(stepContext), signal) : before;
    timeout.throwIfAborted();
    const { status } = await projection.step(run, step_name, { kind: 'attempt_succeeded', attempt }, { output });
    return { status, retry_in_ms: null };
  } catch (error) {
    if (request.interrupted.aborted && !timeout.aborted && !request.cancelled?.aborted)
      throw new Interrupted('the server stopped', { cause: error });
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
    const evidence = error instanceof StepFailure && error.outputs ? { output: error.outputs } : {};
    const { status, phase } = await projection.step(run, step_name, ended, evidence);
    if (phase !== 'backing_off') return { status, retry_in_ms: null };
    // What the outside asked for (Retry-After) is the least that is waited.
    const asked = error instanceof StepFailure ? (error.retry_after_ms ?? 0) : 0;
    return { status, retry_in_ms: Math.max(asked, waitAfter(retry, attempt)) };
  }
}

function waitAfter(retry: RetryPolicy | null, attempt: number): number {
  return retry ? retryDelay(retry, attempt, Math.random()) : 0;
}

function readConfig(
  type: StepType | undefined,
  step: { type: string; config: Parameters<typeof renderConfig>[0] },
  context: Parameters<typeof renderConfig>[1],
  path: string,
): { ok: true; type: StepType; value: unknown; rendered: unknown } | { ok: false; message: string } {
  if (!type) return { ok: false, message: `this server has no step type "${step.type}"` };
  const rendered = renderConfig(step.config, context, `${path}.config`);
  if (!rendered.ok)
    return { ok: false, message: rendered.issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ') };
  const read = type.config.safeParse(rendered.value);
  if (read.success) return { ok: true, type, value: read.data, rendered: rendered.value };
  const told = read.error.issues.map((issue) => `${path}.config.${issue.path.join('.')}: ${issue.message}`);
  return { ok: false, message: told.join('; ') };
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

/** The end of the work; or, once the signal fired and the grace is over, the signal's reason. Work that is left behind counts for nothing. */
function endOf<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      grace = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(grace);
      signal.removeEventListener('abort', stop);
    });
  });
}
