import { expect, test } from 'vitest';
import { matchesEventType, toCloudEvent } from './cloud-event.ts';
import { listEventTypes } from './event-registry.ts';
import { EVENT_TYPES, EVENT_VERSIONS, EventEnvelope } from './events.ts';
import { EventTypeInfo } from './routes/events.ts';

test('every type has a sentence and a schema for each of its versions', () => {
  const types = EventTypeInfo.array().parse(listEventTypes());
  expect(types.map(({ type }) => type)).toEqual([...EVENT_TYPES, 'custom.*']);
  for (const { type, version, summary, schemas } of types) {
    expect(summary, type).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(schemas), type).toEqual(Array.from({ length: version }, (_, index) => String(index + 1)));
    for (const schema of Object.values(schemas)) expect(schema.type, type).toBe('object');
  }
});

test('a version before the current one is described as it was', () => {
  expect(EVENT_VERSIONS['pipeline.step.changed']).toBe(2);
  const schemas = listEventTypes().find(({ type }) => type === 'pipeline.step.changed')?.schemas ?? {};
  expect(schemas[1]?.properties).not.toHaveProperty('item');
  expect(schemas[2]?.properties).toHaveProperty('item');
});

const event = EventEnvelope.parse({
  id: '0d3c2e0e-6f8b-4b8e-9d0a-0e2b7c1f0a11',
  type: 'schema.changed',
  source: 'mockops',
  subject: 'payments',
  time: '2026-01-05T09:00:00.000Z',
  workspace_id: 'payments',
  actor: 'robin',
  correlation_id: 'c',
  causation_id: null,
  depth: 0,
  data: { digest: 'abc' },
  cursor: '770.12',
});

test('an event leaves as a CloudEvent with attribute names that every receiver takes', () => {
  const cloud = toCloudEvent(event);
  expect(cloud).toMatchObject({
    specversion: '1.0',
    type: 'dev.mockops.schema.changed.v1',
    source: '/mockops',
    sequence: '0000000000000000012',
    data: { digest: 'abc' },
  });
  expect(Object.keys(cloud).filter((name) => !/^[a-z0-9]{1,20}$/.test(name))).toEqual([]);
  expect(Object.values(cloud)).not.toContain(null);
  const thin = toCloudEvent({ ...event, version: 3 }, { dataref: 'https://mockops.example/e' });
  expect(thin).toMatchObject({ type: 'dev.mockops.schema.changed.v3', dataref: 'https://mockops.example/e' });
  expect(thin).not.toHaveProperty('data');
});

test('globs match whole types', () => {
  expect(matchesEventType(['schema.changed'], 'schema.changed')).toBe(true);
  expect(matchesEventType(['pipeline.*'], 'pipeline.run.completed')).toBe(true);
  expect(matchesEventType(['*'], 'anything')).toBe(true);
  expect(matchesEventType(['pipeline.*.completed', '*.x'], 'pipeline.run.completed')).toBe(true);
  expect(matchesEventType(['a*b*a'], 'aba')).toBe(true);
  for (const glob of ['schema', 'schema.', '*.run', 'pipeline*run', 'a*aba'])
    expect(matchesEventType([glob], glob === 'a*aba' ? 'aba' : 'pipeline.run.x'), glob).toBe(false);
});
