import { EVENT_TYPES, type EventEnvelope } from '@mockops/contract';
import { expect, test } from 'vitest';
import { findStaleRoots } from './invalidation.ts';

const event = (type: string): EventEnvelope => ({
  id: '1',
  type,
  source: '/',
  subject: null,
  time: '2026-11-22T10:00:00Z',
  workspace_id: null,
  actor: 'cli',
  correlation_id: 'c',
  causation_id: null,
  depth: 0,
  version: 1,
  replay_id: null,
  data: {},
  cursor: '1',
});

test('a step that changes makes runs and pipelines old', () => {
  expect(findStaleRoots({ kind: 'event', event: event('pipeline.step.changed') })).toEqual([
    'events',
    'pipelines',
    'executions',
  ]);
});

test('every type of event makes more old than the list of events', () => {
  for (const type of EVENT_TYPES)
    expect(findStaleRoots({ kind: 'event', event: event(type) }).length, type).toBeGreaterThan(1);
});

test('flushed facts make the analytics old, a ready stream nothing', () => {
  expect(findStaleRoots({ kind: 'facts.flushed' })).toContain('analytics');
  expect(findStaleRoots({ kind: 'ready', cursor: '1' })).toEqual([]);
});
