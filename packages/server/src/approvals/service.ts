// Approvals as people see and decide them. Every vote locks the run, then the approval, and looks again at who may decide and at what was asked.
// In: votes. Out: approvals with their votes; the last vote ends it (ending.ts). What steps ask is in review.ts.
import { type Approval, Input, Problem } from '@mockops/contract';
import { type JsonObject, readInputs } from '@mockops/pipelines';
import { z } from 'zod';
import type { Tx } from '../db/database.ts';
import { createEnding, type EndingOptions, hasEnded } from './ending.ts';
import { createReview } from './review.ts';
import { findRefusal, tally } from './rules.ts';
import {
  findApprovalRow,
  findApprovalStep,
  isStepOver,
  type LockedApproval,
  type LockedRun,
  listApprovalRows,
  listVoteRows,
  lockApproval,
  lockRun,
  type ShownApproval,
  saveVote,
} from './store.ts';

export interface Ballot {
  actor: string;
  decision: 'approve' | 'reject';
  /** Of what was looked at. */
  digest: string;
  comment?: string | undefined;
  fields?: JsonObject | undefined;
}

const Fields = z.record(z.string(), Input);

export function createApprovals(options: EndingOptions) {
  const { database, org_id, now } = options;
  const ending = createEnding(options);

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
      const overtaken = ending.overtakenBy(run, row);
      if (overtaken) {
        // Committed, so that everybody sees it; the caller is refused after that.
        await ending.end(tx, run, row, overtaken);
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
    const people = await ending.peopleAround(tx, run.id);
    const refusal = findRefusal(actor, row, people);
    if (refusal !== null) throw new Problem('forbidden', refusal);
    const filled = decision === 'approve' ? readFields(row.fields, fields ?? {}) : null;
    await saveVote(tx.db, row.id, { actor, decision, comment: comment ?? null, fields: filled, at: now() });
    const result = tally(await listVoteRows(tx.db, [row.id]), row, people);
    if (result.status !== 'pending') await ending.end(tx, run, row, { ...result, actor });
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
        const refusal = findRefusal(actor, row, await ending.peopleAround(tx, run.id));
        if (refusal !== null) throw new Problem('forbidden', refusal);
        return { digest: row.digest, expires_at: row.expires_at };
      }),

    ofSteps: createReview({ ...options, ending }),
    deliver: ending.deliver,
  };
}
export type Approvals = ReturnType<typeof createApprovals>;

function readFields(declared: unknown, given: JsonObject): JsonObject {
  const read = readInputs(declared === null ? {} : Fields.parse(declared), given, 'fields');
  if (read.ok) return read.value;
  throw new Problem('bad-request', 'the form is not filled in as it asks', { issues: read.issues });
}
