// Which pipelines listen to what: one query for a batch of events, and definitions that are parsed once per revision.
import { type EventEnvelope, PipelineDocument } from '@mockops/contract';
import { listensTo } from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { keepPipelines, listListening, listPipelinesById, type PipelineRow, type PipelineState } from '../store.ts';

type Db = Kysely<Tables>;

export interface Listener {
  pipeline: PipelineRow;
  document: PipelineDocument;
}

/** Kept definitions; beyond it the cache starts anew. */
const MAX_KEPT = 2_000;

/** Triggers without an event type of their own, by the event that starts them. */
const KINDS: Record<string, string> = {
  'schedule.fired': 'schedule',
  'pipeline.started': 'manual',
  'webhook.received': 'webhook',
  'pipeline.run.completed': 'pipeline',
};

export function createListeners({ org_id }: { org_id: string }) {
  const kept = new Map<string, Listener>();

  async function load(db: Db, states: PipelineState[]): Promise<Listener[]> {
    const unknown = states.filter(({ id, revision }) => kept.get(id)?.pipeline.revision !== revision);
    if (unknown.length > 0) {
      if (kept.size > MAX_KEPT) kept.clear();
      const rows = await listPipelinesById(
        db,
        org_id,
        unknown.map(({ id }) => id),
      );
      for (const row of rows) kept.set(row.id, { pipeline: row, document: PipelineDocument.parse(row.definition) });
    }
    return states.flatMap((state) => {
      const known = kept.get(state.id);
      if (!known) return [];
      const { enabled, paused_reason } = state;
      return [{ document: known.document, pipeline: { ...known.pipeline, enabled, paused_reason } }];
    });
  }

  return {
    /** Those that listen to one of the types, switched off ones too. */
    forTypes: async (db: Db, types: string[]): Promise<Listener[]> => {
      const patterns = types.flatMap((type) => {
        const kind = KINDS[type];
        return [{ event: type }, ...(kind === undefined ? [] : [{ [kind]: {} }])];
      });
      return load(db, await listListening(db, org_id, patterns));
    },

    /** As they are now, in a fixed order; they cannot be deleted before the transaction ends. */
    keep: async (db: Db, ids: string[]): Promise<Listener[]> =>
      ids.length === 0 ? [] : load(db, await keepPipelines(db, ids)),
  };
}
export type Listeners = ReturnType<typeof createListeners>;

/** Pipelines of the organisation see events of every workspace, those of a workspace only its own. */
export function isInScope({ pipeline }: Listener, workspace_uid: string | null): boolean {
  return pipeline.workspace_uid === null || pipeline.workspace_uid === workspace_uid;
}

export function listens({ document }: Listener, event: EventEnvelope): boolean {
  return document.triggers.some((trigger, index) => listensTo(trigger, index, event, document.name));
}
