// A start by hand. In: inputs, and for which workspace. Out: the run. The person who starts it is told at once why it does not start, so the decision is
// made here and not by the dispatcher; other pipelines may listen to the event of the start.
import { type EventEnvelope, Problem } from '@mockops/contract';
import { evaluateCondition, type JsonObject, readInputs } from '@mockops/pipelines';
import type { Database, Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import { triggerContext } from './context.ts';
import type { Candidate, Outcome } from './judge.ts';
import { type Listener, type Listeners, readable } from './listeners.ts';
import { runIdOf, type Start } from './start.ts';
import { saveDecision } from './store.ts';

export interface StartByHand {
  pipeline_id: string;
  inputs: JsonObject;
  /** That the run is about; a pipeline of a workspace is about its own. */
  workspace: { id: string; slug: string; title: string | null } | null;
  actor: string;
}

export function createManual(options: {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit' | 'emitMadeUp'>;
  listeners: Listeners;
  start: (tx: Tx, request: Start) => Promise<Outcome>;
}) {
  const { database, org_id, events } = options;

  async function tell(tx: Tx, { pipeline }: Listener, request: StartByHand, as_event?: string): Promise<EventEnvelope> {
    const { workspace, actor, inputs } = request;
    const about = {
      actor,
      subject: pipeline.name,
      ...(workspace && { workspace: { id: workspace.id, slug: workspace.slug } }),
    };
    const named = workspace ? { workspace_id: workspace.slug } : {};
    if (as_event === undefined)
      return events.emit(tx, {
        type: 'pipeline.started',
        ...about,
        data: { ...named, pipeline: pipeline.name, inputs, by: actor },
      });
    const known = workspace ? { ...named, workspace_name: workspace.title ?? workspace.slug } : {};
    // It did not happen, so nobody else is told of it.
    return events.emitMadeUp(tx, { type: as_event, ...about, data: { ...known, ...inputs }, dispatch: 'none' });
  }

  /** Answers the id of the run. Throws Problem when it cannot be started, and nothing is left of it. */
  return async function startByHand(request: StartByHand): Promise<string> {
    return database.transaction(async (tx) => {
      const [found] = await options.listeners.keep(tx.db, [request.pipeline_id]);
      if (!found) throw new Problem('not-found', 'the pipeline is gone');
      const listener = readable(found);
      const { pipeline, document } = listener;
      if (pipeline.workspace_uid !== null && pipeline.workspace_uid !== request.workspace?.id)
        throw new Problem(
          'conflict',
          `pipeline "${pipeline.name}" is about its own workspace "${pipeline.workspace_id}"`,
        );
      const { index, trigger } = manualTrigger(listener);
      const inputs = readInputs({ ...document.inputs, ...trigger.manual?.inputs }, request.inputs);
      if (!inputs.ok)
        throw new Problem('bad-request', `pipeline "${pipeline.name}" cannot be started with these inputs`, {
          issues: inputs.issues,
        });
      const event = await tell(tx, listener, { ...request, inputs: inputs.value }, trigger.manual?.as_event);
      const workspace_uid = request.workspace?.id ?? null;
      const candidate: Candidate = { ...listener, event, workspace_uid, replay_id: null, force_effects: false };
      const context = triggerContext({
        ...{ org_id, document, event, events: [event], inputs: inputs.value },
        revision: pipeline.revision,
        run_id: runIdOf(candidate),
      });
      const held = trigger.if === undefined || evaluateCondition(String(trigger.if), context, `triggers[${index}].if`);
      if (held !== true && !(held.ok && held.value))
        throw new Problem(
          'conflict',
          held.ok ? `triggers[${index}].if: "${String(trigger.if)}" is false` : (held.issues[0]?.message ?? 'its `if`'),
        );
      const reason = `triggers[${index}]: started by ${request.actor}`;
      const outcome = await options.start(tx, {
        ...{ candidate, events: [event], trigger, index, reason, context },
        inputs: inputs.value,
      });
      const { decision, execution_id } = outcome;
      if (execution_id === undefined) throw new Problem('conflict', outcome.reason);
      await saveDecision(tx.db, {
        ...{ event_id: event.id, pipeline_id: pipeline.id, replay_id: null, decision, execution_id },
        reason: outcome.reason,
      });
      return execution_id;
    });
  };
}

function manualTrigger({ pipeline, document }: Listener) {
  const { name } = pipeline;
  if (!pipeline.enabled)
    throw new Problem(
      'conflict',
      `pipeline "${name}" is disabled${pipeline.paused_reason ? `: ${pipeline.paused_reason}` : ''}; enable it first`,
    );
  const index = document.triggers.findIndex(({ manual, enabled }) => manual !== undefined && enabled);
  const trigger = document.triggers[index];
  if (!trigger)
    throw new Problem('conflict', `pipeline "${name}" cannot be started by hand; add "- manual:" to its triggers`);
  return { index, trigger };
}
