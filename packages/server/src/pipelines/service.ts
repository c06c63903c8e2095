// Pipelines: saved from YAML as immutable revisions; started by events inside the event's own transaction, exactly once per (event, pipeline).
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import {
  EVENT_TYPES,
  type EventEnvelope,
  type Execution,
  type ExecutionSummary,
  type Issue,
  type Pipeline,
  PipelineDocument,
  Problem,
  type RunStatus,
} from '@mockops/contract';
import { matchPipeline, parsePipeline, planRun } from '@mockops/pipelines';
import type { Database, Tx } from '../db/database.ts';
import { canonicalJson, deterministicUuid, sha256 } from '../digest.ts';
import type { Events } from '../events/service.ts';
import type { WorkspaceRow } from '../workspaces/store.ts';
import type { Projection } from './projection.ts';
import { RUN_QUEUE, RUN_WORKFLOW } from './runner.ts';
import type { StepServices } from './steps/services.ts';
import type { StepType } from './steps/step-type.ts';
import {
  countRuns,
  deletePipelineRow,
  type ExecutionRow,
  findPipeline,
  insertDecision,
  insertExecution,
  insertPipelineRevision,
  listCandidates,
  listExecutionRows,
  listPipelineRows,
  nextRunNumber,
  type PipelineRow,
  setEnabled,
} from './store.ts';

/** An event this far from the outside starts nothing more: some pipeline is feeding itself. */
const MAX_DEPTH = 8;

export interface PipelinesOptions {
  database: Database;
  org_id: string;
  events: Events;
  projection: Projection;
  step_types: Record<string, StepType>;
  /** Enqueues runs; its tables are in the same database as ours, so that it can join our transactions. */
  engine: Pick<DBOSClient, 'enqueueInTransaction' | 'cancelWorkflow'>;
  application_version: string;
  /** For checks at save time. */
  services: () => StepServices;
}

export function createPipelines(options: PipelinesOptions) {
  const { database, org_id, events, projection, step_types, engine } = options;

  async function require(reference: string): Promise<PipelineRow> {
    const row = await findPipeline(database.db, org_id, reference);
    if (!row) throw new Problem('not-found', `there is no pipeline "${reference}"`);
    return row;
  }

  async function requireRun(id: string): Promise<ExecutionRow> {
    const run = await projection.find(id);
    if (!run || run.org_id !== org_id) throw new Problem('not-found', `there is no run "${id}"`);
    return run;
  }

  function parse(source: string, file: string) {
    return parsePipeline(source, file, { step_types, event_types: EVENT_TYPES });
  }

  /** What a step type finds missing here and now, a connection for example: warnings, since it may be added before the first run. */
  async function checkSteps(document: PipelineDocument, workspace_id: string | null): Promise<Issue[]> {
    const found: Issue[] = [];
    for (const [index, step] of planRun(document).entries()) {
      const type = step_types[step.type];
      const config = type?.config.safeParse(step.config);
      if (!type?.check || !config?.success) continue;
      for (const message of await type.check(config.data, { org_id, workspace_id, services: options.services() })) {
        found.push({ code: 'CHK001', path: `steps[${index}].config`, message });
      }
    }
    return found;
  }

  async function save(tx: Tx, input: { source: string; file: string; workspace: { id: string; slug: string } | null }) {
    const parsed = parse(input.source, input.file);
    if (!parsed.ok)
      throw new Problem('invalid-document', `${input.file} is not a pipeline; nothing was saved`, {
        issues: parsed.issues,
      });
    const document = parsed.value;
    const issues = [...parsed.issues, ...(await checkSteps(document, input.workspace?.slug ?? null))];
    const digest = sha256(canonicalJson(document));
    const before = await findPipeline(tx.db, org_id, document.name);
    const workspace_id = input.workspace?.id ?? null;
    if (before && before.workspace_uid !== workspace_id) {
      throw new Problem(
        'name-taken',
        `pipeline "${document.name}" belongs to ${before.workspace_id ? `workspace "${before.workspace_id}"` : 'the organisation'}; choose another name`,
      );
    }
    if (before?.digest === digest) return { name: document.name, revision: before.revision, changed: false, issues };
    const row = {
      org_id,
      workspace_id,
      name: document.name,
      definition: document,
      source: input.source,
      file: input.file,
      digest,
      issues,
      enabled: document.enabled,
    };
    return { name: document.name, revision: await insertPipelineRevision(tx.db, row), changed: true, issues };
  }

  /** Inside the event's transaction: a decision per pipeline, and a run for each that matches. */
  async function decide(tx: Tx, event: EventEnvelope, workspace_uid: string | null): Promise<void> {
    for (const pipeline of await listCandidates(tx.db, org_id, workspace_uid)) {
      const document = PipelineDocument.parse(pipeline.definition);
      if (!document.triggers.some((trigger) => trigger.event === event.type)) continue;
      const note = (decision: string, reason: string, execution_id: string | null = null) =>
        insertDecision(tx.db, { event_id: event.id, pipeline_id: pipeline.id, decision, reason, execution_id });
      // A workspace is known by slug and by id: a filter may say either.
      const data = { ...event.data, ...(workspace_uid && { workspace_id: [event.workspace_id ?? '', workspace_uid] }) };
      const match = matchPipeline({ type: event.type, data }, document);
      if (!pipeline.enabled) await note('disabled', 'the pipeline is disabled');
      else if (!match.matched) await note('filtered', match.reason);
      else if (event.depth >= MAX_DEPTH || event.data.pipeline === pipeline.name)
        await note(
          'loop_guarded',
          `the event is ${event.depth} steps away from the outside, or tells of this pipeline itself`,
        );
      else
        await note('started', match.reason, await startRun(tx, pipeline, document, event, workspace_uid, match.reason));
    }
  }

  async function startRun(
    tx: Tx,
    pipeline: PipelineRow,
    document: PipelineDocument,
    event: EventEnvelope,
    workspace_uid: string | null,
    reason: string,
  ): Promise<string> {
    const id = deterministicUuid(event.id, pipeline.id);
    const number = await nextRunNumber(tx.db, pipeline.id);
    await insertExecution(
      tx.db,
      {
        id,
        org_id,
        pipeline_id: pipeline.id,
        pipeline_name: pipeline.name,
        workspace_id: workspace_uid,
        number,
        revision: pipeline.revision,
        digest: pipeline.digest,
        definition: pipeline.definition,
        event_id: event.id,
        trigger_event: event.type,
        reason,
        correlation_id: event.correlation_id,
        depth: event.depth,
      },
      planRun(document).map((step) => ({
        step_name: step.name,
        step_type: step.type,
        max_attempts: step.retry?.max_attempts ?? 1,
        continue_on_error: step.continue_on_error,
      })),
    );
    await engine.enqueueInTransaction(
      tx.client,
      { queueName: RUN_QUEUE, workflowName: RUN_WORKFLOW, workflowID: id, appVersion: options.application_version },
      id,
    );
    await events.emit(tx, {
      type: 'pipeline.run.queued',
      subject: id,
      actor: `pipeline:${pipeline.name}`,
      data: { execution_id: id, pipeline: pipeline.name, number, trigger_event: event.type },
      cause: event,
      ...(workspace_uid && event.workspace_id && { workspace: { id: workspace_uid, slug: event.workspace_id } }),
    });
    return id;
  }

  async function present(rows: PipelineRow[]): Promise<Pipeline[]> {
    const counts = await countRuns(database.db, org_id);
    return Promise.all(
      rows.map(async ({ workspace_uid: _, file: __, definition, issues, created_at, updated_at, ...row }) => {
        const document = PipelineDocument.parse(definition);
        const own = counts.filter(({ pipeline_id }) => pipeline_id === row.id);
        const count = (...statuses: RunStatus[]) =>
          own.filter(({ status }) => statuses.includes(status)).reduce((sum, one) => sum + one.count, 0);
        const [last] = await listExecutionRows(database.db, org_id, { pipeline_id: row.id, limit: 1 });
        return {
          ...row,
          description: document.description ?? null,
          triggers: document.triggers.map(({ event, filters }) => ({ event, filters: filters ?? null })),
          steps: document.steps.map(({ name, type }) => ({ name, type })),
          created_at: created_at.toISOString(),
          updated_at: updated_at.toISOString(),
          runs: {
            total: own.reduce((sum, one) => sum + one.count, 0),
            succeeded: count('succeeded'),
            failed: count('failed', 'timed_out'),
            running: count('queued', 'running'),
          },
          last_run: last ? summarise(last) : null,
          issues: issues as Issue[],
        };
      }),
    );
  }

  async function get(reference: string): Promise<Pipeline> {
    const [pipeline] = await present([await require(reference)]);
    if (!pipeline) throw new Problem('not-found', `there is no pipeline "${reference}"`);
    return pipeline;
  }

  return {
    decide,
    get,

    /** For pipelines that travel in a workspace folder. */
    folder: {
      save: (tx: Tx, input: { file: string; source: string; workspace: WorkspaceRow }) => save(tx, input),
      files: async (workspace: WorkspaceRow) => {
        const rows = (await listPipelineRows(database.db, org_id)).filter((row) => row.workspace_uid === workspace.id);
        return Object.fromEntries(rows.map((row) => [row.file, row.source]));
      },
    },

    save: async (input: {
      source: string;
      file: string;
      workspace: { id: string; slug: string } | null;
    }): Promise<Pipeline> => {
      const { name } = await database.transaction((tx) => save(tx, input));
      return get(name);
    },

    validate: async (
      source: string,
      file: string,
      workspace_id: string | null,
    ): Promise<{ ok: boolean; issues: Issue[] }> => {
      const parsed = parse(source, file);
      return {
        ok: parsed.ok,
        issues: parsed.ok ? [...parsed.issues, ...(await checkSteps(parsed.value, workspace_id))] : parsed.issues,
      };
    },

    list: async (workspace_id?: string): Promise<Pipeline[]> => {
      const rows = await listPipelineRows(database.db, org_id);
      return present(workspace_id === undefined ? rows : rows.filter((row) => row.workspace_id === workspace_id));
    },

    setEnabled: async (reference: string, enabled: boolean): Promise<Pipeline> => {
      const row = await require(reference);
      await setEnabled(database.db, row.id, enabled);
      return get(reference);
    },

    remove: async (reference: string): Promise<{ deleted: boolean }> => {
      await deletePipelineRow(database.db, (await require(reference)).id);
      return { deleted: true };
    },

    runs: async (filter: {
      pipeline?: string | undefined;
      status?: RunStatus | undefined;
      event_id?: string | undefined;
      limit: number;
    }): Promise<ExecutionSummary[]> => {
      const pipeline_id = filter.pipeline === undefined ? undefined : (await require(filter.pipeline)).id;
      const rows = await listExecutionRows(database.db, org_id, {
        limit: filter.limit,
        ...(pipeline_id && { pipeline_id }),
        ...(filter.status && { status: filter.status }),
        ...(filter.event_id && { event_id: filter.event_id }),
      });
      return rows.map(summarise);
    },

    getRun: async (id: string): Promise<Execution> => {
      const run = await requireRun(id);
      const event = run.event_id ? (await events.get(run.event_id)).event : null;
      const steps = (await projection.steps(run.id)).map((step) => ({
        name: step.step_name,
        type: step.step_type,
        position: step.position,
        status: step.status,
        message: step.message,
        input: step.input as Execution['steps'][number]['input'],
        output: step.output as Execution['steps'][number]['output'],
        attempts: step.attempts,
        continue_on_error: step.continue_on_error,
        started_at: step.started_at?.toISOString() ?? null,
        completed_at: step.completed_at?.toISOString() ?? null,
      }));
      return { ...summarise(run), steps, event, reason: run.reason };
    },

    cancel: async (id: string, actor: string): Promise<ExecutionSummary> => {
      const run = await requireRun(id);
      if (run.completed_at)
        throw new Problem('conflict', `run #${run.number} of "${run.pipeline_name}" has ended: ${run.status}`);
      await projection.run(run, { kind: 'cancelled', message: `cancelled by ${actor}` });
      await engine.cancelWorkflow(run.id, { cancelChildren: true });
      return summarise(await requireRun(id));
    },
  };
}
export type Pipelines = ReturnType<typeof createPipelines>;

function summarise(run: ExecutionRow): ExecutionSummary {
  return {
    id: run.id,
    number: run.number,
    pipeline: run.pipeline_name,
    revision: run.revision,
    workspace_id: run.workspace_id,
    status: run.status,
    trigger_event: run.trigger_event,
    event_id: run.event_id,
    created_at: run.created_at.toISOString(),
    started_at: run.started_at?.toISOString() ?? null,
    completed_at: run.completed_at?.toISOString() ?? null,
    error_message: run.error_message,
  };
}
