// Runs as people see them: lists, one run with steps, attempts and why it started, its log, and the health of pipelines.
import {
  Annotation,
  type EventEnvelope,
  type Execution,
  type ExecutionStep,
  type ExecutionSummary,
  type LogLine,
  type PipelineHealth,
  Problem,
  type RunStatus,
} from '@mockops/contract';
import { isJsonObject } from '@mockops/pipelines';
import type { Database } from '../../../db/database.ts';
import type { RunFactsOfPipeline } from '../../catalogue.ts';
import { asOutputs } from '../cells/store.ts';
import type { PinnedOptions } from '../pinned.ts';
import {
  countRuns,
  findShown,
  type HealthRow,
  listAttempts,
  listFlakySteps,
  listHealth,
  listLastRuns,
  listLog,
  listShownSteps,
  listSummaries,
  type RunFilter,
  type SummaryRow,
} from './store.ts';

export function createShownRuns(options: {
  database: Database;
  org_id: string;
  loadEvents: PinnedOptions['loadEvents'];
}) {
  const { database, org_id } = options;
  const { db } = database;

  async function require(id: string) {
    const row = await findShown(db, org_id, id);
    if (!row) throw new Problem('not-found', `there is no run "${id}"`);
    return row;
  }

  return {
    list: async (filter: RunFilter): Promise<ExecutionSummary[]> =>
      (await listSummaries(db, org_id, filter)).map(summarise),

    summary: async (id: string): Promise<ExecutionSummary> => summarise(await require(id)),

    get: async (id: string): Promise<Execution> => {
      const row = await require(id);
      const ids = row.events.length > 0 ? row.events : row.event_id === null ? [] : [row.event_id];
      // Retention may have deleted events of a run that is still shown.
      const events = (await options.loadEvents(db, ids)).map(
        (event): EventEnvelope => ({ ...event, replay_id: row.replay_id }),
      );
      return {
        ...summarise(row),
        steps: await listSteps(id),
        event: events.find((event) => event.id === row.event_id) ?? null,
        events,
        inputs: asOutputs(row.inputs),
        outputs: row.outputs === null ? null : asOutputs(row.outputs),
        annotations: Annotation.array().catch([]).parse(row.annotations),
        reason: row.reason,
        concurrency_group: row.group_key,
        // A run outlives its pipeline and the text of it; what it was pinned to stays.
        source: row.source ?? JSON.stringify(row.definition, null, 2),
      };
    },

    log: async (id: string, query: { step?: string | undefined; after: number; limit: number }): Promise<LogLine[]> => {
      await require(id);
      const lines = await listLog(db, { execution_id: id, ...query });
      return lines.map((line) => ({ ...line, at: line.at.toISOString() }));
    },

    /** What the list of pipelines shows of their runs, by id of the pipeline. */
    factsOf: async (pipeline_ids: readonly string[]): Promise<Map<string, RunFactsOfPipeline>> => {
      if (pipeline_ids.length === 0) return new Map();
      const [counts, last, health, flaky] = await Promise.all([
        countRuns(db, org_id, pipeline_ids),
        listLastRuns(db, org_id, pipeline_ids),
        listHealth(db, org_id, pipeline_ids),
        listFlakySteps(db, org_id, pipeline_ids),
      ]);
      return new Map(
        pipeline_ids.map((id) => {
          const own = counts.filter(({ pipeline_id }) => pipeline_id === id);
          const count = (...statuses: RunStatus[]) =>
            own.filter(({ status }) => statuses.includes(status)).reduce((sum, one) => sum + one.count, 0);
          const newest = last.find(({ pipeline_id }) => pipeline_id === id);
          const runs = {
            total: own.reduce((sum, one) => sum + one.count, 0),
            succeeded: count('succeeded'),
            failed: count('failed', 'timed_out'),
            running: count('delayed', 'queued', 'running', 'waiting', 'cancelling'),
          };
          return [
            id,
            {
              runs,
              health: healthOf(
                health.find(({ pipeline_id }) => pipeline_id === id),
                flaky.filter(({ pipeline_id }) => pipeline_id === id),
              ),
              last_run: newest ? summarise(newest) : null,
            },
          ];
        }),
      );
    },
  };

  async function listSteps(execution_id: string): Promise<ExecutionStep[]> {
    const attempts = await listAttempts(db, execution_id);
    return (await listShownSteps(db, execution_id)).map((row) => ({
      name: row.step_name,
      item: row.item,
      section: row.section,
      type: row.step_type,
      needs: row.needs,
      position: row.position,
      status: row.status,
      message: row.message,
      // Both were stored as JSON.
      input: row.input as ExecutionStep['input'],
      output: row.output as ExecutionStep['output'],
      summary: row.summary,
      attempts: attempts
        .filter(({ step_name, item }) => step_name === row.step_name && item === row.item)
        .map(({ number, status, started_at, completed_at, error, reconciled }) => ({
          ...{ number, status, error, reconciled },
          started_at: started_at.toISOString(),
          completed_at: completed_at?.toISOString() ?? null,
        })),
      reused_from: row.reused_from,
      waiting_for: row.status === 'waiting' ? waitingFor(row.wait) : null,
      wake_at: row.wake_at?.toISOString() ?? null,
      continue_on_error: row.continue_on_error,
      ready_at: row.ready_at?.toISOString() ?? null,
      started_at: row.started_at?.toISOString() ?? null,
      completed_at: row.completed_at?.toISOString() ?? null,
    }));
  }
}
export type ShownRuns = ReturnType<typeof createShownRuns>;

function healthOf(row: HealthRow | undefined, flaky: { step: string; times: number }[]): PipelineHealth {
  return {
    success_rate: row && row.ended > 0 ? row.succeeded / row.ended : null,
    ended: row?.ended ?? 0,
    duration_p50_ms: row?.duration_p50_ms ?? null,
    duration_p95_ms: row?.duration_p95_ms ?? null,
    queue_wait_p95_ms: row?.queue_wait_p95_ms ?? null,
    retry_rate: row?.retry_rate ?? null,
    flaky_steps: flaky.map(({ step, times }) => ({ step, times })),
  };
}

function waitingFor(wait: unknown): string | null {
  return isJsonObject(wait) && typeof wait.waiting_for === 'string' ? wait.waiting_for : null;
}

function summarise({ pipeline_name, ...row }: SummaryRow): ExecutionSummary {
  return {
    id: row.id,
    number: row.number,
    pipeline: pipeline_name,
    revision: row.revision,
    workspace_id: row.workspace_id,
    status: row.status,
    trigger_event: row.trigger_event,
    event_id: row.event_id,
    attempt: row.attempt,
    rerun_of: row.rerun_of,
    replay_id: row.replay_id,
    created_at: row.created_at.toISOString(),
    not_before: row.status === 'delayed' ? (row.not_before?.toISOString() ?? null) : null,
    started_at: row.started_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
    error_message: row.error_message,
  };
}
