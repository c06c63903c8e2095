// Outbound webhooks to real loopback receivers, on the schedule of Standard Webhooks with a clock that is moved by hand.

import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { startWebhookReceiver } from '@mockops/testkit';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createDeadLetters } from '../../events/dead-letters.ts';
import { createGuard, LOOPBACK } from '../../outgoing/guard.ts';
import { createFixture, type Fixture } from '../../pipelines/triggers/triggers.fixture.ts';
import { createSecretBox } from '../../secrets/secret-box.ts';
import { createWebhookSender } from './sender.ts';
import { createWebhooks, type Webhooks } from './service.ts';

const secrets = createSecretBox('a key of sixteen characters or more', 'webhooks');

let fixture: Fixture;
let webhooks: Webhooks;
let now: Date;
beforeAll(async () => {
  fixture = await createFixture();
  const { database, org_id, workspaces } = fixture;
  webhooks = createWebhooks({
    database,
    org_id,
    requireWorkspace: async (reference) => ({ id: reference === 'orders' ? workspaces.orders : workspaces.payments }),
    secrets,
    guard: createGuard({ allowed: LOOPBACK, own_ports: [4800] }),
    onWork: () => undefined,
  });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.clear();
  await fixture.database.pool.query('truncate webhooks cascade');
  fixture.hooks.push(webhooks.hook);
  now = new Date(Date.now() + 1_000);
});

function openSender(change: Partial<Parameters<typeof createWebhookSender>[0]> = {}) {
  const { database, org_id, events } = fixture;
  const sender = createWebhookSender({
    ...{ database, org_id, events, secrets },
    guard: createGuard({ allowed: LOOPBACK }),
    api_url: 'http://mockops.example',
    now: () => now,
    random: () => 0,
    onError: (error) => {
      throw error;
    },
    ...change,
  });
  onTestFinished(() => sender.close());
  return {
    ...sender,
    /** One look of the ticker, with everything that it begins. Answers when the delivery is due again. */
    look: async () => {
      await sender.task.run();
      await sender.settled();
      const { next_at } = await first();
      return next_at === null ? null : new Date(next_at);
    },
  };
}

async function startPeer(
  handle: RequestListener,
): Promise<{ url: string; ids: string[]; headers: IncomingHttpHeaders[] }> {
  const headers: IncomingHttpHeaders[] = [];
  const ids: string[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    ids.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => handle(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`, ids, headers };
}

const put = (url: string, change: object = {}) =>
  webhooks.put({ name: 'partner', url, event_types: ['workspace.*'], workspace_id: null, ...change });

async function tell(name = 'a'): Promise<string> {
  const event = await fixture.emit(name);
  await fixture.dispatch();
  return event.id;
}

const first = async () => {
  const [delivery] = await webhooks.deliveries('partner', 1);
  if (!delivery) throw new Error('nothing is to be delivered');
  return delivery;
};
const told = async (type: string) => fixture.events.list({ type, limit: 10 });

test('a dispatched event arrives as a signed CloudEvent, once', async () => {
  const receiver = await startWebhookReceiver({ now: () => now.getTime() });
  onTestFinished(() => receiver.close());
  await put(receiver.webhook_url, { signing_secret: receiver.secret });
  const id = await tell();
  const sender = openSender();
  await sender.look();
  await sender.look();
  expect(receiver.refused).toEqual([]);
  expect(receiver.deliveries).toHaveLength(1);
  expect(receiver.deliveries[0]).toMatchObject({
    repeats: 0,
    body: {
      specversion: '1.0',
      id,
      type: 'dev.mockops.workspace.created.v1',
      data: { name: 'a' },
      workspaceid: 'payments',
    },
  });
  expect(await first()).toMatchObject({
    status: 'delivered',
    attempts: 1,
    last_status: 200,
    event_id: id,
    next_at: null,
  });
});

test('only events of its types and its workspace are told, and none of a replay again', async () => {
  await put('http://127.0.0.1:1/', { event_types: ['schema.changed'] });
  await tell();
  expect(await webhooks.deliveries('partner', 10)).toEqual([]);
  await put('http://127.0.0.1:1/', { workspace_id: 'orders' });
  await tell();
  expect(await webhooks.deliveries('partner', 10)).toEqual([]);
  await put('http://127.0.0.1:1/');
  await tell();
  expect(await webhooks.deliveries('partner', 10)).toHaveLength(1);
  await fixture.database.pool.query(
    'insert into event_dispatches (org_id, event_id, workspace_id, replay_id) select org_id, id, workspace_id, gen_random_uuid() from events',
  );
  await fixture.dispatch();
  expect(await webhooks.deliveries('partner', 10)).toHaveLength(1);
});

test('what was given up is a dead letter, and goes out once more when somebody retries it', async () => {
  const peer = await startPeer((_, response) => response.writeHead(500).end('broken'));
  await put(peer.url);
  const event_id = await tell();
  const sender = openSender();
  for (let next = await sender.look(); next; next = await sender.look()) now = next;
  expect(await first()).toMatchObject({ status: 'dead', attempts: 10, last_status: 500 });
  const [webhook] = await webhooks.list();
  expect(webhook).toMatchObject({ enabled: false, disabled_reason: expect.stringContaining('10 attempts failed') });
  expect(await told('webhook.disabled')).toMatchObject([{ data: { webhook: 'partner' } }]);
  expect(await told('delivery.dead_lettered')).toMatchObject([
    { data: { kind: 'webhook', what: 'partner', attempts: 10 } },
  ]);

  const letters = createDeadLetters({
    ...{ database: fixture.database, org_id: fixture.org_id },
    retryWebhook: webhooks.retry,
    onWork: () => undefined,
  });
  const [letter] = await letters.list({ status: 'open', limit: 1 });
  expect(letter).toMatchObject({ kind: 'webhook', what: 'partner', event_id });
  await expect(letters.resolve(letter?.id ?? '', 'retry', 'ada')).rejects.toThrow('switched off');
  await put(peer.url);
  expect(await letters.resolve(letter?.id ?? '', 'retry', 'ada')).toMatchObject({ status: 'retried' });
  now = new Date(Math.max(now.getTime(), Date.now()) + 1_000);
  await sender.look();
  expect(peer.ids).toHaveLength(11);
  expect(new Set(peer.ids).size).toBe(1);
});

test('jitter only makes a pause longer', async () => {
  const peer = await startPeer((_, response) => response.writeHead(500).end());
  await put(peer.url);
  await tell();
  const next = await openSender({ random: () => 0.999 }).look();
  const pause = (next?.getTime() ?? 0) - now.getTime();
  expect(pause).toBeGreaterThan(5_000);
  expect(pause).toBeLessThanOrEqual(5_500);
});

test('410 switches the webhook off at once; saving it switches it on again, and what waited goes out', async () => {
  const answers = [410];
  const peer = await startPeer((_, response) => response.writeHead(answers.shift() ?? 200).end());
  await put(peer.url);
  await tell();
  const sender = openSender();
  await sender.look();
  expect(await first()).toMatchObject({ status: 'failed', attempts: 1 });
  expect((await webhooks.list())[0]).toMatchObject({ enabled: false, disabled_reason: expect.stringContaining('410') });
  expect(await told('webhook.disabled')).toHaveLength(1);
  expect(await told('delivery.dead_lettered')).toEqual([]);
  await tell('while it is off');
  expect(await webhooks.deliveries('partner', 10)).toHaveLength(1);
  await expect(webhooks.redeliver('partner', (await first()).id)).rejects.toThrow('switched off');
  await put(peer.url);
  await webhooks.redeliver('partner', (await first()).id);
  now = new Date(Date.now() + 1_000);
  await sender.look();
  expect(await first()).toMatchObject({ status: 'delivered' });
  expect(new Set(peer.ids).size).toBe(1);
});

test('a receiver that hangs is cut off, and another one is told meanwhile', async () => {
  const hanging = await startPeer(() => undefined);
  const quick = await startPeer((_, response) => response.end());
  await put(hanging.url);
  await put(quick.url, { name: 'quick' });
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await tell(name);
  // Telling takes a while on a busy machine, and what is due after the clock's instant would never be taken.
  now = new Date(Date.now() + 1_000);
  let room: () => void = () => undefined;
  const sender = openSender({ timeout_ms: 3_000, onRoom: () => room() });
  await new Promise<void>((resolve) => {
    room = () => {
      if (quick.ids.length === 6) resolve();
      else void sender.task.run();
    };
    room();
  });
  expect(hanging.ids.length).toBeLessThanOrEqual(4);
  room = () => undefined;
  await sender.settled();
  const failed = (await webhooks.deliveries('partner', 10)).filter(({ last_error }) => last_error !== null);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]).toMatchObject({
    status: 'pending',
    last_status: null,
    last_error: expect.stringContaining('gave no answer'),
  });
});

test('data that is too large for a receiver is left out and can be read where the message says', async () => {
  const receiver = await startWebhookReceiver({ now: () => now.getTime() });
  onTestFinished(() => receiver.close());
  await put(receiver.webhook_url, { signing_secret: receiver.secret });
  const id = await tell('x'.repeat(30_000));
  await openSender().look();
  expect(receiver.deliveries[0]?.body).toMatchObject({ id, dataref: `http://mockops.example/api/v1/events/${id}` });
  expect(receiver.deliveries[0]?.body).not.toHaveProperty('data');
});

test('a worker that dies in the middle of an attempt leaves it to another one', async () => {
  const peer = await startPeer(() => undefined);
  await put(peer.url);
  await tell();
  const dying = openSender();
  await dying.task.run();
  await dying.close();
  expect(await first()).toMatchObject({ status: 'pending', attempts: 1, last_error: null });
  now = new Date(now.getTime() + 61_000);
  const other = openSender({ timeout_ms: 100 });
  await other.look();
  expect(await first()).toMatchObject({ attempts: 2, last_error: expect.stringContaining('no answer') });
});

test('a secret is made once, shown once and stored sealed; a weak one is refused', async () => {
  const made = await put('https://partner.example/hook');
  expect(made.signing_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await put('https://partner.example/other');
  expect(again.signing_secret).toBeNull();
  const { rows } = await fixture.database.pool.query<{ sealed_secret: string }>('select sealed_secret from webhooks');
  expect(rows[0]?.sealed_secret).toMatch(/^enc:/);
  expect(secrets.open(rows[0]?.sealed_secret ?? '')).toBe(made.signing_secret);
  expect((await webhooks.list())[0]?.signing_secret).toBeNull();
  for (const signing_secret of ['whsec_c2hvcnQ=', 'hush', 'whsec_'])
    await expect(put('https://partner.example', { signing_secret }), signing_secret).rejects.toThrow('24 to 64');
  expect(await webhooks.remove('partner')).toEqual({ deleted: true });
  await expect(webhooks.remove('partner')).rejects.toThrow('no webhook');
});

test('a password in the address is refused; addresses that are not reached and events that never come are warnings', async () => {
  const refused = await put('https://ada:s3cret@hooks.example/x').catch(String);
  expect(refused).toContain('hooks.example holds a user name or password');
  expect(refused).not.toContain('s3cret');
  expect(await webhooks.list()).toEqual([]);
  const warningsOf = async (url: string, event_types = ['workspace.*']) => (await put(url, { event_types })).warnings;
  expect(await warningsOf('http://127.0.0.1:1/x', ['workspace.created', 'custom.mine', 'custom.*', '*'])).toEqual([]);
  expect(await warningsOf('http://10.0.0.7/x')).toEqual([expect.stringContaining('10.0.0.7 is in a private network')]);
  expect(await warningsOf('http://[fd00::1]/x')).toEqual([expect.stringContaining('private network')]);
  expect(await warningsOf('http://localhost:4800/x')).toEqual([expect.stringContaining("this server's own API")]);
  expect(await warningsOf('http://127.0.0.1:1/x', ['schema.chnged', 'shcema.*'])).toEqual([
    'no event of type "schema.chnged" is known; did you mean "schema.changed"?',
    expect.stringContaining('no event of type "shcema.*" is known'),
  ]);
});
