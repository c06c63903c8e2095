// What becomes of an event: judged, deduplicated, collected, held to the rate, started; in the order and by the rules of the server. Every way ends in a
// decision with its reason.
import type { Decision, EventEnvelope, PipelineTrigger } from '@mockops/contract';
import { evaluateCondition } from '../expressions/condition.ts';
import type { RunContext } from '../expressions/context.ts';
import { renderText } from '../expressions/render.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { whyLoop } from '../trigger/loop-guard.ts';
import { matchEvent } from '../trigger/match-event.ts';
import { defaultInputs, readInputs } from '../trigger/read-inputs.ts';
import { batch, debounce, debounced, rateSlot, type TriggerWindow } from '../trigger/windows.ts';
import type { VirtualClock } from './clock.ts';
import type { RunRow } from './rows.ts';
import type { Runner } from './runner.ts';
import { startContext } from './start-context.ts';
import type { LocalDecision, LocalOptions } from './types.ts';

interface OpenWindow extends TriggerWindow {
  kind: 'debounce' | 'batch';
  index: number;
}

interface Started {
  event: EventEnvelope;
  events: EventEnvelope[];
  reason: string;
  inputs: JsonObject;
  started_by: string;
}

export function createDelivery(given: {
  options: LocalOptions;
  clock: VirtualClock;
  runner: Runner;
  decisions: LocalDecision[];
}) {
  const { options, clock, runner, decisions } = given;
  const { document } = options;
  const windows = new Map<string, OpenWindow>();
  const seen = new Map<string, { event: string; until: number; run: RunRow | null }>();
  const starts = new Map<string, number[]>();
  const known = new Map<string, EventEnvelope>();

  /** Events of the case are always decided about; those that runs emit, when somebody listens. */
  function deliver(event: EventEnvelope, always: boolean): void {
    if (known.has(event.id)) {
      note(event, 'deduplicated', `an event with the id "${event.id}" was delivered before`);
      return;
    }
    known.set(event.id, event);
    const match = matchEvent(event, document);
    if (!match.matched) {
      if (always || match.reason !== `no trigger listens to ${event.type}`) note(event, 'filtered', match.reason);
      return;
    }
    const trigger = document.triggers[match.trigger];
    if (trigger) decide(event, trigger, match.trigger, match.reason);
  }

  function decide(event: EventEnvelope, trigger: PipelineTrigger, index: number, reason: string): void {
    try {
      const context = contextFor(event, [event], defaultInputs(document.inputs));
      const refused = judge(event, trigger, index, context);
      if (refused) {
        note(event, refused.decision, refused.reason);
        return;
      }
      const key = dedupeKey(trigger, index, context);
      const held = { event: event.id, until: clock.now() + (trigger.dedupe?.window ?? 0), run: null };
      if (key !== undefined) seen.set(key, held);
      if (trigger.debounce || trigger.batch) {
        collect(event, trigger, index, context);
        return;
      }
      start(startOf(event, trigger, index, reason), (run) => {
        if (key !== undefined) seen.set(key, { ...held, run });
      });
    } catch (error) {
      note(event, 'failed', error instanceof Error ? error.message : String(error));
    }
  }

  /** Why it does not start anything. */
  function judge(
    event: EventEnvelope,
    trigger: PipelineTrigger,
    index: number,
    context: RunContext,
  ): { decision: Decision; reason: string } | undefined {
    if (!document.enabled) return { decision: 'disabled', reason: 'the pipeline is disabled' };
    const paused = whyPaused();
    if (paused !== undefined) return { decision: 'disabled', reason: paused };
    const path = `triggers[${index}].if`;
    if (trigger.if !== undefined && !holds(String(trigger.if), context, path))
      return { decision: 'condition', reason: `${path}: "${String(trigger.if)}" is false` };
    const correlated = runner.runs.filter((run) => run.event.correlation_id === event.correlation_id).length;
    const loop = whyLoop(document, event, correlated);
    if (loop !== undefined) return { decision: 'loop_guarded', reason: loop };
    const key = dedupeKey(trigger, index, context);
    const held = key === undefined ? undefined : whyDuplicate(key);
    return held === undefined ? undefined : { decision: 'deduplicated', reason: held };
  }

  /** Too many failures in a row switch it off. */
  function whyPaused(): string | undefined {
    const limit = document.limits?.pause_after_failures;
    if (limit === undefined) return undefined;
    const ended = runner.runs
      .filter((run) => run.started_at !== null && run.completed_at !== null)
      .sort((a, b) => (a.completed_at ?? 0) - (b.completed_at ?? 0));
    const failed = (run: RunRow) => run.state.status === 'failed' || run.state.status === 'timed_out';
    let row = 0;
    for (const run of ended) {
      if (run.state.status !== 'cancelled') row = failed(run) ? row + 1 : 0;
      if (row >= limit) return `${row} runs failed in a row (limits.pause_after_failures)`;
    }
    return undefined;
  }

  /** A key counts while its run lives and after it went well. */
  function whyDuplicate(key: string): string | undefined {
    const held = seen.get(key);
    if (!held || held.until <= clock.now()) return undefined;
    const gaveUp = held.run && ['failed', 'timed_out', 'skipped'].includes(held.run.state.status);
    return gaveUp ? undefined : `event ${held.event} had the same key "${key}"`;
  }

  function startOf(event: EventEnvelope, trigger: PipelineTrigger, index: number, reason: string): Started {
    const { manual } = trigger;
    if (!manual)
      return { event, events: [event], reason, inputs: defaultInputs(document.inputs), started_by: event.actor };
    const inputs = inputsByHand(event, trigger, index);
    const about = manual.as_event === undefined ? event : asEvent(event, manual.as_event, inputs);
    return { event: about, events: [about], reason, inputs, started_by: event.actor };
  }

  function inputsByHand(event: EventEnvelope, { manual }: PipelineTrigger, index: number): JsonObject {
    const declared = { ...document.inputs, ...manual?.inputs };
    const { inputs } = event.data;
    const read = readInputs(declared, isJsonObject(inputs) ? inputs : {});
    if (read.ok) return read.value;
    throw new Error(read.issues.map(({ path, message }) => `triggers[${index}].manual ${path}: ${message}`).join('; '));
  }

  function collect(event: EventEnvelope, trigger: PipelineTrigger, index: number, context: RunContext): void {
    const kind = trigger.debounce ? 'debounce' : 'batch';
    const key = renderKey(trigger.debounce?.key ?? trigger.batch?.key, context, `triggers[${index}].${kind}.key`);
    const place = `${index} ${event.workspace_id ?? ''} ${key}`;
    const before = windows.get(place) ?? null;
    const arrival = { id: event.id, order: Number(event.cursor) };
    const now = clock.now();
    const next = trigger.debounce
      ? debounce(before, arrival, trigger.debounce, now)
      : trigger.batch
        ? batch(before, arrival, trigger.batch, now)
        : null;
    if (!next) return;
    windows.set(place, { ...next, kind, index });
    const about = `triggers[${index}].${kind}${key && ` of "${key}"`}`;
    note(event, kind === 'debounce' ? 'debounced' : 'batched', `${about}: number ${next.events.length} in its window`);
    if (next.due_at <= now) close(place);
    else
      clock.at(next.due_at, () => {
        const open = windows.get(place);
        if (open && open.due_at <= clock.now()) close(place);
      });
  }

  function close(place: string): void {
    const window = windows.get(place);
    const trigger = window && document.triggers[window.index];
    if (!window || !trigger) return;
    windows.delete(place);
    const ids = trigger.debounce ? debounced(window.events, trigger.debounce) : window.events;
    const events = ids.flatMap((id) => known.get(id) ?? []);
    const event = events.at(-1);
    if (!event) return;
    const count = window.events.length;
    const reason = `triggers[${window.index}]: ${window.kind} of ${count} ${count === 1 ? 'event' : 'events'}`;
    const request = { event, events, reason, inputs: defaultInputs(document.inputs), started_by: event.actor };
    try {
      start(request, () => {}, window.events);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      for (const id of window.events) {
        const one = known.get(id);
        if (one) note(one, 'failed', why);
      }
    }
  }

  /** One decision for all events of the run. */
  function start(request: Started, onRun: (run: RunRow) => void, ids = request.events.map(({ id }) => id)): void {
    const { event, events, inputs } = request;
    const about = ids.flatMap((id) => known.get(id) ?? []);
    const context = contextFor(event, events, inputs);
    const rate = takePlace(context);
    if (rate.dropped !== undefined) {
      for (const one of about) note(one, 'rate_limited', rate.dropped);
      return;
    }
    const late = rate.at > clock.now();
    const reason = late
      ? `${request.reason}; limits.rate puts it off until ${new Date(rate.at).toISOString()}`
      : request.reason;
    const run = runner.start({ ...request, reason, not_before: rate.at, context });
    onRun(run);
    runner.settle();
    const { status, error_message } = run.state;
    const refused = !run.state.started && ['skipped', 'failed', 'superseded'].includes(status);
    for (const one of about)
      if (refused) note(one, 'concurrency', error_message ?? `the run is ${status}`, run.number);
      else note(one, 'started', reason, run.number);
    if (!refused) starts.set(rate.key, [...(starts.get(rate.key) ?? []), rate.at]);
  }

  function takePlace(context: RunContext): { key: string; at: number; dropped?: string } {
    const rate = document.limits?.rate;
    if (!rate) return { key: '', at: clock.now() };
    const key = renderKey(rate.key, context, 'limits.rate.key');
    const at = rateSlot(starts.get(key) ?? [], rate, clock.now());
    if (at <= clock.now() || rate.on_limit === 'defer') return { key, at };
    const dropped = `limits.rate: ${rate.max} runs were started in the last ${rate.per / 1_000} s${key && ` for "${key}"`}`;
    return { key, at, dropped };
  }

  /** There is no run yet, so no steps and no secrets. */
  function contextFor(event: EventEnvelope, events: EventEnvelope[], inputs: JsonObject): RunContext {
    const number = runner.runs.length + 1;
    const { workspace_name } = options;
    return startContext({ document, event, events, inputs, number, now: clock.date().toISOString(), workspace_name });
  }

  /** The last word about an event is what counts, as on the server. */
  function note(
    event: EventEnvelope,
    decision: LocalDecision['decision'],
    reason: string,
    run: number | null = null,
  ): void {
    const open = decisions.findIndex(
      (one) => one.event.id === event.id && (one.decision === 'debounced' || one.decision === 'batched'),
    );
    const row = { event, decision, reason, run };
    if (open === -1 || decision === 'deduplicated') decisions.push(row);
    else decisions[open] = row;
  }

  return { deliver };
}

/** The inputs are the event's data, as if it had happened. */
function asEvent(event: EventEnvelope, type: string, inputs: JsonObject): EventEnvelope {
  const { workspace_id = null, workspace_name = null } = event.data;
  return { ...event, type, data: { ...(workspace_id !== null && { workspace_id, workspace_name }), ...inputs } };
}

function holds(condition: string, context: RunContext, path: string): boolean {
  const result = evaluateCondition(condition, context, path);
  if (!result.ok) throw new Error(result.issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '));
  return result.value;
}

function dedupeKey({ dedupe }: PipelineTrigger, index: number, context: RunContext): string | undefined {
  return dedupe?.key === undefined ? undefined : renderKey(dedupe.key, context, `triggers[${index}].dedupe.key`);
}

function renderKey(template: string | undefined, context: RunContext, path: string): string {
  if (template === undefined) return '';
  const rendered = renderText(template, context, path);
  if (rendered.ok) return rendered.value;
  throw new Error(rendered.issues.map((issue) => `${path}: ${issue.message}`).join('; '));
}
