import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCalls } from '../triggers/calls.ts';
import { createFixture, type Fixture } from '../triggers/triggers.fixture.ts';
import { createCallPort } from './port.ts';

let fixture: Fixture;
let calls: ReturnType<typeof createCallPort>;
beforeAll(async () => {
  fixture = await createFixture();
  const { database, org_id, runs } = fixture;
  calls = createCallPort({ database, org_id, startCall: createCalls({ org_id, runs }) });
});
afterAll(() => fixture.close());

let names = 0;
/** A run of a pipeline that declares these secrets, and the name of a reusable pipeline that reads those. */
async function startPair(declared: string[], read: string[]) {
  names += 1;
  const caller = `caller ${names}`;
  const called = `called ${names}`;
  await fixture.save({ name: called, reusable: true, secrets: read, inputs: { version: { type: 'number' } } });
  await fixture.save({
    name: caller,
    secrets: declared,
    triggers: [{ event: 'workspace.created', filters: { name: caller } }],
  });
  await fixture.emit(caller);
  await fixture.dispatch();
  const run = fixture.runs.created.find(({ pipeline }) => pipeline.name === caller);
  const from = { execution_id: run?.id ?? '', step_name: 'call-it', item: '' };
  const start = (secrets: string[] = []) =>
    calls.start({ from, pipeline: called, revision: null, inputs: { version: 4 }, secrets });
  return { from, called, start };
}

test('a step starts one run, however often it is tried, and sees how it ended', async () => {
  const { start } = await startPair([], []);
  const run = await start();
  expect(run).toMatchObject({ status: 'queued', ended: null });
  expect(await start()).toEqual(run);
  await fixture.database.pool.query(
    `update pipeline_executions set status = 'succeeded', completed_at = now(), outputs = '{"url":"https://a.example"}' where id = $1`,
    [run.execution_id],
  );
  const ended = { outputs: { url: 'https://a.example' }, message: null };
  expect(await calls.find(run.execution_id)).toEqual({ ...run, status: 'succeeded', ended });
  expect(await start()).toMatchObject({ ended });
  expect(await calls.find('no-id')).toBeUndefined();
});

test('secrets are handed on by name, and only those that the calling pipeline declares', async () => {
  const { start } = await startPair(['partner_key'], ['partner_key']);
  await expect(start([])).rejects.toThrow('reads the secret "partner_key"; name it in the step\'s secrets');
  await expect(start(['partner_key', 'other'])).rejects.toThrow('does not declare the secret "other"');
  expect(await start(['partner_key'])).toMatchObject({ status: 'queued' });
});

test('a refused call leaves no run behind', async () => {
  const { start, called } = await startPair([], ['partner_key']);
  await expect(start()).rejects.toThrow('reads the secret');
  const { rows } = await fixture.database.pool.query('select 1 from pipeline_executions where pipeline_name = $1', [
    called,
  ]);
  expect(rows).toEqual([]);
});

test('a run that has ended calls nobody: nothing would end what it called', async () => {
  const { start, from } = await startPair([], []);
  await fixture.database.pool.query(
    "update pipeline_executions set status = 'cancelled', completed_at = now() where id = $1",
    [from.execution_id],
  );
  await expect(start()).rejects.toThrow('has ended');
});
