// Which pipelines listen to what: one query for a batch of events, and definitions that are parsed once per revision.
import { type EventEnvelope, type PipelineDocument, Problem } from '@mockops/contract';
import { listensTo } from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/database.ts';
import { keepPipelines, listListening, listPipelinesById, type PipelineRow, type PipelineState } from '../store.ts';
import { readStored } from '../stored-document.ts';

type Db = Kysely<Tables>;

export interface Listener {
  pipeline: PipelineRow;
  document: PipelineDocument;
}

/** One whose stored definition is none any more: what it would decide, nobody can tell. */
interface Unreadable {
  pipeline: PipelineRow;
  problem: string;
}

export type Found = Listener | Unreadable;

/** Throws Problem `conflict` when its definition cannot be read. */
export function readable(found: Found): Listener {
  if ('problem' in found) throw new Problem('conflict', found.problem);
  return found;
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
  const kept = new Map<string, Found>();

  async function load(db: Db, states: PipelineState[]): Promise<Found[]> {
    const unknown = states.filter(({ id, revision }) => kept.get(id)?.pipeline.revision !== revision);
    if (unknown.length > 0) {
      if (kept.size > MAX_KEPT) kept.clear();
      const rows = await listPipelinesById(
        db,
        org_id,
        unknown.map(({ id }) => id),
      );
      for (const pipeline of rows) {
        const read = readStored(pipeline);
        kept.set(pipeline.id, { pipeline, ...(read.ok ? { document: read.document } : { problem: read.problem }) });
      }
    }
    return states.flatMap((state) => {
      const known = kept.get(state.id);
      if (!known) return [];
      const { enabled, paused_reason } = state;
      return [{ ...known, pipeline: { ...known.pipeline, enabled, paused_reason } }];
    });
  }

  return {
    /** Those that listen to one of the types, switched off ones too. */
    forTypes: async (db: Db, types: string[]): Promise<Found[]> =>
      load(db, await listListening(db, org_id, types.flatMap(patternsOf))),

    /** As they are now, in a fixed order; they cannot be deleted before the transaction ends. */
    keep: async (db: Db, ids: string[]): Promise<Found[]> =>
      ids.length === 0 ? [] : load(db, await keepPipelines(db, ids)),
  };
}
export type Listeners = ReturnType<typeof createListeners>;

/** Pipelines of the organisation see events of every workspace, those of a workspace only its own. */
export function isInScope({ pipeline }: Pick<Found, 'pipeline'>, workspace_uid: string | null): boolean {
  return pipeline.workspace_uid === null || pipeline.workspace_uid === workspace_uid;
}

/** What cannot be read may listen, as far as the database can tell. */
export function listens(found: Found, event: EventEnvelope): boolean {
  if ('problem' in found) return mayListen(found.pipeline.definition, event.type);
  const { document } = found;
  return document.triggers.some((trigger, index) => listensTo(trigger, index, event, document.name));
}

/** As triggers are searched for in the database: by what they hold. */
function patternsOf(type: string): Record<string, unknown>[] {
  const kind = KINDS[type];
  return [{ event: type }, ...(kind === undefined ? [] : [{ [kind]: {} }])];
}

export function mayListen(definition: unknown, type: string): boolean {
  const { data } = RoughTriggers.safeParse(definition);
  const kind = KINDS[type];
  return (
    data?.triggers.some((trigger) => trigger.event === type || (kind !== undefined && trigger[kind] !== undefined)) ??
    false
  );
}

const RoughTriggers = z.object({ triggers: z.array(z.record(z.string(), z.unknown())) });
