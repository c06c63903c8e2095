// The conformance program of the TypeScript client: every call of ../../conformance/README.md, with what it must give.

export const TYPESCRIPT_CONFORMANCE = String.raw`import { deepStrictEqual as same, rejects, ok } from 'node:assert/strict';
import { ApiError, Client, isApiError, type FailErrors, type Thing, TransportError } from './src/index.ts';

const url = process.argv[2] ?? '';
const auth = {
  headerKey: 'k-1',
  queryKey: 'q 1',
  cookieKey: 'c-1',
  login: { username: 'ann', password: 's3crét' },
  token: ({ refresh }: { refresh: boolean }) => (refresh ? 'fresh' : 'stale'),
};
const client = new Client({
  baseUrl: url,
  auth,
  mockops: { session: 's-1', persona: 'p', scenario: 's', ciRun: 'r' },
});
const point = { x: 1, y: 2 };
const done = { ok: true };
const ids = (items: { id: string }[]): string => items.map(({ id }) => id).join('');

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function parameters(): Promise<void> {
  const path = { plain: 'a/b ü', label: 5, matrix: ['x y', 'z'], list: [1, 2], point };
  same(await client.parameters.pathStyles(path), done);
  await rejects(client.parameters.pathStyles({ ...path, plain: '..' }), TypeError);
  await rejects(client.parameters.pathStyles({ ...path, plain: '' }), TypeError);
  const query = {
    text: 'ä &=+/?#',
    tags: ['a', 'b,c'],
    ids: [1, 2, 3],
    words: ['one', 'two'],
    pipes: ['a', 'b'],
    filter: { min: 3, city: 'Köln' },
    point,
    where: point,
    reserved: 'a/b:c?d=e,f',
    flag: true,
    ratio: 0.5,
    big: 9007199254740993n,
    on: '2026-03-01',
    at: '2026-03-01T10:20:30Z',
    status: 'archived',
    oddName: '1',
  };
  same(await client.parameters.queryStyles(query), done);
  const headers = { xText: 'plain, text', xList: [1, 2], xPoint: point, xFlag: true };
  same(await client.parameters.headerStyles(headers), done);
  await rejects(client.parameters.headerStyles({ xText: 'a\r\nb: c' }), TypeError);
  same(await client.parameters.cookieStyles({ theme: 'dark blue', sizes: [1, 2] }), done);
}

async function bodies(): Promise<void> {
  const body: Thing = {
    name: 'tea',
    note: null,
    status: 'active',
    shape: { kind: 'circle', radius: 1.5 },
    count: 9007199254740993n,
    total: '9223372036854775807',
    price: 3.5,
    at: '2026-03-01T10:20:30Z',
    on: '2026-03-01',
    data: 'aGVsbG8=',
    labels: { a: 'b' },
    free: { any: [1, 'x', null] },
    value: 'text',
    'kebab-name': 'k',
    class: 'c',
  };
  same((await client.bodies.sendThing({ body })).id, 't-1');
  const thing = await client.bodies.readThing();
  same([thing.status, thing.nick, thing.count, thing.total], ['archived', null, 9007199254740993n, '9223372036854775807']);
  same(thing.more?.map((shape) => (shape.kind === 'circle' ? shape.radius : shape.side)), [2, 4.25]);
  await client.bodies.returnThing({ body: thing });
  same(await client.bodies.sendOptional(), undefined);
  same(await client.bodies.sendOptional({ body: point }), done);
  const form = { amount: 5, expand: ['a', 'b'], tags: ['x', 'y'], card: { number: '1&2', name: 'N M' } };
  same(await client.bodies.sendForm({ body: form }), done);
  const file = new File(['hello'], 'tea.txt', { type: 'text/plain' });
  const pages = [new Blob(['one']), new Blob(['two'])];
  same(await client.bodies.sendMultipart({ body: { file, note: 'grüße', point, pages } }), done);
  same(await client.bodies.sendText({ body: 'grüße' }), 'GRÜSSE');
  const bytes = new Uint8Array([0, 1, 127, 128, 255, 13, 10]);
  same(new Uint8Array(await (await client.bodies.sendBinary({ body: bytes })).arrayBuffer()), bytes);
  const again = await client.bodies.sendBinary({ body: new Blob([bytes]).stream() });
  same(again.size, bytes.length);
}

async function credentials(): Promise<void> {
  same(await client.auth.authHeaderKey(), done);
  same(await client.auth.authQueryKey(), done);
  same(await client.auth.authCookieKey(), done);
  same(await client.auth.authBasic(), done);
  same(await client.auth.authBearer(), done);
  same(await client.auth.authBoth(), done);
  same(await client.auth.authEither(), done);
  same(await client.auth.authNone(), done);
}

async function failure(status: number): Promise<unknown[]> {
  const error: unknown = await client.errors.fail({ status }).catch((reason: unknown) => reason);
  if (!isApiError<FailErrors>(error)) throw error;
  if (error.status === 404) same('what' in error.body && error.body.what, 'thing');
  return [error.status, error.requestId, error.body];
}

async function failures(): Promise<void> {
  same(await failure(404), [404, 'req-404', { code: 'missing', what: 'thing' }]);
  same(await failure(422), [422, 'req-422', { title: 'wrong', detail: 'no' }]);
  same(await failure(418), [418, undefined, 'a teapot']);
  same(await failure(501), [501, 'req-501', { fault: 'not made' }]);
  await rejects(client.errors.notJson(), /GET \/errors\/not-json answered 200 with a body that is not JSON/);
}

async function retries(): Promise<void> {
  same(await client.retries.flaky(), { attempts: 3 });
  same(await client.retries.hangUp(), { attempts: 2 });
  await rejects(client.retries.retryTooLate(), ({ status }: ApiError) => status === 429);
  await rejects(client.retries.createOnce({ body: point }), ({ status }: ApiError) => status === 503);
  same(await client.retries.createSafely({ body: point }), { attempts: 2 });
  await rejects(client.retries.slow({}, { timeoutMs: 200, maxRetries: 0 }), TransportError);
  const signal = AbortSignal.timeout(100);
  await rejects(client.retries.slow({}, { signal }), (error) => error === signal.reason);
  ok((await client.retries.redirects({ left: 3 })).attempts > 0);
  ok((await client.retries.redirects({ left: 100 })).attempts > 0);
  await rejects(client.retries.redirects({ left: 200 }), TransportError);
}

async function pages(): Promise<void> {
  const paged = client.pages.listByCursorAll({ limit: 2 });
  same(ids(await collect(paged)), '12345');
  same((await collect(paged.pages())).map(({ data }) => data.length), [2, 2, 1]);
  same(ids(await collect(client.pages.listAfterAll())), '123');
  same(ids(await collect(client.pages.listByNumberAll({ per_page: 2 }))), '1234');
  same(ids(await collect(client.pages.listByOffsetAll({ limit: 2 }))), '1234');
  same(ids(await collect(client.pages.listByLinkAll())), '123');
  same(ids(await collect(client.pages.listByUrlAll())), '1234');
  await rejects(collect(client.pages.listByUrlAll({ only: 'foreign' })), /another origin/);
}

async function streams(): Promise<void> {
  const events = [{ id: '1', text: 'ä' }, { id: '2' }, { id: '3', text: 'ü' }];
  same(await collect(client.streams.readEvents()), events);
  const endless: string[] = [];
  for await (const { id } of client.streams.readEndless()) {
    endless.push(id);
    if (endless.length === 2) break;
  }
  same(endless, ['1', '2']);
  same(ids(await collect(client.streams.readLines())), '123');
  same((await client.streams.chat({ body: { prompt: 'hi' } })).text, 'hello');
  same(await collect(client.streams.chatStream({ body: { prompt: 'hi', stream: true } })), events);
  const whole = new Uint8Array(await (await client.streams.download()).arrayBuffer());
  let at = 0;
  for await (const piece of await client.streams.downloadStream()) {
    same(piece, whole.subarray(at, at + piece.length));
    at += piece.length;
  }
  same([at, whole.findIndex((byte, index) => byte !== index % 251)], [300_000, -1]);
}

async function sessions(): Promise<void> {
  const seen = await Client.forVirtualSystem(url, 's-1').session.readSession();
  same([seen.session, seen.persona, seen.api_key], ['s-1', undefined, undefined]);
  const { user_agent, ...own } = await client.session.readSession({}, { mockops: { persona: 'q' }, headers: { 'X-Extra': 'e' } });
  same(own, { session: 's-1', persona: 'q', scenario: 's', ci_run: 'r', api_key: 'k-1', extra: 'e' });
  ok(user_agent.endsWith('/1.4.2'));
  const canned = new Client({ baseUrl: url, transport: async () => Response.json({ user_agent: 'none' }) });
  same(await canned.session.readSession(), { user_agent: 'none' });
  same(await client.oldWay(), undefined);
}

await Promise.all([parameters(), bodies(), credentials(), failures(), retries(), pages(), streams(), sessions()]);
console.log('every call did what it should');
`;
