// The event that a plan is made for: one that happened, one that is described, or one that is made up to fit the first trigger.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';
import { type JsonObject, madeUpEvent, nextFire, toEnvelope } from '@mockops/pipelines';

export async function findEventToPlan(
  request: {
    event_id?: string | undefined;
    event?: { type: string; data: JsonObject } | undefined;
    inputs?: JsonObject | undefined;
    workspace: { slug: string } | null;
  },
  document: PipelineDocument,
  loadEvent: (id: string) => Promise<EventEnvelope>,
): Promise<EventEnvelope> {
  if (request.event_id !== undefined) return loadEvent(request.event_id);
  const now = Date.now();
  const about = { workspace_id: request.workspace?.slug ?? null };
  const described = request.event ?? (request.inputs ? byHand(document, request.inputs) : undefined);
  if (described) return toEnvelope({ ...about, ...described }, 1, now);
  const made = madeUpEvent(document, {}) ?? onSchedule(document, now) ?? byHand(document, {});
  return toEnvelope({ ...about, ...made }, 1, now);
}

function byHand(document: PipelineDocument, inputs: JsonObject): { type: string; data: JsonObject } {
  const as_event = document.triggers.find(({ manual }) => manual?.as_event)?.manual?.as_event;
  if (as_event !== undefined) return { type: as_event, data: inputs };
  return { type: 'pipeline.started', data: { pipeline: document.name, inputs, by: 'you' } };
}

function onSchedule(document: PipelineDocument, now: number): { type: string; data: JsonObject } | undefined {
  const trigger = document.triggers.findIndex(({ schedule }) => schedule !== undefined);
  const schedule = document.triggers[trigger]?.schedule;
  const planned_at = schedule && nextFire(schedule, new Date(now))?.toISOString();
  if (!schedule || !planned_at) return undefined;
  const cron = [schedule.cron].flat().join(', ');
  return {
    type: 'schedule.fired',
    data: { pipeline: document.name, trigger, cron, planned_at, fired_at: planned_at },
  };
}
