// What holds events back before a run starts: windows of debounce and batch, and rates. Pure decisions over what is stored; times are milliseconds.
import type { Limits, PipelineTrigger } from '@mockops/contract';

type Debounce = NonNullable<PipelineTrigger['debounce']>;
type Batch = NonNullable<PipelineTrigger['batch']>;

export interface TriggerWindow {
  /** Ids, in the order in which they happened. */
  events: string[];
  /** Place of the newest of them in the stream of events. */
  newest: number;
  opened_at: number;
  due_at: number;
}

export interface Arrival {
  id: string;
  /** Its place in the stream of events. */
  order: number;
}

/** Periods that a debounce waits at most, unless it says otherwise: a storm that never pauses would never run. */
const MOST_PERIODS = 10;

/** Each event starts the period anew, up to `max_wait`. One that is older than what is there is kept, and neither extends nor replaces anything. */
export function debounce(
  window: TriggerWindow | null,
  event: Arrival,
  { period, max_wait }: Debounce,
  now: number,
): TriggerWindow {
  const last = now + (max_wait ?? period * MOST_PERIODS);
  if (!window) return { events: [event.id], newest: event.order, opened_at: now, due_at: Math.min(now + period, last) };
  if (event.order < window.newest) return { ...window, events: [event.id, ...window.events] };
  const limit = window.opened_at + (max_wait ?? period * MOST_PERIODS);
  return {
    ...window,
    events: [...window.events, event.id],
    newest: event.order,
    due_at: Math.min(now + period, Math.max(limit, now)),
  };
}

/** The events of a window that its run gets, oldest first. */
export function debounced(events: readonly string[], { payload }: Debounce): string[] {
  if (payload === 'all') return [...events];
  return payload === 'first' ? events.slice(0, 1) : events.slice(-1);
}

/** Size or time, whichever comes first: a window that is full is due at once. */
export function batch(window: TriggerWindow | null, event: Arrival, settings: Batch, now: number): TriggerWindow {
  const { max_size, max_wait } = settings;
  const events = [...(window?.events ?? []), event.id];
  const opened_at = window?.opened_at ?? now;
  return {
    events,
    newest: Math.max(window?.newest ?? event.order, event.order),
    opened_at,
    due_at: events.length >= max_size ? now : (window?.due_at ?? opened_at + max_wait),
  };
}

type Rate = NonNullable<Limits['rate']>;

/** When a run may start at the earliest, after those that started or will start at `starts`. `now` when it may at once. */
export function rateSlot(starts: readonly number[], { max, per }: Pick<Rate, 'max' | 'per'>, now: number): number {
  const recent = starts.filter((start) => start > now - per).sort((a, b) => a - b);
  const blocking = recent[recent.length - max];
  return recent.length < max || blocking === undefined ? now : blocking + per;
}
