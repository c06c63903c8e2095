// Warnings about triggers: the pipeline can be saved, but they may never fire (EVT001, FLT001), or fire for every run of every other pipeline (LOOP001).
import {
  didYouMean,
  EVENT_DATA,
  EVENT_TYPES,
  formatPath,
  type Issue,
  type PipelineDocument,
  type PipelineTrigger,
  type SourceMap,
} from '@mockops/contract';
import type { KnownTypes } from './check-steps.ts';

export function checkTriggers(document: PipelineDocument, known: KnownTypes, map: SourceMap): Issue[] {
  return document.triggers.flatMap((trigger, index): Issue[] => {
    const path = ['triggers', index, 'event'];
    const place = { path: formatPath(path), at: map.at(path) };
    if (!known.event_types.includes(trigger.event)) {
      const near = didYouMean(trigger.event, known.event_types);
      const hint = near ? `did you mean "${near}"?` : `known are ${[...known.event_types].sort().join(', ')}`;
      return [{ code: 'EVT001', ...place, message: `no event of type "${trigger.event}" is known`, hint }];
    }
    const fields = fieldsOf(trigger.event);
    if (!fields) return [];
    const unknown = unknownFilters(trigger, index, fields, map);
    return unknown.length > 0 ? unknown : everyRun(trigger, place);
  });
}

/** The guard at run time only keeps a pipeline from starting itself. */
function everyRun({ event, filters }: PipelineTrigger, place: Pick<Issue, 'path' | 'at'>): Issue[] {
  const isAboutRuns = event.startsWith('pipeline.run.') || event.startsWith('pipeline.step.');
  if (!isAboutRuns || Object.hasOwn(filters ?? {}, 'pipeline')) return [];
  const message = `the runs of every other pipeline raise ${event}, so each of them can start this one`;
  const hint = 'say whose runs: filters: { pipeline: … }, or { exists: true } when all are meant';
  return [{ code: 'LOOP001', ...place, message, hint }];
}

function unknownFilters({ event, filters }: PipelineTrigger, index: number, fields: string[], map: SourceMap): Issue[] {
  return Object.keys(filters ?? {})
    .filter((key) => !fields.includes(key) && !fields.includes(key.split('.')[0] ?? ''))
    .map((key) => {
      const where = ['triggers', index, 'filters', key];
      const near = didYouMean(key, fields);
      const hint = near ? `did you mean "${near}"?` : `it has ${fields.join(', ')}`;
      const message = `${event} has no field "${key}", so this filter can never hold`;
      return { code: 'FLT001', path: formatPath(where), at: map.atKey(where), message, hint };
    });
}

/** The fields of an event's data; undefined for types whose data has no schema. */
export function fieldsOf(event: string | undefined): string[] | undefined {
  const type = EVENT_TYPES.find((candidate) => candidate === event);
  return type && Object.keys(EVENT_DATA[type].shape);
}
