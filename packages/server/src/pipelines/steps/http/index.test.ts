import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createGuard } from '../../../outgoing/guard.ts';
import { createContext, createServices } from '../in-memory-services.ts';
import type { StepContext } from '../step-type.ts';
import { http } from './index.ts';

interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}
interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Does its work, then cuts the connection. */
  lost?: boolean;
}

/** A peer that gives these answers in order, then 200. */
async function startPeer(...answers: Answer[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const answer = answers.shift() ?? {};
    if (answer.lost) return request.socket.destroy();
    response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const services = createServices();
  const context = (config: object, change: Partial<Omit<StepContext<unknown>, 'event'>> = {}) =>
    createContext(services, { url: `${url}/jobs?token=t`, ...config }, change);
  return { received, services, context };
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

test('a JSON body goes out with the key of the step, and a JSON answer comes back as values', async () => {
  const { received, context } = await startPeer({
    status: 201,
    headers: { ...JSON_TYPE, 'set-cookie': 'session=1', 'X-Job': '7' },
    body: '{"id":7}',
  });
  const outputs = await http.run(context({ method: 'POST', headers: { 'X-Team': 'a' }, body: { seconds: 30 } }));
  expect(outputs).toMatchObject({ status: 201, body: { id: 7 }, headers: { 'x-job': '7' } });
  expect(outputs).not.toHaveProperty('headers.set-cookie');
  expect(received).toMatchObject([{ method: 'POST', url: '/jobs?token=t', body: '{"seconds":30}' }]);
  expect(received[0]?.headers).toMatchObject({
    'idempotency-key': 'run_1/step',
    'content-type': 'application/json',
    'x-team': 'a',
  });
});

test('text goes out as it is, and what says JSON but is none stays text', async () => {
  const { received, context } = await startPeer({ headers: JSON_TYPE, body: '{"id":' });
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': 'mine' };
  expect(await http.run(context({ method: 'PUT', body: 'a,b', headers }))).toMatchObject({ body: '{"id":' });
  expect(received[0]).toMatchObject({ body: 'a,b' });
  expect(received[0]?.headers).toMatchObject({ 'content-type': 'text/csv', 'idempotency-key': 'mine' });
});

test('GET is asked again by every attempt, without a key and without a trace', async () => {
  const { received, services, context } = await startPeer({ lost: true }, { body: 'ok' });
  await expect(http.run(context({}))).rejects.toMatchObject({ kind: 'transient' });
  expect(await http.reconcile?.(context({}))).toBe('not_done');
  expect(await http.run(context({}))).toMatchObject({ status: 200, body: 'ok' });
  expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, undefined]);
  expect(services.rows.size).toBe(0);
});

test('POST is sent once: a repetition of the step answers what the first one got', async () => {
  const { received, context } = await startPeer({ status: 202, body: 'taken' });
  const config = { method: 'POST' };
  const first = await http.run(context(config));
  expect(await http.run(context(config, { attempt: 2 }))).toEqual(first);
  expect(await http.reconcile?.(context(config))).toEqual(first);
  expect(received).toHaveLength(1);
});

test('a POST whose answer got lost is not repeated, and says that a person must look', async () => {
  const { received, context } = await startPeer({ lost: true });
  const config = { method: 'POST' };
  await expect(http.run(context(config))).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringMatching(/^POST http:.*\/jobs\?\([0-9a-f]{8}\) may or may not have received it/),
  });
  expect(await http.reconcile?.(context(config))).toBe('unknown');
  await expect(http.run(context(config))).rejects.toThrow('may or may not');
  expect(received).toHaveLength(1);
});

test('a refusal did nothing: 429 asks to wait and may be tried again, 400 fails for good', async () => {
  const { context } = await startPeer({ status: 429, headers: { 'retry-after': '7' } }, { status: 400, body: 'no' });
  const config = { method: 'POST' };
  await expect(http.run(context(config))).rejects.toMatchObject({ kind: 'rate_limited', retry_after_ms: 7_000 });
  expect(await http.reconcile?.(context(config))).toBe('not_done');
  await expect(http.run(context(config))).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('answered 400 (no)'),
  });
});

test('expect.status replaces what counts as success, in both directions', async () => {
  const { received, context } = await startPeer({ status: 404 }, { status: 200 });
  const expects = (...status: number[]) => ({ method: 'POST', expect: { status } });
  expect(await http.run(context(expects(200, 404)))).toMatchObject({ status: 404 });
  const other = { idempotency_key: 'run_2/step' };
  const wanted = expect.stringContaining('answered 200; expect.status allows 202');
  await expect(http.run(context(expects(202), other))).rejects.toMatchObject({ kind: 'permanent', message: wanted });
  await expect(http.run(context(expects(202), other))).rejects.toMatchObject({ message: wanted });
  expect(received).toHaveLength(2);
});

test('it does not wait longer than it may, and takes no answer that is too large', async () => {
  const { context } = await startPeer({ body: 'x'.repeat(300_000) });
  await expect(http.run(context({}))).rejects.toThrow('more than 262144 bytes');
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  await expect(http.run(context({ url, timeout: '50ms' }))).rejects.toThrow('gave no answer within 0.05 s');
});

test('guarded, it does not reach into the private network', async () => {
  const { received, context } = await startPeer();
  const services = createServices({ guard: createGuard({ allowed: [] }) });
  await expect(http.run(context({}, { services }))).rejects.toThrow('private network');
  expect(received).toEqual([]);
});

test('a config that smuggles headers, accounts or schemes is refused', () => {
  const read = (config: object) =>
    JSON.stringify(http.config.safeParse({ url: 'https://a.example', ...config }).error?.issues ?? []);
  expect(read({})).toBe('[]');
  expect(read({ headers: { 'x-a': 'b\r\nx-c: d' } })).toContain('one line');
  expect(read({ headers: { 'x a': 'b' } })).toContain('a header name');
  expect(read({ headers: { Host: 'b' } })).toContain('set by the connection');
  expect(read({ url: 'file:///etc/passwd' })).toContain('http://');
  expect(read({ url: 'https://user:pass@a.example' })).toContain('authorization header');
  expect(read({ body: 'x' })).toContain('carry no body');
  expect(read({ timeout: '10' })).toContain('with its unit');
});
