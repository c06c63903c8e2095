// Every pipeline with the questions that may be put to it about an event, none of which changes anything: for `explain`, the preview of a replay, dry runs.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';
import { listensTo, matchEvent } from '@mockops/pipelines';
import type { Database } from '../db/database.ts';
import { listPipelineRows, type PipelineRow } from '../pipelines/store.ts';
import { readStored } from '../pipelines/stored-document.ts';
import type { DecideDry } from '../pipelines/triggers/decide.ts';
import { isInScope, mayListen } from '../pipelines/triggers/listeners.ts';

export interface AskedPipeline {
  id: string;
  name: string;
  /** Types of its steps that reach the outside and leave something there. */
  effects: string[];
  /** Is it asked about this event at all? */
  listens: (event: EventEnvelope, workspace_uid: string | null) => boolean;
  /** Do its filters hold? What conditions, windows and limits make of it is not asked. */
  matches: (event: EventEnvelope, workspace_uid: string | null) => boolean;
  /** What its newest definition would decide now, `filtered: …`. */
  decide: (event: EventEnvelope, workspace_uid: string | null) => Promise<{ would_run: boolean; now: string }>;
}

export type AskPipelines = () => Promise<AskedPipeline[]>;

export function createAskPipelines(options: {
  database: Database;
  org_id: string;
  step_types: Record<string, { effect: string }>;
  decideDry: DecideDry;
}): AskPipelines {
  const { database, org_id, step_types, decideDry } = options;
  return async () => (await listPipelineRows(database.db, org_id)).map(asked);

  function asked(pipeline: PipelineRow): AskedPipeline {
    const read = readStored(pipeline);
    if (!read.ok) return unreadable(pipeline, read.problem);
    const { document } = read;
    const listens: AskedPipeline['listens'] = (event, workspace_uid) =>
      isInScope({ pipeline }, workspace_uid) &&
      document.triggers.some((trigger, index) => listensTo(trigger, index, event, document.name));
    return {
      id: pipeline.id,
      name: pipeline.name,
      effects: effectsOf(document, step_types),
      listens,
      matches: (event, workspace_uid) =>
        pipeline.enabled &&
        isInScope({ pipeline }, workspace_uid) &&
        matchEvent({ type: event.type, data: withBothIds(event, workspace_uid) }, document).matched,
      decide: async (event, workspace_uid) => {
        if (!isInScope({ pipeline }, workspace_uid)) return no(`it belongs to workspace "${pipeline.workspace_id}"`);
        if (!listens(event, workspace_uid)) return no(`no trigger listens to ${event.type}`);
        return decideDry(database.db, {
          pipeline,
          document,
          event,
          workspace_uid,
          replay_id: null,
          force_effects: false,
        });
      },
    };
  }
}

/** What is asked about it has one answer: that nobody can tell. */
function unreadable(pipeline: PipelineRow, problem: string): AskedPipeline {
  return {
    id: pipeline.id,
    name: pipeline.name,
    effects: [],
    listens: (event, workspace_uid) =>
      isInScope({ pipeline }, workspace_uid) && mayListen(pipeline.definition, event.type),
    matches: () => false,
    decide: async () => no(`failed: ${problem}`),
  };
}

function no(reason: string) {
  return { would_run: false, now: reason };
}

/** A workspace is known by slug and by id: a filter may say either. */
function withBothIds(event: EventEnvelope, workspace_uid: string | null): EventEnvelope['data'] {
  return workspace_uid === null
    ? event.data
    : { ...event.data, workspace_id: [event.workspace_id ?? '', workspace_uid] };
}

function effectsOf(document: PipelineDocument, step_types: Record<string, { effect: string }>): string[] {
  const { steps, on_failure = [], on_cancel = [], finally: last = [] } = document;
  const types = [...steps, ...on_failure, ...on_cancel, ...last].map(({ type }) => type);
  return [...new Set(types.filter((type) => step_types[type]?.effect === 'effect'))].sort();
}
