// An event that the pipeline would start on, for trying it out: data by the schema of its type, then by the filters of the trigger, then as given.
import { EVENT_DATA, EVENT_TYPES, FilterCondition, type PipelineDocument } from '@mockops/contract';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { listensTo } from '../trigger/match-event.ts';
import { madeUpOutputs } from './made-up.ts';

/** Null when nothing but a person, a schedule or a webhook starts it and no type is given. */
export function madeUpEvent(
  document: PipelineDocument,
  given: { type?: string | undefined; data?: JsonObject | undefined },
): { type: string; data: JsonObject } | null {
  const type = given.type ?? document.triggers.find(({ event }) => event !== undefined)?.event;
  if (type === undefined) return null;
  const known = EVENT_TYPES.find((candidate) => candidate === type);
  const sample = known ? madeUpOutputs(EVENT_DATA[known]) : {};
  const trigger = document.triggers.find((one, index) => listensTo(one, index, { type, data: {} }, document.name));
  const data = { ...sample };
  for (const [key, condition] of Object.entries(trigger?.filters ?? {})) {
    if (key === 'any_of' || key === 'not') continue;
    const read = FilterCondition.safeParse(condition);
    const value = read.success ? fitting(read.data, data[key]) : undefined;
    if (value !== undefined) place(data, Object.hasOwn(data, key) ? [key] : key.split('.'), value);
  }
  return { type, data: { ...data, ...given.data } };
}

/** A start by hand, as the run sees it. */
export function eventByHand(document: PipelineDocument, inputs: JsonObject): { type: string; data: JsonObject } {
  const as_event = document.triggers.find(({ manual }) => manual?.as_event)?.manual?.as_event;
  if (as_event !== undefined) return { type: as_event, data: inputs };
  return { type: 'pipeline.started', data: { pipeline: document.name, inputs, by: 'local' } };
}

/** A value that holds the condition, where one can be read off it. */
function fitting(condition: FilterCondition, sample: JsonValue | undefined): JsonValue | undefined {
  const asList = (value: JsonValue) => (Array.isArray(sample) ? [value] : value);
  if (Array.isArray(condition)) return condition[0] === undefined ? undefined : asList(condition[0]);
  if (condition === null || typeof condition !== 'object') return asList(condition);
  const { eq, in: among, any, all, contains, gte, lte, gt, lt, prefix, suffix } = condition;
  if (eq !== undefined) return asList(eq);
  if (among) return among[0] === undefined ? undefined : asList(among[0]);
  if (all) return all;
  if (any) return any.slice(0, 1);
  if (contains !== undefined) return Array.isArray(sample) || typeof contains !== 'string' ? [contains] : contains;
  if (gte !== undefined) return gte;
  if (lte !== undefined) return lte;
  if (gt !== undefined) return gt + 1;
  if (lt !== undefined) return lt - 1;
  return prefix === undefined && suffix === undefined ? undefined : `${prefix ?? ''}${suffix ?? ''}`;
}

function place(target: JsonObject, [head = '', ...rest]: string[], value: JsonValue): void {
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const inner = target[head];
  const next = isJsonObject(inner) ? { ...inner } : {};
  target[head] = next;
  place(next, rest, value);
}
