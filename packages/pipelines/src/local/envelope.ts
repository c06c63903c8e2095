// Events of a case as envelopes, as the server would have stored them: ids and cursors count up, so that two runs of a case are the same.
import type { EventEnvelope, TestEvent } from '@mockops/contract';
import type { JsonObject } from '../json.ts';
import { iso } from './rows.ts';

export interface Emitted {
  type: string;
  data: JsonObject;
  id?: string | undefined;
  subject?: string | null | undefined;
  source?: string | undefined;
  actor?: string | undefined;
  workspace_id?: string | null | undefined;
  correlation_id?: string | undefined;
  causation_id?: string | null | undefined;
  depth?: number | undefined;
}

export function toEnvelope(event: Emitted, order: number, at: number): EventEnvelope {
  const id = event.id ?? `event-${order}`;
  const { workspace_id: told } = event.data;
  const workspace_id = event.workspace_id ?? (typeof told === 'string' ? told : null);
  return {
    id,
    type: event.type,
    source: event.source ?? '/local',
    subject: event.subject ?? workspace_id,
    time: iso(at),
    workspace_id,
    actor: event.actor ?? 'local',
    correlation_id: event.correlation_id ?? id,
    causation_id: event.causation_id ?? null,
    depth: event.depth ?? 0,
    version: 1,
    replay_id: null,
    data: workspace_id === null ? event.data : { workspace_id, workspace_name: workspace_id, ...event.data },
    cursor: String(order),
  };
}

export const ofCase = ({ at: _, ...event }: TestEvent, workspace_id: string | undefined): Emitted => ({
  ...event,
  workspace_id: event.workspace_id ?? (typeof event.data.workspace_id === 'string' ? undefined : workspace_id),
});
