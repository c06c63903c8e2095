// Inbound webhooks over HTTP, as senders make them: each scheme, what is refused, and what comes again.
import { createHmac } from 'node:crypto';
import { type Client, createClient, Problem } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEventOperations } from '../../event-operations.ts';
import { createApp } from '../../http/app.ts';
import { createGuard } from '../../outgoing/guard.ts';
import { createFixture, type Fixture } from '../../pipelines/triggers/triggers.fixture.ts';
import { createSecretBox } from '../../secrets/secret-box.ts';
import { createMetrics } from '../../telemetry/metrics.ts';

const SECRET = 'a secret of the partner';
const TOKEN = 'the token of the API';
let fixture: Fixture;
let app: FastifyInstance;
let server: { url: string; api: Client };
beforeAll(async () => {
  fixture = await createFixture();
  const { database, org_id, events, workspaces } = fixture;
  const metrics = createMetrics();
  const find = async (slug: string) =>
    slug === 'payments' || slug === 'orders' ? { id: workspaces[slug], slug } : undefined;
  const operations = createEventOperations({
    ...{ database, org_id, events },
    workspaces: {
      find,
      require: async (slug) => {
        const workspace = await find(slug);
        if (!workspace) throw new Problem('workspace-not-found', slug);
        return workspace;
      },
    },
    step_types: {},
    decideDry: fixture.triggers.decideDry,
    readSecret: async (name) => (name === 'partner' ? SECRET : undefined),
    webhook_secrets: createSecretBox('a key of sixteen characters or more', 'webhooks'),
    guard: createGuard({ allowed: [] }),
    api_url: 'http://mockops.example',
    retention: { events: 0, payload: 0, runs: 0, facts: 0 },
    onReceived: (source, outcome) => metrics.webhooks.inc({ source, outcome }),
    onSwept: () => undefined,
    poke: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  app = await createApp({
    log: pino({ level: 'silent' }),
    metrics,
    version: '0',
    // Senders have none.
    api_token: TOKEN,
    max_body_bytes: 20_000_000,
    dashboard: '/nonexistent',
    isReady: async () => true,
    register: operations.registerRoutes,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  server = { url, api: createClient({ baseUrl: url, token: TOKEN }) };
});
afterAll(async () => {
  await app.close();
  await fixture.close();
});
beforeEach(async () => {
  await fixture.clear();
  await fixture.database.pool.query('truncate webhook_receipts cascade');
});

const savePipeline = (triggers: object[], workspace: 'payments' | null = null) =>
  fixture.save({ name: 'deploy', triggers }, workspace === null ? null : fixture.workspaces[workspace]);

const trigger = (source: string, rest: object = {}) => ({
  webhook: { source, secret: '{{ secrets.partner }}', ...rest },
});
const mac = (content: string, secret = SECRET) => createHmac('sha256', secret).update(content).digest('hex');
const github = (body: string, event = 'push', delivery = 'd-1') => ({
  'x-hub-signature-256': `sha256=${mac(body)}`,
  'x-github-delivery': delivery,
  'x-github-event': event,
});

async function send(body: string, headers: Record<string, string>, place = 'deploy') {
  const response = await fetch(`${server.url}/hooks/${place}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, answer: JSON.parse(await response.text()) };
}

const received = () => server.api.listEvents({ query: { type: 'webhook.received' } });

test('GitHub: a signed delivery becomes an event of the pipeline, with its fields by map', async () => {
  const map = {
    branch: '{{ payload.ref }}',
    sender: '{{ payload.sender.login }}',
    nothing: '{{ payload.not.there }}',
    event: 'mine',
  };
  await savePipeline([{ event: 'schema.changed' }, { ...trigger('github', { map }), name: 'repo' }], 'payments');
  const body = JSON.stringify({ ref: 'main', sender: { login: 'ada' } });
  for (const [index, place] of ['deploy', 'deploy/repo', 'deploy/1'].entries()) {
    const { status, answer } = await send(body, github(body, 'push', `d-${index}`), place);
    expect({ status, duplicate: answer.duplicate }, place).toEqual({ status: 202, duplicate: false });
  }
  const [event, ...others] = await received();
  expect(others).toHaveLength(2);
  expect(event).toMatchObject({
    workspace_id: 'payments',
    actor: 'webhook:github',
    subject: 'deploy',
    data: {
      pipeline: 'deploy',
      trigger: 1,
      source: 'github',
      event: 'push',
      delivery_id: 'd-2',
      branch: 'main',
      sender: 'ada',
    },
  });
  expect(event?.data.payload).toEqual(JSON.parse(body));
  expect(event?.data).not.toHaveProperty('nothing');
  await fixture.dispatch();
  expect(fixture.runs.created).toHaveLength(3);
  expect(fixture.runs.created[0]?.reason).toContain('github sent push');
});

test('the same delivery again, also at the same moment, is the event of the first', async () => {
  await savePipeline([trigger('github')]);
  const body = '{"ref":"main"}';
  const all = await Promise.all(Array.from({ length: 8 }, () => send(body, github(body))));
  expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
  expect(new Set(all.map(({ answer }) => answer.event_id)).size).toBe(1);
  expect(all.filter(({ answer }) => !answer.duplicate)).toHaveLength(1);
  expect(await received()).toHaveLength(1);
});

test('a wrong, missing or foreign signature is 401 without a reason, and nothing is written', async () => {
  await savePipeline([trigger('github')]);
  const body = '{"ref":"main"}';
  const wrong = [
    {},
    { 'x-hub-signature-256': `sha256=${mac(body, 'another secret')}` },
    { 'x-hub-signature-256': `sha256=${mac('{"ref": "main"}')}` },
    { 'x-hub-signature-256': mac(body) },
    { 'x-hub-signature-256': 'sha256=' },
  ];
  const answers = await Promise.all(wrong.map((headers) => send(body, { ...headers, 'x-github-event': 'push' })));
  expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 401));
  expect(new Set(answers.map(({ answer }) => answer.detail)).size).toBe(1);
  // Verified before anything reads it: what is no JSON is not told apart.
  expect((await send('{', {})).status).toBe(401);
  expect(await received()).toEqual([]);
  const { rowCount } = await fixture.database.pool.query('select 1 from webhook_receipts');
  expect(rowCount).toBe(0);
});

test('a secret that is not stored, or that stands in the document, proves nothing', async () => {
  await savePipeline([
    { name: 'a', webhook: { source: 'github', secret: '{{ secrets.unknown }}' } },
    { name: 'b', webhook: { source: 'github', secret: SECRET } },
  ]);
  const body = '{}';
  expect((await send(body, github(body), 'deploy/a')).status).toBe(401);
  expect((await send(body, github(body), 'deploy/b')).status).toBe(401);
});

test('GitLab: by its token; the name of the event is the header or the kind in the body', async () => {
  await savePipeline([trigger('gitlab', { events: ['merge_request'] })]);
  const body = JSON.stringify({ object_kind: 'merge_request' });
  const headers = { 'x-gitlab-event': 'Merge Request Hook', 'x-gitlab-event-uuid': 'u-1' };
  expect((await send(body, { ...headers, 'x-gitlab-token': 'another' })).status).toBe(401);
  expect((await send(body, { ...headers, 'x-gitlab-token': SECRET })).status).toBe(202);
  expect(await received()).toMatchObject([{ data: { source: 'gitlab', event: 'merge_request', delivery_id: 'u-1' } }]);
});

test('Standard Webhooks: any of its signatures, and no timestamp more than five minutes away', async () => {
  await savePipeline([trigger('standard')]);
  const body = JSON.stringify({ type: 'invoice.paid' });
  const headers = (age_s: number, id = 'msg_1') => {
    const timestamp = Math.floor(Date.now() / 1_000) - age_s;
    const signature = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${body}`).digest('base64');
    return {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,bm90IHRoaXM= v2,x v1,${signature}`,
    };
  };
  expect((await send(body, headers(400))).status).toBe(401);
  expect((await send(body, headers(-400))).status).toBe(401);
  expect((await send(body, { ...headers(0), 'webhook-id': 'msg_2' })).status).toBe(401);
  expect((await send(body, headers(200))).status).toBe(202);
  expect((await send(body, headers(0))).answer).toMatchObject({ duplicate: true });
  expect(await received()).toMatchObject([{ data: { event: 'invoice.paid', delivery_id: 'msg_1' } }]);
});

test('generic: over the body, or over timestamp and body; the same content is the same delivery', async () => {
  await savePipeline([trigger('generic')]);
  const body = '{"n":1}';
  const plain = { 'x-mockops-signature': `sha256=${mac(body)}` };
  expect((await send(body, plain)).answer).toMatchObject({ duplicate: false });
  expect((await send(body, plain)).answer).toMatchObject({ duplicate: true });
  const stamped = (timestamp: number, content: string) => ({
    'x-mockops-timestamp': String(timestamp),
    'x-mockops-event': 'deployed',
    'x-mockops-signature': `sha256=${mac(`${timestamp}.${content}`)}`,
  });
  const now = Math.floor(Date.now() / 1_000);
  expect((await send('{"n":2}', stamped(now - 400, '{"n":2}'))).status).toBe(401);
  expect((await send('{"n":2}', { ...stamped(now, '{"n":2}'), 'x-mockops-timestamp': String(now + 1) })).status).toBe(
    401,
  );
  for (const age_s of [0, 0, 1]) expect((await send('{"n":2}', stamped(now - age_s, '{"n":2}'))).status).toBe(202);
  expect((await received()).map(({ data }) => data.event)).toEqual(['deployed', 'deployed', 'webhook']);
});

test('events that the trigger does not want are acknowledged and written nowhere', async () => {
  await savePipeline([trigger('github', { events: ['push', 'release.published'] })]);
  const body = '{"action":"published"}';
  expect(await send(body, github(body, 'ping', 'd-1'))).toMatchObject({ status: 202, answer: { event_id: null } });
  expect(await send(body, github(body, 'release', 'd-2'))).toMatchObject({ status: 202 });
  expect((await received()).map(({ data }) => data.event)).toEqual(['release.published']);
});

test('too large is 413, another content type 415, what is no object 400, and no such webhook 404', async () => {
  await savePipeline([{ event: 'schema.changed' }, trigger('github')]);
  const large = JSON.stringify({ text: 'x'.repeat(1_000_001) });
  expect((await send(large, github(large))).status).toBe(413);
  const form = 'payload=%7B%7D';
  expect((await send(form, { ...github(form), 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  const deep = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`;
  for (const body of ['[]', '"x"', '{', deep])
    expect((await send(body, github(body))).status, body.slice(0, 9)).toBe(400);
  const bracketed = JSON.stringify({ text: '['.repeat(100), quote: '"{{{{"' });
  expect((await send(bracketed, github(bracketed))).status).toBe(202);
  for (const place of ['nobody', 'deploy/0', 'deploy/7'])
    expect((await send('{}', github('{}'), place)).status).toBe(404);
});

test('hostile text is data: what cannot be stored is replaced, and names of prototypes are names', async () => {
  await savePipeline([trigger('github', { map: { who: '{{ payload.name }}' } })]);
  const body = '{"name":"a\\u0000b {{ secrets.partner }}","__proto__":{"admin":true},"constructor":1}';
  expect((await send(body, github(body))).status).toBe(202);
  const [event] = await received();
  expect(event?.data.who).toBe('a\uFFFDb {{ secrets.partner }}');
  expect(JSON.stringify(event)).not.toContain(SECRET);
});

const closed = (change: object = {}, body = `x\n<!-- mockops:key=k digest=${'a'.repeat(64)} -->`) =>
  JSON.stringify({
    action: 'closed',
    repository: { full_name: 'acme/api' },
    pull_request: {
      number: 7,
      html_url: 'https://github.example/acme/api/pull/7',
      merged: true,
      body,
      head: { ref: 'mockops/x' },
      ...change,
    },
  });

test('the end of a pull request of ours is told as such, once, whoever hears of it; one of people is not', async () => {
  await savePipeline([trigger('github', { events: ['push'] })]);
  for (const delivery of ['d-1', 'd-2']) {
    expect((await send(closed(), github(closed(), 'pull_request', delivery))).status).toBe(202);
  }
  const own = closed({ number: 8 }, 'written by a person');
  await send(own, github(own, 'pull_request', 'd-3'));
  const refused = closed({ number: 9, merged: false });
  await send(refused, github(refused, 'pull_request', 'd-4'));
  expect(await received()).toEqual([]);
  expect(await server.api.listEvents({ query: { type: 'pr.*' } })).toMatchObject([
    { type: 'pr.closed', data: { number: 9 } },
    { type: 'pr.merged', data: { repository: 'acme/api', number: 7, branch: 'mockops/x' } },
  ]);
});

test('what became of requests is counted', async () => {
  const metrics = await (
    await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  ).text();
  expect(metrics).toMatch(/mockops_webhooks_received_total\{source="github",outcome="signature"\} [1-9]/);
  expect(metrics).toMatch(/mockops_webhooks_received_total\{source="github",outcome="accepted"\} [1-9]/);
});

test('the other routes of events, over HTTP', async () => {
  const types = await server.api.listEventTypes();
  expect(types.find(({ type }) => type === 'webhook.received')?.schemas[1]?.properties).toHaveProperty('payload');
  await savePipeline([trigger('github')]);
  await send('{}', github('{}', 'push', 'd-1'));
  await send('{}', github('{}', 'push', 'd-2'));
  const [newest, older] = await received();
  if (!newest || !older) throw new Error('two events were sent');
  expect(await server.api.listEvents({ query: { before: newest.id, type: 'webhook.*' } })).toMatchObject([
    { id: older.id },
  ]);
  expect(await server.api.listEvents({ query: { correlation_id: older.correlation_id } })).toMatchObject([
    { id: older.id },
  ]);
  expect(await server.api.explainEvent({ params: { event: newest.id } })).toMatchObject({
    pipelines: [{ pipeline: 'deploy', decision: null, would_run: true }],
  });
  expect(await server.api.previewReplay({ body: { event_ids: [newest.id] } })).toMatchObject({ events: 1 });
  const replay = await server.api.createReplay({ body: { event_ids: [newest.id], dry_run: true } });
  expect(await server.api.changeReplay({ params: { replay: replay.id }, body: { status: 'stopped' } })).toMatchObject({
    status: 'stopped',
  });
  expect(await server.api.listReplays()).toHaveLength(1);
  expect(await server.api.listDeadLetters({})).toEqual([]);
  const hook = await server.api.putWebhook({ body: { name: 'out', url: 'https://x.example', event_types: ['*'] } });
  expect(hook.signing_secret).toMatch(/^whsec_/);
  expect(await server.api.listWebhookDeliveries({ params: { webhook: 'out' } })).toEqual([]);
});
