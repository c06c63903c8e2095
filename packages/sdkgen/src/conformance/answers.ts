// What the torture contract's operations expect and answer. Each takes a request and the memory of one server; it throws a
// Mismatch when the request is not exactly the one that README.md lists.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, count, type Reply } from './memory.ts';
import { PAGES } from './pages.ts';
import { expectSame, expectThat, pairsOf, readJson, readParts, type Seen } from './seen.ts';
import { STREAMS } from './streams.ts';
import { expectReturned, expectSent, THING } from './things.ts';

const done: Reply = { body: { ok: true } };

const basic = `Basic ${Buffer.from('ann:s3crét').toString('base64')}`;

const QUERY = [
  'big=9007199254740993',
  'filter%5Bcity%5D=K%C3%B6ln',
  'filter%5Bmin%5D=3',
  'flag=true',
  'ids=1,2,3',
  'odd%5Bname%5D=1',
  'on=2026-03-01',
  'pipes=a%7Cb',
  'ratio=0.5',
  'reserved=a/b:c?d=e,f',
  'status=archived',
  'tags=a',
  'tags=b%2Cc',
  'text=%C3%A4%20%26%3D%2B%2F%3F%23',
  'words=one%20two',
  'x=1',
  'y=2',
];

const PARAMETERS: Record<string, Answer> = {
  'GET /params/path/': ({ path, query }) => {
    const [plain, label, matrix, list, point] = path.split('/').slice(3);
    expectSame('path', [plain, label, matrix, list], ['a%2Fb%20%C3%BC', '.5', ';matrix=x%20y;matrix=z', '1,2']);
    expectSame('path: point', point?.split(',').sort(), ['x=1', 'y=2']);
    expectSame('query', query, '');
    return done;
  },
  'GET /params/query': ({ query }) => {
    const pairs = pairsOf(query.replace(/(?<=pipes=a)\|/, '%7C'));
    const at = pairs.find((pair) => pair.startsWith('at='))?.slice(3) ?? '';
    const where = pairs.find((pair) => pair.startsWith('where='))?.slice(6) ?? '';
    const instant = new Date(decodeURIComponent(at));
    expectThat(instant.getTime() === Date.UTC(2026, 2, 1, 10, 20, 30), `query: at is not the instant: ${at}`);
    expectSame('query: where', JSON.parse(decodeURIComponent(where)), { x: 1, y: 2 });
    expectSame(
      'query',
      pairs.filter((pair) => !/^(at|where)=/.test(pair)),
      QUERY,
    );
    return done;
  },
  'GET /params/header': ({ headers }) => {
    expectSame('x-text', headers['x-text'], 'plain, text');
    expectSame('x-list', headers['x-list'], '1,2');
    expectSame('x-point', headers['x-point']?.toString().split(',').sort(), ['x=1', 'y=2']);
    expectSame('x-flag', headers['x-flag'], 'true');
    expectSame('x-absent', headers['x-absent'], undefined);
    return done;
  },
  'GET /params/cookie': ({ headers }) => {
    expectSame('cookie', headers.cookie?.split('; ').sort(), ['sizes=1,2', 'theme=dark%20blue']);
    return done;
  },
};

const BODIES: Record<string, Answer> = {
  'POST /bodies/json': (seen) => {
    expectSent(readJson(seen));
    return { status: 201, headers: { 'content-type': 'application/json; charset=utf-8' }, body: THING };
  },
  'GET /bodies/json': () => ({ headers: { 'content-type': 'application/json' }, body: THING }),
  'PUT /bodies/json': (seen) => {
    expectReturned(readJson(seen));
    return { status: 204 };
  },
  'POST /bodies/optional': (seen) => {
    if (seen.body.length === 0) {
      expectSame('content-type of no body', seen.headers['content-type'], undefined);
      return { status: 204 };
    }
    expectSame('content-type', seen.headers['content-type'], 'application/merge-patch+json');
    expectSame('body', readJson(seen), { x: 1, y: 2 });
    return done;
  },
  'POST /bodies/form': ({ headers, body }) => {
    expectSame('content-type', headers['content-type']?.split(';')[0], 'application/x-www-form-urlencoded');
    const found = pairsOf(body.toString());
    const name = ['card%5Bname%5D=N%20M', 'card%5Bname%5D=N+M'].find((text) => found.includes(text));
    const wanted = [name, 'card%5Bnumber%5D=1%262', 'amount=5', 'expand=a', 'expand=b', 'tags=x,y'].sort();
    expectSame('form', [...found].sort(), wanted);
    return done;
  },
  'POST /bodies/multipart': (seen) => {
    const parts = readParts(seen);
    const named = (name: string) => parts.filter((part) => part.name === name);
    const texts = (name: string) => named(name).map(({ content }) => content.toString());
    expectSame('parts', parts.map(({ name }) => name).sort(), ['file', 'note', 'pages', 'pages', 'point']);
    expectSame('file', texts('file'), ['hello']);
    const [{ filename = '', type } = {}] = named('file');
    expectThat(/^\w+\.txt$/.test(filename), `file: expected a name like tea.txt, found "${filename}"`);
    expectSame('file: type', type, 'text/plain');
    expectSame('note', texts('note'), ['grüße']);
    expectSame('pages', texts('pages'), ['one', 'two']);
    expectThat(
      named('pages').every(({ filename }) => filename !== undefined),
      'pages: a file has no file name',
    );
    expectSame('point: type', named('point')[0]?.type, 'application/json');
    expectSame('point', JSON.parse(texts('point')[0] ?? ''), { x: 1, y: 2 });
    return done;
  },
  'POST /bodies/text': ({ headers, body }) => {
    expectThat(/^text\/plain/.test(headers['content-type'] ?? ''), `content-type is ${headers['content-type']}`);
    expectSame('body', body.toString(), 'grüße');
    return { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'GRÜSSE' };
  },
  'PUT /bodies/binary': ({ headers, body }) => {
    expectSame('content-type', headers['content-type'], 'application/octet-stream');
    expectThat(
      [Buffer.of(0, 1, 127, 128, 255, 13, 10), Buffer.from('hello')].some((sent) => sent.equals(body)),
      `body: unexpected bytes ${body.toString('hex')}`,
    );
    return { headers: { 'content-type': 'application/octet-stream' }, body };
  },
};

const AUTH: Record<string, Answer> = {
  'GET /auth/header-key': credentials({ key: 'k-1' }),
  'GET /auth/query-key': credentials({ query: 'api_key=q%201' }),
  'GET /auth/cookie-key': credentials({ cookie: 'key=c-1' }),
  'GET /auth/basic': credentials({ authorization: basic }),
  'GET /auth/both': credentials({ key: 'k-1', authorization: basic }),
  'GET /auth/either': credentials({ key: 'k-1' }),
  'GET /auth/none': credentials({}),
  'GET /auth/bearer': (seen, memory, name) => {
    const first = count(memory, name) === 1;
    expectSame('authorization', seen.headers.authorization, first ? 'Bearer stale' : 'Bearer fresh');
    return first ? { status: 401, body: { title: 'expired' } } : done;
  },
};

interface Credentials {
  key?: string;
  query?: string;
  cookie?: string;
  authorization?: string;
}

function credentials(wanted: Credentials): Answer {
  return ({ headers, query }) => {
    const found = [headers['x-api-key'], query || undefined, headers.cookie, headers.authorization];
    expectSame('credentials', found, [wanted.key, wanted.query, wanted.cookie, wanted.authorization]);
    expectSame('x-never', headers['x-never'], undefined);
    return done;
  };
}

const ERRORS: Record<string, Answer> = {
  'GET /errors/not-json': () => ({ headers: { 'content-type': 'application/json' }, body: '<html>' }),
  'GET /errors/': ({ path }) => {
    const status = Number(path.split('/')[2]);
    const headers = { 'x-request-id': `req-${status}`, 'content-type': 'application/problem+json' };
    if (status === 404) return { status, headers, body: { code: 'missing', what: 'thing' } };
    if (status === 422) return { status, headers, body: { title: 'wrong', detail: 'no' } };
    if (status === 418) return { status, headers: { 'content-type': 'text/plain' }, body: 'a teapot' };
    expectSame('status', status, 501);
    return { status, headers, body: { fault: 'not made' } };
  },
};

const RETRIES: Record<string, Answer> = {
  'GET /retries/flaky': (_, memory, name) => {
    const attempts = count(memory, name);
    const now = performance.now();
    const waited = now - (memory.times.get(name) ?? now);
    memory.times.set(name, now);
    if (attempts === 1) return { status: 503, headers: { 'retry-after': '1' }, body: 'wait' };
    if (attempts > 2) return { body: { attempts } };
    expectThat(waited > 900, `Retry-After: 1 was not honoured, the client came back after ${Math.round(waited)} ms`);
    return { status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, body: 'wait' };
  },
  'GET /retries/hang-up': ({ response }, memory, name) => {
    const attempts = count(memory, name);
    if (attempts > 1) return { body: { attempts } };
    response.destroy();
    return undefined;
  },
  'GET /retries/never': (_, memory, name) => {
    expectSame('times that a client asks when Retry-After is an hour', count(memory, name), 1);
    return { status: 429, headers: { 'retry-after': '3600' }, body: { title: 'later' } };
  },
  'POST /retries/create': (seen, memory, name) => {
    expectSame('body', readJson(seen), { x: 1, y: 2 });
    expectSame('times that a POST without an idempotency key is sent', count(memory, name), 1);
    return { status: 503, headers: { 'retry-after': '0' }, body: { title: 'later' } };
  },
  'POST /retries/idempotent': (seen, memory, name) => {
    const key = String(seen.headers['idempotency-key']);
    expectSame('body', readJson(seen), { x: 1, y: 2 });
    expectThat(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key), `idempotency-key is not a UUID: ${key}`);
    memory.keys.add(key);
    expectSame('idempotency keys over the retries of one call', memory.keys.size, 1);
    const attempts = count(memory, name);
    if (attempts === 1) return { status: 503, headers: { 'retry-after': '0' }, body: { title: 'later' } };
    return { body: { attempts } };
  },
  'GET /retries/slow': async ({ response }) => {
    await sleep(20_000, undefined, { ref: false, signal: closed(response) }).catch(() => undefined);
    return undefined;
  },
  'GET /redirects/': ({ path, headers, base, otherBase, foreign }, memory, name) => {
    const left = Number(path.split('/')[2]);
    expectSame('x-api-key', headers['x-api-key'], foreign ? undefined : 'k-1');
    if (left === 0) return { body: { attempts: count(memory, name) } };
    if (left === 100) return { status: 307, headers: { location: `${otherBase}/redirects/0` } };
    expectThat(left < 100 || left > 194, 'more than five redirects were followed');
    const prefix = left > 100 ? base : '';
    return { status: 302, headers: { location: `${prefix || new URL(base).pathname}/redirects/${left - 1}` } };
  },
};

function closed(response: Seen['response']): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  return controller.signal;
}

const SESSION: Record<string, Answer> = {
  'GET /session': ({ headers }) => {
    expectThat(/^\S+\/1\.4\.2$/.test(headers['user-agent'] ?? ''), `user-agent: ${headers['user-agent']}`);
    const body = {
      session: headers['mockops-session'],
      persona: headers['mockops-persona'],
      scenario: headers['mockops-scenario'],
      ci_run: headers['mockops-ci-run'],
      api_key: headers['x-api-key'],
      extra: headers['x-extra'],
      user_agent: headers['user-agent'],
    };
    return { body };
  },
  'GET /old': () => ({ status: 204 }),
};

/** By method and path; one that ends with `/` answers everything below it. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  ...PARAMETERS,
  ...BODIES,
  ...AUTH,
  ...ERRORS,
  ...RETRIES,
  ...PAGES,
  ...STREAMS,
  ...SESSION,
};
