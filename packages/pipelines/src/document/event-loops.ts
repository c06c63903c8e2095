// Pipelines that keep each other going: one raises an event that starts another, and so on back to the first. In: all enabled pipelines of an
// organisation. Out: the shortest way round for each, for a warning when one is saved. What only data decides is taken to be possible.
import type { PipelineDocument } from '@mockops/contract';
import { planRun, type StepPlan } from '../run/plan.ts';
import { hasTemplate } from './check-steps.ts';
import type { KnownTypes, RaisedEvent } from './known.ts';
import { eventsRaisedBy, mayPass } from './raised-events.ts';

export interface EventLoop {
  /** Names, the first in the alphabet first. */
  pipelines: string[];
  /** What leads from each of them to the next, the last back to the first: an event type, or `call`. */
  events: string[];
  message: string;
}

interface Edge {
  to: number;
  event: string;
}

const RUN_COMPLETED = 'pipeline.run.completed';

export function findEventLoops(pipelines: readonly PipelineDocument[], known: KnownTypes): EventLoop[] {
  const sorted = pipelines.filter(({ enabled }) => enabled).sort((a, b) => (a.name < b.name ? -1 : 1));
  const edges = sorted.map((pipeline) => edgesOf(pipeline, sorted, known));
  return sorted.flatMap((_, start) => {
    const way = wayRound(start, edges);
    if (!way) return [];
    const names = way.map(({ from }) => sorted[from]?.name ?? '');
    const events = way.map(({ event }) => event);
    const steps = names.map((name, index) => `"${name}" —${events[index]}→ `).join('');
    const message = `pipelines can start each other without end: ${steps}"${names[0]}"`;
    return [{ pipelines: names, events, message }];
  });
}

function edgesOf(from: PipelineDocument, all: readonly PipelineDocument[], known: KnownTypes): Edge[] {
  const { steps } = planRun(from);
  const raised = steps.flatMap((step) => eventsRaisedBy(step, known));
  const called = new Set(steps.flatMap(calledBy));
  return all.flatMap((pipeline, to): Edge[] => {
    if (called.has(pipeline.name)) return [{ to, event: 'call' }];
    if (pipeline === from && (pipeline.limits?.loop.allow_self ?? false)) return [];
    const event = startedBy(pipeline, raised, from.name);
    // A run never starts its own pipeline by ending; the guard at run time sees to that.
    return event === undefined || (pipeline === from && event === RUN_COMPLETED) ? [] : [{ to, event }];
  });
}

function calledBy({ type, config: { pipeline } }: StepPlan): string[] {
  return type === 'call' && typeof pipeline === 'string' && !hasTemplate(pipeline)
    ? [pipeline.replace(/@\d+$/, '')]
    : [];
}

/** The event by which a pipeline may start after a run of `from`. */
function startedBy({ triggers }: PipelineDocument, raised: readonly RaisedEvent[], from: string): string | undefined {
  for (const { enabled, event, pipeline, filters } of triggers) {
    if (!enabled) continue;
    if (pipeline?.name === from) return RUN_COMPLETED;
    if (event === undefined) continue;
    if (raised.some((one) => one.type === event && mayPass(one, filters))) return event;
    // Without a filter on the pipeline it listens to all runs, which has a warning of its own.
    if (event !== RUN_COMPLETED || filters?.pipeline === undefined) continue;
    if (mayPass({ type: event, data: { pipeline: from } }, { pipeline: filters.pipeline })) return event;
  }
  return undefined;
}

/** The shortest way back to `start` over pipelines that come after it, so that each loop is found once. */
function wayRound(start: number, edges: readonly Edge[][]): { from: number; event: string }[] | undefined {
  const reached = new Map<number, { from: number; event: string }>();
  const queue = [start];
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    for (const { to, event } of edges[from] ?? []) {
      if (to < start || reached.has(to)) continue;
      reached.set(to, { from, event });
      if (to === start) return trace(start, reached);
      queue.push(to);
    }
  }
  return undefined;
}

function trace(start: number, reached: ReadonlyMap<number, { from: number; event: string }>) {
  const way: { from: number; event: string }[] = [];
  for (let step = reached.get(start); step; step = step.from === start ? undefined : reached.get(step.from)) {
    way.unshift(step);
  }
  return way;
}
