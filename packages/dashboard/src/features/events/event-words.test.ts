import { EVENT_TYPES, type EventEnvelope } from '@mockops/contract';
import { expect, test } from 'vitest';
import { describeEvent } from './event-words.ts';

const event = (type: string, data: EventEnvelope['data']): EventEnvelope => ({
  id: '1',
  type,
  source: 'mockops',
  subject: 'the subject',
  time: '2026-11-22T10:00:00Z',
  workspace_id: 'payments',
  actor: 'cli',
  correlation_id: 'c',
  causation_id: null,
  depth: 0,
  version: 1,
  replay_id: null,
  data,
  cursor: '1',
});

test('a step that changed is told by its name, its state and its try', () => {
  const step = { execution_id: 'x', pipeline: 'p', step: 'notify-teams', status: 'timed_out', attempt: 2 };
  expect(describeEvent(event('pipeline.step.changed', step))).toBe('notify-teams timed out, try 2');
});

test('an event whose data cannot be read is told by its subject', () => {
  for (const type of [...EVENT_TYPES, 'of.a.newer.server']) expect(describeEvent(event(type, {}))).toBe('the subject');
});
