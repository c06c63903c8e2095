import { connect } from 'node:net';
import { request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import {
  CHARGES_CONTRACT,
  federationSnapshot,
  startGateway,
  type TestGateway,
  workspaceSnapshot,
} from './test-workspace.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  for (const { gateway } of open.splice(0)) await gateway.close(0);
});

async function start(...args: Parameters<typeof startGateway>): Promise<TestGateway> {
  const started = await startGateway(...args);
  open.push(started);
  return started;
}

async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await request(url, { headers });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

test('the next request after a put sees the new snapshot, and served() names its digest', async () => {
  const { gateway, url } = await start();
  expect((await get(`${url}/payments/charges`)).status).toBe(404);
  expect(await gateway.putWorkspace(workspaceSnapshot())).toEqual([]);
  expect((await get(`${url}/payments/charges`)).status).toBe(200);
  const digest = 'b'.repeat(64);
  const mocks = {
    off: [{ priority: 0, request: { path: '/charges' }, response: { status: 503, headers: {}, delay_ms: 0 } }],
  };
  await gateway.putWorkspace(workspaceSnapshot({ digest, mocks }));
  expect(await get(`${url}/payments/charges`)).toMatchObject({
    status: 503,
    headers: { 'x-mockops-snapshot': 'b'.repeat(12) },
  });
  gateway.putFederation(federationSnapshot([{ name: 'p', workspace_id: 'payments', base_path: '/p' }]));
  expect(gateway.served()).toEqual({ 'payments@dev': digest, shop: 'f'.repeat(64) });
  gateway.removeWorkspace('payments');
  gateway.removeFederation('shop');
  expect(gateway.served()).toEqual({});
  expect((await get(`${url}/payments/charges`)).status).toBe(404);
});

test('text beyond ASCII arrives as it was written, in small and in large answers', async () => {
  const { gateway, url } = await start();
  const stub = (path: string, body: string) => ({
    priority: 0,
    request: { path },
    response: { status: 200, headers: {}, delay_ms: 0, body },
  });
  const small = 'Grüße, 世界 – \u00ff 🙂';
  const large = small.repeat(1_000);
  await gateway.putWorkspace(
    workspaceSnapshot({ mocks: { texts: [stub('/small', small), stub('/large', large), stub('/empty', '')] } }),
  );
  for (const [path, text] of Object.entries({ small, large, empty: '' })) {
    const answer = await get(`${url}/payments/${path}`);
    expect(answer.text).toBe(text);
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(text)));
  }
});

test('a snapshot whose contract does not load is refused with issues, and the old one stays', async () => {
  const { gateway, url } = await start();
  await gateway.putWorkspace(workspaceSnapshot());
  const issues = await gateway.putWorkspace(
    workspaceSnapshot({ digest: 'c'.repeat(64), schemas: { 'openapi.yaml': 'openapi: [' } }),
  );
  expect(issues.length).toBeGreaterThan(0);
  expect(gateway.served()).toEqual({ 'payments@dev': 'a'.repeat(64) });
  expect((await get(`${url}/payments/charges`)).status).toBe(200);
});

test('a mock for an operation that the contract does not have is said and left out', async () => {
  const { gateway, issues } = await start();
  const stub = { priority: 0, request: { operation: 'nope' }, response: { status: 200, headers: {}, delay_ms: 0 } };
  expect(await gateway.putWorkspace(workspaceSnapshot({ mocks: { one: [stub] } }))).toEqual([]);
  expect(issues).toEqual([
    expect.stringContaining('mocks/one[0].request.operation — the contract has no operation "nope"'),
  ]);
});

test('an example that its media type cannot carry is answered as JSON, and said once when the contract comes', async () => {
  const { gateway, url, issues } = await start();
  const answer = (content: object) => ({ get: { responses: { 200: { description: 'ok', content } } } });
  const contract = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/object': answer({ 'application/xml': { example: { id: 1 } } }),
      '/text': answer({ 'application/xml': { example: '<charge/>' } }),
      '/both': answer({ 'application/xml': { example: { id: 1 } }, 'application/json': { example: { id: 1 } } }),
      '/range': answer({ '*/*': { example: { id: 1 } } }),
    },
  });
  await gateway.putWorkspace(workspaceSnapshot({ schemas: { 'openapi.json': contract } }));
  await gateway.putWorkspace(workspaceSnapshot({ schemas: { 'openapi.json': contract }, digest: 'b'.repeat(64) }));
  expect(issues).toEqual([
    'payments@dev: GET /object — the example "default" of 200 application/xml is not text, so it is answered as application/json; write the example as a string in that format',
  ]);
  expect(await get(`${url}/payments/object`)).toMatchObject({
    headers: { 'content-type': 'application/json' },
    text: '{"id":1}',
  });
  expect(await get(`${url}/payments/text`)).toMatchObject({
    headers: { 'content-type': 'application/xml' },
    text: '<charge/>',
  });
});

test('the later of two puts wins, whichever is ready first', async () => {
  const { gateway } = await start();
  const slow = gateway.putWorkspace(workspaceSnapshot({ digest: '1'.repeat(64) }));
  const fast = gateway.putWorkspace(workspaceSnapshot({ digest: '2'.repeat(64), schemas: {} }));
  await Promise.all([slow, fast]);
  expect(gateway.served()).toEqual({ 'payments@dev': '2'.repeat(64) });
});

test('same seed and persona give the same bytes in two gateways, another persona gives others', async () => {
  const personas = {
    alice: { domain: 'general', traits: {}, active: true },
    bob: { domain: 'general', traits: {}, active: true },
  } as const;
  const answers = await Promise.all(
    [1, 2].map(async () => {
      const { gateway, url } = await start();
      await gateway.putWorkspace(workspaceSnapshot({ personas }));
      const of = async (persona: string) =>
        (await get(`${url}/payments/charges/7`, { 'mockops-persona': persona })).text;
      return [await of('alice'), await of('bob'), await of('alice')];
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.[0]).toBe(answers[0]?.[2]);
  expect(answers[0]?.[0]).not.toBe(answers[0]?.[1]);
});

test('chaos rates converge to what is configured, and the same seed repeats the run', async () => {
  const run = async () => {
    const { gateway, url } = await start();
    const chaos = { error_rate: 0.2, status_codes: [503] };
    await gateway.putWorkspace(workspaceSnapshot({ settings: { reality_level: 'chaos_driven', chaos } }));
    const statuses: number[] = [];
    for (let index = 0; index < 600; index += 1) statuses.push((await get(`${url}/payments/charges`)).status);
    return statuses;
  };
  const statuses = await run();
  const share = statuses.filter((status) => status === 503).length / statuses.length;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.25);
  expect(await run()).toEqual(statuses);
});

test('explain gives the decision of the next request, without effects', async () => {
  const { gateway, url, observed } = await start();
  const chaos = { error_rate: 0.5, status_codes: [503] };
  await gateway.putWorkspace(workspaceSnapshot({ settings: { reality_level: 'chaos_driven', chaos } }));
  for (let index = 0; index < 20; index += 1) {
    const query = new URLSearchParams({ method: 'GET', path: '/payments/charges', 'mockops-persona': 'zoe' });
    const explained = JSON.parse((await get(`${url}/__mockops/explain?${query}`)).text);
    expect(explained).toMatchObject({
      address: { workspace: 'payments', environment: 'dev' },
      route: { operation: 'GET /charges', persona: { name: 'zoe', known: false } },
      reality: { level: 'chaos_driven', reason: 'environment', side: 'mock' },
      answer: { origin: 'example', status: 200 },
    });
    expect((await get(`${url}/payments/charges`)).status).toBe(explained.chaos.fault ?? 200);
  }
  expect(observed.length).toBe(20);
  const missing = JSON.parse((await get(`${url}/__mockops/explain?path=/payments/nothing`)).text);
  expect(missing.problem).toMatchObject({ type: 'https://mockops.dev/problems/no-route' });
  expect((await get(`${url}/__mockops/explain`)).status).toBe(400);
});

test('health names the digests, and what is ours is not observed', async () => {
  const { gateway, url, observed } = await start();
  await gateway.putWorkspace(workspaceSnapshot());
  const health = await get(`${url}/__mockops/health`);
  expect(JSON.parse(health.text)).toEqual({ status: 'ok', gateway: 'gw-test', served: gateway.served() });
  expect((await get(`${url}/__mockops/other`)).status).toBe(404);
  expect(observed).toEqual([]);
});

test('a preflight is the browser asking, not traffic; the request after it is observed', async () => {
  const { gateway, url, observed } = await start();
  await gateway.putWorkspace(workspaceSnapshot());
  const asked = { origin: 'http://app', 'access-control-request-method': 'GET' };
  for (const path of ['/payments/charges', '/payments/nothing', '/nobody/charges']) {
    await (await request(url + path, { method: 'OPTIONS', headers: asked })).body.dump();
  }
  await (await request(`${url}/payments/charges`, { method: 'OPTIONS' })).body.dump();
  await get(`${url}/payments/charges`, { origin: 'http://app' });
  await expect.poll(() => observed.map(({ method }) => method)).toEqual(['OPTIONS', 'GET']);
});

test('a client that leaves during a delay is observed once, as 499', async () => {
  const { gateway, url, observed } = await start();
  const response = { status: 200, headers: {}, delay_ms: 60_000 };
  await gateway.putWorkspace(
    workspaceSnapshot({ mocks: { slow: [{ priority: 0, request: { path: '/charges' }, response }] } }),
  );
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /payments/charges HTTP/1.1\r\nhost: x\r\n\r\n');
  setTimeout(() => socket.destroy(), 100);
  await expect.poll(() => observed).toEqual([expect.objectContaining({ status: 499, operation: 'GET /charges' })]);
});

test('closing lets an open answer finish and destroys what is open after the grace', async () => {
  const { gateway, url } = await start();
  const slow = (delay_ms: number) => [
    { priority: 0, request: { path: `/${delay_ms}` }, response: { status: 204, headers: {}, delay_ms } },
  ];
  await gateway.putWorkspace(workspaceSnapshot({ mocks: { a: slow(300), b: slow(60_000) } }));
  const finishing = get(`${url}/payments/300`);
  const hanging = get(`${url}/payments/60000`).catch((error: Error) => error);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await gateway.close(1_000);
  expect((await finishing).status).toBe(204);
  expect(await hanging).toBeInstanceOf(Error);
  await expect(get(`${url}/payments/300`)).rejects.toThrow();
});

test('a request body that no mock looks at does not block the connection', async () => {
  const { gateway, url, observed } = await start();
  await gateway.putWorkspace(workspaceSnapshot({ schemas: { 'openapi.json': CHARGES_CONTRACT } }));
  for (let index = 0; index < 3; index += 1) {
    const answer = await request(`${url}/payments/charges`, { method: 'POST', body: 'x'.repeat(300_000) });
    expect(answer.statusCode).toBe(201);
    await answer.body.dump();
  }
  await expect.poll(() => observed.length).toBe(3);
});

test('a body that is too large for conditions meets none and does not block the connection', async () => {
  const { gateway, url } = await start();
  const stub = {
    priority: 0,
    request: { operation: 'createCharge', body: { amount: 1 } },
    response: { status: 402, headers: {}, delay_ms: 0 },
  };
  await gateway.putWorkspace(workspaceSnapshot({ mocks: { one: [stub] } }));
  const send = async (note: string) => {
    const answer = await request(`${url}/payments/charges`, {
      method: 'POST',
      body: JSON.stringify({ amount: 1, note }),
    });
    await answer.body.dump();
    return answer.statusCode;
  };
  expect(await send('x'.repeat(3 * 1024 * 1024))).toBe(201);
  expect(await send('short')).toBe(402);
});

test('an observer that fails does not stop traffic and is reported', async () => {
  const { gateway, url, issues } = await start({
    observe: () => {
      throw new Error('full');
    },
  });
  await gateway.putWorkspace(workspaceSnapshot());
  expect((await get(`${url}/payments/charges`)).status).toBe(200);
  await expect.poll(() => issues).toEqual([expect.stringContaining('full')]);
});
