// Whether an event starts a pipeline, as far as it can be told without writing anything: is it enabled, does a trigger hold, is its `if` true, is it a loop?
import type { Decision, EventEnvelope, PipelineTrigger } from '@mockops/contract';
import {
  evaluateCondition,
  type JsonObject,
  matchEvent,
  type RunContext,
  renderText,
  whyLoop,
} from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/database.ts';
import type { Listener } from './listeners.ts';
import { countCorrelated } from './store.ts';

/** One event for one pipeline, or one replay of it. */
export interface Candidate extends Listener {
  event: EventEnvelope;
  workspace_uid: string | null;
  replay_id: string | null;
  /** Of a replay: what was sent before is sent again. */
  force_effects: boolean;
}

export interface Outcome {
  decision: Decision;
  reason: string;
  execution_id?: string;
}

export type Verdict =
  | ({ starts: false } & Outcome)
  | { starts: true; index: number; trigger: PipelineTrigger; reason: string };

/** Throws when an expression cannot be read: nobody can tell then. */
export async function judge(db: Kysely<Tables>, candidate: Candidate, context: RunContext): Promise<Verdict> {
  const { pipeline, document, event } = candidate;
  const no = (decision: Decision, reason: string): Verdict => ({ starts: false, decision, reason });
  const match = matchEvent({ type: event.type, data: matchable(candidate) }, document);
  if (!pipeline.enabled) return no('disabled', pipeline.paused_reason ?? 'the pipeline is disabled');
  if (!match.matched) return no('filtered', match.reason);
  const trigger = document.triggers[match.trigger];
  if (!trigger) return no('filtered', match.reason);
  const path = `triggers[${match.trigger}].if`;
  if (trigger.if !== undefined && !holds(String(trigger.if), context, path))
    return no('condition', `${path}: "${String(trigger.if)}" is false`);
  const loop = await loopOf(db, candidate);
  if (loop !== undefined) return no('loop_guarded', loop);
  return { starts: true, index: match.trigger, trigger, reason: match.reason };
}

/** A workspace is known by slug and by id: a filter may say either. */
function matchable({ event, workspace_uid }: Candidate): JsonObject {
  if (workspace_uid === null) return event.data;
  return { ...event.data, workspace_id: [event.workspace_id ?? '', workspace_uid] };
}

function holds(condition: string, context: RunContext, path: string): boolean {
  const result = evaluateCondition(condition, context, path);
  if (!result.ok) throw new Error(result.issues.map((issue) => `${issue.path} — ${issue.message}`).join('; '));
  return result.value;
}

async function loopOf(db: Kysely<Tables>, { document, event }: Candidate): Promise<string | undefined> {
  return event.depth === 0 ? undefined : whyLoop(document, event, await countCorrelated(db, event.correlation_id));
}

/** A key of the document as text. Throws when it cannot be rendered. */
export function renderKey(template: string | undefined, context: RunContext, path: string): string {
  if (template === undefined) return '';
  const rendered = renderText(template, context, path);
  if (!rendered.ok) throw new Error(rendered.issues.map((issue) => `${path} — ${issue.message}`).join('; '));
  return rendered.value.slice(0, MAX_KEY);
}

const MAX_KEY = 1_000;
