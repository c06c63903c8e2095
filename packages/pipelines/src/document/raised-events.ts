// Events that a step sends, or makes the server send, as far as its config tells before anything runs. In: a step as it is written. Out: event types with
// what is known of their data; what a template will say is not known, and taken to be possible.
import { Filters } from '@mockops/contract';
import type { JsonObject } from '../json.ts';
import { whyNot } from '../trigger/condition.ts';
import { hasTemplate } from './check-steps.ts';
import { type KnownTypes, type RaisedEvent, stepTypeOf } from './known.ts';

export function eventsRaisedBy(
  { type: name, config }: { type: string | undefined; config: JsonObject },
  known: KnownTypes,
): RaisedEvent[] {
  const raised = stepTypeOf(known, name)?.emits?.(config) ?? [];
  return raised.flatMap(({ type, data = {} }) => {
    if (hasTemplate(type)) return [];
    const told = Object.entries(data).filter(([, value]) => value !== undefined && !hasTemplate(value));
    return [{ type, data: Object.fromEntries(told) }];
  });
}

/** Whether it may pass the filters of a trigger. Those that cannot be read have a finding of their own. */
export function mayPass({ data = {} }: RaisedEvent, filters: unknown): boolean {
  const read = Filters.safeParse(filters ?? {});
  if (!read.success) return true;
  const { any_of: _, not: __, ...conditions } = read.data;
  return Object.entries(conditions).every(
    ([key, condition]) => data[key] === undefined || whyNot(data[key], condition) === undefined,
  );
}
