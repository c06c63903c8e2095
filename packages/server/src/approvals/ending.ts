// How an approval ends: its row, the event that tells it, and the step that is woken with it. In: a run and an approval, both locked by the caller's
// transaction. Out: the end, told once; a step that does not wait yet is told by the ticker, or finds the decision when it asks.
import { type Approval, Problem } from '@mockops/contract';
import type { JsonObject } from '@mockops/pipelines';
import { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import type { Events } from '../events/service.ts';
import type { Runs, StepReference } from '../pipelines/runs/ports.ts';
import { oneByOne } from '../runtime/one-by-one.ts';
import type { DueTask } from '../runtime/ticker.ts';
import { findRefusal, type People } from './rules.ts';
import {
  isStepOver,
  type LockedApproval,
  type LockedRun,
  listAuthors,
  listUndelivered,
  listVoteRows,
  lockApproval,
  lockRun,
  updateApproval,
} from './store.ts';

export interface EndingOptions {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  runs: Pick<Runs, 'wake'>;
  /** Members by team, from the server's configuration. */
  teams: Record<string, string[]>;
  now: () => Date;
  /** A decision was made before its step waited: `deliver` has something to do. */
  onUndelivered: () => void;
}

export type End = { status: Exclude<Approval['status'], 'pending'>; reason: string; by: string[]; actor: string };

const Values = z.record(z.string(), z.json());
/** Looked at again, so that nothing waits for a step that has only just begun to. */
const LOOK_AGAIN_MS = 250;
const BATCH = 100;

export function createEnding(options: EndingOptions) {
  const { database, org_id, events, runs, teams, now } = options;

  async function peopleAround(tx: Tx, execution_id: string): Promise<People> {
    return { teams, authors: await listAuthors(tx.db, execution_id) };
  }

  /** Ends it, tells everybody, and wakes the step unless it is the step itself that asks. */
  async function end(tx: Tx, run: LockedRun, row: LockedApproval, how: End, asked_by_step = false): Promise<void> {
    const { status, reason, by, actor } = how;
    await updateApproval(tx.db, row.id, { status, reason, decided_at: now() });
    await events.emit(tx, {
      type: 'approval.decided',
      data: { ...about(run, row), status, by },
      actor,
      subject: run.id,
      ...origin(run),
    });
    if (asked_by_step) await updateApproval(tx.db, row.id, { delivered_at: now() });
    else await deliver(tx, { ...row, status });
  }

  /** Tells the step, when it waits already; otherwise the ticker does, or the step finds the decision when it asks. */
  async function deliver(tx: Tx, row: LockedApproval): Promise<boolean> {
    if (row.status === 'pending') return true;
    const { by: approvers, fields } = await outcomeOf(tx, row);
    const heard = await runs.wake(tx, stepOf(row), { kind: 'decision', status: row.status, approvers, fields });
    if (!heard && !(await isStepOver(tx.db, stepOf(row)))) {
      tx.afterCommit(options.onUndelivered);
      return false;
    }
    await updateApproval(tx.db, row.id, { delivered_at: now() });
    return true;
  }

  async function outcomeOf(tx: Tx, row: LockedApproval): Promise<{ by: string[]; fields: JsonObject }> {
    const votes = await listVoteRows(tx.db, [row.id]);
    const wanted = row.status === 'rejected' ? 'reject' : 'approve';
    const people = await peopleAround(tx, row.execution_id);
    const decisive = votes.filter(
      ({ actor, decision }) => decision === wanted && findRefusal(actor, row, people) === null,
    );
    const given = wanted === 'approve' ? decisive : [];
    const fields = Object.assign({}, ...given.map((vote) => Values.parse(vote.fields ?? {})));
    return { by: decisive.map(({ actor }) => actor), fields };
  }

  /** What time and change have made of one that is still pending; undefined: it may be decided. */
  function overtakenBy(run: LockedRun, row: LockedApproval): End | undefined {
    if (row.definition_digest !== run.digest)
      return ended('invalidated', 'the definition of the run has changed since this was asked');
    if (row.expires_at && row.expires_at <= now())
      return ended('expired', `nobody decided before ${row.expires_at.toISOString()}`);
    return undefined;
  }

  return {
    peopleAround,
    end,
    outcomeOf,
    overtakenBy,

    /** Decisions that came before their step waited. */
    deliver: {
      name: 'approvals',
      run: async () => {
        let left = false;
        await oneByOne(await listUndelivered(database.db, org_id, BATCH), async (step) => {
          const done = await database.transaction(async (tx) => {
            const run = await lockRun(tx.db, org_id, step.execution_id);
            const row = run && (await lockApproval(tx.db, step));
            return !row || row.delivered_at !== null || deliver(tx, row);
          });
          left ||= !done;
        });
        return left ? new Date(now().getTime() + LOOK_AGAIN_MS) : null;
      },
    } satisfies DueTask,
  };
}
export type Ending = ReturnType<typeof createEnding>;

/** What ends it when no person does. */
export function ended(status: 'expired' | 'invalidated', reason: string): End {
  return { status, reason, by: [], actor: 'mockops' };
}

export function hasEnded(status: Approval['status'], reason: string | null): Problem {
  return new Problem('conflict', `this approval has ended: ${status}${reason === null ? '' : ` (${reason})`}`);
}

function stepOf({ execution_id, step_name, item }: StepReference): StepReference {
  return { execution_id, step_name, item };
}

export function about(run: LockedRun, row: { id: string; step_name: string }) {
  return { approval_id: row.id, execution_id: run.id, pipeline: run.pipeline_name, step: row.step_name };
}

/** Follows from the run's event, in its workspace. */
export function origin(run: LockedRun) {
  const { event_id, correlation_id, depth, workspace_uid, workspace_id } = run;
  return {
    ...(event_id && { cause: { id: event_id, correlation_id, depth } }),
    ...(workspace_uid && workspace_id && { workspace: { id: workspace_uid, slug: workspace_id } }),
  };
}
