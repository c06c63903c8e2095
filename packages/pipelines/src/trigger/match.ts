// Whether an event passes a trigger. The answer always has a reason: the stored decision and the event explorer show it.
import type { FilterCondition, Filters, PipelineTrigger } from '@mockops/contract';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { whyNot } from './condition.ts';

export interface TriggeringEvent {
  type: string;
  data: JsonObject;
}

export type TriggerMatch = { matched: true } | { matched: false; key: string; why: string };
export type PipelineMatch = { matched: true; trigger: number; reason: string } | { matched: false; reason: string };

/** All must hold; the first that does not is named. Plain keys come before `any_of` and `not`. */
export function matchFilters(data: JsonObject, filters: Filters | undefined): TriggerMatch {
  const { any_of, not, ...conditions } = filters ?? {};
  const failing = firstFailing(data, conditions);
  if (failing) return { matched: false, ...failing };
  const branches = any_of?.map((branch) => firstFailing(data, branch)) ?? [];
  if (branches.length > 0 && branches.every((branch) => branch !== undefined)) {
    const why = branches.map(({ key, why }) => `${key}: ${why}`).join('; ');
    return { matched: false, key: 'any_of', why: `none of them holds (${why})` };
  }
  if (not && !firstFailing(data, not)) {
    return { matched: false, key: 'not', why: `${Object.keys(not).join(' and ')} held` };
  }
  return { matched: true };
}

function firstFailing(
  data: JsonObject,
  conditions: Record<string, FilterCondition>,
): { key: string; why: string } | undefined {
  for (const [key, condition] of Object.entries(conditions)) {
    const why = whyNot(readField(data, key), condition);
    if (why !== undefined) return { key, why };
  }
  return undefined;
}

/** `key` is `event` when the type itself differs, and `enabled` when the trigger is switched off. */
export function matchTrigger(event: TriggeringEvent, trigger: PipelineTrigger): TriggerMatch {
  if (event.type !== trigger.event) {
    const why =
      trigger.event === undefined ? 'the trigger listens to no event' : `"${event.type}" is not "${trigger.event}"`;
    return { matched: false, key: 'event', why };
  }
  if (!trigger.enabled) return { matched: false, key: 'enabled', why: 'the trigger is switched off' };
  return matchFilters(event.data, trigger.filters);
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
