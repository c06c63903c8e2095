// Promise: with a token the API answers nobody without it; a browser signs in by one link.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { mockops, removeHome, type System, startSystem, temporaryFolder } from './system.ts';

const TOKEN = 'correct-horse-battery-staple';
let system: System;
beforeAll(async () => {
  system = await startSystem({ demo: true, env: { MOCKOPS_API_TOKEN: TOKEN } });
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
});

const workspaces = (headers: Record<string, string>) => fetch(`${system.api_url}/api/v1/workspaces`, { headers });

test('without the token, or with another one, the API refuses; with it, the demo is there', async () => {
  expect((await workspaces({})).status).toBe(401);
  expect((await workspaces({ authorization: 'Bearer something-else-entirely' })).status).toBe(401);
  expect(await (await workspaces({})).json()).toMatchObject({
    title: 'Not signed in',
    hint: expect.stringContaining('/sign-in?token='),
  });
  expect((await (await workspaces({ authorization: `Bearer ${TOKEN}` })).json()).length).toBe(4);
  expect((await fetch(`${system.api_url}/metrics`)).status).toBe(401);
  expect((await fetch(`${system.api_url}/readyz`)).status).toBe(200);
});

test('a browser signs in by a link once; its cookie works for the API and the stream, but not for pages of others', async () => {
  const wrong = await fetch(`${system.api_url}/sign-in?token=nope`, { redirect: 'manual' });
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
  const signedIn = await fetch(`${system.api_url}/sign-in?token=${TOKEN}`, { redirect: 'manual' });
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([302, '/']);
  const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';');
  expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  expect(cookie).not.toContain(TOKEN);
  expect((await workspaces({ cookie })).status).toBe(200);
  expect((await workspaces({ cookie, origin: 'https://evil.example' })).status).toBe(403);

  const socket = new WebSocket(`${system.api_url.replace('http', 'ws')}/api/v1/stream`, { headers: { cookie } });
  const first = await new Promise<string>((resolve, reject) => {
    socket.once('message', (data) => resolve(String(data)));
    socket.once('error', reject);
  });
  expect(JSON.parse(first)).toMatchObject({ kind: 'ready' });
  socket.close();
});

test('commands send the token', async () => {
  const refused = await mockops(system, 'workspaces');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Not signed in')]);
  expect((await mockops(system, 'workspaces', '--token', TOKEN)).out).toContain('payments');
});

test('a token in mockops.server.yaml counts too, and is printed nowhere', async () => {
  const folder = temporaryFolder('config');
  const config = path.join(folder, 'mockops.server.yaml');
  writeFileSync(config, `api_token: ${TOKEN}\n`);
  const other = await startSystem({ demo: true, env: { MOCKOPS_CONFIG: config, MOCKOPS_LOG_LEVEL: 'info' } });
  try {
    expect((await fetch(`${other.api_url}/api/v1/workspaces`)).status).toBe(401);
    expect(
      (await fetch(`${other.api_url}/api/v1/workspaces`, { headers: { authorization: `Bearer ${TOKEN}` } })).status,
    ).toBe(200);
    expect(other.output()).not.toContain(TOKEN);
  } finally {
    await other.stop();
    await removeHome(other.home);
    await removeHome(folder);
  }
});
