// Triggers on a database of their own, with a run core that only remembers: what the tests of this folder start from.
import { type EventEnvelope, PipelineDocument, type RunStatus } from '@mockops/contract';
import type { Database, Tx } from '../../db/database.ts';
import { addTestWorkspaces, createTestDatabase } from '../../db/test-database.ts';
import { createEvents, type Events } from '../../events/service.ts';
import type { NewRun, Runs } from '../runs/ports.ts';
import { insertPipelineRevision } from '../store.ts';
import { createTriggers, type Triggers } from './create-triggers.ts';
import type { DispatchHook } from './dispatch/deliver.ts';

export interface Fixture {
  database: Database;
  org_id: string;
  workspaces: { payments: string; orders: string };
  events: Events;
  triggers: Triggers;
  runs: RecordingRuns;
  hooks: DispatchHook[];
  /** Dispatches until nothing is due. */
  dispatch: () => Promise<void>;
  save: (document: Record<string, unknown>, workspace_id?: string | null) => Promise<string>;
  emit: (name: string, options?: { workspace?: 'payments' | 'orders'; owner?: string }) => Promise<EventEnvelope>;
  decisions: (event: EventEnvelope) => Promise<Record<string, string>>;
  /** Empties every table that tests write. */
  clear: () => Promise<void>;
  close: () => Promise<void>;
}

interface RecordingRuns extends Runs {
  created: NewRun[];
  woken: { step_name: string; event_id: string }[];
  /** Called before a run is written; may throw. */
  before: (run: NewRun) => void;
  status: RunStatus;
}

/** Writes what the decisions read of a run, and commits with the decision. */
function recordRuns(org_id: string): RecordingRuns {
  const recording: RecordingRuns = {
    created: [],
    woken: [],
    before: () => undefined,
    status: 'queued',
    create: async (tx: Tx, run: NewRun) => {
      recording.before(run);
      const { rowCount } = await tx.client.query(
        `insert into pipeline_executions (id, org_id, pipeline_id, pipeline_name, workspace_id, number, revision, digest, definition, event_id, trigger_event,
           reason, correlation_id, depth, status, replay_id, effect_root, not_before)
         values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing`,
        [
          ...[run.id, org_id, run.pipeline.id, run.pipeline.name, run.workspace_uid, run.pipeline.revision],
          ...[run.pipeline.digest, JSON.stringify(run.document), run.event.id, run.event.type, run.reason],
          ...[
            run.event.correlation_id,
            run.event.depth,
            recording.status,
            run.replay_id,
            run.effect_root,
            run.not_before,
          ],
        ],
      );
      tx.afterCommit(() => void recording.created.push(run));
      return { id: run.id, status: recording.status, created: rowCount === 1, message: null };
    },
    wake: async (tx, step, stimulus) => {
      const event_id = stimulus.kind === 'event' ? stimulus.event.id : '';
      tx.afterCommit(() => void recording.woken.push({ step_name: step.step_name, event_id }));
      return true;
    },
  };
  return recording;
}

export async function createFixture(): Promise<Fixture> {
  const { database, drop } = await createTestDatabase();
  const { org_id, workspaces } = await addTestWorkspaces(database, ['payments', 'orders']);
  const onError = (error: unknown) => {
    throw error;
  };
  const events = createEvents({ database, org_id, onError });
  const runs = recordRuns(org_id);
  const hooks: DispatchHook[] = [];
  const triggers = createTriggers({ database, org_id, events, runs, hooks });
  return {
    ...{ database, org_id, workspaces, events, triggers, runs, hooks },
    dispatch: async () => {
      while ((await triggers.look()) > 0);
    },
    save: async (input, workspace_id = null) => {
      const definition = PipelineDocument.parse({ steps: [{ name: 's', type: 't' }], ...input });
      const { name, enabled } = definition;
      const { id } = await database.transaction(({ db }) =>
        insertPipelineRevision(db, {
          ...{ org_id, workspace_id, name, definition, enabled, source: '', file: 'p.yaml', digest: name, issues: [] },
        }),
      );
      return id;
    },
    emit: (name, { workspace = 'payments', owner } = {}) =>
      database.transaction((tx) =>
        events.emit(tx, {
          type: 'workspace.created',
          workspace: { id: workspaces[workspace], slug: workspace },
          actor: 'ada',
          data: { workspace_id: workspace, workspace_name: workspace, name, owner: owner ?? null },
        }),
      ),
    decisions: async ({ id }) => {
      const { rows } = await database.pool.query<{ name: string; decision: string }>(
        'select p.name, d.decision from event_decisions d join pipelines p on p.id = d.pipeline_id where event_id = $1 order by d.id',
        [id],
      );
      return Object.fromEntries(rows.map(({ name, decision }) => [name, decision]));
    },
    clear: async () => {
      await database.pool.query(
        'truncate pipelines, pipeline_executions, events, event_dispatches, dead_letters cascade',
      );
      runs.created = [];
      runs.woken = [];
      runs.before = () => undefined;
      runs.status = 'queued';
      hooks.length = 0;
    },
    close: async () => {
      events.close();
      await drop();
    },
  };
}
