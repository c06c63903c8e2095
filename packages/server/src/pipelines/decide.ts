// What becomes of an event: inside its own transaction a decision for each pipeline that listens to its type, and a durable run for each that
// matches. Exactly one per event and pipeline: the run's id is made of both. What a run causes is kept from starting runs without end.
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import { type EventEnvelope, PipelineDocument } from '@mockops/contract';
import { matchPipeline, planRun } from '@mockops/pipelines';
import type { Tx } from '../db/database.ts';
import { deterministicUuid } from '../digest.ts';
import type { Events } from '../events/service.ts';
import { RUN_QUEUE, RUN_WORKFLOW } from './runner.ts';
import { countCorrelated, insertExecution } from './runs/store.ts';
import { insertDecision, listListeners, nextRunNumber, type PipelineRow } from './store.ts';

/** An event this far from the outside starts nothing more: pipelines are feeding each other. */
const MAX_DEPTH = 8;
/** And so do runs that all go back to one event: a loop that branches would reach thousands before it is deep. */
const MAX_CORRELATED_RUNS = 100;

export interface DecideOptions {
  org_id: string;
  events: Events;
  /** Enqueues runs; its tables are in the same database as ours, so that it can join our transactions. */
  engine: Pick<DBOSClient, 'enqueueInTransaction'>;
  application_version: string;
}

export function createDecide(options: DecideOptions) {
  const { org_id, events, engine } = options;

  async function whyGuarded(tx: Tx, pipeline: PipelineRow, event: EventEnvelope): Promise<string | undefined> {
    if (event.depth === 0) return undefined;
    if (event.actor === `pipeline:${pipeline.name}` || event.data.pipeline === pipeline.name)
      return 'a run of this very pipeline caused the event';
    if (event.depth >= MAX_DEPTH)
      return `the event is ${event.depth} steps away from the outside; ${MAX_DEPTH} is the limit`;
    const runs = await countCorrelated(tx.db, event.correlation_id);
    if (runs >= MAX_CORRELATED_RUNS) return `${runs} runs go back to the same event from the outside`;
    return undefined;
  }

  async function startRun(tx: Tx, { pipeline, document, event, workspace_uid, reason }: Start): Promise<string> {
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

  return async function decide(tx: Tx, event: EventEnvelope, workspace_uid: string | null): Promise<void> {
    // A workspace is known by slug and by id: a filter may say either.
    const data = { ...event.data, ...(workspace_uid && { workspace_id: [event.workspace_id ?? '', workspace_uid] }) };
    for (const pipeline of await listListeners(tx.db, { org_id, workspace_uid, event_type: event.type })) {
      const document = PipelineDocument.parse(pipeline.definition);
      const note = (decision: string, reason: string, execution_id: string | null = null) =>
        insertDecision(tx.db, { event_id: event.id, pipeline_id: pipeline.id, decision, reason, execution_id });
      const match = matchPipeline({ type: event.type, data }, document);
      if (!pipeline.enabled) {
        await note('disabled', 'the pipeline is disabled');
        continue;
      }
      if (!match.matched) {
        await note('filtered', match.reason);
        continue;
      }
      const guarded = await whyGuarded(tx, pipeline, event);
      if (guarded !== undefined) {
        await note('loop_guarded', guarded);
        continue;
      }
      const { reason } = match;
      await note('started', reason, await startRun(tx, { pipeline, document, event, workspace_uid, reason }));
    }
  };
}

interface Start {
  pipeline: PipelineRow;
  document: PipelineDocument;
  event: EventEnvelope;
  workspace_uid: string | null;
  reason: string;
}
