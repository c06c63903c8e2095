// What of a run never changes: its definition, its events, its inputs; and the context that expressions start from. Read once per process and run, since
// every step of a run asks for it.
import { type EventEnvelope, PipelineDocument } from '@mockops/contract';
import { isJsonObject, type JsonObject, planRun, type RunContext, type RunPlan, renderVars } from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/database.ts';
import { deterministicUuid } from '../../digest.ts';
import { findPinned } from './store.ts';

const CalledBy = z.object({ execution_id: z.string(), step_name: z.string(), item: z.string(), depth: z.number() });
type CalledBy = z.infer<typeof CalledBy>;

export interface RunFacts {
  id: string;
  org_id: string;
  number: number;
  pipeline_id: string | null;
  pipeline_name: string;
  revision: number;
  digest: string;
  workspace_uid: string | null;
  /** Slug. */
  workspace_id: string | null;
  workspace_title: string | null;
  attempt: number;
  effect_root: string | null;
  replay_id: string | null;
  called_by: CalledBy | null;
  started_by: string;
  debug: boolean;
  correlation_id: string;
  depth: number;
  inputs: JsonObject;
  created_at: Date;
}

export interface PinnedRun extends RunFacts {
  document: PipelineDocument;
  plan: RunPlan;
  event: EventEnvelope;
  events: EventEnvelope[];
  /** Without steps. */
  base: RunContext;
}

export interface PinnedOptions {
  loadEvents: (db: Kysely<Tables>, ids: string[]) => Promise<EventEnvelope[]>;
  run_url: (id: string) => string;
}

/** Runs whose definition is kept in memory; the least recently read go first. */
const KEPT = 500;

export function createPinned(options: PinnedOptions) {
  const kept = new Map<string, PinnedRun>();

  function keep(run: PinnedRun): PinnedRun {
    kept.delete(run.id);
    kept.set(run.id, run);
    for (const id of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(id);
    }
    return run;
  }

  return {
    keep,
    forget: (id: string) => void kept.delete(id),

    load: async (db: Kysely<Tables>, id: string): Promise<PinnedRun> => {
      const known = kept.get(id);
      if (known) return keep(known);
      const row = await findPinned(db, id);
      if (!row) throw new Error(`there is no run ${id}`);
      const { definition, event_id, events: ids, inputs, called_by, ...facts } = row;
      const events = await options.loadEvents(db, ids.length > 0 ? ids : event_id === null ? [] : [event_id]);
      const event = events.find((one) => one.id === event_id);
      if (!event) throw new Error(`the event of run ${id} is gone`);
      return keep(
        pinRun(options, {
          ...facts,
          inputs: isJsonObject(inputs) ? inputs : {},
          called_by: CalledBy.nullable().parse(called_by),
          document: PipelineDocument.parse(definition),
          event,
          events,
        }),
      );
    },
  };
}
export type Pinned = ReturnType<typeof createPinned>;

export function pinRun(
  { run_url }: Pick<PinnedOptions, 'run_url'>,
  run: RunFacts & Pick<PinnedRun, 'document' | 'event' | 'events'>,
): PinnedRun {
  const event = { ...run.event, replay_id: run.replay_id };
  const context: RunContext = {
    event,
    events: run.events.length > 0 ? run.events : [event],
    inputs: run.inputs,
    vars: {},
    tainted_vars: [],
    steps: {},
    run: {
      id: run.id,
      url: run_url(run.id),
      number: run.number,
      attempt: run.attempt,
      revision: run.revision,
      status: 'running',
      failed_step: null,
      // The same for everything that repeats this run.
      seed: deterministicUuid(run.event.id, run.pipeline_name),
      started_at: run.created_at.toISOString(),
      correlation_id: run.correlation_id,
      pipeline: run.pipeline_name,
    },
    workspace_id: run.workspace_id,
    workspace_name: workspaceName(run),
    org_id: run.org_id,
  };
  return { ...run, event, plan: planRun(run.document), base: { ...context, ...varsOf(run.document, context) } };
}

/** As the event tells it, so that it is the same in every process and whatever the workspace is called later. */
function workspaceName({ event, workspace_title, workspace_id }: Omit<PinnedRun, 'plan' | 'base'>): string | null {
  const { workspace_name } = event.data;
  return typeof workspace_name === 'string' ? workspace_name : (workspace_title ?? workspace_id);
}

/** A var that has no value is absent: the step that reads it says so. */
function varsOf({ vars = {} }: PipelineDocument, context: RunContext): Pick<RunContext, 'vars' | 'tainted_vars'> {
  const all = renderVars(vars, context);
  if (all.ok) return all.value;
  let known: { vars: JsonObject; tainted_vars: string[] } = { vars: {}, tainted_vars: [] };
  for (const [name, value] of Object.entries(vars)) {
    const one = renderVars({ [name]: value }, { ...context, ...known });
    if (one.ok) known = one.value;
  }
  return known;
}
