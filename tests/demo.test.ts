// Promise: the demo answers after every start, on whatever ports, and beside another start on the same store.
import { afterEach, expect, test } from 'vitest';
import { removeHome, type System, startSystem } from './system.ts';

const open: System[] = [];
afterEach(async () => {
  for (const system of open) if (system.process.exitCode === null) await system.stop();
  for (const home of new Set(open.splice(0).map((system) => system.home))) await removeHome(home);
});

async function start(home?: string): Promise<System> {
  const system = await startSystem({ demo: true, ...(home !== undefined && { home }) });
  open.push(system);
  return system;
}

/** What the store refers to: the real services, and the addresses of connections that are no secret. */
async function readReferences({ api }: System) {
  const workspaces = await api.listWorkspaces();
  const upstream = (slug: string) =>
    workspaces.find((one) => one.slug === slug)?.environments.find(({ name }) => name === 'dev')?.settings.upstream_url;
  const connections = await api.listConnections();
  const settings = (name: string) => connections.find((one) => one.name === name)?.settings;
  return {
    auth: upstream('auth'),
    inventory: upstream('inventory'),
    github: settings('demo-github')?.api_url,
    webhook: new URL(String(settings('demo-webhook')?.url)).origin,
  };
}

const namesOf = (demo: System['demo']) => ({
  auth: demo?.auth,
  inventory: demo?.inventory,
  github: demo?.github,
  webhook: demo?.webhook,
});

test('a second start uses the services of the first, and a later one moves the store to its own', async () => {
  const first = await start();
  const before = await readReferences(first);
  expect(before).toEqual(namesOf(first.demo));
  for (const url of Object.values(before)) expect(Number(new URL(String(url)).port)).toBeGreaterThan(1_023);

  const second = await start(first.home);
  expect(namesOf(second.demo)).toEqual(before);
  expect(await readReferences(second)).toEqual(before);
  expect(await second.stop()).toBe(0);
  expect((await fetch(`${first.gateway_url}/auth/health`)).status).not.toBe(502);

  // What a user points elsewhere stays there, also when nobody listens.
  const elsewhere = 'https://auth.shop.example';
  await first.api.updateEnvironment({
    params: { workspace: 'auth', environment: 'test' },
    body: { upstream_url: elsewhere },
  });
  expect(await first.stop()).toBe(0);

  const third = await start(first.home);
  const after = await readReferences(third);
  expect(after).toEqual(namesOf(third.demo));
  expect(after.auth).not.toBe(before.auth);
  const auth = (await third.api.listWorkspaces()).find(({ slug }) => slug === 'auth');
  expect(auth?.environments.find(({ name }) => name === 'test')?.settings.upstream_url).toBe(elsewhere);
  const answer = await fetch(`${third.gateway_url}/auth/users/usr_1003`);
  expect(answer.headers.get('x-mockops-source')).toBe('real');
});
