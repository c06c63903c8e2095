// What an approval step asks: the question itself, the first time; where it stands, whenever it was woken. What was approved, and by whom, must
// still hold when it takes effect. In: the step, the question, the config as it was rendered. Out: a standing.
import { Problem } from '@mockops/contract';
import type { Tx } from '../db/database.ts';
import { canonicalJson, deterministicUuid, sha256 } from '../digest.ts';
import type { StepReference } from '../pipelines/runs/ports.ts';
import type { ApprovalQuestion, ApprovalStanding, Approvals } from '../pipelines/steps/waiting.ts';
import { about, type End, type Ending, type EndingOptions, ended, origin } from './ending.ts';
import { encodeApprovers, findObstacles, tally } from './rules.ts';
import {
  insertApproval,
  type LockedApproval,
  type LockedRun,
  listVoteRows,
  lockApproval,
  lockRun,
  updateApproval,
} from './store.ts';

export function createReview(options: EndingOptions & { ending: Ending }): Approvals {
  const { database, org_id, events, teams, now, ending } = options;

  const review: Approvals['review'] = ({ step, event_id, question, config }) =>
    database.transaction(async (tx) => {
      const run = await lockRun(tx.db, org_id, step.execution_id);
      if (!run) throw new Error(`run ${step.execution_id} has no row`);
      const digest = sha256(canonicalJson({ definition: run.digest, event: event_id, config }));
      const row = await lockApproval(tx.db, step);
      if (!row) return ask(tx, run, { step, digest, question });
      const overtaken = await overtakenInReview(tx, run, row, digest);
      if (overtaken) await ending.end(tx, run, row, overtaken, true);
      else if (row.status !== 'pending' && !row.delivered_at)
        await updateApproval(tx.db, row.id, { delivered_at: now() });
      const { status, reason } = overtaken ?? row;
      return { status, reason, ...(await ending.outcomeOf(tx, { ...row, status })), expires_at: row.expires_at };
    });

  /** Also of one that was approved: what was approved, and by whom, must still hold when it takes effect. */
  async function overtakenInReview(
    tx: Tx,
    run: LockedRun,
    row: LockedApproval,
    digest: string,
  ): Promise<End | undefined> {
    if (row.status !== 'pending' && row.status !== 'approved') return undefined;
    const overtaken = row.status === 'pending' ? ending.overtakenBy(run, row) : undefined;
    if (overtaken) return overtaken;
    if (row.digest !== digest)
      return ended('invalidated', 'what was asked has changed since: definition, config of the step or event');
    if (row.status === 'pending') return undefined;
    const held = tally(await listVoteRows(tx.db, [row.id]), row, await ending.peopleAround(tx, run.id));
    if (held.status === 'approved') return undefined;
    return ended('invalidated', `${row.reason ?? 'it was approved'}, who may not approve any more`);
  }

  async function ask(
    tx: Tx,
    run: LockedRun,
    { step, digest, question }: { step: StepReference; digest: string; question: ApprovalQuestion },
  ): Promise<ApprovalStanding> {
    const rules = rulesOf(question);
    const people = await ending.peopleAround(tx, run.id);
    const obstacles = findObstacles(rules, people);
    if (obstacles.length > 0) throw new Problem('conflict', `this can never be approved: ${obstacles.join('; ')}`);
    const asked_at = now();
    const expires_at = question.expires_in_ms === null ? null : new Date(asked_at.getTime() + question.expires_in_ms);
    const row = {
      id: deterministicUuid('approval', step.execution_id, step.step_name, step.item),
      org_id,
      ...step,
      message: question.message,
      digest,
      definition_digest: run.digest,
      ...rules,
      on_expire: question.on_expire,
      requested_by: people.authors[0] ?? run.started_by,
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

  return { review, obstacles: (question) => findObstacles(rulesOf(question), { teams, authors: [] }) };
}

function rulesOf(question: ApprovalQuestion) {
  const { approvers, min_approvals, prevent_self_approval } = question;
  return { approvers: encodeApprovers(approvers), min_approvals, prevent_self_approval };
}
