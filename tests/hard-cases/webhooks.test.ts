// Webhooks from strangers and to strangers: what is believed, what is taken twice, and what becomes of receivers that fail in every way there is.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener, request } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '../../packages/server/src/db/embedded-postgres.ts';
import { createGuard, LOOPBACK } from '../../packages/server/src/outgoing/guard.ts';
import { createFixture } from '../../packages/server/src/pipelines/triggers/triggers.fixture.ts';
import { createSecretBox } from '../../packages/server/src/secrets/secret-box.ts';
import { createWebhookSender, SCHEDULE_MS } from '../../packages/server/src/webhooks/outbound/sender.ts';
import { createWebhooks } from '../../packages/server/src/webhooks/outbound/service.ts';
import { SIGNING_SECRET } from '../held-receiver.ts';
import { finishedRun, removeHome, type System, startSystem, temporaryFolder } from '../system.ts';

const SENDER = 'a secret of the sender';
const HOUR = 3_600_000;
const home = temporaryFolder('webhooks');

let database: Awaited<ReturnType<typeof startEmbedded>>;
let sql: pg.Client;
let system: System;
beforeAll(async () => {
  database = await startEmbedded({ home });
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  system = await startSystem({ home, env: { DATABASE_URL: database.url } });
  await system.api.putSecret({ body: { name: 'sender', value: SENDER } });
});
afterAll(async () => {
  await system.stop();
  await sql.end();
  await database.stop();
  await removeHome(home);
});

const sign = (text: string, encoding: 'hex' | 'base64') => createHmac('sha256', SENDER).update(text).digest(encoding);
const github = (body: string, delivery = 'd-1') => ({
  'x-hub-signature-256': `sha256=${sign(body, 'hex')}`,
  'x-github-delivery': delivery,
  'x-github-event': 'push',
});
function standard(body: string, age_s: number, id = 'msg_1') {
  const timestamp = String(Math.floor(Date.now() / 1_000) - age_s);
  const signature = `v1,${sign(`${id}.${timestamp}.${body}`, 'base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

async function send(place: string, body: string, headers: Record<string, string>) {
  const began = performance.now();
  const response = await fetch(`${system.api_url}/hooks/${place}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const answer = JSON.parse(await response.text());
  return { status: response.status, answer, took_ms: performance.now() - began };
}

/** Says that 5 MB will follow, and sends none of it: the answer need not wait for them. */
async function announceLarge(place: string, headers: Record<string, string>) {
  const began = performance.now();
  const length = { 'content-type': 'application/json', 'content-length': '5000000' };
  const asking = request(`${system.api_url}/hooks/${place}`, { method: 'POST', headers: { ...headers, ...length } });
  asking.on('error', () => undefined);
  asking.flushHeaders();
  const status = await new Promise<number | undefined>((resolve) => {
    asking.on('response', (response) => resolve(response.statusCode));
  });
  asking.destroy();
  return { status, answer: {}, took_ms: performance.now() - began };
}

test('hard case 11: inbound, only what is signed over the very bytes, fresh and small is taken, once, also when it comes again after two days; every answer comes at once', async () => {
  await system.api.savePipeline({
    body: {
      source: `name: deploy
secrets: [sender]
triggers:
  - { name: git, webhook: { source: github, secret: "{{ secrets.sender }}" } }
  - { name: bank, webhook: { source: standard, secret: "{{ secrets.sender }}" } }
steps: [{ name: one, type: wait, config: { duration: 1h } }]
`,
    },
  });
  const body = '{"ref":"main","after":"abc"}';
  const answers = {
    unsigned: await send('deploy/git', body, {}),
    forged: await send('deploy/git', body, { ...github(body), 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }),
    // The same JSON, written by somebody else.
    reserialised: await send('deploy/git', JSON.stringify(JSON.parse(body), null, 1), github(body)),
    old: await send('deploy/bank', body, standard(body, 301)),
    large: await announceLarge('deploy/git', github(body)),
    good: await send('deploy/git', body, github(body)),
    fresh: await send('deploy/bank', body, standard(body, 200)),
  };
  const statuses = Object.entries(answers).map(([name, { status }]) => [name, status]);
  expect(Object.fromEntries(statuses)).toEqual({
    ...{ unsigned: 401, forged: 401, reserialised: 401, old: 401, large: 413 },
    ...{ good: 202, fresh: 202 },
  });
  const { unsigned, forged, reserialised, old } = answers;
  expect(new Set([unsigned, forged, reserialised, old].map(({ answer }) => answer.detail)).size).toBe(1);
  const metrics = await (await fetch(`${system.api_url}/metrics`)).text();
  for (const line of [
    'source="github",outcome="unsigned"} 1',
    'source="github",outcome="signature"} 2',
    'source="standard",outcome="timestamp"} 1',
    'source="github",outcome="accepted"} 1',
  ])
    expect(metrics).toContain(`mockops_webhooks_received_total{${line}`);

  await sql.query("update webhook_receipts set received_at = received_at - interval '2 days'");
  const again = await send('deploy/git', body, github(body));
  expect(again).toMatchObject({ status: 202, answer: { event_id: answers.good.answer.event_id, duplicate: true } });
  expect(await system.api.listEvents({ query: { type: 'webhook.received' } })).toHaveLength(2);
  // Their runs wait for an hour: nobody was kept waiting for that.
  for (const { took_ms } of [...Object.values(answers), again]) expect(took_ms).toBeLessThan(1_000);
});

async function startPeer(handle: RequestListener) {
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    request.resume().on('end', () => handle(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`, headers };
}

test('hard case 12: outbound, a receiver that fails for three days, redirects, is gone, is busy, hangs or turns into the metadata service gets what the schedule says, and its owner is told', async () => {
  const fixture = await createFixture();
  onTestFinished(() => fixture.close());
  const { database: own, org_id, events } = fixture;
  const secrets = createSecretBox('a key of sixteen characters or more', 'webhooks');
  const webhooks = createWebhooks({
    ...{ database: own, org_id, secrets },
    requireWorkspace: async () => ({ id: fixture.workspaces.payments }),
    guard: createGuard({ allowed: LOOPBACK }),
    onWork: () => undefined,
  });
  fixture.hooks.push(webhooks.hook);
  const elsewhere = await startPeer((_, response) => response.end());
  const peers = {
    broken: await startPeer((_, response) => response.writeHead(500).end()),
    moved: await startPeer((_, response) => response.writeHead(302, { location: elsewhere.url }).end()),
    gone: await startPeer((_, response) => response.writeHead(410).end()),
    busy: await startPeer((_, response) => response.writeHead(429, { 'retry-after': '3600' }).end()),
    hanging: await startPeer(() => undefined),
    rebound: await startPeer((_, response) => response.writeHead(500, { connection: 'close' }).end()),
  };
  const names = Object.keys(peers) as (keyof typeof peers)[];
  for (const name of names) {
    const { url } = peers[name];
    const seen = name === 'rebound' ? url.replace('127.0.0.1', 'hooks.partner.example') : url;
    await webhooks.put({ name, url: seen, event_types: ['workspace.created'], workspace_id: null });
  }
  const addresses = ['127.0.0.1'];
  let now = new Date(Date.now() + 1_000);
  const sender = createWebhookSender({
    ...{ database: own, org_id, events, secrets },
    guard: createGuard({
      allowed: LOOPBACK,
      lookup: (_, __, done) => done(null, [{ address: addresses.shift() ?? '169.254.169.254', family: 4 }]),
    }),
    api_url: 'http://mockops.example',
    now: () => now,
    random: () => 0,
    // Fifteen seconds by itself.
    timeout_ms: 200,
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(() => sender.close());

  await fixture.emit('told');
  await fixture.dispatch();
  const deliveryOf = async (name: string) => (await webhooks.deliveries(name, 1))[0];
  const tried = new Map(names.map((name) => [name, [] as number[]]));
  const began = now.getTime();
  for (;;) {
    const before = new Map<string, number>();
    for (const name of names) before.set(name, (await deliveryOf(name))?.attempts ?? 0);
    await sender.task.run();
    await sender.settled();
    const due: number[] = [];
    for (const name of names) {
      const { attempts = 0, next_at } = (await deliveryOf(name)) ?? {};
      if (attempts > (before.get(name) ?? 0)) tried.get(name)?.push(now.getTime());
      if (next_at) due.push(Date.parse(next_at));
    }
    if (due.length === 0) break;
    now = new Date(Math.min(...due));
  }
  const pauses = (name: keyof typeof peers) => {
    const times = tried.get(name) ?? [];
    return times.slice(1).map((time, index) => time - (times[index] ?? 0));
  };
  // Three days and three hours of tries, under one id, each signed anew.
  const schedule = SCHEDULE_MS.slice(1);
  for (const name of ['broken', 'moved', 'hanging', 'rebound'] as const) expect(pauses(name), name).toEqual(schedule);
  expect(pauses('busy')).toEqual(schedule.map((pause) => Math.max(pause, HOUR)));
  expect(now.getTime() - began).toBeGreaterThanOrEqual(75 * HOUR);
  const { headers } = peers.broken;
  expect(headers).toHaveLength(10);
  expect(new Set(headers.map((one) => one['webhook-id'])).size).toBe(1);
  expect(new Set(headers.map((one) => one['webhook-timestamp'])).size).toBe(10);
  expect(new Set(headers.map((one) => one['webhook-signature'])).size).toBe(10);
  expect(elsewhere.headers).toEqual([]);
  expect(peers.gone.headers).toHaveLength(1);
  // Its name led to another address from the second look on, and nothing was sent there.
  expect(peers.rebound.headers).toHaveLength(1);

  const ends = await Promise.all(names.map(async (name) => [name, await deliveryOf(name)] as const));
  expect(Object.fromEntries(ends)).toMatchObject({
    broken: { status: 'dead', attempts: 10, last_status: 500 },
    moved: { status: 'dead', attempts: 10, last_status: 302, last_error: expect.stringContaining('redirect') },
    gone: { status: 'failed', attempts: 1, last_status: 410 },
    busy: { status: 'dead', attempts: 10, last_status: 429 },
    hanging: { status: 'dead', attempts: 10, last_error: expect.stringContaining('gave no answer') },
    rebound: { status: 'dead', attempts: 10, last_error: expect.not.stringContaining('169.254') },
  });
  expect((await webhooks.list()).filter(({ enabled }) => enabled)).toEqual([]);
  const told = async (type: string) => events.list({ type, limit: 20 });
  const letters = (await told('delivery.dead_lettered')).map(({ data }) => data.what);
  expect(letters.sort()).toEqual(names.filter((name) => name !== 'gone').sort());
  expect((await told('webhook.disabled')).map(({ data }) => data.webhook).sort()).toEqual([...names].sort());

  await aStepDoesNotSucceedBeforeItDelivered(peers.broken.url);
});

/** Decision 0025: what may take days is an outbound webhook; a step that tells somebody has told them, or failed. */
async function aStepDoesNotSucceedBeforeItDelivered(url: string): Promise<void> {
  const { api } = system;
  await api.putConnection({
    body: { name: 'broken', settings: { kind: 'webhook', url, signing_secret: SIGNING_SECRET } },
  });
  await api.savePipeline({
    body: {
      source: `name: tells
triggers: [{ manual: {} }]
steps:
  - { name: tell, type: notify, retry: { max_attempts: 2, backoff: none }, config: { channels: ["webhook:broken"], message: m } }
`,
    },
  });
  await api.startRun({ params: { pipeline: 'tells' }, body: {} });
  const run = await finishedRun(system, 'tells', 1);
  expect(run).toMatchObject({ status: 'failed', error_message: expect.stringMatching(/^tell: .*500/) });
  expect(run.steps[0]?.attempts).toHaveLength(2);
}
