// Rows of approvals and their votes. Whoever locks both takes the run first, then the approval, as everything that touches runs does.
import type { Approval, RunStatus } from '@mockops/contract';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../db/database.ts';
import { storableJson, storableText } from '../db/storable.ts';
import { isUuid } from '../db/uuid.ts';
import type { StepReference } from '../pipelines/runs/ports.ts';
import type { Vote } from './rules.ts';

type Status = Approval['status'];

type ApprovalTables = {
  approvals: {
    id: string;
    org_id: string;
    execution_id: string;
    step_name: string;
    item: string;
    message: string;
    status: Status;
    digest: string;
    definition_digest: string;
    min_approvals: number;
    approvers: string[];
    prevent_self_approval: boolean;
    on_expire: string;
    requested_by: string;
    fields: unknown;
    reason: string | null;
    created_at: Date;
    expires_at: Date | null;
    decided_at: Date | null;
    delivered_at: Date | null;
  };
  approval_votes: {
    approval_id: string;
    actor: string;
    decision: 'approve' | 'reject';
    comment: string | null;
    fields: unknown;
    at: Date;
  };
  pipeline_executions: {
    id: string;
    org_id: string;
    pipeline_name: string;
    workspace_id: string | null;
    number: number;
    digest: string;
    status: RunStatus;
    started_by: string;
    event_id: string | null;
    events: string[];
    correlation_id: string;
    depth: number;
    completed_at: Date | null;
  };
  pipeline_steps: { execution_id: string; step_name: string; item: string; completed_at: Date | null };
  events: { id: string; actor: string };
  workspaces: { id: string; slug: string };
};

type Db = Kysely<Tables>;
const tables = (db: Db) => db.withTables<ApprovalTables>();

/** Pending only while its step is: nobody decides about a run that has ended. */
const status = sql<Status>`case when a.status = 'pending' and (s.completed_at is not null or e.completed_at is not null) then 'invalidated' else a.status end`;

function approvals(db: Db, org_id: string) {
  return tables(db)
    .selectFrom('approvals as a')
    .innerJoin('pipeline_executions as e', 'e.id', 'a.execution_id')
    .innerJoin('pipeline_steps as s', (join) =>
      join
        .onRef('s.execution_id', '=', 'a.execution_id')
        .onRef('s.step_name', '=', 'a.step_name')
        .onRef('s.item', '=', 'a.item'),
    )
    .leftJoin('workspaces', 'workspaces.id', 'e.workspace_id')
    .select([
      'a.id',
      'a.execution_id',
      'e.pipeline_name as pipeline',
      'e.number as run_number',
      'workspaces.slug as workspace_id',
      'a.step_name as step',
      'a.item',
      'a.message',
      status.as('status'),
      'a.digest',
      'a.min_approvals',
      'a.approvers',
      'a.prevent_self_approval',
      'a.requested_by',
      'a.fields',
      sql<
        string | null
      >`coalesce(a.reason, case when a.status <> ${status} then 'the run ended before anybody decided' end)`.as(
        'reason',
      ),
      'a.created_at',
      'a.expires_at',
      'a.decided_at',
    ])
    .where('a.org_id', '=', org_id);
}

export type ShownApproval = Awaited<ReturnType<typeof listApprovalRows>>[number];

export async function listApprovalRows(
  db: Db,
  org_id: string,
  filter: { status?: Status | undefined; execution_id?: string | undefined; limit: number },
) {
  if (filter.execution_id !== undefined && !isUuid(filter.execution_id)) return [];
  let query = approvals(db, org_id);
  if (filter.execution_id) query = query.where('a.execution_id', '=', filter.execution_id);
  if (filter.status)
    query = query
      .where(sql<SqlBool>`${status} = ${filter.status}`)
      // By the index; what is shown as invalidated may be stored as pending.
      .where('a.status', 'in', filter.status === 'invalidated' ? ['invalidated', 'pending'] : [filter.status]);
  return query.orderBy('a.created_at', 'desc').orderBy('a.id').limit(filter.limit).execute();
}

export async function findApprovalRow(db: Db, org_id: string, id: string): Promise<ShownApproval | undefined> {
  return isUuid(id) ? approvals(db, org_id).where('a.id', '=', id).executeTakeFirst() : undefined;
}

export async function listVoteRows(db: Db, approval_ids: string[]) {
  if (approval_ids.length === 0) return [];
  return tables(db)
    .selectFrom('approval_votes')
    .select(['approval_id', 'actor', 'decision', 'comment', 'fields', 'at'])
    .where('approval_id', 'in', approval_ids)
    .orderBy('at')
    .execute();
}

export type LockedRun = NonNullable<Awaited<ReturnType<typeof lockRun>>>;

export async function lockRun(db: Db, org_id: string, execution_id: string) {
  return tables(db)
    .selectFrom('pipeline_executions as e')
    .leftJoin('workspaces', 'workspaces.id', 'e.workspace_id')
    .select([
      'e.id',
      'e.pipeline_name',
      'e.workspace_id as workspace_uid',
      'workspaces.slug as workspace_id',
      'e.digest',
      'e.started_by',
      'e.event_id',
      'e.correlation_id',
      'e.depth',
      'e.completed_at',
    ])
    .where('e.id', '=', execution_id)
    .where('e.org_id', '=', org_id)
    .forNoKeyUpdate('e')
    .executeTakeFirst();
}

/** Whoever is behind a run: who caused its event, its other events and the event at their root, and who started it. */
export async function listAuthors(db: Db, execution_id: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('pipeline_executions as e')
    .leftJoin('events', (join) =>
      join.on(sql<SqlBool>`events.id = e.event_id or events.id = e.correlation_id or events.id = any(e.events)`),
    )
    .select(['events.actor', 'e.started_by'])
    .where('e.id', '=', execution_id)
    .orderBy(sql`events.id = e.event_id`, 'desc')
    .execute();
  const authors = rows.flatMap(({ actor, started_by }) => (actor === null ? [started_by] : [actor, started_by]));
  return [...new Set(authors)];
}

export type LockedApproval = NonNullable<Awaited<ReturnType<typeof lockApproval>>>;

/** After its run was locked. */
export async function lockApproval(db: Db, step: StepReference) {
  return tables(db)
    .selectFrom('approvals')
    .selectAll()
    .where('execution_id', '=', step.execution_id)
    .where('step_name', '=', step.step_name)
    .where('item', '=', step.item)
    .forUpdate()
    .executeTakeFirst();
}

export async function isStepOver(db: Db, step: StepReference): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('pipeline_steps')
    .select('completed_at')
    .where('execution_id', '=', step.execution_id)
    .where('step_name', '=', step.step_name)
    .where('item', '=', step.item)
    .executeTakeFirst();
  return row === undefined || row.completed_at !== null;
}

/** Which step an approval belongs to, without a lock. */
export async function findApprovalStep(db: Db, org_id: string, id: string): Promise<StepReference | undefined> {
  if (!isUuid(id)) return undefined;
  return tables(db)
    .selectFrom('approvals')
    .select(['execution_id', 'step_name', 'item'])
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function insertApproval(
  db: Db,
  row: Omit<ApprovalTables['approvals'], 'status' | 'reason' | 'decided_at' | 'delivered_at' | 'created_at'> & {
    created_at: Date;
  },
): Promise<void> {
  await tables(db)
    .insertInto('approvals')
    .values({
      ...row,
      message: storableText(row.message),
      fields: row.fields === null ? null : storableJson(row.fields),
      status: 'pending',
      reason: null,
      decided_at: null,
      delivered_at: null,
    })
    .execute();
}

export async function updateApproval(
  db: Db,
  id: string,
  change: { status?: Status; reason?: string; decided_at?: Date; delivered_at?: Date },
): Promise<void> {
  const { reason, ...rest } = change;
  await tables(db)
    .updateTable('approvals')
    .set({ ...rest, ...(reason !== undefined && { reason: storableText(reason) }) })
    .where('id', '=', id)
    .execute();
}

/** One per person: a later one takes the place of an earlier. */
export async function saveVote(
  db: Db,
  approval_id: string,
  { actor, decision, comment, fields, at }: Vote & { fields: unknown; at: Date },
): Promise<void> {
  const vote = {
    decision,
    comment: comment === null ? null : storableText(comment),
    fields: fields === null ? null : storableJson(fields),
    at,
  };
  await tables(db)
    .insertInto('approval_votes')
    .values({ approval_id, actor, ...vote })
    .onConflict((conflict) => conflict.columns(['approval_id', 'actor']).doUpdateSet(vote))
    .execute();
}

/** Decided, while the step was not waiting yet. */
export async function listUndelivered(db: Db, org_id: string, limit: number): Promise<StepReference[]> {
  return tables(db)
    .selectFrom('approvals')
    .select(['execution_id', 'step_name', 'item'])
    .where('org_id', '=', org_id)
    .where('decided_at', 'is not', null)
    .where('delivered_at', 'is', null)
    .orderBy('decided_at')
    .limit(limit)
    .execute();
}
