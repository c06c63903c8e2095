// Pipelines and their runs as people see them: saved, listed, switched off, removed; runs shown and cancelled.
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import {
  type Execution,
  type ExecutionSummary,
  type Issue,
  type Pipeline,
  PipelineDocument,
  Problem,
  type RunStatus,
} from '@mockops/contract';
import type { Database } from '../db/database.ts';
import type { Events } from '../events/service.ts';
import type { PipelineFolder } from '../workspaces/service.ts';
import { createDecide, type DecideOptions } from './decide.ts';
import { createDefinitions } from './definitions.ts';
import { pipelineFiles } from './folder-files.ts';
import type { Projection } from './projection.ts';
import { countRuns, type ExecutionRow, listExecutionRows } from './runs/store.ts';
import type { StepServices } from './steps/services.ts';
import type { StepType } from './steps/step-type.ts';
import { deletePipelineRow, findPipeline, listPipelineRows, type PipelineRow, setEnabled } from './store.ts';

export interface PipelinesOptions extends DecideOptions {
  database: Database;
  org_id: string;
  events: Events;
  projection: Projection;
  step_types: Record<string, StepType>;
  engine: DecideOptions['engine'] & Pick<DBOSClient, 'cancelWorkflow'>;
  /** For checks at save time. */
  services: () => StepServices;
}

export function createPipelines(options: PipelinesOptions) {
  const { database, org_id, events, projection, engine } = options;
  const definitions = createDefinitions(options);

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

  const folder: PipelineFolder = {
    check: async (pipeline, workspace) => {
      const checked = await definitions.check(pipeline, workspace);
      if (!checked.ok) return checked;
      const { value } = checked;
      return { ok: true, value: { issues: value.issues, save: (tx, { id }) => definitions.save(tx, value, id) } };
    },
    files: async ({ id }) =>
      pipelineFiles((await listPipelineRows(database.db, org_id)).filter((row) => row.workspace_uid === id)),
  };

  return {
    decide: createDecide(options),
    get,
    /** For pipelines that travel in a workspace folder. */
    folder,

    save: async (input: {
      source: string;
      file: string;
      workspace: { id: string; slug: string } | null;
    }): Promise<Pipeline> => {
      const checked = await definitions.check(input, input.workspace?.slug ?? null);
      if (!checked.ok)
        throw new Problem('invalid-document', `${input.file} is not a pipeline; nothing was saved`, {
          issues: checked.issues,
        });
      const { name } = await database.transaction((tx) =>
        definitions.save(tx, checked.value, input.workspace?.id ?? null),
      );
      return get(name);
    },

    validate: async (source: string, file: string, workspace_id: string | null) => {
      const checked = await definitions.check({ source, file }, workspace_id);
      return { ok: checked.ok, issues: checked.ok ? checked.value.issues : checked.issues };
    },

    /** Those of one workspace, or all. */
    list: async (workspace_uid?: string): Promise<Pipeline[]> => {
      const rows = await listPipelineRows(database.db, org_id);
      return present(workspace_uid === undefined ? rows : rows.filter((row) => row.workspace_uid === workspace_uid));
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
      const cancelled = await projection.run(run, { kind: 'cancelled', message: `cancelled by ${actor}` });
      const after = await requireRun(id);
      // It ended while this was asked: whichever came first stands.
      if (!cancelled)
        throw new Problem('conflict', `run #${run.number} of "${run.pipeline_name}" has ended: ${after.status}`);
      await engine.cancelWorkflow(run.id, { cancelChildren: true });
      return summarise(after);
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
