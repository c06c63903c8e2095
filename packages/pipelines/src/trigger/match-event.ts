// Which triggers an event speaks to, and whether one of them holds. Every start has an event: a schedule's fire, a person's start and a signed webhook
// are events too, that name their pipeline; the end of another pipeline is the event of its run.
import { kindOfTrigger, type PipelineDocument, type PipelineTrigger } from '@mockops/contract';
import { isJsonObject, type JsonObject } from '../json.ts';
import { matchFilters, type PipelineMatch, type TriggeringEvent } from './match.ts';

/** Whether a trigger is asked about an event at all. `index` is its place in the document. */
export function listensTo(
  trigger: PipelineTrigger,
  index: number,
  { type, data }: TriggeringEvent,
  pipeline: string,
): boolean {
  switch (kindOfTrigger(trigger)) {
    case 'event':
      return trigger.event === type;
    case 'schedule':
      return type === 'schedule.fired' && data.pipeline === pipeline && data.trigger === index;
    case 'manual':
      return type === 'pipeline.started' && data.pipeline === pipeline;
    case 'webhook':
      return type === 'webhook.received' && data.pipeline === pipeline && data.trigger === index;
    case 'pipeline':
      return type === 'pipeline.run.completed' && data.pipeline === trigger.pipeline?.name;
  }
}

/** The first trigger that is switched on and holds wins; else the reasons why none did. Whether the pipeline is enabled is not asked here. */
export function matchEvent(event: TriggeringEvent, document: PipelineDocument): PipelineMatch {
  const refused: string[] = [];
  for (const [index, trigger] of document.triggers.entries()) {
    if (!listensTo(trigger, index, event, document.name)) continue;
    const why = whyNotTrigger(event, trigger);
    if (why === undefined) return { matched: true, trigger: index, reason: describe(event, trigger, index) };
    refused.push(`triggers[${index}]${why}`);
  }
  if (refused.length > 0) return { matched: false, reason: refused.join('; ') };
  return { matched: false, reason: `no trigger listens to ${event.type}` };
}

function whyNotTrigger(event: TriggeringEvent, trigger: PipelineTrigger): string | undefined {
  if (!trigger.enabled) return ' is switched off';
  const { status } = event.data;
  if (trigger.pipeline && !trigger.pipeline.status.some((wanted) => wanted === status))
    return `.pipeline.status: ${JSON.stringify(status)} is not one of ${JSON.stringify(trigger.pipeline.status)}`;
  const name = event.data.event;
  if (trigger.webhook?.events && !trigger.webhook.events.some((wanted) => wanted === name))
    return `.webhook.events: ${JSON.stringify(name)} is not one of ${JSON.stringify(trigger.webhook.events)}`;
  const match = matchFilters(filtered(event, trigger), trigger.filters);
  return match.matched ? undefined : `.filters.${match.key}: ${match.why}`;
}

/** A webhook's filters may name what the sender sent without saying `payload.` each time; what MockOps says of the delivery comes first. */
function filtered({ data }: TriggeringEvent, trigger: PipelineTrigger): JsonObject {
  return trigger.webhook && isJsonObject(data.payload) ? { ...data.payload, ...data } : data;
}

function describe(event: TriggeringEvent, trigger: PipelineTrigger, index: number): string {
  const keys = Object.keys(trigger.filters ?? {});
  const filters = keys.length === 0 ? 'without filters' : `filters on ${keys.join(', ')} held`;
  switch (kindOfTrigger(trigger)) {
    case 'schedule':
      return `triggers[${index}]: ${String(event.data.cron)} was due at ${String(event.data.planned_at)}`;
    case 'manual':
      return `triggers[${index}]: started by ${String(event.data.by)}`;
    case 'webhook':
      return `triggers[${index}]: ${String(event.data.source)} sent ${String(event.data.event)}; ${filters}`;
    case 'pipeline':
      return `triggers[${index}]: a run of "${String(event.data.pipeline)}" ended ${String(event.data.status)}; ${filters}`;
    case 'event':
      return `triggers[${index}] listens to ${event.type}; ${filters}`;
  }
}
