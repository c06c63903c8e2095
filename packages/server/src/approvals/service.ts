// Approvals: asked by a step, decided by people, applied once. Every change locks the run, then the approval, and looks again at who may decide and
// at what was asked. In: questions of steps, votes. Out: standings, `approval.requested` and `approval.decided`, a step that is woken.
import { type Approval, Input, type Issue, Problem } from '@mockops/contract';
import { type JsonObject, readInputs } from '@mockops/pipelines';
import { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import { canonicalJson, deterministicUuid, sha256 } from '../digest.ts';
import type { Events } from '../events/service.ts';
import type { Runs, StepReference } from '../pipelines/runs/ports.ts';
import type { ApprovalStanding, Approvals as ApprovalsOfSteps } from '../pipelines/steps/waiting.ts';
import type { DueTask } from '../runtime/ticker.ts';
import { encodeApprovers, findObstacles, findRefusal, type People, tally } from './rules.ts';
import {
  findApprovalRow,
  findApprovalStep,
  insertApproval,
  isStepOver,
  type LockedApproval,
  type LockedRun,
  listApprovalRows,
  listAuthors,
  listUndelivered,
  listVoteRows,
  lockApproval,
  lockRun,
  type ShownApproval,
  saveVote,
  updateApproval,
} from './store.ts';

export interface ApprovalsOptions {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  runs: Pick<Runs, 'wake'>;
  /** Members by team, from the server's configuration. */
  teams: Record<string, string[]>;
  now: () => Date;
}

export interface Ballot {
  actor: string;
  decision: 'approve' | 'reject';
  /** Of what was looked at. */
  digest: string;
  comment?: string | undefined;
  fields?: JsonObject | undefined;
}

type End = { status: Exclude<Approval['status'], 'pending'>; reason: string; by: string[]; actor: string };

const Fields = z.record(z.string(), Input);
const Values = z.record(z.string(), z.json());
/** Looked at again, so that nothing waits for a step that has only just begun to. */
const LOOK_AGAIN_MS = 250;
const BATCH = 100;

export function createApprovals(options: ApprovalsOptions) {
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
    if (!heard && !(await isStepOver(tx.db, stepOf(row)))) return false;
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

  async function lock(tx: Tx, id: string): Promise<{ run: LockedRun; row: LockedApproval }> {
    const step = await findApprovalStep(tx.db, org_id, id);
    const run = step && (await lockRun(tx.db, org_id, step.execution_id));
    const row = run && (await lockApproval(tx.db, step));
    if (!row) throw new Problem('not-found', `there is no approval "${id}"`);
    return { run, row };
  }

  /**
   * Throws Problem `forbidden` for who may not, `conflict` when it has ended or the digest names something else. `within` joins the transaction
   * when the vote counts, and may still refuse it.
   */
  async function vote(id: string, ballot: Ballot, within?: (tx: Tx) => Promise<void>): Promise<Approval> {
    const refused = await database.transaction(async (tx) => {
      const { run, row } = await lock(tx, id);
      if (row.status !== 'pending') return hasEnded(row.status, row.reason);
      if (run.completed_at || (await isStepOver(tx.db, row)))
        return hasEnded('invalidated', 'the run ended before anybody decided');
      const overtaken = overtakenBy(run, row);
      if (overtaken) {
        // Committed, so that everybody sees it; the caller is refused after that.
        await end(tx, run, row, overtaken);
        return hasEnded(overtaken.status, overtaken.reason);
      }
      await takeVote(tx, run, row, ballot);
      await within?.(tx);
      return undefined;
    });
    if (refused) throw refused;
    return get(id);
  }

  async function takeVote(
    tx: Tx,
    run: LockedRun,
    row: LockedApproval,
    { actor, decision, digest, comment, fields }: Ballot,
  ): Promise<void> {
    if (digest !== row.digest)
      throw new Problem('conflict', 'this decision is about something else than what is asked now; read it again');
    const people = await peopleAround(tx, run.id);
    const refusal = findRefusal(actor, row, people);
    if (refusal !== null) throw new Problem('forbidden', refusal);
    const filled = decision === 'approve' ? readFields(row.fields, fields ?? {}) : null;
    await saveVote(tx.db, row.id, { actor, decision, comment: comment ?? null, fields: filled, at: now() });
    const result = tally(await listVoteRows(tx.db, [row.id]), row, people);
    if (result.status !== 'pending') await end(tx, run, row, { ...result, actor });
  }

  async function get(id: string): Promise<Approval> {
    const row = await findApprovalRow(database.db, org_id, id);
    const [shown] = row ? await present([row]) : [];
    if (!shown) throw new Problem('not-found', `there is no approval "${id}"`);
    return shown;
  }

  async function present(rows: ShownApproval[]): Promise<Approval[]> {
    const votes = await listVoteRows(
      database.db,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      ...row,
      fields: row.fields === null ? null : Fields.parse(row.fields),
      votes: votes
        .filter(({ approval_id }) => approval_id === row.id)
        .map(({ actor, decision, comment, at }) => ({ actor, decision, comment, at: at.toISOString() })),
      created_at: row.created_at.toISOString(),
      expires_at: row.expires_at?.toISOString() ?? null,
      decided_at: row.decided_at?.toISOString() ?? null,
    }));
  }

  const review: ApprovalsOfSteps['review'] = ({ step, event_id, question, config }) =>
    database.transaction(async (tx) => {
      const run = await lockRun(tx.db, org_id, step.execution_id);
      if (!run) throw new Error(`run ${step.execution_id} has no row`);
      const digest = sha256(canonicalJson({ definition: run.digest, event: event_id, config }));
      const row = await lockApproval(tx.db, step);
      if (!row) return ask(tx, run, { step, digest, question });
      const overtaken = await overtakenInReview(tx, run, row, digest);
      if (overtaken) await end(tx, run, row, overtaken, true);
      else if (row.status !== 'pending' && !row.delivered_at)
        await updateApproval(tx.db, row.id, { delivered_at: now() });
      const { status, reason } = overtaken ?? row;
      return { status, reason, ...(await outcomeOf(tx, { ...row, status })), expires_at: row.expires_at };
    });

  /** Also of one that was approved: what was approved, and by whom, must still hold when it takes effect. */
  async function overtakenInReview(
    tx: Tx,
    run: LockedRun,
    row: LockedApproval,
    digest: string,
  ): Promise<End | undefined> {
    if (row.status !== 'pending' && row.status !== 'approved') return undefined;
    const overtaken = row.status === 'pending' ? overtakenBy(run, row) : undefined;
    if (overtaken) return overtaken;
    if (row.digest !== digest)
      return ended('invalidated', 'what was asked has changed since: definition, config of the step or event');
    if (row.status === 'pending') return undefined;
    const held = tally(await listVoteRows(tx.db, [row.id]), row, await peopleAround(tx, run.id));
    if (held.status === 'approved') return undefined;
    return ended('invalidated', `${row.reason ?? 'it was approved'}, who may not approve any more`);
  }

  async function ask(
    tx: Tx,
    run: LockedRun,
    { step, digest, question }: { step: StepReference; digest: string; question: Parameters<typeof rulesOf>[0] },
  ): Promise<ApprovalStanding> {
    const rules = rulesOf(question);
    const obstacles = findObstacles(rules, await peopleAround(tx, run.id));
    if (obstacles.length > 0) throw new Problem('conflict', `this can never be approved: ${obstacles.join('; ')}`);
    const asked_at = now();
    const expires_at = question.expires_in_ms === null ? null : new Date(asked_at.getTime() + question.expires_in_ms);
    const authors = await listAuthors(tx.db, run.id);
    const row = {
      id: deterministicUuid('approval', step.execution_id, step.step_name, step.item),
      org_id,
      ...step,
      message: question.message,
      digest,
      definition_digest: run.digest,
      ...rules,
      on_expire: question.on_expire,
      requested_by: authors[0] ?? run.started_by,
      fields: question.fields ?? null,
      created_at: asked_at,
      expires_at,
    };
    await insertApproval(tx.db, row);
    await events.emit(tx, {
      type: 'approval.requested',
      data: { ...about(run, row), message: question.message, expires_at: expires_at?.toISOString() ?? null },
      actor: `pipeline:${run.pipeline_name}`,
      subject: run.id,
      ...origin(run),
    });
    return { status: 'pending', reason: null, by: [], fields: {}, expires_at };
  }

  return {
    list: async (filter: Parameters<typeof listApprovalRows>[2]) =>
      present(await listApprovalRows(database.db, org_id, filter)),
    get,
    vote,

    /** Throws Problem `forbidden` for who may not decide, `conflict` when it has ended; answers what they would decide about. */
    requireVoter: (id: string, actor: string) =>
      database.transaction(async (tx) => {
        const { run, row } = await lock(tx, id);
        if (row.status !== 'pending') throw hasEnded(row.status, row.reason);
        const refusal = findRefusal(actor, row, await peopleAround(tx, run.id));
        if (refusal !== null) throw new Problem('forbidden', refusal);
        return { digest: row.digest, expires_at: row.expires_at };
      }),

    /** For steps. */
    ofSteps: {
      review,
      obstacles: (question) => findObstacles(rulesOf(question), { teams, authors: [] }),
    } satisfies ApprovalsOfSteps,

    /** Decisions that came before their step waited. */
    deliver: {
      name: 'approvals',
      run: async () => {
        let left = false;
        for (const step of await listUndelivered(database.db, org_id, BATCH)) {
          const done = await database.transaction(async (tx) => {
            const run = await lockRun(tx.db, org_id, step.execution_id);
            const row = run && (await lockApproval(tx.db, step));
            return !row || row.delivered_at !== null || deliver(tx, row);
          });
          left ||= !done;
        }
        return left ? new Date(now().getTime() + LOOK_AGAIN_MS) : null;
      },
    } satisfies DueTask,
  };
}
export type Approvals = ReturnType<typeof createApprovals>;

function rulesOf(question: Parameters<ApprovalsOfSteps['obstacles']>[0]) {
  const { approvers, min_approvals, prevent_self_approval } = question;
  return { approvers: encodeApprovers(approvers), min_approvals, prevent_self_approval };
}

/** What ends it when no person does. */
function ended(status: 'expired' | 'invalidated', reason: string): End {
  return { status, reason, by: [], actor: 'mockops' };
}

function hasEnded(status: Approval['status'], reason: string | null): Problem {
  return new Problem('conflict', `this approval has ended: ${status}${reason === null ? '' : ` (${reason})`}`);
}

function stepOf({ execution_id, step_name, item }: StepReference): StepReference {
  return { execution_id, step_name, item };
}

function about(run: LockedRun, row: { id: string; step_name: string }) {
  return { approval_id: row.id, execution_id: run.id, pipeline: run.pipeline_name, step: row.step_name };
}

/** Follows from the run's event, in its workspace. */
function origin(run: LockedRun) {
  const { event_id, correlation_id, depth, workspace_uid, workspace_id } = run;
  return {
    ...(event_id && { cause: { id: event_id, correlation_id, depth } }),
    ...(workspace_uid && workspace_id && { workspace: { id: workspace_uid, slug: workspace_id } }),
  };
}

function readFields(declared: unknown, given: JsonObject): JsonObject {
  const read = readInputs(declared === null ? {} : Fields.parse(declared), given, 'fields');
  if (read.ok) return read.value;
  const issues: Issue[] = read.issues;
  throw new Problem('bad-request', 'the form is not filled in as it asks', { issues });
}
