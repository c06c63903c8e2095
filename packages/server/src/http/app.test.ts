import { connect } from 'node:net';
import { Problem, type ProblemDocument, route } from '@mockops/contract';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../telemetry/metrics.ts';
import { type AppOptions, closeApp, createApp } from './app.ts';
import { implement } from './implement.ts';

const PipelineText = z.object({ source: z.string(), file: z.string() });
const settings = route({
  method: 'PATCH',
  path: '/api/v1/settings/:name',
  tag: 'test',
  summary: 'Reads JSON',
  params: z.object({ name: z.string() }),
  body: z.record(z.string(), z.json()),
  response: z.object({ ok: z.boolean() }),
});
const pipelines = route({
  method: 'POST',
  path: '/api/v1/pipelines',
  tag: 'test',
  summary: 'Reads YAML',
  body: PipelineText,
  yaml: true,
  response: PipelineText,
});
const list = route({
  method: 'GET',
  path: '/api/v1/list',
  tag: 'test',
  summary: 'Filters',
  query: z.object({ name: z.string().optional() }),
  response: z.string(),
});
const slow = route({ method: 'GET', path: '/api/v1/slow', tag: 'test', summary: 'Slow', response: z.string() });

async function listen(options: Partial<AppOptions> & { slowly?: () => Promise<void> } = {}) {
  const { slowly = async () => undefined, ...rest } = options;
  const app = await createApp({
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    version: '0',
    api_token: undefined,
    max_body_bytes: 1_024,
    dashboard: '/nowhere',
    isReady: async () => true,
    register: (scope) => {
      implement(scope, settings, () => ({ ok: true }));
      implement(scope, pipelines, ({ body }) => body);
      implement(scope, list, () => 'all');
      implement(scope, slow, async () => {
        await slowly();
        return 'done';
      });
      scope.get('/api/v1/stream', { websocket: true }, (socket) => socket.close());
    },
    ...rest,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => closeApp(app, 100));
  return { app, url, port: Number(new URL(url).port) };
}

async function problemOf(response: Response): Promise<ProblemDocument & { id: string }> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const document = (await response.json()) as ProblemDocument;
  expect(document.status).toBe(response.status);
  expect(document.hint).toBeTruthy();
  return { ...document, id: document.type.split('/').at(-1) ?? '' };
}

const json = { 'content-type': 'application/json' };

test('whatever is refused before a handler runs is a problem with its own status and hint', async () => {
  const { url } = await listen();
  const patch = (body: string, headers: Record<string, string> = json) =>
    fetch(`${url}/api/v1/settings/a`, { method: 'PATCH', body, headers }).then(problemOf);
  expect(await patch('{"a":')).toMatchObject({ id: 'malformed-body', status: 400 });
  expect(await patch('')).toMatchObject({ id: 'malformed-body', status: 400 });
  expect(await patch('{"__proto__": 1}')).toMatchObject({ id: 'malformed-body', status: 400 });
  expect(await patch(JSON.stringify({ a: 'x'.repeat(2_000) }))).toMatchObject({ id: 'body-too-large', status: 413 });
  expect(await patch('a=1', { 'content-type': 'text/plain' })).toMatchObject({
    id: 'unsupported-media-type',
    status: 415,
  });
  expect(await patch('[]')).toMatchObject({ id: 'bad-request', status: 400, issues: [{ path: 'body' }] });
  expect(await problemOf(await fetch(`${url}/api/v1/nothing`))).toMatchObject({ id: 'not-found', status: 404 });
  expect(await problemOf(await fetch(`${url}/api/v1/settings/%zz`))).toMatchObject({
    id: 'malformed-body',
    status: 400,
  });
  expect(await problemOf(await fetch(`${url}/api/v1/settings/${'x'.repeat(400)}`))).toMatchObject({ id: 'not-found' });
});

test('bytes that are not HTTP are answered with a problem too', async () => {
  const { port } = await listen();
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toContain('content-type: application/problem+json');
});

test('YAML is read where a document is expected, and refused elsewhere', async () => {
  const { url } = await listen();
  const yaml = { 'content-type': 'application/yaml', 'x-mockops-file': 'a.yaml' };
  const saved = await fetch(`${url}/api/v1/pipelines`, { method: 'POST', body: 'name: a\n', headers: yaml });
  expect(await saved.json()).toEqual({ source: 'name: a\n', file: 'a.yaml' });
  const refused = await fetch(`${url}/api/v1/settings/a`, { method: 'PATCH', body: 'a: 1\n', headers: yaml });
  expect(await problemOf(refused)).toMatchObject({ id: 'unsupported-media-type', status: 415 });
});

test('without a token only pages of this very server may call, and only by a local name', async () => {
  const { app, port } = await listen();
  const status = async (headers: Record<string, string>) =>
    (await app.inject({ method: 'PATCH', url: '/api/v1/settings/a', headers: { ...json, ...headers }, body: '{}' }))
      .statusCode;
  const host = `localhost:${port}`;
  expect(await status({ host })).toBe(200);
  expect(await status({ host: `[::1]:${port}` })).toBe(200);
  expect(await status({ host, origin: `http://${host}` })).toBe(200);
  expect(await status({ host: 'evil.example' })).toBe(403);
  // A name, not an address: its owner decides where it points.
  expect(await status({ host: `127.evil.example:${port}` })).toBe(403);
  expect(await status({ host, origin: 'https://evil.example' })).toBe(403);
  expect(await status({ host, origin: 'null' })).toBe(403);
  // The gateway serves answers of strangers from the next port.
  expect(await status({ host, origin: `http://localhost:${port + 1}` })).toBe(403);
});

test('a WebSocket from another page is refused', async () => {
  const { port } = await listen();
  const open = (origin: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(
          `GET /api/v1/stream HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        ),
      );
      socket.once('data', (chunk) => {
        resolve(String(chunk).split('\r\n')[0] ?? '');
        socket.destroy();
      });
    });
  expect(await open(`http://localhost:${port}`)).toContain('101');
  expect(await open('http://evil.example')).toContain('403');
});

test('with a token the API and the metrics want it, however their path is written', async () => {
  const { url } = await listen({ api_token: 'a-token-of-16-characters' });
  for (const path of ['/api/v1/slow', '/%61pi/v1/slow', '/api/openapi.json', '/metrics', '/m%65trics'])
    expect((await fetch(url + path)).status, path).toBe(401);
  const authorization = { authorization: 'Bearer a-token-of-16-characters' };
  expect((await fetch(`${url}/api/v1/slow`, { headers: authorization })).status).toBe(200);
  expect((await fetch(`${url}/api/v1/slow?token=a-token-of-16-characters`)).status).toBe(401);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('readiness is a problem while the server stops or its database is gone', async () => {
  const stopping = await listen({ isReady: async () => false });
  expect(await problemOf(await fetch(`${stopping.url}/readyz`))).toMatchObject({ id: 'unavailable', status: 503 });
  const broken = await listen({ isReady: () => Promise.reject(new Error('ECONNREFUSED')) });
  expect(await problemOf(await fetch(`${broken.url}/readyz`))).toMatchObject({ id: 'unavailable', status: 503 });
});

test('a stopping server answers the request that it is working on', async () => {
  const started = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const { app, url } = await listen({
    slowly: () => {
      started.resolve();
      return held.promise;
    },
  });
  const answer = fetch(`${url}/api/v1/slow`);
  await started.promise;
  const closed = closeApp(app, 60_000);
  held.resolve();
  expect((await answer).status).toBe(200);
  await closed;
});

test('a request that never ends does not hold the stopping server for longer than it may drain', async () => {
  const { app, url } = await listen({ slowly: () => new Promise(() => undefined) });
  const answer = fetch(`${url}/api/v1/slow`).catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await closeApp(app, 10);
  expect(await answer).toBeInstanceOf(Error);
});

test('a problem that a handler throws is answered as it is', async () => {
  const { url } = await listen({
    slowly: () =>
      Promise.reject(new Problem('conflict', 'twice', { issues: [{ code: 'X', path: 'a', message: 'b' }] })),
  });
  expect(await problemOf(await fetch(`${url}/api/v1/slow`))).toMatchObject({
    id: 'conflict',
    status: 409,
    detail: 'twice',
    issues: [{ code: 'X', path: 'a', message: 'b' }],
  });
});

test('a query parameter that is not known is refused, and named', async () => {
  const { url } = await listen();
  expect((await fetch(`${url}/api/v1/list?name=a`)).status).toBe(200);
  const answer = await fetch(`${url}/api/v1/list?nam=a`);
  expect(answer.status).toBe(400);
  expect(JSON.stringify((await problemOf(answer)).issues)).toContain('nam');
});
