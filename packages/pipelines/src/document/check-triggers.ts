// What triggers say: event types that are not known (EVT001), filters that never hold (FLT001), schedules that cannot be (CRN001), and triggers that the
// pipeline itself, or any other, sets off (LOOP001).
import { didYouMean, formatPath, type Issue, type Path, readPath, type SourceMap } from '@mockops/contract';
import { isJsonObject } from '../json.ts';
import { nextFire, readCron } from '../trigger/schedule.ts';
import { impossible } from './check-filters.ts';
import { hasTemplate } from './check-steps.ts';
import { type Draft, type DraftTrigger, listOf } from './draft.ts';
import { fieldsOf, schemasOf } from './event-fields.ts';
import type { KnownTypes, RaisedEvent } from './known.ts';
import { eventsRaisedBy, mayPass } from './raised-events.ts';

export function checkTriggers(draft: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  const sent = emittedBy(draft, known);
  return draft.triggers.flatMap((trigger, index): Issue[] => {
    const path = ['triggers', index];
    const unknown = unknownEvent(trigger, path, known, map);
    if (unknown.length > 0) return unknown;
    const never = checkFilters(trigger, path, known, map);
    if (never.length > 0) return never;
    return [...everyRun(trigger, path, map), ...ownEvents(trigger, path, sent, draft, map)];
  });
}

function unknownEvent({ data }: DraftTrigger, trigger: Path, known: KnownTypes, map: SourceMap): Issue[] {
  const { manual } = data;
  const [type, path] =
    typeof data.event === 'string'
      ? [data.event, [...trigger, 'event']]
      : isJsonObject(manual) && typeof manual.as_event === 'string'
        ? [manual.as_event, [...trigger, 'manual', 'as_event']]
        : [];
  if (type === undefined || !path || isKnownEvent(type, known)) return [];
  const near = didYouMean(type, known.event_types);
  const hint = near ? `did you mean "${near}"?` : `known are ${[...known.event_types].sort().join(', ')}`;
  const message = `no event of type "${type}" is known`;
  return [{ code: 'EVT001', path: formatPath(path), at: map.at(path), message, hint }];
}

/** What pipelines send themselves has names of their own. */
function isKnownEvent(type: string, known: KnownTypes): boolean {
  return type.startsWith('custom.') || known.event_types.includes(type);
}

/** An error, unlike the rest: a schedule that never fires is not waiting for anything. */
export function checkSchedules(draft: Draft, map: SourceMap): Issue[] {
  return draft.triggers.flatMap(({ data: { schedule } }, index): Issue[] => {
    if (!isJsonObject(schedule)) return [];
    const path = ['triggers', index, 'schedule'];
    const { timezone = 'UTC', cron } = schedule;
    if (typeof timezone !== 'string') return [];
    if (!isTimeZone(timezone)) {
      const message = `"${timezone}" is not a time zone`;
      return [issueAt([...path, 'timezone'], message, 'use an IANA name such as Europe/Paris', map)];
    }
    const crons = Array.isArray(cron)
      ? cron.map((one, at) => [one, [...path, 'cron', at]] as const)
      : [[cron, [...path, 'cron']] as const];
    return crons.flatMap(([pattern, where]) =>
      typeof pattern === 'string' ? checkCron(pattern, timezone, where, map) : [],
    );
  });
}

/** Far enough from the next leap day to find it. */
const ANY_DAY = new Date('2026-01-01T00:00:00Z');

function checkCron(pattern: string, timezone: string, path: Path, map: SourceMap): Issue[] {
  const fields = pattern.trim().split(/\s+/).length;
  if (fields === 6 || fields === 7) {
    const hint = 'write five fields: minute, hour, day, month, weekday';
    return [issueAt(path, `"${pattern}" has a field for seconds; a schedule fires once a minute at most`, hint, map)];
  }
  try {
    readCron(pattern, timezone);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return [issueAt(path, `"${pattern}" is not a cron: ${reason}`, 'write it like "30 2 * * 1-5"', map)];
  }
  const dst = { gap: 'run_after', overlap: 'once' } as const;
  if (nextFire({ cron: pattern, timezone, dst }, ANY_DAY)) return [];
  return [issueAt(path, `"${pattern}" never fires`, 'name a day that exists', map)];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function issueAt(path: Path, message: string, hint: string, map: SourceMap): Issue {
  return { code: 'CRN001', path: formatPath(path), at: map.at(path), message, hint };
}

function checkFilters(
  { data, event, filters }: DraftTrigger,
  trigger: Path,
  known: KnownTypes,
  map: SourceMap,
): Issue[] {
  // What a webhook brings has no schema, and what a person types is not filtered.
  if (!isJsonObject(filters) || event === undefined || data.webhook !== undefined) return [];
  const schemas = schemasOf(event, known);
  if (!schemas) return [];
  const where = [...trigger, 'filters'];
  const { any_of, not: _, ...conditions } = filters;
  const groups = [
    { path: where, conditions },
    ...listOf(any_of).map((branch, index) => ({ path: [...where, 'any_of', index], conditions: branch })),
  ];
  return groups.flatMap(({ path, conditions: group }) =>
    Object.entries(isJsonObject(group) ? group : {}).flatMap(([key, condition]): Issue[] => {
      if (hasTemplate(condition)) return [];
      const why = impossible(schemas, key, condition, event);
      if (!why) return [];
      const at = [...path, key, ...why.path];
      const place = why.path.length > 0 ? map.at(at) : map.atKey(at);
      return [{ code: 'FLT001', path: formatPath(at), at: place, message: why.message, hint: why.hint }];
    }),
  );
}

/** The guard at run time only keeps a pipeline from starting itself. */
function everyRun({ data, filters }: DraftTrigger, path: Path, map: SourceMap): Issue[] {
  const { event } = data;
  if (typeof event !== 'string') return [];
  const isAboutRuns = event.startsWith('pipeline.run.') || event.startsWith('pipeline.step.');
  if (!isAboutRuns || (isJsonObject(filters) && Object.hasOwn(filters, 'pipeline'))) return [];
  const where = [...path, 'event'];
  const message = `the runs of every other pipeline raise ${event}, so each of them can start this one`;
  const hint = 'say whose runs: filters: { pipeline: … }, or { exists: true } when all are meant';
  return [{ code: 'LOOP001', path: formatPath(where), at: map.at(where), message, hint }];
}

function ownEvents(
  { data, filters }: DraftTrigger,
  path: Path,
  sent: readonly (RaisedEvent & { step: string })[],
  draft: Draft,
  map: SourceMap,
): Issue[] {
  const { event, enabled } = data;
  const own = sent.find((one) => one.type === event && mayPass(one, filters));
  if (!own || enabled === false) return [];
  if (readPath(draft.root, ['limits', 'loop', 'allow_self']) === true) return [];
  const where = [...path, 'event'];
  const message = `step "${own.step}" raises ${own.type}, which can start this pipeline again`;
  const hint = 'filter what it raises out, or set limits: { loop: { allow_self: true } }';
  return [{ code: 'LOOP001', path: formatPath(where), at: map.at(where), message, hint }];
}

/** Events that its steps raise, each with the step that does. */
function emittedBy(draft: Draft, known: KnownTypes): (RaisedEvent & { step: string })[] {
  return draft.steps.flatMap(({ name, type, config }) =>
    eventsRaisedBy({ type, config: isJsonObject(config) ? config : {} }, known).map((event) => ({
      ...event,
      step: name ?? type ?? '',
    })),
  );
}

/** Fields that expressions may read of the events that start this pipeline; undefined when one of them may have any. */
export function readableFields(draft: Draft, known: KnownTypes): string[] | undefined {
  const fields: string[] = [];
  for (const { event } of draft.triggers) {
    const own = event === 'webhook.received' ? undefined : fieldsOf(event, known);
    if (!own) return undefined;
    fields.push(...own);
  }
  // What only others call has the event of whoever calls.
  return draft.triggers.length === 0 ? undefined : fields;
}
