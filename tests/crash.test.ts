// Promise: a run survives kill -9. Steps that had ended do not run again, and what was sent is not sent twice.
import { spawnSync } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { startSlack, startWebhookReceiver } from '@mockops/testkit';
import { afterAll, expect, test } from 'vitest';
import { shopFiles } from './shop.ts';
import { eventually, finishedRun, removeHome, type System, startSystem } from './system.ts';

const PIPELINE = (slow: string, hook: string) => `name: three-steps
triggers:
  - event: scenario.published
steps:
  - name: first
    type: notify
    config: { channels: ["#before"], message: "first" }
  - name: second
    type: notify
    timeout: 60s
    config: { channels: ["webhook:${slow}"], message: "second" }
  - name: third
    type: notify
    config: { channels: ["webhook:${hook}"], message: "third" }
`;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let system: System;
const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await system.stop();
  for (const close of closers) await close();
  await removeHome(system.home);
});

/** Accepts a delivery and holds its answer back until it is told otherwise. */
async function startSlowReceiver() {
  const ids: string[] = [];
  const held: ServerResponse[] = [];
  let open = false;
  const server: Server = createServer((request, response) => {
    request.resume();
    ids.push(String(request.headers['webhook-id']));
    if (open) response.writeHead(200).end();
    else held.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const release = () => {
    open = true;
    for (const response of held) response.writeHead(200).end();
  };
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`, ids, release };
}

test('killed in the middle of step 2 of 3, the run ends after the restart; steps 1 and 3 ran once and each notification arrived once', async () => {
  const slack = await startSlack({});
  const receiver = await startWebhookReceiver({ secret: SECRET });
  const slow = await startSlowReceiver();
  closers.push(slack.close, receiver.close);
  system = await startSystem();
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: {
      files: shopFiles('payments', {
        'scenarios/one.yaml': 'mocks: [{ request: { path: /x }, response: { status: 200 } }]\n',
      }),
    },
  });
  await system.api.putConnection({
    body: { name: 'slack', settings: { kind: 'slack', webhook_url: slack.webhook_url } },
  });
  await system.api.putConnection({
    body: { name: 'slow', settings: { kind: 'webhook', url: slow.url, signing_secret: SECRET } },
  });
  await system.api.putConnection({
    body: { name: 'hook', settings: { kind: 'webhook', url: receiver.webhook_url, signing_secret: SECRET } },
  });
  await system.api.savePipeline({ body: { source: PIPELINE('slow', 'hook') } });
  await system.api.publishScenario({ params: { workspace: 'payments', scenario: 'one' } });
  await eventually('step 2 is under way', async () => slow.ids.length === 1);
  const { home } = system;
  await system.kill();

  slow.release();
  system = await startSystem({ home });
  const run = await finishedRun(system, 'three-steps', 1);
  expect(run.status).toBe('succeeded');
  expect(run.steps.map(({ name, status, attempts }) => [name, status, attempts.length])).toEqual([
    ['first', 'succeeded', 1],
    ['second', 'succeeded', 1],
    ['third', 'succeeded', 1],
  ]);
  expect(slack.messages.map(({ text }) => text)).toEqual(['first']);
  expect(receiver.deliveries).toHaveLength(1);
  // The interrupted one was sent again under the same id, by which its receiver knows it.
  expect(new Set(slow.ids).size).toBe(1);
});

test('with a second server running, the work of a killed one is taken over without a restart', async () => {
  const slow = await startSlowReceiver();
  const second = await startSystem({ home: system.home });
  await second.api.putConnection({
    body: { name: 'slow', settings: { kind: 'webhook', url: slow.url, signing_secret: SECRET } },
  });
  await second.api.savePipeline({
    body: {
      source:
        'name: takeover\ntriggers: [{ event: workspace.created }]\nsteps:\n  - { name: tell, type: notify, timeout: 60s, config: { channels: ["webhook:slow"], message: hello } }\n',
    },
  });
  await second.api.createWorkspace({ body: { name: 'third' } });
  await eventually('the delivery is under way', async () => slow.ids.length === 1);
  // Nobody knows which of the two has it; the survivor must end it either way.
  await system.kill();
  slow.release();
  system = second;
  expect((await finishedRun(system, 'takeover', 1)).status).toBe('succeeded');
});

test('a database that is killed is started again; mocks are served meanwhile, and the API says what is wrong', async () => {
  const mock = () => fetch(`${system.gateway_url}/payments/charges/ch_1`);
  expect((await mock()).status).toBe(200);
  const { stdout } = spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  const line = stdout
    .split('\n')
    .find((one) => one.includes('postgres -D') && one.includes(path.basename(system.home)));
  process.kill(Number(line?.trim().split(' ')[0]), 'SIGKILL');
  expect((await mock()).status).toBe(200);
  const refused = await fetch(`${system.api_url}/api/v1/workspaces`);
  if (!refused.ok)
    expect(await refused.json()).toMatchObject({ title: 'Not ready', detail: 'the database does not answer' });
  await eventually('the API works again', async () => (await system.api.listWorkspaces()).length > 0);
  await system.api.createWorkspace({ body: { name: 'after-the-fall' } });
});
