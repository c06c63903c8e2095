// The real binary in a process of its own: what it prints, where, and how it exits.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../../examples/ecommerce/', import.meta.url));
const NOBODY = 'http://127.0.0.1:9';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mockops-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

function start(words: string[], more: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  const { MOCKOPS_URL, MOCKOPS_API_TOKEN, DATABASE_URL, ...env } = process.env;
  return spawn(process.execPath, [MAIN, ...words], { cwd: folder, env: { ...env, ...more } });
}

async function finish(child: ChildProcessWithoutNullStreams) {
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

const mockops = (...words: string[]) => finish(start(words));

async function place(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** A server that answers as it is told, for as long as `use` takes. */
async function withServer(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Starts `mockops mock`, hands its address to `use`, and stops it as Ctrl-C does. */
async function withMock(file: string, use: (url: string) => Promise<void>) {
  const child = start(['mock', file, '--port', '0', '--json']);
  const finished = finish(child);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        const found = /"url": "([^"]+)"/.exec(String(chunk))?.[1];
        if (found) resolve(found);
      });
      void finished.then(({ err }) => reject(new Error(err)));
    });
    await use(url);
  } finally {
    child.kill('SIGINT');
  }
  return finished;
}

test('mock serves a contract at the root of its address and stops at Ctrl-C with exit code 0', async () => {
  const { code, err } = await withMock(path.join(EXAMPLE, 'workspaces/payments/schemas/openapi.yaml'), async (url) => {
    const answer = await fetch(`${url}/charges/ch_7001`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-mockops-source')).toBe('mock');
    expect(await answer.json()).toMatchObject({ charge_id: 'ch_7001', currency: 'EUR' });

    const unknown = await fetch(`${url}/payments`);
    expect(unknown.status).toBe(404);

    const explained = await mockops('explain', 'get', `${url}/charges/ch_7001`, '-H', 'mockops-persona: nobody');
    expect(explained).toMatchObject({ code: 0, err: '' });
    expect(explained.out).toContain('operation: GET /charges/{charge_id}');
    expect(explained.out).toContain('persona: nobody');
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('mock reads the files that a contract refers to', async () => {
  await place({
    'api/openapi.yaml': [
      'openapi: 3.1.0',
      'info: { title: Pets, version: "1" }',
      'paths:',
      '  /pets/{id}:',
      '    get:',
      '      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]',
      '      responses:',
      "        '200':",
      '          description: A pet',
      '          content:',
      '            application/json:',
      "              schema: { $ref: './schemas/pet.yaml' }",
    ].join('\n'),
    'api/schemas/pet.yaml': 'type: object\nrequired: [name]\nproperties: { name: { $ref: "name.json" } }\n',
    'api/schemas/name.json': '{ "type": "string", "const": "Rex" }',
  });
  const { code } = await withMock('api/openapi.yaml', async (url) => {
    expect(await (await fetch(`${url}/pets/1`)).json()).toEqual({ name: 'Rex' });
  });
  expect(code).toBe(0);
});

test('mock refuses a broken contract with file, line and column', async () => {
  await place({ 'broken.yaml': 'openapi: 3.1.0\ninfo: { title: Broken, version: "1"\npaths: {}\n' });
  const { code, out, err } = await mockops('mock', 'broken.yaml', '--port', '0');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^broken\.yaml cannot be served\.$/m);
  expect(err).toMatch(/^broken\.yaml:\d+:\d+ /m);
});

test('a file that is not there is named', async () => {
  expect(await mockops('mock', 'nothing.yaml')).toMatchObject({ code: 1, err: 'There is no file nothing.yaml.\n' });
  expect(await mockops('push', 'nowhere')).toMatchObject({ code: 1, err: 'There is no folder nowhere.\n' });
});

test('push names the place of a workspace file that does not read, before anything is sent', async () => {
  await place({
    'no-name/workspace.yaml': 'title: Payments\nname: Pay ments\n',
    'no-yaml/workspace.yaml': 'name: [\n',
  });
  const wrong = await mockops('push', 'no-name', '--url', NOBODY);
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('no-name/workspace.yaml:2:7 name — "Pay ments" is no name for a workspace; use 1–100');
  const unreadable = await mockops('push', 'no-yaml', '--url', NOBODY);
  expect(unreadable.code).toBe(1);
  expect(unreadable.err).toMatch(/no-yaml\/workspace\.yaml:\d+:\d+ /);
});

test('a server that is not there is named with the next act', async () => {
  const { code, err } = await mockops('workspaces', '--url', NOBODY);
  expect(code).toBe(1);
  expect(err).toContain('The server does not answer');
  expect(err).toContain('mockops start');
});

test('a problem of the server becomes lines with the path that the user gave', async () => {
  await place({
    'services/pay/workspace.yaml': 'name: pay\n',
    'services/pay/mocks/a.yaml': 'request: {}\n',
    'services/pay/mock/b.yaml': '[]\n',
  });
  const at = { file: 'mocks/a.yaml', line: 1, col: 10 };
  const issues = [
    { code: 'SCH003', path: 'request', message: 'name an operation, or a path', at, hint: 'write path: /charges' },
  ];
  const problem = { type: 'x', title: 'The document was refused; nothing was saved', status: 422, issues };
  const seen: string[] = [];
  const answer: RequestListener = async (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    for await (const chunk of request) seen.push(...Object.keys(JSON.parse(String(chunk)).files));
    response.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  };
  await withServer(answer, async (url) => {
    const { code, err } = await mockops('push', 'services', '--url', url, '--token', 'secret');
    expect(code).toBe(1);
    expect(seen).toEqual(['PUT /api/v1/workspaces/pay/files Bearer secret', 'mocks/a.yaml', 'workspace.yaml']);
    expect(err.split('\n')).toEqual([
      'services/pay: not part of a workspace, left out: mock/b.yaml',
      'The document was refused; nothing was saved',
      'services/pay/mocks/a.yaml:1:10 request — name an operation, or a path; write path: /charges',
      '',
    ]);
  });
});

test('a file where a folder is needed is named, with what to name instead', async () => {
  await place({ 'a-file': 'x', 'in/mocks': 'x' });
  expect(await mockops('push', 'a-file')).toMatchObject({
    code: 1,
    err: 'a-file is a file; name the folder that holds workspace.yaml.\n',
  });
  const answer = { workspace_id: 'pay', environment: 'dev', digest: 'x', files: { 'mocks/a.yaml': '[]\n' } };
  await withServer(
    (_, response) => response.end(JSON.stringify(answer)),
    async (url) => {
      expect(await mockops('pull', 'pay', 'a-file', '--url', url)).toMatchObject({
        code: 1,
        err: 'a-file is a file; name a folder, which is created when it is not there.\n',
      });
      const inside = await mockops('pull', 'pay', 'in', '--url', url);
      expect(inside.err).toContain('in/mocks');
      expect(inside.err).toContain('A file is where a folder is needed');
      expect(inside.err).not.toMatch(/^ {4}at /m);
    },
  );
});

test('an address that is none is refused by name', async () => {
  for (const url of ['foo', 'localhost:4800', 'ftp://mocks'])
    expect(await mockops('workspaces', '--url', url)).toMatchObject({
      code: 1,
      err: `"${url}" is no address of a MockOps server; give --url or MOCKOPS_URL one such as http://localhost:4800.\n`,
    });
});

test('what the system and its HTTP client say is put in words', async () => {
  await place({ 'c.yaml': 'openapi: 3.1.0\ninfo: { title: x, version: "1" }\npaths: {}\n', 'a-folder/x': '' });
  const bundle = (out: string) => mockops('schema', 'bundle', 'c.yaml', '--out', out);
  expect((await bundle('none/x.yaml')).err).toBe(
    'none/x.yaml: there is no such place\nCheck the path; the folders on the way to it must be there.\n',
  );
  expect((await bundle('a-folder')).err).toMatch(/^a-folder: it is a folder\n/);
  const { err } = await mockops('workspaces', '--url', 'http://127.0.0.1:9');
  expect(err).toMatch(/^The server does not answer: the port of its address is kept for another protocol; /);
});

test('a server that refuses a body before it is sent is heard', async () => {
  await place({ 'big/workspace.yaml': 'name: big\n', 'big/schemas/api.json': `{"x":"${'y'.repeat(30_000_000)}"}` });
  const problem = { type: 'x', title: 'The body is too large', status: 413, hint: 'Send less at once.' };
  await withServer(
    (_, response) => {
      response.writeHead(413, { 'content-type': 'application/problem+json', connection: 'close' });
      response.end(JSON.stringify(problem), () => response.socket?.destroy());
    },
    async (url) =>
      expect(await mockops('push', 'big', '--url', url)).toMatchObject({
        code: 1,
        err: 'The body is too large\nSend less at once.\n',
      }),
  );
});

test('a server that cannot start says why, and shows its stack only to who debugs', async () => {
  await place({ occupied: 'x' });
  const quiet = await mockops('start', '--no-demo', '--home', 'occupied/home', '--port', '0', '--gateway-port', '0');
  expect(quiet.code).toBe(1);
  expect(quiet.err).toContain('occupied/home');
  expect(quiet.err).not.toMatch(/^ {4}at /m);
  const wrong = await mockops('start', '--no-demo', '--home', 'home', '--port', '70000');
  expect(wrong).toMatchObject({ code: 1, err: '"70000" is not a port; ports are 0 to 65535.\n' });
  const DATABASE_URL = 'postgres://u:p@127.0.0.1:9/x';
  const alone = await finish(start(['start', '--no-demo', '--home', 'home'], { DATABASE_URL }));
  expect(alone.err).toBe(
    'The database does not answer: connect ECONNREFUSED 127.0.0.1:9; check DATABASE_URL, or leave it out for the embedded one.\n',
  );
  const unset = await finish(start(['start', '--home', 'home'], { MOCKOPS_FLUSH_INTERVAL_MS: 'often' }));
  expect(unset.err.match(/flush_interval_ms —/g)).toHaveLength(1);
  const debugged = await finish(
    start(['start', '--no-demo', '--home', 'occupied/home'], { MOCKOPS_LOG_LEVEL: 'debug' }),
  );
  expect(debugged.err).toMatch(/^ {4}at /m);
});

test('arguments are checked before anything is sent', async () => {
  const level = await mockops('federation', 'set', 'shop', 'auth', '--reality', 'mock_v9', '--url', NOBODY);
  expect(level).toMatchObject({ code: 1, out: '' });
  expect(level.err).toContain('mock_v5');
  expect((await mockops('federation', 'set', 'shop', 'auth', '--ratio', '30', '--url', NOBODY)).err).toContain(
    '0 to 1',
  );
  expect((await mockops('promote', 'shop', 'scenaro', 'x', '--to', 'test')).err).toContain('scenario');
  expect((await mockops('environment', 'set', 'shop', 'dev', 'blended')).err).toContain('key=value');
  expect((await mockops('connection', 'set', 'github', '--name', 'gh', 'repository=shop', 'token=1')).err).toContain(
    'repository — write owner/name',
  );
  expect((await mockops('pusch', '.')).err).toContain('push');
});
