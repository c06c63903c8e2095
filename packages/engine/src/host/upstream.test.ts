// Real upstreams on the loopback: what the proxy does when they stream, refuse, hang, die or compress.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import type { GatewayOptions } from '../gateway.ts';
import { federationSnapshot, startGateway, type TestGateway, workspaceSnapshot } from '../test-workspace.ts';

const servers: Server[] = [];
const gateways: TestGateway[] = [];
afterEach(async () => {
  for (const { gateway } of gateways.splice(0)) await gateway.close(0);
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function startUpstream(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A gateway whose payments workspace is real, in front of the listener. */
async function startReal(listener: RequestListener, over: Partial<GatewayOptions> = {}, settings: object = {}) {
  const upstream_url = await startUpstream(listener);
  const started = await startGateway(over);
  gateways.push(started);
  await started.gateway.putWorkspace(
    workspaceSnapshot({ settings: { reality_level: 'real', upstream_url, ...settings } }),
  );
  return { ...started, upstream_url };
}

test('bytes, status and end-to-end headers come back unchanged', async () => {
  const { url, observed } = await startReal((_req, res) => {
    res.writeHead(207, {
      'content-type': 'application/json; charset=utf-8',
      'set-cookie': ['a=1', 'b=2'],
      'x-mockops-source': 'liar',
      connection: 'x-internal',
      'x-internal': 'no',
    });
    res.end('{"id" :  "ch_1"}\n');
  });
  const answer = await request(`${url}/payments/charges/ch_1?expand=a%2Fb&x=`);
  expect(await answer.body.text()).toBe('{"id" :  "ch_1"}\n');
  expect(answer.statusCode).toBe(207);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'set-cookie': ['a=1', 'b=2'],
    'x-mockops-source': 'real',
    'x-mockops-reality': 'real; why=environment',
    'x-mockops-operation': 'GET /charges/{id}',
    'access-control-allow-origin': '*',
  });
  expect(answer.headers['x-internal']).toBeUndefined();
  await expect.poll(() => observed.length).toBe(1);
  expect(observed[0]).toMatchObject({
    status: 207,
    source: 'real',
    operation: 'GET /charges/{id}',
    answer: { truncated: false },
  });
  expect(Buffer.from(observed[0]!.answer!.body).toString()).toBe('{"id" :  "ch_1"}\n');
});

test('every byte of an answer stays, whether it is small, large, in parts or empty', async () => {
  const small = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const large = Buffer.concat(Array.from({ length: 400 }, () => small));
  const { url } = await startReal((req, res) => {
    const body = req.url === '/large' ? large : req.url === '/empty' ? Buffer.alloc(0) : small;
    res.writeHead(200, { 'content-length': body.byteLength });
    if (req.url !== '/parts') return res.end(body);
    res.write(body.subarray(0, 100));
    setTimeout(() => res.end(body.subarray(100)), 20);
  });
  for (const [path, body] of [
    ['small', small],
    ['large', large],
    ['parts', small],
    ['empty', Buffer.alloc(0)],
  ] as const) {
    const answer = await request(`${url}/payments/${path}`);
    expect(answer.headers['content-length']).toBe(String(body.byteLength));
    expect(Buffer.compare(await buffer(answer.body), body)).toBe(0);
  }
  const head = await request(`${url}/payments/small`, { method: 'HEAD' });
  expect(head.headers['content-length']).toBe('256');
  expect((await buffer(head.body)).byteLength).toBe(0);
});

test('the upstream sees the request without what is ours, and with who asked', async () => {
  let seen: IncomingMessage | undefined;
  const { url } = await startReal((req, res) => {
    seen = req;
    res.end();
  });
  const trace = 'a'.repeat(32);
  const answer = await request(`${url}/payments@dev/charges?a=1&a=2`, {
    headers: {
      'mockops-session': 's',
      'x-mockops-persona': 'p',
      'x-mockforge-scenario': 'x',
      baggage: 'tenant=7;p=1,mockops-ci-run=9, other=2',
      traceparent: `00-${trace}-${'b'.repeat(16)}-01`,
      tracestate: 'v=1',
      'x-forwarded-for': '10.0.0.1',
      authorization: 'Bearer t',
      te: 'trailers',
    },
  });
  await answer.body.dump();
  expect(seen?.url).toBe('/charges?a=1&a=2');
  const headers = seen?.headers ?? {};
  expect(Object.keys(headers).filter((name) => /mockops-|mockforge/.test(name))).toEqual([]);
  expect(headers.te).toBeUndefined();
  expect(headers).toMatchObject({
    baggage: 'tenant=7;p=1, other=2',
    tracestate: 'v=1',
    authorization: 'Bearer t',
    'x-forwarded-for': expect.stringMatching(/^10\.0\.0\.1, .*127\.0\.0\.1$/),
    'x-forwarded-host': new URL(url).host,
    'x-forwarded-proto': 'http',
    'x-forwarded-prefix': '/payments@dev',
  });
  expect(headers.traceparent).toMatch(new RegExp(`^00-${trace}-(?!b{16})[0-9a-f]{16}-01$`));
});

test('a request body streams up while its answer streams down', async () => {
  const { url } = await startReal((req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    req.on('data', (chunk: Buffer) => res.write(`got ${chunk.toString()};`));
    req.on('end', () => res.end('done'));
  });
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      feed = controller;
    },
  });
  const sending = fetch(`${url}/payments/charges`, { method: 'POST', body, duplex: 'half' } as RequestInit);
  feed?.enqueue(Buffer.from('one'));
  const answer = await sending;
  const reader = answer.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('got one;');
  feed?.enqueue(Buffer.from('two'));
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('got two;');
  feed?.close();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('done');
});

test('a large body arrives whole in both directions, through a slow reader', async () => {
  const { url, observed } = await startReal(
    (req, res) => void req.pipe(res.writeHead(200, { 'content-type': 'application/json' })),
  );
  const sent = Buffer.alloc(8 * 1024 * 1024, 'ab');
  const answer = await request(`${url}/payments/charges`, { method: 'POST', body: sent });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(Buffer.compare(await buffer(answer.body), sent)).toBe(0);
  await expect.poll(() => observed.length).toBe(1);
  expect(observed[0]?.answer).toMatchObject({ truncated: true });
  expect(observed[0]?.answer?.body.byteLength).toBe(64 * 1024);
});

test('a client that leaves takes the upstream request with it', async () => {
  let gone = false;
  const { url, observed } = await startReal((_req, res) => {
    res.on('close', () => (gone = true));
    res.write('first');
  });
  const controller = new AbortController();
  const answer = await request(`${url}/payments/charges`, { signal: controller.signal });
  answer.body.on('error', () => {});
  controller.abort();
  await expect.poll(() => gone).toBe(true);
  await expect.poll(() => observed).toEqual([expect.objectContaining({ status: 499, source: 'real' })]);
});

test('a refused connection is 502 with its reason, and the client can go on with the same connection', async () => {
  const { url, observed } = await startReal(() => {}, {}, { upstream_url: 'http://127.0.0.1:9' });
  for (let index = 0; index < 2; index += 1) {
    const answer = await request(`${url}/payments/charges`, { method: 'POST', body: 'x'.repeat(200_000) });
    expect(answer.statusCode).toBe(502);
    expect(await answer.body.json()).toMatchObject({
      type: 'https://mockops.dev/problems/upstream-failed',
      detail: expect.stringMatching(/workspace "payments" in dev: http:\/\/127\.0\.0\.1:9 — .*ECONNREFUSED/),
    });
  }
  await expect.poll(() => observed.length).toBe(2);
});

test('an upstream that hangs is 504', async () => {
  const { url } = await startReal(() => {}, { upstream_timeout_ms: 300 });
  const answer = await request(`${url}/payments/charges`);
  expect(answer.statusCode).toBe(504);
  expect(await answer.body.json()).toMatchObject({ type: 'https://mockops.dev/problems/upstream-timeout' });
});

test('an upstream that hangs makes a blended service answer from its mock', async () => {
  const settings = { reality_level: 'blended', blend_ratio: 1 };
  const { url, observed } = await startReal(() => {}, { upstream_timeout_ms: 300 }, settings);
  const answer = await request(`${url}/payments/charges`, { method: 'POST', body: '{}' });
  expect(answer.statusCode).toBe(201);
  expect(await answer.body.json()).toEqual({ id: 'ch_new' });
  expect(answer.headers['x-mockops-reality']).toBe('blended; ratio=1; why=upstream-unavailable');
  await expect
    .poll(() => observed)
    .toEqual([expect.objectContaining({ source: 'mock', reality: 'blended', status: 201 })]);
});

test('an upstream that dies in the middle breaks the client connection instead of ending the answer', async () => {
  const { url, observed } = await startReal((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write('{"half":');
    setTimeout(() => res.destroy(), 50);
  });
  const answer = await request(`${url}/payments/charges`);
  await expect(text(answer.body)).rejects.toThrow();
  await expect
    .poll(() => observed)
    .toEqual([
      expect.objectContaining({ status: 502, source: 'real', answer: expect.objectContaining({ truncated: true }) }),
    ]);
});

test('a compressed answer is passed on as it is and observed decoded', async () => {
  const packed = gzipSync('{"id":"ch_1"}');
  const { url, observed } = await startReal((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    res.end(packed);
  });
  const answer = await request(`${url}/payments/charges`, { headers: { 'accept-encoding': 'gzip' } });
  expect(Buffer.compare(await buffer(answer.body), packed)).toBe(0);
  await expect.poll(() => observed.length).toBe(1);
  expect(Buffer.from(observed[0]!.answer!.body).toString()).toBe('{"id":"ch_1"}');
});

test('what unpacks to more than the sample limit gives no bytes', async () => {
  const { url, observed } = await startReal((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    res.end(gzipSync(Buffer.alloc(1024 * 1024, ' ')));
  });
  await (await request(`${url}/payments/charges`)).body.dump();
  await expect.poll(() => observed.length).toBe(1);
  expect(observed[0]?.answer).toEqual({ media_type: 'application/json', body: new Uint8Array(), truncated: true });
});

test('every answer to a known operation is observed: pages, empty ones and redirects without their bytes', async () => {
  const answers: Record<string, (res: ServerResponse) => void> = {
    page: (res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'.repeat(10_000)),
    empty: (res) => res.writeHead(204).end(),
    moved: (res) => res.writeHead(302, { location: 'https://login.example.com/' }).end(),
    packed: (res) =>
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'compress' }).end('?'),
    untyped: (res) => res.writeHead(200).end('{"id":1}'),
    kept: (res) => res.writeHead(304).end(),
  };
  const { url, observed } = await startReal((req, res) => answers[req.url?.split('/').at(-1) ?? '']?.(res));
  const ask = async (name: string, method: 'GET' | 'HEAD' = 'GET') => {
    await (await request(`${url}/payments/charges/${name}`, { method })).body.dump();
    await expect.poll(() => observed.length).toBe(1);
    return observed.shift()?.answer;
  };
  const nothing = new Uint8Array();
  expect(await ask('page')).toEqual({ media_type: 'text/html', body: nothing, truncated: false });
  for (const name of ['empty', 'moved'])
    expect(await ask(name)).toEqual({ media_type: '', body: nothing, truncated: false });
  // What cannot be unpacked is not the whole answer; what has no type may be anything, so its bytes are kept.
  expect(await ask('packed')).toEqual({ media_type: 'application/json', body: nothing, truncated: true });
  expect(Buffer.from((await ask('untyped'))!.body).toString()).toBe('{"id":1}');
  // These say nothing about the contract: the client asked for less than the operation gives.
  expect(await ask('kept')).toBeUndefined();
  expect(await ask('page', 'HEAD')).toBeUndefined();
});

test('a path that the contract does not know still reaches a real upstream, and what succeeds there is sampled', async () => {
  const { url, observed } = await startReal((req, res) => {
    res.writeHead(req.url?.startsWith('/gone') ? 404 : 200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ url: req.url }));
  });
  const answer = await request(`${url}/payments/unknown//x/?q=1`);
  expect(await answer.body.json()).toEqual({ url: '/unknown/x/?q=1' });
  await expect.poll(() => observed.length).toBe(1);
  expect(observed[0]).toMatchObject({ operation: null, source: 'real', status: 200, path: '/unknown/x/' });
  expect(Buffer.from(observed[0]!.answer!.body).toString()).toBe('{"url":"/unknown/x/?q=1"}');
  for (const [path, method] of [
    ['gone', 'GET'],
    ['unknown', 'HEAD'],
  ] as const)
    await (await request(`${url}/payments/${path}`, { method })).body.dump();
  await expect.poll(() => observed.length).toBe(3);
  for (const one of observed.slice(1)) expect(one).not.toHaveProperty('answer');
});

test('the base path of an upstream URL is put in front, and not said twice', async () => {
  const upstream = await startUpstream((req, res) => void res.end(req.url));
  const { url } = await startReal(() => {}, {}, { upstream_url: `${upstream}/v1/` });
  const ask = async (path: string) => (await request(url + path)).body.text();
  expect(await ask('/payments/charges')).toBe('/v1/charges');
  expect(await ask('/payments/v1/charges')).toBe('/v1/charges');
});

test('a blended service keeps to its ratio over the wire, and one session keeps its side', async () => {
  const settings = { reality_level: 'blended', blend_ratio: 0.3 };
  const { url } = await startReal((_req, res) => void res.end('real'), {}, settings);
  const side = async (headers: Record<string, string> = {}) => {
    const answer = await request(`${url}/payments/charges/1`, { headers });
    await answer.body.dump();
    return answer.headers['x-mockops-source'];
  };
  const sides: unknown[] = [];
  for (let index = 0; index < 500; index += 1) sides.push(await side());
  const share = sides.filter((one) => one === 'real').length / sides.length;
  expect(share).toBeGreaterThan(0.22);
  expect(share).toBeLessThan(0.38);
  for (const session of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const seen = new Set<unknown>();
    for (let index = 0; index < 5; index += 1) seen.add(await side({ 'mockops-session': session }));
    expect(seen.size).toBe(1);
  }
});

test('conditions on the body still see it when a blended service goes to its upstream first', async () => {
  const bodies: string[] = [];
  const upstream_url = await startUpstream(async (req, res) => {
    bodies.push(await text(req));
    if (bodies.length > 1) res.destroy();
    else res.end('real');
  });
  const started = await startGateway();
  gateways.push(started);
  const stub = {
    priority: 0,
    request: { operation: 'createCharge', body: { amount: 1 } },
    response: { status: 402, headers: {}, delay_ms: 0 },
  };
  const settings = { reality_level: 'blended', blend_ratio: 1, upstream_url } as const;
  await started.gateway.putWorkspace(workspaceSnapshot({ settings, mocks: { one: [stub] } }));
  const send = () => request(`${started.url}/payments/charges`, { method: 'POST', body: '{"amount":1}' });
  const first = await send();
  expect(await first.body.text()).toBe('real');
  const second = await send();
  expect(second.statusCode).toBe(402);
  expect(bodies).toEqual(['{"amount":1}', '{"amount":1}']);
});

test('an upstream that leads back to the gateway ends as an error, not in a loop', async () => {
  const started = await startGateway();
  gateways.push(started);
  const upstream_url = `${started.url}/payments`;
  await started.gateway.putWorkspace(workspaceSnapshot({ settings: { reality_level: 'real', upstream_url } }));
  const answer = await request(`${started.url}/payments/charges`);
  expect(answer.statusCode).toBe(502);
  expect(await answer.body.json()).toMatchObject({ detail: expect.stringContaining('leads back to this gateway') });
});

test('a WebSocket is refused with 501 by mock and real alike, and its headers go to no upstream', async () => {
  const seen: IncomingMessage[] = [];
  const { url, observed } = await startReal((req, res) => {
    seen.push(req);
    res.end('plain');
  });
  const ask = async (lines: string[]) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(['GET /payments/charges HTTP/1.1', 'host: x', ...lines, '', ''].join('\r\n'));
    const [head] = await once(socket, 'data');
    socket.destroy();
    return String(head);
  };
  const key = ['sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version: 13'];
  const upgrade = ['connection: keep-alive, Upgrade', 'upgrade: WebSocket', ...key];
  for (const level of ['real', 'mock_v1']) {
    const head = await ask([...upgrade, `x-mockops-reality: ${level}`]);
    expect(head).toMatch(/^HTTP\/1\.1 501 /);
    expect(head).toContain('https://mockops.dev/problems/upgrade-refused');
  }
  expect(seen).toEqual([]);
  await expect.poll(() => observed).toMatchObject([{ status: 501, operation: 'GET /charges' }, { status: 501 }]);
  // Other protocols may be offered and are passed over, as RFC 9110 §7.8 allows: some clients offer h2c each time.
  expect(
    await ask(['connection: Upgrade, HTTP2-Settings', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQ', ...key]),
  ).toMatch(/^HTTP\/1\.1 200 /);
  expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => /sec-websocket|upgrade|http2/.test(name))).toEqual([]);
});

test('a redirect to the upstream itself leads back through the gateway', async () => {
  const upstream = await startUpstream((_req, res) => {
    const location = `${upstream}/v1/charges/7?a=%2F#x`;
    res.writeHead(302, { location, 'content-location': '/v1/charges/7' }).end();
  });
  const { gateway, url } = await startReal(() => {}, {}, { upstream_url: `${upstream}/v1` });
  gateway.putFederation(federationSnapshot([{ name: 'pay', workspace_id: 'payments', base_path: '/api/pay' }]));
  for (const place of ['/payments@dev', '/shop/api/pay']) {
    const answer = await request(`${url}${place}/charges`);
    await answer.body.dump();
    expect(answer.headers).toMatchObject({
      location: `${url}${place}/charges/7?a=%2F#x`,
      'content-location': `${place}/charges/7`,
    });
  }
});

test('a connector may refuse an address: the answer is 502 with its reason, and nothing was connected to', async () => {
  const asked: unknown[] = [];
  const { url } = await startReal((req) => void asked.push(req.url), {
    connector: () => (options, done) => done(new Error(`${options.hostname} is not allowed`), null),
  });
  const answer = await request(`${url}/payments/charges/ch_1`);
  expect(answer.statusCode).toBe(502);
  expect(await answer.body.text()).toContain('127.0.0.1 is not allowed');
  expect(asked).toEqual([]);
});
