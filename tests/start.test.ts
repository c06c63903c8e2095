// Promise: one command brings everything up with the demo, and Ctrl-C takes all of it down again.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { removeHome, type System, startSystem, temporaryFolder } from './system.ts';

let system: System | undefined;
afterEach(async () => {
  if (system?.process.exitCode === null) await system.stop();
  if (system) await removeHome(system.home);
  system = undefined;
});

/** Processes of this machine whose command line names the home folder: the server itself, and PostgreSQL with its data directory. */
function processesOf(home: string): string[] {
  const all = spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).stdout.split('\n');
  return all.filter((line) => line.includes(path.basename(home)));
}

test('an empty store gets the demo: four services, one federation, five pipelines; all of it answers; Ctrl-C leaves no process', async () => {
  system = await startSystem({ home: temporaryFolder('home'), demo: true });
  const workspaces = await system.api.listWorkspaces();
  expect(workspaces.map(({ slug }) => slug)).toEqual(['auth', 'inventory', 'payments', 'shipping']);
  for (const workspace of workspaces) expect(workspace.environments.every(({ applied }) => applied)).toBe(true);
  const [federation] = await system.api.listFederations({});
  expect(
    federation?.services.map(({ name, reality_level, blend_ratio }) => [name, reality_level, blend_ratio]),
  ).toEqual([
    ['auth', 'real', null],
    ['payments', 'mock_v3', null],
    ['inventory', 'blended', 0.3],
    ['shipping', 'chaos_driven', null],
  ]);
  expect((await system.api.listPipelines({})).map(({ name }) => name)).toEqual([
    'drift-pr-pipeline',
    'nightly-checkout-e2e',
    'scenario-promotion-pipeline',
    'scenario-release-pipeline',
    'schema-change-pipeline',
  ]);
  const page = await fetch(system.api_url, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<div id="root">');
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/openapi.json'])
    expect((await fetch(system.api_url + path)).status, path).toBe(200);
  expect(await (await fetch(`${system.api_url}/metrics`)).text()).toContain('mockops_events_total');

  const { home } = system;
  expect(processesOf(home).length).toBeGreaterThan(1);
  expect(await system.stop()).toBe(0);
  expect(processesOf(home)).toEqual([]);
});

test('what was pushed is there after a restart, and the demo is not loaded twice', async () => {
  system = await startSystem();
  const { home } = system;
  await system.api.createWorkspace({ body: { name: 'kept', title: 'Kept over restarts' } });
  await system.stop();
  system = await startSystem({ home, demo: true });
  expect((await system.api.listWorkspaces()).map(({ slug, title }) => [slug, title])).toEqual([
    ['kept', 'Kept over restarts'],
  ]);
});

test('a second server on the same home shares the database, and the last one out stops it', async () => {
  system = await startSystem();
  const second = await startSystem({ home: system.home });
  await second.api.createWorkspace({ body: { name: 'shared' } });
  expect(await system.stop()).toBe(0);
  expect((await second.api.listWorkspaces()).map(({ slug }) => slug)).toEqual(['shared']);
  expect((await fetch(`${second.gateway_url}/shared/anything`)).headers.get('x-mockops-gateway')).toBeTruthy();
  expect(await second.stop()).toBe(0);
  expect(processesOf(system.home)).toEqual([]);
});

test('a foreign page in the local browser may not call the API', async () => {
  system = await startSystem();
  const answer = await fetch(`${system.api_url}/api/v1/workspaces`, { headers: { origin: 'https://evil.example' } });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ title: 'This origin may not call the API' });
});
