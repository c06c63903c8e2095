// What each event type says, with the JSON Schema of every version of its data: for lists, documentation, and whoever reads stored events.
import { z } from 'zod';
import { EVENT_DATA, EVENT_TYPES, EVENT_VERSIONS, type EventType } from './events.ts';
import type { EventTypeInfo } from './routes/events.ts';

export const EVENT_SUMMARIES: Record<EventType, string> = {
  'workspace.created': 'A workspace is there.',
  'workspace.deleted': 'A workspace is gone, with all that was in it.',
  'schema.changed': 'The contract of a workspace has a new revision that differs from the one before.',
  'scenario.published': 'A scenario has a new version.',
  'promotion.completed': 'A version went live in the next environment.',
  'promotion.failed': 'A version was to go live in another environment, and could not.',
  'promotion.held': 'Automation left an entry alone, because a person decided about it.',
  'environment.changed': 'What an environment serves has changed.',
  'federation.changed': 'A federation, or one of its services, has changed.',
  'system_scenario.completed': 'A scenario across the services of a federation has run.',
  'drift.threshold_exceeded': 'Real answers differ from the contract by more than the drift budget allows.',
  'coverage.dropped': 'CI calls a smaller part of the operations than before.',
  'reality.stale': 'A reality level has been in place for longer than such levels should be.',
  'pr.merged': 'A pull request that MockOps opened was merged.',
  'pr.closed': 'A pull request that MockOps opened was closed without being merged.',
  'webhook.received': 'A signed request came in for a pipeline.',
  'webhook.disabled':
    'An outbound webhook was switched off, because its receiver wants no more or did not answer for long.',
  'secret.changed': 'A stored secret was set or removed; its value is told to nobody.',
  'approval.requested': 'A run waits for people to decide.',
  'approval.decided': 'An approval has come to its end.',
  'delivery.dead_lettered': 'An event, or a message to the outside, was given up after its last attempt.',
  'pipeline.started': 'Somebody started a pipeline by hand.',
  'schedule.fired': 'A schedule of a pipeline is due.',
  'schedule.missed': 'Fires of a schedule passed while no worker was there, and are too old to be made up for.',
  'pipeline.loop_guarded': 'Pipelines keep each other going, and were stopped from it.',
  'pipeline.paused': 'A pipeline was switched off after too many failures in a row.',
  'pipeline.run.queued': 'A run was created.',
  'pipeline.run.started': 'A run has begun its first step.',
  'pipeline.run.waiting': 'Everything that is open in a run waits for the outside.',
  'pipeline.step.changed': 'A step of a run has another status.',
  'pipeline.run.completed': 'A run has come to its end.',
};

/** Versions before the current one, as stored events may still have them. */
const EARLIER: Partial<Record<EventType, Record<number, z.ZodObject>>> = {
  'pipeline.step.changed': { 1: EVENT_DATA['pipeline.step.changed'].omit({ item: true }) },
};

/** Every type, and `custom.*` for what senders name themselves. */
export function listEventTypes(): EventTypeInfo[] {
  const known = EVENT_TYPES.map((type) => {
    const version = EVENT_VERSIONS[type] ?? 1;
    const versions: Record<number, z.ZodType> = { ...EARLIER[type], [version]: EVENT_DATA[type] };
    const schemas = Object.fromEntries(
      Object.entries(versions).map(([number, schema]) => [number, jsonSchemaOf(schema)]),
    );
    return { type, version, summary: EVENT_SUMMARIES[type], schemas };
  });
  const summary = 'What a pipeline emits under a name of its own; its data is any JSON object.';
  return [...known, { type: 'custom.*', version: 1, summary, schemas: { 1: { type: 'object' } } }];
}

function jsonSchemaOf(schema: z.ZodType): Record<string, z.core.util.JSONType> {
  return z.record(z.string(), z.json()).parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
}
