// What runs say of themselves goes to the dispatcher only when somebody listens; on a real PostgreSQL.
import { randomUUID } from 'node:crypto';
import { PipelineDocument } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addTestWorkspaces, createTestDatabase } from '../db/test-database.ts';
import { insertPipelineRevision, isListenedTo } from '../pipelines/store.ts';
import { isAwaited } from '../pipelines/triggers/dispatch/store.ts';
import { isWantedOutside, upsertWebhook } from '../webhooks/outbound/store.ts';
import { createEvents, type Events } from './service.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>['database'];
let drop: () => Promise<void>;
let org_id: string;
let events: Events;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  ({ org_id } = await addTestWorkspaces(database, ['payments']));
  const onError = (error: unknown) => {
    throw error;
  };
  events = createEvents({ database, org_id, onError, heard: [isListenedTo, isAwaited, isWantedOutside] });
});
afterAll(async () => {
  events.close();
  await drop();
});
beforeEach(() => database.pool.query('truncate pipelines, webhooks, step_event_waits, events cascade'));

const execution_id = randomUUID();
const about = { actor: 'test', data: { execution_id, pipeline: 'build', number: 1 } };
const STEP = { execution_id, pipeline: 'build', step: 'one', item: '', status: 'running', attempt: 1 } as const;

/** Types of those that are dispatched, of one of each. */
async function dispatched(): Promise<string[]> {
  await database.transaction((tx) =>
    events.emitAll(tx, [
      { ...about, type: 'pipeline.run.started' },
      { ...about, type: 'pipeline.step.changed', data: STEP },
      { ...about, type: 'pipeline.run.completed', data: { ...about.data, status: 'succeeded', failed_step: null } },
    ]),
  );
  const { rows } = await database.pool.query<{ type: string }>(
    'select e.type from event_dispatches d join events e on e.id = d.event_id order by e.seq',
  );
  return rows.map(({ type }) => type);
}

async function listen(triggers: unknown[]): Promise<void> {
  const definition = PipelineDocument.parse({ name: 'other', triggers, steps: [{ name: 's', type: 't' }] });
  const row = { org_id, workspace_id: null, name: 'other', definition, source: '', file: '', digest: 'd', issues: [] };
  await database.transaction(({ db }) => insertPipelineRevision(db, { ...row, enabled: true }));
}

test('nobody listens: they are stored, in their order, and nobody is asked', async () => {
  expect(await dispatched()).toEqual([]);
  const stored = await events.list({ limit: 10 });
  expect(stored.map(({ type }) => type)).toEqual([
    'pipeline.run.completed',
    'pipeline.step.changed',
    'pipeline.run.started',
  ]);
});

test('a pipeline that names one, or the end of another pipeline, is asked about those', async () => {
  await listen([{ event: 'pipeline.step.changed' }]);
  expect(await dispatched()).toEqual(['pipeline.step.changed']);
  await database.pool.query('truncate events cascade');
  await listen([{ pipeline: { name: 'build' } }]);
  expect(await dispatched()).toEqual(['pipeline.run.completed']);
});

test('so is a step that waits for one, by its name or its family', async () => {
  await database.transaction(async ({ client }) => {
    // A wait whose run is of no interest here.
    await client.query('set local session_replication_role = replica');
    await client.query(
      `insert into step_event_waits (execution_id, step_name, item, org_id, event_type, filters) values ($1, 's', '', $2, 'pipeline.*', '[]')`,
      [execution_id, org_id],
    );
  });
  expect(await dispatched()).toHaveLength(3);
});

test('and so is a webhook outside', async () => {
  const webhook = { org_id, workspace_id: null, name: 'hook', url: 'http://127.0.0.1:1', sealed_secret: '' };
  await database.transaction(({ db }) => upsertWebhook(db, { ...webhook, event_types: ['pipeline.run.*'] }));
  expect(await dispatched()).toEqual(['pipeline.run.started', 'pipeline.run.completed']);
});
