// Runs and steps as rows: feeds events to the pure machines of @mockops/pipelines and stores what they answer. Repeated events change nothing.
import type { StepAttempt } from '@mockops/contract';
import {
  isEnded,
  type RunEvent,
  type StepEvent,
  type StepState,
  transitionRun,
  transitionStep,
} from '@mockops/pipelines';
import type { Database, Tx } from '../db/database.ts';
import type { Events } from '../events/service.ts';
import {
  type ExecutionRow,
  findExecution,
  listStepRows,
  lockExecution,
  lockStep,
  type StepRow,
  updateExecution,
  updateStep,
} from './runs/store.ts';

export interface StepEvidence {
  input?: unknown;
  output?: unknown;
}

export function createProjection(options: { database: Database; events: Events }) {
  const { database, events } = options;

  /** Whether the event changed anything. */
  async function applyRun(tx: Tx, run: ExecutionRow, event: RunEvent): Promise<boolean> {
    const row = await lockExecution(tx.db, run.id);
    if (!row) return false;
    const { state, effects } = transitionRun(
      { status: row.status, failed_step: null, error_message: row.error_message },
      event,
    );
    if (effects.length === 0) return false;
    await updateExecution(tx.db, run.id, {
      status: state.status,
      error_message: state.error_message,
      started: effects.some((effect) => effect.kind === 'stamp' && effect.field === 'started_at'),
      completed: effects.some((effect) => effect.kind === 'stamp' && effect.field === 'completed_at'),
    });
    for (const effect of effects) {
      if (effect.kind === 'cancel_open_steps') {
        for (const step of await listStepRows(tx.db, run.id)) {
          if (!isEnded(step.status))
            await applyStep(tx, run, step.step_name, { kind: 'cancelled', message: effect.message });
        }
      }
      if (effect.kind !== 'emit') continue;
      const common = { execution_id: run.id, pipeline: run.pipeline_name, number: run.number };
      const about = { actor: `pipeline:${run.pipeline_name}`, ...aboutRun(run) };
      if (effect.type === 'pipeline.run.started') await events.emit(tx, { type: effect.type, data: common, ...about });
      else
        await events.emit(tx, {
          type: effect.type,
          data: { ...common, status: effect.status, failed_step: effect.failed_step },
          ...about,
        });
    }
    return true;
  }

  async function applyStep(
    tx: Tx,
    run: ExecutionRow,
    step_name: string,
    event: StepEvent,
    evidence: StepEvidence = {},
  ): Promise<StepState> {
    const row = await lockStep(tx.db, run.id, step_name);
    const before: StepState = {
      phase: row.phase,
      status: row.status,
      attempt: row.attempt,
      max_attempts: row.max_attempts,
      message: row.message,
    };
    const { state, effects } = transitionStep(before, event);
    if (effects.length === 0) return state;
    const now = new Date();
    await updateStep(tx.db, run.id, step_name, {
      phase: state.phase,
      status: state.status,
      attempt: state.attempt,
      message: state.message,
      attempts: attemptsAfter(row, effects, now),
      ...(row.started_at === null && { started_at: now }),
      ...(effects.some(({ kind }) => kind === 'complete_step') && { completed_at: now }),
      ...evidence,
    });
    for (const effect of effects) {
      if (effect.kind !== 'emit') continue;
      await events.emit(tx, {
        type: effect.type,
        data: {
          execution_id: run.id,
          pipeline: run.pipeline_name,
          step: step_name,
          status: effect.status,
          attempt: effect.attempt,
        },
        actor: `pipeline:${run.pipeline_name}`,
        ...aboutRun(run),
      });
    }
    return state;
  }

  return {
    run: (run: ExecutionRow, event: RunEvent) => database.transaction((tx) => applyRun(tx, run, event)),
    step: (run: ExecutionRow, step_name: string, event: StepEvent, evidence?: StepEvidence) =>
      database.transaction((tx) => applyStep(tx, run, step_name, event, evidence)),
    find: (id: string) => findExecution(database.db, id),
    steps: (id: string) => listStepRows(database.db, id),
  };
}
export type Projection = ReturnType<typeof createProjection>;

/** Events of a run follow from its event: they share its correlation and are one step further from the outside. */
function aboutRun({ id, event_id, correlation_id, depth, workspace_uid, workspace_id }: ExecutionRow) {
  return {
    subject: id,
    ...(event_id && { cause: { id: event_id, correlation_id, depth } }),
    ...(workspace_uid && workspace_id && { workspace: { id: workspace_uid, slug: workspace_id } }),
  };
}

function attemptsAfter(row: StepRow, effects: ReturnType<typeof transitionStep>['effects'], now: Date): StepAttempt[] {
  const attempts = [...row.attempts];
  for (const effect of effects) {
    if (effect.kind === 'open_attempt')
      attempts.push({
        number: effect.attempt,
        status: 'running',
        started_at: now.toISOString(),
        completed_at: null,
        error: null,
      });
    if (effect.kind !== 'close_attempt') continue;
    const index = attempts.findIndex(({ number }) => number === effect.attempt);
    const open = attempts[index];
    if (open)
      attempts[index] = { ...open, status: effect.status, completed_at: now.toISOString(), error: effect.message };
  }
  return attempts;
}
