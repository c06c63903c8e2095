import { PipelineDocument } from '@mockops/contract';
import { expect, test } from 'vitest';
import { matchEvent } from './match-event.ts';

const pipeline = (triggers: unknown[]) =>
  PipelineDocument.parse({ name: 'nightly', triggers, steps: [{ name: 's', type: 't' }] });

test('a schedule is started by its own fires only', () => {
  const document = pipeline([{ schedule: { cron: '0 1 * * *' } }, { schedule: { cron: '0 2 * * *' } }]);
  const fired = (data: { pipeline: string; trigger: number }) =>
    matchEvent({ type: 'schedule.fired', data: { ...data, cron: '0 2 * * *', planned_at: '…' } }, document);
  expect(fired({ pipeline: 'nightly', trigger: 1 })).toMatchObject({ matched: true, trigger: 1 });
  expect(fired({ pipeline: 'other', trigger: 1 })).toMatchObject({ matched: false });
  expect(fired({ pipeline: 'nightly', trigger: 7 })).toMatchObject({ matched: false });
});

test('the end of another pipeline starts it when its status is wanted; else the status is named', () => {
  const document = pipeline([{ pipeline: { name: 'build', status: ['succeeded', 'timed_out'] } }]);
  const ended = (name: string, status: string) =>
    matchEvent({ type: 'pipeline.run.completed', data: { pipeline: name, status } }, document);
  expect(ended('build', 'timed_out')).toEqual({
    matched: true,
    trigger: 0,
    reason: 'triggers[0]: a run of "build" ended timed_out; without filters',
  });
  expect(ended('build', 'failed')).toEqual({
    matched: false,
    reason: 'triggers[0].pipeline.status: "failed" is not one of ["succeeded","timed_out"]',
  });
  expect(ended('deploy', 'succeeded')).toEqual({
    matched: false,
    reason: 'no trigger listens to pipeline.run.completed',
  });
});

test('a webhook starts it by source and name of the event; a trigger that is switched off starts nothing', () => {
  const webhook = { source: 'github', events: ['push'], secret: '{{ secrets.github }}' };
  const sent = (triggers: unknown[], event: string) =>
    matchEvent(
      { type: 'webhook.received', data: { pipeline: 'nightly', trigger: 0, source: 'github', event, payload: {} } },
      pipeline(triggers),
    );
  expect(sent([{ webhook }], 'push')).toMatchObject({ matched: true });
  expect(sent([{ webhook }], 'release')).toMatchObject({
    reason: 'triggers[0].webhook.events: "release" is not one of ["push"]',
  });
  expect(sent([{ webhook, enabled: false }], 'push')).toMatchObject({ reason: 'triggers[0] is switched off' });
});

test('filters of a webhook read what was sent, and what is known of the delivery before that', () => {
  const webhook = { source: 'github', secret: '{{ secrets.github }}' };
  const payload = { deployment: { environment: 'staging' }, source: 'forged' };
  const data = { pipeline: 'nightly', trigger: 0, source: 'github', event: 'push', payload };
  const passes = (filters: object) =>
    matchEvent({ type: 'webhook.received', data }, pipeline([{ webhook, filters }])).matched;
  expect(passes({ 'deployment.environment': 'staging' })).toBe(true);
  expect(passes({ 'payload.deployment.environment': 'staging' })).toBe(true);
  expect(passes({ 'deployment.environment': 'production' })).toBe(false);
  expect(passes({ source: 'github' })).toBe(true);
  expect(passes({ source: 'forged' })).toBe(false);
});
