// A database with runs that wait for people, for tests: real rows and real events; only the run core, which wakes steps, is a recorder.
import { randomUUID } from 'node:crypto';
import type { Approval } from '@mockops/contract';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { createEvents } from '../events/service.ts';
import type { StepReference } from '../pipelines/runs/ports.ts';
import type { Stimulus } from '../pipelines/steps/step-type.ts';
import type { ApprovalQuestion } from '../pipelines/steps/waiting.ts';
import { createCallbacks } from './links/callbacks.ts';
import { createApprovalLinks } from './links/service.ts';
import { type Ballot, createApprovals } from './service.ts';

export type TestApprovals = Awaited<ReturnType<typeof startApprovals>>;

const PUBLIC_URL = 'https://mockops.example';

export async function startApprovals() {
  const { database, drop } = await createTestDatabase();
  const { org_id, workspaces } = await addTestWorkspaces(database, ['orders']);
  const events = createEvents({ database, org_id, onError: () => undefined });
  const teams: Record<string, string[]> = { 'qa-leads': ['robin', 'kim'] };
  let time = Date.parse('2026-03-01T08:00:00Z');
  const now = () => new Date(time);
  const woken: { step: StepReference; stimulus: Stimulus; heard: boolean }[] = [];
  const deaf = new Set<string>();
  const runs = {
    wake: async (_: unknown, step: StepReference, stimulus: Stimulus) => {
      const heard = !deaf.has(step.execution_id);
      woken.push({ step, stimulus, heard });
      return heard;
    },
  };
  const common = { database, org_id, runs, now, onUndelivered: () => undefined };
  const approvals = createApprovals({ ...common, events, teams });
  const links = createApprovalLinks({ database, org_id, approvals, public_url: PUBLIC_URL, now });
  const callbacks = createCallbacks({ ...common, master_key: 'a key for tests of ours', public_url: PUBLIC_URL });
  let runs_added = 0;

  async function addRun({ started_by = 'mockops', root_actor = 'robin' } = {}) {
    const workspace = { id: workspaces.orders, slug: 'orders' };
    const changed = {
      workspace_id: 'orders',
      workspace_name: 'Orders',
      environment: 'dev',
      revision: 1,
      digest: 'd',
    } as const;
    const emit = (actor: string, cause?: { id: string; correlation_id: string; depth: number }) =>
      database.transaction((tx) =>
        events.emit(tx, {
          type: 'environment.changed',
          data: { ...changed, reason: 'test' },
          workspace,
          actor,
          ...(cause && { cause }),
        }),
      );
    const root = await emit(root_actor);
    const event = root_actor === 'robin' ? root : await emit('robin', root);
    const id = randomUUID();
    runs_added += 1;
    await database.pool.query(
      `insert into pipeline_executions (id, org_id, pipeline_name, workspace_id, number, revision, digest, definition, event_id, events, trigger_event, reason, correlation_id, depth, status, started_by)
       values ($1, $2, 'ship', $3, $4, 1, 'digest-1', '{}', $5, array[$5::uuid], 'environment.changed', 'test', $6, $7, 'running', $8)`,
      [id, org_id, workspace.id, runs_added, event.id, event.correlation_id, event.depth, started_by],
    );
    await database.pool.query(
      `insert into pipeline_steps (execution_id, position, step_name, step_type, status, phase, max_attempts) values ($1, 0, 'approve', 'approval', 'waiting', 'waiting', 1)`,
      [id],
    );
    const step = { execution_id: id, step_name: 'approve', item: '' };
    let asked = question({});

    function question(change: Partial<ApprovalQuestion>): ApprovalQuestion {
      return {
        message: 'go?',
        min_approvals: 1,
        prevent_self_approval: false,
        expires_in_ms: null,
        on_expire: 'reject',
        ...change,
      };
    }
    const review = (change: Partial<ApprovalQuestion> = {}) => {
      const current = { ...asked, ...change };
      return approvals.ofSteps.review({ step, event_id: event.id, question: current, config: current });
    };
    const show = async (): Promise<Approval> => {
      const [approval] = await approvals.list({ execution_id: id, limit: 10 });
      if (!approval) throw new Error('it was not asked yet');
      return approval;
    };
    return {
      id,
      step,
      event_id: event.id,
      question,
      /** As the step does in its first attempt. */
      ask: (change: Partial<ApprovalQuestion>) => {
        asked = question(change);
        return review();
      },
      /** As the step does when it was woken. */
      review,
      show,
      vote: async (actor: string, ballot: Partial<Omit<Ballot, 'actor'>> = {}) => {
        const { id: approval_id, digest } = await show();
        return approvals.vote(approval_id, { decision: 'approve', digest, ...ballot, actor });
      },
      wakes: () =>
        woken.filter((one) => one.step.execution_id === id).map(({ stimulus, heard }) => ({ ...stimulus, heard })),
      /** Whether the step waits. */
      hear: (hears: boolean) => void (hears ? deaf.delete(id) : deaf.add(id)),
      cancel: () =>
        database.pool.query(
          `with run as (update pipeline_executions set status = 'cancelled', completed_at = now() where id = $1)
           update pipeline_steps set status = 'cancelled', completed_at = now() where execution_id = $1`,
          [id],
        ),
      changeDefinition: () =>
        database.pool.query(`update pipeline_executions set digest = 'digest-2' where id = $1`, [id]),
      events: async (type: string) =>
        (await events.list({ type, limit: 200 })).filter(({ data }) => data.execution_id === id),
    };
  }

  return {
    database,
    approvals,
    links,
    callbacks,
    teams,
    clock: {
      now,
      advance: (ms: number) => {
        time += ms;
      },
    },
    addRun,
    /** Everything that a table holds, as text. */
    dump: async (table: 'one_time_links' | 'approvals' | 'pipeline_steps') => {
      const { rows } = await database.pool.query<{ text: string }>(
        `select row_to_json(t)::text as text from ${table} t`,
      );
      return rows.map(({ text }) => text).join('\n');
    },
    close: async () => {
      events.close();
      await drop();
    },
  };
}
