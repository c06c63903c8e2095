// Pipelines that are edited, disabled or deleted while they run, and deploys that change or remove the type of a step.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, mockops, removeHome, type System, startSystem, temporaryFolder } from '../system.ts';

const folder = temporaryFolder('deployed');
const MODULE = path.join(folder, 'deployed.mjs');
/** A step of somebody else, as one version of it is. */
const STEP = (version: string) => `export default {
  type: 'acme/versioned', summary: 'Says its version', effect: 'pure', version: '${version}',
  config: { type: 'object' }, run: async () => ({ version: '${version}' }),
};
`;

let system: System;
beforeAll(async () => {
  system = await deploy('1');
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
  await removeHome(folder);
});

/** A server with that version of the step, or without any; on the database of the one before. */
async function deploy(version: string | null, before?: System): Promise<System> {
  await before?.stop();
  writeFileSync(MODULE, STEP(version ?? ''));
  return startSystem({
    ...(before && { home: before.home }),
    env: version === null ? {} : { MOCKOPS_STEP_MODULES: MODULE },
  });
}

const save = (source: string) => system.api.savePipeline({ body: { source } });
const start = async (pipeline: string) => (await system.api.startRun({ params: { pipeline }, body: {} })).id;
const show = (execution: string) => system.api.getExecution({ params: { execution } });
const ended = (execution: string) =>
  eventually('the run ends', async () => {
    const run = await show(execution);
    return run.completed_at === null ? undefined : run;
  });
/** Lets the run go on that waits for its call. */
async function call(execution: string): Promise<void> {
  const url = await eventually('it waits', async () => {
    const [callback] = await system.api.listCallbacks({ params: { execution } });
    return (await show(execution)).status === 'waiting' && callback?.url;
  });
  // Its address is that of the server which made it; this one may have another port.
  const { pathname } = new URL(url);
  expect((await fetch(`${system.api_url}${pathname}`, { method: 'POST' })).status).toBe(202);
}

const PIPELINE = (name: string, said: string) => `name: ${name}
triggers: [{ manual: {} }]
steps:
  - { name: gate, type: callback, config: { name: go, timeout: 1h } }
  - { name: say, type: transform, config: { values: { said: ${said} } } }
  - { name: other, type: acme/versioned, config: {} }
`;
const outputs = async (execution: string) => (await ended(execution)).steps.slice(1).map(({ output }) => output);

test('hard case 22: a run ends on the revision that it began with, whatever becomes of its pipeline; replays take the newest unless told otherwise', async () => {
  await save(PIPELINE('edited', 'first'));
  const pinned = await start('edited');
  await save(PIPELINE('edited', 'second'));
  await call(pinned);
  const said = (text: string, version: string) => [{ said: text }, { version }];
  expect(await outputs(pinned)).toEqual(said('first', '1'));
  expect(await show(pinned)).toMatchObject({ status: 'succeeded', revision: 1 });

  const rerun = async (latest: boolean) =>
    (await system.api.rerunExecution({ params: { execution: pinned }, body: { what: 'all', latest } })).id;
  const again = [await rerun(false), await rerun(true)];
  for (const id of again) await call(id);
  expect(await Promise.all(again.map(outputs))).toEqual([said('first', '1'), said('second', '1')]);
  const replay = await system.api.createReplay({
    body: { event_ids: [(await show(pinned)).event_id ?? ''], pipelines: ['edited'] },
  });
  const replayed = await eventually('its replay runs', async () => {
    const [run] = await system.api.listExecutions({ query: { replay_id: replay.id } });
    return run;
  });
  expect(replayed.revision).toBe(2);
  await call(replayed.id);
  expect(await outputs(replayed.id)).toEqual(said('second', '1'));
});

test('hard case 22: disabling and deleting stop what is new, and what runs goes on; with cancel-runs it ends too', async () => {
  await save(PIPELINE('switched', 'x'));
  const goes_on = await start('switched');
  expect(await mockops(system, 'pipeline', 'disable', 'switched')).toMatchObject({ code: 0 });
  await expect(start('switched')).rejects.toThrow(/disabled|off/);
  await call(goes_on);
  expect(await ended(goes_on)).toMatchObject({ status: 'succeeded' });

  await mockops(system, 'pipeline', 'enable', 'switched');
  const ends = await start('switched');
  await eventually('it waits', async () => (await show(ends)).status === 'waiting');
  expect(await mockops(system, 'pipeline', 'disable', 'switched', '--cancel-runs')).toMatchObject({ code: 0 });
  expect(await ended(ends)).toMatchObject({
    status: 'cancelled',
    error_message: expect.stringContaining('the pipeline was disabled'),
  });

  await save(PIPELINE('deleted', 'x'));
  const orphan = await start('deleted');
  await eventually('it waits', async () => (await show(orphan)).status === 'waiting');
  await mockops(system, 'pipeline', 'delete', 'deleted');
  await expect(start('deleted')).rejects.toThrow('deleted');
  await call(orphan);
  expect(await ended(orphan)).toMatchObject({ status: 'succeeded', pipeline: 'deleted' });
});

test('hard case 22: a run goes on with the step types that the server has now, and fails with the name of one that was removed', async () => {
  await save(PIPELINE('deployed', 'x'));
  const upgraded = await start('deployed');
  const removed = await start('deployed');
  for (const id of [upgraded, removed]) await eventually('it waits', async () => (await show(id)).status === 'waiting');
  system = await deploy('2', system);
  await call(upgraded);
  expect(await outputs(upgraded)).toEqual([{ said: 'x' }, { version: '2' }]);

  system = await deploy(null, system);
  await call(removed);
  const run = await ended(removed);
  expect(run).toMatchObject({
    status: 'failed',
    error_message: 'other: this server has no step type "acme/versioned"',
    steps: [{ status: 'succeeded' }, { status: 'succeeded' }, { status: 'failed', attempts: [] }],
  });
});
