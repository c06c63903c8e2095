// Pipelines as people keep them: saved from YAML, checked, planned, listed, switched on and off, removed. Their runs are in service.ts.
import {
  EVENT_TYPES,
  type EventEnvelope,
  type ExecutionSummary,
  type Issue,
  kindOfTrigger,
  type Pipeline,
  type PipelineDocument,
  type PipelineHealth,
  type PipelinePlan,
  type PipelineTrigger,
  Problem,
} from '@mockops/contract';
import { completionsAt, type JsonObject, planRun, previewEvent, publishPipelineSchema } from '@mockops/pipelines';
import type { Database } from '../db/database.ts';
import type { PipelineFolder } from '../workspaces/service.ts';
import { createDefinitions } from './definitions.ts';
import { pipelineFiles } from './folder-files.ts';
import { findEventToPlan } from './plan-event.ts';
import type { StepServices } from './steps/services.ts';
import type { StepType } from './steps/step-type.ts';
import {
  deletePipelineRow,
  findPipeline,
  listPipelineRows,
  listRevisions,
  type PipelineRow,
  setEnabled,
} from './store.ts';
import { readStored, requireStored } from './stored-document.ts';
import type { Schedules } from './triggers/schedules/service.ts';

/** What the list shows of a pipeline's runs; absent for one that never ran. */
export interface RunFactsOfPipeline {
  runs: Pipeline['runs'];
  health: PipelineHealth;
  last_run: ExecutionSummary | null;
}

export interface CatalogueOptions {
  database: Database;
  org_id: string;
  step_types: Record<string, StepType>;
  schedules: Schedules;
  /** For checks at save time. */
  services: () => StepServices;
  storedSecrets: (workspace_id: string | null) => Promise<string[]>;
  /** By id of the pipeline. */
  runFacts: (pipeline_ids: string[]) => Promise<Map<string, RunFactsOfPipeline>>;
  loadEvent: (id: string) => Promise<EventEnvelope>;
  /** Of this server, for the addresses of webhooks. */
  api_url: string;
}

export interface PipelineSource {
  source: string;
  file: string;
  workspace: { id: string; slug: string; title: string | null } | null;
}

export interface PlanRequest extends PipelineSource {
  event_id?: string | undefined;
  event?: { type: string; data: JsonObject } | undefined;
  inputs?: JsonObject | undefined;
}

const NO_RUNS: RunFactsOfPipeline = {
  runs: { total: 0, succeeded: 0, failed: 0, running: 0 },
  health: {
    success_rate: null,
    ended: 0,
    duration_p50_ms: null,
    duration_p95_ms: null,
    queue_wait_p95_ms: null,
    retry_rate: null,
    flaky_steps: [],
  },
  last_run: null,
};

export function createCatalogue(options: CatalogueOptions) {
  const { database, org_id, schedules, step_types } = options;
  const definitions = createDefinitions({
    ...options,
    onSaved: (tx, { id, document, anew }) => schedules.sync(tx, id, document, anew),
  });

  async function require(reference: string): Promise<PipelineRow> {
    const row = await findPipeline(database.db, org_id, reference);
    if (!row) throw new Problem('not-found', `there is no pipeline "${reference}"`);
    return row;
  }

  async function present(rows: PipelineRow[]): Promise<Pipeline[]> {
    const ids = rows.map(({ id }) => id);
    const facts = await options.runFacts(ids);
    const nextOf = await schedules.nextOf(database.db, ids);
    return rows.map((row) => {
      const read = readStored(row);
      if (!read.ok)
        return { ...describeUnreadable(row, read.problem), ...(facts.get(row.id) ?? NO_RUNS), triggers: [] };
      const { document } = read;
      return {
        ...describe(row, document),
        ...(facts.get(row.id) ?? NO_RUNS),
        triggers: document.triggers.map((trigger, index) => ({
          kind: kindOfTrigger(trigger),
          label: labelOf(trigger),
          event: trigger.event ?? null,
          filters: trigger.filters ?? null,
          enabled: trigger.enabled,
          next_at: (row.enabled && nextOf(row.id, index)?.toISOString()) || null,
          url: trigger.webhook ? `${options.api_url}/hooks/${encodeURIComponent(row.name)}/${index}` : null,
        })),
      };
    });
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
    require,
    get,
    /** For pipelines that travel in a workspace folder. */
    folder,

    save: async (input: PipelineSource): Promise<Pipeline> => {
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
      if (!checked.ok) return { ok: false, issues: checked.issues, outline: null };
      const { document, issues } = checked.value;
      const triggers = document.triggers.map(labelOf);
      return { ok: true, issues, outline: { name: document.name, triggers, steps: outlineOf(document) } };
    },

    /** What an editor may offer at a place. */
    complete: (source: string, offset: number) => {
      const { from, options: found } = completionsAt(source, offset, { step_types, event_types: EVENT_TYPES });
      const offers = found.map(({ label, detail = null }) => ({ label, insert: label, detail }));
      return { from, offers };
    },

    /** For editors that read `# yaml-language-server: $schema=…`. */
    schema: () => publishPipelineSchema(step_types, `${options.api_url}/api/v1/schemas/pipeline.json`),

    /** What a run would do, without starting anything. */
    plan: async (request: PlanRequest): Promise<PipelinePlan> => {
      const { file, workspace } = request;
      const checked = await definitions.check(request, workspace?.slug ?? null);
      const nothing = { decision: `${file} is not a pipeline`, would_run: false, steps: [], effects: [] };
      if (!checked.ok) return { ok: false, issues: checked.issues, ...nothing };
      const { document, issues } = checked.value;
      const preview = previewEvent({
        document,
        event: await findEventToPlan(request, document, options.loadEvent),
        inputs: request.inputs,
        effectOf: (type) => step_types[type]?.effect ?? 'pure',
        show: (config) => config,
        workspace_name: workspace?.title ?? workspace?.slug,
      });
      return { ok: true, issues, ...preview };
    },

    /** Those of one workspace, or all. */
    list: async (workspace_uid?: string): Promise<Pipeline[]> => {
      const rows = await listPipelineRows(database.db, org_id);
      return present(workspace_uid === undefined ? rows : rows.filter((row) => row.workspace_uid === workspace_uid));
    },

    revisions: async (reference: string) =>
      (await listRevisions(database.db, (await require(reference)).id)).map(({ created_at, ...revision }) => ({
        ...revision,
        created_at: created_at.toISOString(),
      })),

    /** Off: nothing new starts, and what runs goes on. On again: schedules fire from now on. */
    setEnabled: async (reference: string, enabled: boolean): Promise<Pipeline> => {
      const row = await require(reference);
      await database.transaction(async (tx) => {
        await setEnabled(tx.db, row.id, enabled);
        if (enabled && !row.enabled) await schedules.sync(tx, row.id, requireStored(row), true);
      });
      return get(reference);
    },

    /** Its runs stay, and go on with the definition that they have pinned. */
    remove: async (reference: string): Promise<{ deleted: boolean }> => {
      await deletePipelineRow(database.db, (await require(reference)).id);
      return { deleted: true };
    },
  };
}
export type Catalogue = ReturnType<typeof createCatalogue>;

/** It is listed, so that somebody sees it, reads why, and saves it again. */
function describeUnreadable(row: PipelineRow, message: string) {
  const { id, name, workspace_id, enabled, revision, digest, source, created_at, updated_at } = row;
  const issue: Issue = { code: 'CHK002', path: '', message, severity: 'error' };
  return {
    ...{ id, name, workspace_id, enabled, revision, digest, source },
    ...{ description: null, inputs: {}, steps: [], secrets: [], reusable: false },
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
    issues: [issue, ...(row.issues as Issue[])],
  };
}

function describe(row: PipelineRow, document: PipelineDocument) {
  const { id, name, workspace_id, enabled, revision, digest, source, created_at, updated_at } = row;
  const manual = document.triggers.find((trigger) => trigger.manual)?.manual;
  return {
    ...{ id, name, workspace_id, enabled, revision, digest, source },
    description: document.description ?? null,
    inputs: { ...document.inputs, ...manual?.inputs },
    steps: outlineOf(document),
    secrets: document.secrets ?? [],
    reusable: document.reusable,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
    issues: row.issues as Issue[],
  };
}

function outlineOf(document: PipelineDocument) {
  return planRun(document).steps.map(({ name, type, section, needs }) => ({ name, type, section, needs }));
}

/** `schema.changed`, `30 2 * * * Europe/Paris`, `github push`. */
function labelOf(trigger: PipelineTrigger): string {
  const { event, schedule, webhook, pipeline } = trigger;
  if (schedule) return `${[schedule.cron].flat().join(', ')} ${schedule.timezone}`;
  if (webhook) return `${webhook.source} ${webhook.events?.join(', ') ?? 'webhook'}`;
  if (pipeline) return `end of ${pipeline.name} (${pipeline.status.join(', ')})`;
  return event ?? 'by hand';
}
