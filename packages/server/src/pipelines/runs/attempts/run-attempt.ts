// One attempt of one cell, on a worker: takes it, renders its config, runs its type under a time limit, and moves the run on by how that ended. It may begin
// again after a crash at any point: what ended is not done again, and an `effect` that was under way is asked about first.
import { randomUUID } from 'node:crypto';
import type { StepEvent } from '@mockops/pipelines';
import { showInput } from '../../../secrets/guard-secrets.ts';
import {
  type StepContext,
  StepFailure,
  type StepType,
  Suspended,
  type Stimulus as WakeUp,
} from '../../steps/step-type.ts';
import { type Kept, WaitState } from '../journal.ts';
import { eventsOf } from '../run-events.ts';
import { type AttemptName, cellName } from './attempt-id.ts';
import { cacheEntry, findCached, storeCached } from './cache.ts';
import { failure, suspension, type Worked } from './ends.ts';
import type { AttemptOptions } from './options.ts';
import { isAway, patiently } from './patience.ts';
import { type Prepared, prepare } from './prepare.ts';
import { readOutputs } from './results.ts';
import { collectRemarks, contextOf } from './step-context.ts';
import { beginAttempt, ownsAttempt, takeOverAttempt } from './store.ts';
import { type Taken, take } from './take.ts';
import { Interrupted, TimedOut, workUnder } from './work.ts';

/** How often the database may go away under one attempt. */
const MAX_LOSSES = 5;

/** The database went away while the step worked: what it did is not known here, as after a crash, and it is taken up in the same way. */
class LostDatabase extends Error {}

export async function runAttempt(options: AttemptOptions, name: AttemptName, stopping: AbortSignal): Promise<void> {
  for (let losses = 0; ; losses += 1) {
    try {
      return await runOnce({ ...options, may_lose: losses < MAX_LOSSES }, name, stopping);
    } catch (error) {
      if (!(error instanceof LostDatabase)) throw error;
    }
  }
}

type Options = AttemptOptions & { may_lose: boolean };

async function runOnce(options: Options, name: AttemptName, stopping: AbortSignal): Promise<void> {
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
  const isMine = () => ownsAttempt(options.database.db, { ...name, owner });
  // Its own row may be there already: the database went away before it could say so.
  if (!(await patiently(async () => (await begin(options, taken, prepared, owner)) || (await isMine()), stopping)))
    return;
  const { event, keep, outputs } = await work(options, taken, prepared, owner, stopping);
  if (entry && outputs) await storeCached(options.database, entry, outputs, cellName(name)).catch(() => undefined);
  await conclude(options, taken, owner, stopping, event, keep);
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
  { run, cell, name, interrupted, in_line, secrets }: Taken,
  { rendered }: Extract<Prepared, { ok: true }>,
  owner: string,
): Promise<boolean> {
  const { database, journal } = options;
  const about = { execution_id: run.id, step_name: name.name, item: name.item, attempt: name.attempt, owner };
  if (interrupted) return takeOverAttempt(database.db, about);
  const input = showInput(rendered, secrets.redactor);
  const begun = { ...about, phase: cell.phase, input };
  const run_in_line = in_line && { ...in_line, deadline_in_ms: run.plan.limits.timeout_ms };
  const status = 'running' as const;
  const effect = { kind: 'emit', type: 'pipeline.step.changed', status, attempt: name.attempt } as const;
  const changed = { kind: 'step', name: name.name, item: name.item, effect } as const;
  try {
    return await database.transaction(async (tx) => {
      let { began, run_begun } = await beginAttempt(tx.db, { ...begun, run_in_line });
      if (run_begun && !began) throw new NotBegun();
      // Another attempt of the run was quicker.
      if (run_in_line && !run_begun) ({ began } = await beginAttempt(tx.db, { ...begun, run_in_line: null }));
      if (!began) return false;
      const starts = run_begun && in_line?.first === true;
      if (starts) journal.tellStarted(tx, run);
      const started = { kind: 'run', effect: { kind: 'emit', type: 'pipeline.run.started' } } as const;
      await options.events.emitAll(tx, eventsOf(run, starts ? [changed, started] : [changed]));
      return true;
    });
  } catch (error) {
    if (error instanceof NotBegun) return false;
    throw error;
  }
}

/** Takes back what a run was told of an attempt that is not wanted any more. */
class NotBegun extends Error {}

async function work(
  options: Options,
  taken: Taken,
  prepared: Extract<Prepared, { ok: true }>,
  owner: string,
  stopping: AbortSignal,
): Promise<Worked> {
  const { run, step, cell, name, secrets, interrupted } = taken;
  const { type, context } = prepared;
  const { redactor } = secrets;
  const { attempt, item } = name;
  const said = options.log.open(
    { execution_id: run.id, workspace_uid: run.workspace_uid, step_name: name.name, item, attempt },
    redactor,
  );
  const remarks = collectRemarks(name, redactor);
  const timeout_ms = step.timeout_ms ?? type.timeout_ms;
  const wait = WaitState.safeParse(cell.wait);
  const waited_ms = wait.success ? wait.data.waited_ms : 0;
  const began = options.database.clock.now();
  try {
    const result = await workUnder(options.working, { ...name, owner, timeout_ms, stopping }, async (signal) => {
      const stepContext = contextOf(options, taken, prepared, { signal, said, remarks });
      if (run.debug)
        said.write(`attempt ${attempt} begins with ${JSON.stringify(showInput(prepared.rendered, redactor))}`);
      const before = interrupted && type.effect === 'effect' ? await askOutside(type, stepContext) : 'not_done';
      if (before !== 'not_done') return { result: before, reconciled: true };
      const resumes = wait.success && wait.data.stimulus !== undefined;
      if (resumes && isOver(wait.data, began)) throw new TimedOut('it waited for too long');
      if (resumes && !type.resume) throw new StepFailure(`a step of type "${step.type}" cannot go on after it waited`);
      const done =
        resumes && type.resume
          ? // Written by wake(), which was given one.
            await type.resume(stepContext, wait.data.stimulus as WakeUp, wait.data.state)
          : await type.run(stepContext);
      return { result: done, reconciled: false };
    });
    const keep = remarks.kept();
    if (result.result instanceof Suspended) {
      const times = { began: cell.started_at ?? began, now: options.database.clock.now(), waited_ms };
      return suspension(taken, result.result, keep, times);
    }
    const outputs = readOutputs(step, result.result, context, redactor);
    return {
      event: { kind: 'attempt_succeeded', attempt },
      keep: { ...keep, output: outputs, reconciled: result.reconciled },
      outputs,
    };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    if (options.may_lose && isAway(error)) throw new LostDatabase('the database went away', { cause: error });
    const now = options.database.clock.now();
    const elapsed_ms = Math.max(0, now.getTime() - (cell.started_at ?? began).getTime() - waited_ms);
    return failure(options, taken, context, error, { timeout_ms, elapsed_ms, keep: remarks.kept() });
  } finally {
    await said.close();
  }
}

/** Nothing but the time woke it, and the time of the whole step is over. */
function isOver({ stimulus, until }: WaitState, now: Date): boolean {
  const isTimer = typeof stimulus === 'object' && stimulus !== null && 'kind' in stimulus && stimulus.kind === 'timer';
  return isTimer && until !== undefined && now >= new Date(until);
}

/** Outputs when it happened, `not_done` when it did not. Where nobody can tell, a human must: it is never blindly repeated. */
async function askOutside(
  type: StepType,
  context: StepContext<unknown>,
): Promise<Record<string, unknown> | 'not_done'> {
  const answer = (await type.reconcile?.(context)) ?? 'unknown';
  if (answer === 'unknown')
    throw new StepFailure(
      'unknown outcome: the server stopped while this was being sent, and the receiver cannot be asked; look there, then start the run again',
    );
  return answer;
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
