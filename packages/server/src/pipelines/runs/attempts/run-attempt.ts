// One attempt of one cell, on a worker: takes it, renders its config, runs its type under a time limit, and moves the run on by how that ended. It may begin
// again after a crash at any point: what ended is not done again, and an `effect` that was under way is asked about first.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { contextFor, outcomeOf, type RunContext, type StepEvent, type StepPlan } from '@mockops/pipelines';
import type { Database } from '../../../db/database.ts';
import { showInput } from '../../../secrets/guard-secrets.ts';
import type { Redactor } from '../../../secrets/redactor.ts';
import type { OpenSecrets } from '../../../secrets/service.ts';
import type { StepServices } from '../../steps/services.ts';
import {
  type StepContext,
  StepFailure,
  StepSkipped,
  Suspended,
  type Stimulus as WakeUp,
} from '../../steps/step-type.ts';
import { asOutputs, type Kept, keyOf, type RunJournal, viewOf, WaitState } from '../journal.ts';
import type { Pinned, PinnedRun } from '../pinned.ts';
import { emitStepEvents } from '../run-events.ts';
import { type CellRow, findRun, listCells, listOutputs } from '../store.ts';
import { type AttemptName, cellName } from './attempt-id.ts';
import { cacheEntry, findCached, storeCached } from './cache.ts';
import { patiently } from './patience.ts';
import { type Prepared, type PrepareOptions, prepare } from './prepare.ts';
import { classOf, kibibytes, MAX_SUMMARY, readOutputs, retryIn } from './results.ts';
import type { RunLog } from './run-log.ts';
import { beginAttempt, takeOverAttempt } from './store.ts';
import { Interrupted, TimedOut, type Working, workUnder } from './work.ts';

export interface AttemptOptions extends PrepareOptions {
  database: Database;
  events: Parameters<typeof emitStepEvents>[0];
  journal: RunJournal;
  pinned: Pinned;
  log: RunLog;
  /** What a step of this run may use; what it changes is caused by the run's event. */
  servicesFor: (run: PinnedRun, attempt: { redactor: Redactor; step_name: string; item: string }) => StepServices;
  /** Values of the secrets that the pipeline declares, and a redactor that knows them. */
  secretsOf: (run: PinnedRun, step: StepPlan) => Promise<OpenSecrets>;
  /** Secrets enter the digests of caches as HMAC. */
  maskForDigest: (value: unknown, redactor: Redactor) => unknown;
  random: () => number;
  /** Attempts of this process, to be told when they are not wanted any more. */
  working: Working;
}

/** A cell that this worker may work on. */
interface Taken {
  run: PinnedRun;
  step: StepPlan;
  cell: CellRow;
  name: AttemptName;
  /** It ran already when this worker took it up. */
  interrupted: boolean;
  context: RunContext;
  secrets: OpenSecrets;
}

export async function runAttempt(options: AttemptOptions, name: AttemptName, stopping: AbortSignal): Promise<void> {
  const taken = await patiently(() => take(options, name, stopping), stopping);
  if (!taken) return;
  const { run, step, secrets, interrupted } = taken;
  const prepared = prepare(options, run, { step, item: name.item }, taken.context, secrets);
  if (!prepared.ok) {
    const message = secrets.redactor.text(prepared.message);
    return conclude(options, taken, undefined, stopping, refusal(taken, message), {});
  }
  const entry = cacheEntry(run, step, prepared, secrets.redactor, options.maskForDigest);
  if (entry && 'problem' in entry)
    return conclude(options, taken, undefined, stopping, refusal(taken, entry.problem), {});
  const cached = entry && !interrupted && (await patiently(() => findCached(options.database, entry), stopping));
  if (cached && taken.cell.phase === 'queued') {
    const keep = {
      output: cached.outputs,
      reused_from: cached.stored_by,
      input: showInput(prepared.rendered, secrets.redactor),
    };
    return conclude(options, taken, undefined, stopping, { kind: 'reused' }, keep);
  }
  const owner = randomUUID();
  if (!(await patiently(() => begin(options, taken, prepared, owner), stopping))) return;
  const { event, keep, outputs } = await work(options, taken, prepared, owner, stopping);
  if (entry && outputs) await storeCached(options.database, entry, outputs, cellName(name)).catch(() => undefined);
  await conclude(options, taken, owner, stopping, event, keep);
}

/** Undefined: there is nothing to do any more. Waits until a retry is due. */
async function take(options: AttemptOptions, name: AttemptName, stopping: AbortSignal): Promise<Taken | undefined> {
  const { db } = options.database;
  const run = await options.pinned.load(db, name.execution_id);
  const step = run.plan.steps.find((one) => one.name === name.name);
  const row = await findRun(db, name.execution_id);
  if (!step || !row) return undefined;
  const cells = await listCells(db, run.id, [...step.ancestors, step.name]);
  const cell = cells.find((one) => one.name === name.name && one.item === name.item);
  if (!cell) return undefined;
  const interrupted = cell.phase === 'running' && cell.attempt === name.attempt;
  const next = (cell.phase === 'queued' || cell.phase === 'backing_off') && cell.attempt === name.attempt - 1;
  if (!interrupted && !next) return undefined;
  if (cell.phase === 'backing_off' && cell.wake_at) {
    const pause_ms = cell.wake_at.getTime() - Date.now();
    if (pause_ms > 0) await sleep(pause_ms, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) throw new Interrupted('the server stops');
  }
  const outputs = new Map((await listOutputs(db, run.id, step.ancestors)).map((one) => [keyOf(one), one.outputs]));
  const known = cells.map((one) => ({ ...one, outputs: asOutputs(outputs.get(keyOf(one))) }));
  const view = viewOf(row);
  const hook = step.section !== 'steps';
  const outcome = hook ? outcomeOf(run.plan, { run: view, cells: known }) : null;
  const context = {
    ...contextFor(run.plan, step, known, run.base, { item: name.item, outcome }),
    cancelled: view.ending !== null && !view.ending.timed_out,
  };
  return { run, step, cell, name, interrupted, context, secrets: await options.secretsOf(run, step) };
}

/** Before the first attempt nothing is refused twice; an attempt that was interrupted ends as one. */
function refusal({ interrupted, name }: Taken, message: string): StepEvent {
  return interrupted
    ? { kind: 'attempt_failed', attempt: name.attempt, message, retryable: false }
    : { kind: 'refused', message };
}

/** False: somebody else was quicker, or it is not wanted any more. */
async function begin(
  options: AttemptOptions,
  { run, cell, name, interrupted, secrets }: Taken,
  { rendered }: Extract<Prepared, { ok: true }>,
  owner: string,
): Promise<boolean> {
  const { database, journal } = options;
  const about = { execution_id: run.id, step_name: name.name, item: name.item, attempt: name.attempt, owner };
  if (interrupted) return takeOverAttempt(database.db, about);
  const input = showInput(rendered, secrets.redactor);
  const event = { kind: 'attempt_started', attempt: name.attempt } as const;
  return database.transaction(async (tx) => {
    const row = await findRun(tx.db, run.id);
    // The first attempt of all is what makes the run `running`.
    if (row?.status === 'queued') {
      const stimulus = { name: name.name, item: name.item, event, keep: { input, owner } };
      const advanced = await journal.advance(tx, run.id, { steps: [stimulus] });
      return advanced !== undefined && !advanced.refused;
    }
    if (!(await beginAttempt(tx.db, { ...about, phase: cell.phase, input }))) return false;
    const status = 'running' as const;
    await emitStepEvents(options.events, tx, run, [
      {
        kind: 'step',
        name: name.name,
        item: name.item,
        effect: { kind: 'emit', type: 'pipeline.step.changed', status, attempt: name.attempt },
      },
    ]);
    return true;
  });
}

interface Worked {
  event: StepEvent;
  keep: Kept;
  /** To be cached. */
  outputs?: ReturnType<typeof readOutputs>;
}

async function work(
  options: AttemptOptions,
  taken: Taken,
  prepared: Extract<Prepared, { ok: true }>,
  owner: string,
  stopping: AbortSignal,
): Promise<Worked> {
  const { run, step, cell, name, secrets, interrupted } = taken;
  const { type, context } = prepared;
  const { redactor } = secrets;
  const { attempt, item } = name;
  const said = options.log.open({ execution_id: run.id, step_name: name.name, item, attempt }, redactor);
  const remarks = collectRemarks(name, redactor);
  const timeout_ms = step.timeout_ms ?? type.timeout_ms;
  const wait = WaitState.safeParse(cell.wait);
  const began = Date.now();
  try {
    const result = await workUnder(options.working, { ...name, owner, timeout_ms, stopping }, async (signal) => {
      const stepContext = contextOf(options, taken, prepared, { signal, said, remarks });
      if (run.debug)
        said.write(`attempt ${attempt} begins with ${JSON.stringify(showInput(prepared.rendered, redactor))}`);
      const before = interrupted && type.effect === 'effect' ? await askOutside(type, stepContext) : 'not_done';
      if (before !== 'not_done') return { result: before, reconciled: true };
      const resumes = wait.success && wait.data.stimulus !== undefined;
      if (resumes && !type.resume) throw new StepFailure(`a step of type "${step.type}" cannot go on after it waited`);
      const done =
        resumes && type.resume
          ? // Written by wake(), which was given one.
            await type.resume(stepContext, wait.data.stimulus as WakeUp, wait.data.state)
          : await type.run(stepContext);
      return { result: done, reconciled: false };
    });
    const keep = remarks.kept();
    if (result.result instanceof Suspended) return suspension(taken, result.result, keep);
    const outputs = readOutputs(step, result.result, context, redactor);
    return {
      event: { kind: 'attempt_succeeded', attempt },
      keep: { ...keep, output: outputs, reconciled: result.reconciled },
      outputs,
    };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const elapsed_ms = Date.now() - (cell.started_at?.getTime() ?? began);
    return failure(options, taken, context, error, { timeout_ms, elapsed_ms, keep: remarks.kept() });
  } finally {
    await said.close();
  }
}

function contextOf(
  options: AttemptOptions,
  { run, step, name, secrets, context }: Taken,
  { config, idempotency_key }: Extract<Prepared, { ok: true }>,
  { signal, said, remarks }: { signal: AbortSignal; said: { write: (message: string) => void }; remarks: Remarks },
): StepContext<unknown> {
  return {
    config,
    org_id: run.org_id,
    workspace_id: run.workspace_id,
    environment: step.environment,
    event: run.event,
    run: {
      id: run.id,
      number: run.number,
      pipeline: run.pipeline_name,
      url: context.run.url,
      seed: context.run.seed,
      started_by: run.started_by,
    },
    step: { name: name.name, item: name.item },
    idempotency_key,
    attempt: name.attempt,
    signal,
    permit: (need) => {
      const [denied] = options.allows(run, [need]);
      if (denied !== undefined) throw new StepFailure(denied);
    },
    log: (message) => said.write(message),
    annotate: remarks.annotate,
    summarise: remarks.summarise,
    services: options.servicesFor(run, { redactor: secrets.redactor, step_name: name.name, item: name.item }),
  };
}

interface Remarks {
  annotate: StepContext<unknown>['annotate'];
  summarise: StepContext<unknown>['summarise'];
  kept: () => Kept;
}

const MAX_ANNOTATIONS = 100;

function collectRemarks({ name, item }: AttemptName, redactor: Redactor): Remarks {
  const annotations: unknown[] = [];
  let summary: string | undefined;
  return {
    annotate: (level, message, location) => {
      if (annotations.length >= MAX_ANNOTATIONS) return;
      const where = location === undefined ? null : redactor.text(location);
      annotations.push({ level, message: redactor.text(message).slice(0, 4_000), location: where, step: name, item });
    },
    summarise: (markdown) => {
      const size = Buffer.byteLength(markdown);
      if (size > MAX_SUMMARY)
        throw new StepFailure(`the summary is ${kibibytes(size)}; ${kibibytes(MAX_SUMMARY)} is the most`);
      summary = redactor.text(markdown);
    },
    kept: () => ({ ...(annotations.length > 0 && { annotations }), ...(summary !== undefined && { summary }) }),
  };
}

/** Outputs when it happened, `not_done` when it did not. Where nobody can tell, a human must: it is never blindly repeated. */
async function askOutside(
  type: Extract<Prepared, { ok: true }>['type'],
  context: StepContext<unknown>,
): Promise<Record<string, unknown> | 'not_done'> {
  const answer = (await type.reconcile?.(context)) ?? 'unknown';
  if (answer === 'unknown')
    throw new StepFailure(
      'unknown outcome: the server stopped while this was being sent, and the receiver cannot be asked; look there, then start the run again',
    );
  return answer;
}

function suspension({ step, name, secrets }: Taken, wait: Suspended, keep: Kept): Worked {
  const keeps_place = step.concurrency ? !step.concurrency.release_on_wait : true;
  const waiting_for = secrets.redactor.text(wait.waiting_for);
  return {
    event: { kind: 'suspended', attempt: name.attempt, message: waiting_for },
    keep: {
      ...keep,
      wait: { waiting_for, state: wait.state, keeps_place },
      wake_at: wait.wake_at,
      ...(wait.event && { event_wait: wait.event }),
    },
  };
}

function failure(
  options: AttemptOptions,
  { step, name, secrets }: Taken,
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
  const about = { class: error_class, message, retry_after_ms: asked, attempt, elapsed_ms };
  const delay_ms = retryIn(step, about, context, options.random());
  const output = error instanceof StepFailure && error.outputs ? redactor.json(error.outputs) : undefined;
  return {
    event: { kind: timed_out ? 'attempt_timed_out' : 'attempt_failed', attempt, message, retryable: delay_ms !== null },
    keep: {
      ...keep,
      error_class,
      ...(delay_ms !== null && { retry_in_ms: delay_ms }),
      ...(output !== undefined && { output }),
    },
  };
}

/** Stored with what follows from it, whatever the database does meanwhile. Of an attempt that is not wanted any more nothing is. */
async function conclude(
  options: AttemptOptions,
  { run, name }: Taken,
  owner: string | undefined,
  stopping: AbortSignal,
  event: StepEvent,
  keep: Kept,
): Promise<void> {
  const stimulus = { name: name.name, item: name.item, event, keep, ...(owner !== undefined && { owner }) };
  await patiently(
    () => options.database.transaction((tx) => options.journal.advance(tx, run.id, { steps: [stimulus] })),
    stopping,
  );
}
