// Events that were given up by the real dispatcher: delivered again, or discarded; and why a pipeline did or did not run, then and now.
import { Problem } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../pipelines/triggers/triggers.fixture.ts';
import { createAskPipelines } from './ask-pipelines.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createExplain } from './explain.ts';

let fixture: Fixture;
let poked = 0;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.clear());

const letters = () =>
  createDeadLetters({
    database: fixture.database,
    org_id: fixture.org_id,
    retryWebhook: () => Promise.reject(new Error('no webhook here')),
    onWork: () => {
      poked += 1;
    },
  });

/** As if every pause between deliveries were over. */
async function giveUp(): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await fixture.database.pool.query('update event_dispatches set due_at = now()');
    await fixture.dispatch();
  }
}

test('an event that was given up is delivered again to the pipeline that gave up, and to no other', async () => {
  await fixture.save({ name: 'bad', triggers: [{ event: 'workspace.created' }] });
  await fixture.save({ name: 'good', triggers: [{ event: 'workspace.created' }] });
  fixture.runs.before = ({ pipeline }) => {
    if (pipeline.name === 'bad') throw new Error('no way');
  };
  const event = await fixture.emit('a');
  await giveUp();
  const [letter, ...more] = await letters().list({ status: 'open', limit: 10 });
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ kind: 'event', pipeline: 'bad', event_id: event.id, reason: 'no way', attempts: 5 });
  expect(letter?.payload).toMatchObject({ name: 'a' });
  expect(await fixture.decisions(event)).toMatchObject({ good: 'started', bad: 'dead_lettered' });
  fixture.runs.created = [];
  fixture.runs.before = () => undefined;
  poked = 0;
  const retried = await letters().resolve(letter?.id ?? '', 'retry', 'ada');
  expect(retried).toMatchObject({ status: 'retried', resolved_by: 'ada' });
  expect(poked).toBe(1);
  await fixture.dispatch();
  expect(fixture.runs.created.map(({ pipeline }) => pipeline.name)).toEqual(['bad']);
  expect(await fixture.decisions(event)).toMatchObject({ good: 'started', bad: 'started' });
  await expect(letters().resolve(letter?.id ?? '', 'discard', 'eve')).rejects.toThrow('was retried by ada');
});

test('a discarded one is delivered no more, and what is unknown is said to be', async () => {
  await fixture.save({ name: 'bad', triggers: [{ event: 'workspace.created' }] });
  fixture.runs.before = () => {
    throw new Error('no way');
  };
  await fixture.emit('a');
  await giveUp();
  const [letter] = await letters().list({ status: 'open', limit: 10 });
  await letters().resolve(letter?.id ?? '', 'discard', 'ada');
  expect(await letters().list({ status: 'open', limit: 10 })).toEqual([]);
  expect(await letters().list({ status: 'discarded', limit: 10 })).toMatchObject([{ id: letter?.id }]);
  const { rowCount } = await fixture.database.pool.query('select 1 from event_dispatches where attempts > 0');
  expect(rowCount).toBe(0);
  await expect(letters().resolve('nobody', 'retry', 'ada')).rejects.toThrow(Problem);
});

test('explain says of every pipeline what was decided then, and what its newest definition would say now', async () => {
  const { database, org_id, workspaces, events } = fixture;
  await fixture.save({ name: 'runs', triggers: [{ event: 'workspace.created' }] });
  await fixture.save({ name: 'changed', triggers: [{ event: 'workspace.created', filters: { name: 'b' } }] });
  await fixture.save({ name: 'deaf', triggers: [{ event: 'schema.changed' }] });
  await fixture.save({ name: 'elsewhere', triggers: [{ event: 'workspace.created' }] }, workspaces.orders);
  const event = await fixture.emit('a');
  await fixture.dispatch();
  await fixture.save({ name: 'changed', triggers: [{ event: 'workspace.created', filters: { name: 'a' } }] });
  const askPipelines = createAskPipelines({
    database,
    org_id,
    step_types: {},
    decideDry: fixture.triggers.decideDry,
  });
  const explain = createExplain({ events, askPipelines, findWorkspace: async () => ({ id: workspaces.payments }) });
  const { pipelines } = await explain(event.id);
  expect(
    pipelines.map(({ pipeline, decision, would_run }) => [pipeline, decision?.decision ?? null, would_run]),
  ).toEqual([
    ['changed', 'filtered', true],
    ['deaf', null, false],
    ['elsewhere', null, false],
    ['runs', 'started', true],
  ]);
  const nowOf = (name: string) => pipelines.find(({ pipeline }) => pipeline === name)?.now;
  expect(nowOf('deaf')).toBe('no trigger listens to workspace.created');
  expect(nowOf('elsewhere')).toBe('it belongs to workspace "orders"');
  expect(nowOf('changed')).toContain('started');
});
