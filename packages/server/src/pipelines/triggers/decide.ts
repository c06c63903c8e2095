// What becomes of one event for one pipeline: judged, deduplicated, collected, held to the rate, started. Every way ends in a decision with its reason.
import type { EventEnvelope, PipelineTrigger } from '@mockops/contract';
import { causeOf, defaultInputs, type RunContext } from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import type { Tables, Tx } from '../../db/database.ts';
import { deterministicUuid } from '../../digest.ts';
import type { Events } from '../../events/service.ts';
import { triggerContext } from './context.ts';
import { type Candidate, judge, type Outcome, renderKey } from './judge.ts';
import { runIdOf, type Start } from './start.ts';
import { type DedupeRow, findLiveKey, lockKey, saveKey } from './store.ts';
import type { Windows } from './windows.ts';

export interface DecideOptions {
  org_id: string;
  events: Pick<Events, 'emitOnce'>;
  windows: Windows;
  start: (tx: Tx, request: Start) => Promise<Outcome>;
}

export function createDecide(options: DecideOptions) {
  const { org_id, windows } = options;

  function contextOf(candidate: Candidate): RunContext {
    const { document, pipeline, event } = candidate;
    return triggerContext({
      org_id,
      document,
      revision: pipeline.revision,
      run_id: runIdOf(candidate),
      event,
      events: [event],
      inputs: defaultInputs(document.inputs),
    });
  }

  async function decide(tx: Tx, candidate: Candidate): Promise<Outcome> {
    const context = contextOf(candidate);
    const verdict = await judge(tx.db, candidate, context);
    if (!verdict.starts) {
      if (verdict.decision === 'loop_guarded') await alert(tx, candidate, verdict.reason);
      return verdict;
    }
    const { trigger, index, reason } = verdict;
    const key = dedupeKey(trigger, index, context);
    if (key !== undefined) {
      await lockKey(tx.db, 'dedupe', candidate.pipeline.id, key);
      const held = await whyDuplicate(tx.db, candidate, key);
      if (held !== undefined) return { decision: 'deduplicated', reason: held };
      await saveKey(tx.db, {
        pipeline_id: candidate.pipeline.id,
        key,
        event_id: candidate.event.id,
        window_ms: trigger.dedupe?.window ?? 0,
      });
    }
    if (trigger.debounce || trigger.batch) return windows.join(tx, candidate, { trigger, index, context });
    return options.start(tx, { candidate, events: [candidate.event], trigger, index, reason, context });
  }

  /** Once for all that goes back to the same event. */
  async function alert(tx: Tx, { pipeline, event, workspace_uid }: Candidate, reason: string): Promise<void> {
    const { correlation_id, workspace_id } = event;
    await options.events.emitOnce(tx, {
      id: deterministicUuid('loop', correlation_id),
      type: 'pipeline.loop_guarded',
      actor: 'mockops',
      cause: event,
      data: {
        ...(workspace_id !== null && { workspace_id }),
        pipeline: pipeline.name,
        caused_by: causeOf(event),
        event_type: event.type,
        reason,
      },
      ...(workspace_uid !== null && workspace_id !== null && { workspace: { id: workspace_uid, slug: workspace_id } }),
    });
  }

  /** What it would say, in words, without writing anything. */
  async function decideDry(db: Kysely<Tables>, candidate: Candidate): Promise<{ would_run: boolean; now: string }> {
    const context = contextOf(candidate);
    try {
      const verdict = await judge(db, candidate, context);
      if (!verdict.starts) return { would_run: false, now: `${verdict.decision}: ${verdict.reason}` };
      const { trigger, index, reason } = verdict;
      const key = dedupeKey(trigger, index, context);
      const held = key === undefined ? undefined : await whyDuplicate(db, candidate, key);
      if (held !== undefined) return { would_run: false, now: `deduplicated: ${held}` };
      if (trigger.debounce) return { would_run: true, now: `debounced, then started: ${reason}` };
      if (trigger.batch) return { would_run: true, now: `batched, then started: ${reason}` };
      return { would_run: true, now: `started: ${reason}` };
    } catch (error) {
      return { would_run: false, now: `failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  return { decide, decideDry };
}
export type Decide = ReturnType<typeof createDecide>['decide'];
export type DecideDry = ReturnType<typeof createDecide>['decideDry'];

/** Undefined: by event only, which the id of the run sees to. */
function dedupeKey({ dedupe }: PipelineTrigger, index: number, context: RunContext): string | undefined {
  return dedupe?.key === undefined ? undefined : renderKey(dedupe.key, context, `triggers[${index}].dedupe.key`);
}

async function whyDuplicate(
  db: Kysely<Tables>,
  { pipeline, event }: { pipeline: { id: string }; event: EventEnvelope },
  key: string,
): Promise<string | undefined> {
  const holder = await findLiveKey(db, pipeline.id, key);
  if (!holder || holder.event_id === event.id || gaveUp(holder)) return undefined;
  return `event ${holder.event_id} had the same key "${key}"`;
}

/** A key counts while its run lives and after it went well. What never ran, or failed, may be tried by the next event. */
function gaveUp({ decision, status }: DedupeRow): boolean {
  if (decision === 'rate_limited' || decision === 'concurrency' || decision === 'dead_lettered') return true;
  return status === 'failed' || status === 'timed_out';
}
