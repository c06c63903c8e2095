// Whether an event starts a pipeline. The answer always has a reason: the stored decision and the event explorer show it.
import type { PipelineDocument, PipelineTrigger } from '@mockops/contract';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { whyNot } from './condition.ts';

export interface TriggeringEvent {
  type: string;
  data: JsonObject;
}

export type TriggerMatch = { matched: true } | { matched: false; key: string; why: string };
export type PipelineMatch = { matched: true; trigger: number; reason: string } | { matched: false; reason: string };

/** All filters must hold; the first that does not is named. `key` is `event` when the type itself differs. */
export function matchTrigger(event: TriggeringEvent, trigger: PipelineTrigger): TriggerMatch {
  if (event.type !== trigger.event) {
    return { matched: false, key: 'event', why: `"${event.type}" is not "${trigger.event}"` };
  }
  for (const [key, condition] of Object.entries(trigger.filters ?? {})) {
    const why = whyNot(readField(event.data, key), condition);
    if (why !== undefined) return { matched: false, key, why };
  }
  return { matched: true };
}

/** The first trigger that matches wins. Whether the pipeline is enabled is not asked here. */
export function matchPipeline(event: TriggeringEvent, document: PipelineDocument): PipelineMatch {
  const refused: string[] = [];
  for (const [index, trigger] of document.triggers.entries()) {
    const match = matchTrigger(event, trigger);
    if (match.matched) return { matched: true, trigger: index, reason: describeMatch(trigger, index) };
    if (match.key !== 'event') refused.push(`triggers[${index}].filters.${match.key}: ${match.why}`);
  }
  if (refused.length > 0) return { matched: false, reason: refused.join('; ') };
  return { matched: false, reason: `no trigger listens to ${event.type}` };
}

function describeMatch(trigger: PipelineTrigger, index: number): string {
  const keys = Object.keys(trigger.filters ?? {});
  const filters = keys.length === 0 ? 'without filters' : `filters on ${keys.join(', ')} held`;
  return `triggers[${index}] listens to ${trigger.event}; ${filters}`;
}

/** The exact name first, then as a dotted path. Own members of objects only: neither `__proto__` nor a list's `length` is data. */
function readField(data: JsonObject, key: string): JsonValue | undefined {
  if (Object.hasOwn(data, key)) return data[key];
  let value: JsonValue | undefined = data;
  for (const part of key.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
