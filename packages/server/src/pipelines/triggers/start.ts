// Starts the run of a decided event: counted against the pipeline's rate, created by the run core, answered as a decision.
import type { Concurrency, EventEnvelope, PipelineDocument, PipelineTrigger } from '@mockops/contract';
import { defaultInputs, type JsonObject, type RunContext } from '@mockops/pipelines';
import type { Tx } from '../../db/database.ts';
import { deterministicUuid } from '../../digest.ts';
import type { NewRun, Runs } from '../runs/ports.ts';
import { type Candidate, type Outcome, renderKey } from './judge.ts';
import { findFirstRun, findFreeStart, lockKey, saveStart } from './store.ts';

export interface Start {
  candidate: Candidate;
  /** All of a window, oldest first; otherwise the one. */
  events: EventEnvelope[];
  trigger: PipelineTrigger | undefined;
  /** Its place in the document. */
  index: number;
  reason: string;
  context: RunContext;
  inputs?: JsonObject;
  called_by?: NewRun['called_by'];
}

/** Exactly one run per event, pipeline and replay: the run's id is made of them. */
export function runIdOf({ event, pipeline, replay_id }: Pick<Candidate, 'event' | 'pipeline' | 'replay_id'>): string {
  return replay_id === null
    ? deterministicUuid(event.id, pipeline.id)
    : deterministicUuid(event.id, pipeline.id, replay_id);
}

export function createStart({ runs }: { runs: Pick<Runs, 'create'> }) {
  return async function start(tx: Tx, request: Start): Promise<Outcome> {
    const { candidate, events, trigger, index, context } = request;
    const { pipeline, document, event, workspace_uid, replay_id } = candidate;
    const rate = await takePlace(tx, candidate, context);
    if (rate.dropped !== undefined) return { decision: 'rate_limited', reason: rate.dropped };
    const reason = rate.not_before
      ? `${request.reason}; limits.rate puts it off until ${rate.not_before.toISOString()}`
      : request.reason;
    const id = runIdOf(candidate);
    const overlap = trigger?.schedule && overlapGroup(document, pipeline.id, index, trigger.schedule.overlap);
    const run = await runs.create(tx, {
      id,
      pipeline,
      document: overlap ? { ...document, concurrency: overlap } : document,
      event,
      events,
      workspace_uid,
      reason,
      inputs: request.inputs ?? defaultInputs(document.inputs),
      started_by: trigger?.schedule ? 'schedule' : event.actor,
      ...(rate.not_before && { not_before: rate.not_before }),
      ...(replay_id !== null && { replay_id, ...(await effectRoot(tx, candidate)) }),
      ...(request.called_by && { called_by: request.called_by }),
    });
    if (run.status === 'skipped' || run.status === 'failed' || run.status === 'superseded')
      return { decision: 'concurrency', reason: run.message ?? `the run is ${run.status}`, execution_id: run.id };
    await rate.save?.(run.id);
    return { decision: 'started', reason, execution_id: run.id };
  };
}

interface Place {
  dropped?: string;
  not_before?: Date;
  save?: (execution_id: string) => Promise<void>;
}

/** A sliding window: never more than `max` starts in any period of `per`. */
async function takePlace(tx: Tx, { pipeline, document }: Candidate, context: RunContext): Promise<Place> {
  const rate = document.limits?.rate;
  if (!rate) return {};
  const key = renderKey(rate.key, context, 'limits.rate.key');
  await lockKey(tx.db, 'rate', pipeline.id, key);
  const of = { pipeline_id: pipeline.id, key };
  const free = await findFreeStart(tx.db, { ...of, max: rate.max, per_ms: rate.per });
  if (free && rate.on_limit === 'drop')
    return {
      dropped: `limits.rate: ${rate.max} runs were started in the last ${rate.per / 1_000} s${key && ` for "${key}"`}`,
    };
  const save = (execution_id: string) => saveStart(tx.db, { ...of, starts_at: free, execution_id });
  return { save, ...(free && { not_before: free }) };
}

/** A replay does once what the first run did once, unless it was told otherwise. */
async function effectRoot(tx: Tx, candidate: Candidate): Promise<{ effect_root?: string }> {
  if (candidate.force_effects) return {};
  const first = await findFirstRun(tx.db, candidate.pipeline.id, candidate.event.id);
  return { effect_root: first?.effect_root ?? runIdOf({ ...candidate, replay_id: null }) };
}

/** What a fire does while an earlier one still runs, as a concurrency group. A pipeline that has a group of its own goes by that. */
function overlapGroup(
  document: PipelineDocument,
  pipeline_id: string,
  index: number,
  overlap: 'skip' | 'buffer_one' | 'queue' | 'cancel_other' | 'allow',
): Concurrency | undefined {
  if (document.concurrency || overlap === 'allow') return undefined;
  const common = {
    group: `schedule/${pipeline_id}/${index}`,
    limit: 1,
    order: 'fifo',
    release_on_wait: false,
  } as const;
  switch (overlap) {
    case 'skip':
      return { ...common, on_conflict: 'skip', max_pending: 0 };
    case 'buffer_one':
      return { ...common, on_conflict: 'queue', max_pending: 1 };
    case 'queue':
      return { ...common, on_conflict: 'queue', max_pending: 10_000 };
    case 'cancel_other':
      return { ...common, on_conflict: 'cancel_in_progress', max_pending: 1 };
  }
}
