// Contracts and SDKs on the command line, as somebody uses them who has just installed MockOps: real processes, a folder under Git, and
// the mistakes that people make. No server, but for the file server of the test.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT, temporaryFolder } from './system.ts';

const MAIN = path.join(ROOT, 'packages/cli/src/main.ts');
const folder = temporaryFolder('schema-commands');
const at = (name: string) => path.join(folder, name);

const openapi = (version: string, pet: string) => `openapi: 3.1.0
info: { title: Shop, version: "${version}" }
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: array, items: { $ref: "${pet}" } } } } }
`;
const PET = 'Pet: { type: object, required: [id], properties: { id: { type: string }, name: { type: string } } }\n';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function mockops(words: string[], cwd = folder): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    ended.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    ended.err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ended, code })));
}

const run = (...words: string[]) => mockops(words);

/** It failed with one readable reason: no stack, nothing of ours in it. */
async function refused(...words: string[]): Promise<string> {
  const { code, out, err } = await run(...words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).not.toMatch(/^\s+at |node:internal|TypeError/m);
  return err.trim();
}

function git(...words: string[]): void {
  execFileSync('git', ['-c', 'user.name=Kim', '-c', 'user.email=kim@example.com', ...words], { cwd: folder });
}

beforeAll(() => {
  mkdirSync(at('api/parts'), { recursive: true });
  writeFileSync(at('api/openapi.yaml'), openapi('1.0', './parts/pet.yaml#/Pet'));
  writeFileSync(at('api/parts/pet.yaml'), PET);
  git('init', '-q');
  git('add', 'api');
  git('commit', '-qm', 'one');
  writeFileSync(at('api/openapi.yaml'), openapi('2.0', './parts/pet.yaml#/Pet'));
  writeFileSync(at('api/parts/pet.yaml'), PET.replace(', name: { type: string }', ''));
  execFileSync('tar', ['-czf', '../api.tar.gz', '.'], { cwd: at('api') });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a change of the working folder is shown against Git, with its place and what proves it', async () => {
  const { code, out } = await run('schema', 'diff', 'HEAD:api/openapi.yaml', 'api/openapi.yaml');
  expect(code).toBe(0);
  expect(out).toContain('breaking: GET /pets: response 200: [].name was removed [response-optional-property-removed]');
  expect(out).toMatch(/at api\/parts\/pet\.yaml:1:\d+/);
  expect(out).toContain('shown by response 200 of GET /pets');
  expect(out).toContain('suggests a major version step');
});

test('a folder, a path from here and an archive are the same contract, and places can be opened from here', async () => {
  const { out } = await run('schema', 'diff', 'HEAD:api', 'api', '--format', 'github');
  expect(out).toMatch(/^::error file=api\/parts\/pet\.yaml,line=1,/);
  const beside = await mockops(['schema', 'diff', 'HEAD:./openapi.yaml', 'openapi.yaml', '--json'], at('api'));
  expect(JSON.parse(beside.out)).toMatchObject({
    level: 'breaking',
    changes: [{ before: { file: 'api/parts/pet.yaml' }, after: { file: 'parts/pet.yaml' } }, { level: 'none' }],
  });
  expect((await run('schema', 'diff', 'api.tar.gz', 'api')).out).toContain('mean the same');
});

test('a build fails where it was told to, until the change is accepted, and --json stays JSON', async () => {
  const strict = await run('schema', 'diff', 'HEAD:api', 'api', '--json', '--fail-on', 'breaking');
  expect(strict.code).toBe(1);
  expect(strict.err).toContain('1 change is not allowed (--fail-on breaking)');
  const [change] = JSON.parse(strict.out).changes;
  writeFileSync(at('accepted.yaml'), `ignore: [{ fingerprint: ${change.fingerprint}, reason: nobody reads names }]\n`);
  writeFileSync(at('off.yaml'), `schema_policy: { levels: { ${change.rule}: off } }\n`);
  const accepted = await run('schema', 'diff', 'HEAD:api', 'api', '--fail-on', 'breaking', '--policy', 'accepted.yaml');
  expect(accepted).toMatchObject({ code: 0, out: expect.stringContaining('nobody reads names') });
  const off = await run('schema', 'diff', 'HEAD:api', 'api', '--fail-on', 'any', '--policy', 'off.yaml', '--json');
  expect(JSON.parse(off.out).changes.map(({ rule }: { rule: string }) => rule)).not.toContain(change.rule);
});

test.for<[string, RegExp]>([
  [
    'levels: { response-optional-property-removed: fine }',
    /policy\.yaml:1:\d+ levels\.response-optional-property-removed/,
  ],
  ['level: {}', /policy\.yaml:1:1 level — unknown key "level"; did you mean "levels"/],
  ['ignore: [{ fingerprint: abc }]', /policy\.yaml:1:\d+ ignore\[0\]\.reason/],
  ['schema_policy: { ignor: [] }', /policy\.yaml:1:\d+ ignor — unknown key "ignor"; did you mean "ignore"/],
])('a policy with the mistake %s says where it is', async ([text, message]) => {
  writeFileSync(at('policy.yaml'), `${text}\n`);
  const said = await refused('schema', 'diff', 'api', 'api', '--policy', 'policy.yaml');
  expect(said).toMatch(message);
  expect(said.split('\n')).toHaveLength(2);
});

test('sources that are not there, or are no contract, are named with the next act', async () => {
  writeFileSync(at('note.yaml'), 'a: b\n');
  mkdirSync(at('empty'));
  writeFileSync(at('broken.zip'), 'no');
  const cases: [string, string][] = [
    ['gone.yaml', 'There is no file gone.yaml.'],
    ['note.yaml', 'top-level "openapi" member: note.yaml'],
    ['empty', 'empty has no contract file'],
    ['broken.zip', 'broken.zip cannot be unpacked.'],
    ['nobranch:api/openapi.yaml', 'cannot be read from Git'],
    ['ftp://example.com/openapi.yaml', 'use https:// or http://'],
    ['http://127.0.0.1:2/openapi.yaml', 'ECONNREFUSED'],
    ['http://[bad', 'http://[bad cannot be fetched'],
  ];
  const said = await Promise.all(cases.map(([source]) => refused('schema', 'lint', source)));
  cases.forEach(([, message], index) => {
    expect(said[index]).toContain(message);
  });
  const inFolder = await mockops(['schema', 'lint', 'HEAD:openapi.yaml'], at('api'));
  expect(inFolder.err).toContain(
    'paths begin at the top of the repository, write HEAD:./openapi.yaml for one from here',
  );
});

test('a contract behind a URL is read; what it refers to is missed with its place', async () => {
  const server = createServer((request, response) => {
    const file = at((request.url ?? '').slice(1));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.end(readFileSync(file));
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    expect(await run('schema', 'lint', `${url}/api.tar.gz`)).toMatchObject({
      err: '',
      out: expect.stringContaining('is sound: 1 operation, 1 schema.'),
    });
    expect(await refused('schema', 'lint', `${url}/api/openapi.yaml`)).toMatch(/openapi\.yaml:8:\d+ .*left out/);
    expect(await refused('schema', 'lint', `${url}/gone.yaml`)).toContain('answered 404');
  } finally {
    server.close();
  }
});

test('many files become one, and versions become a changelog', async () => {
  expect((await run('schema', 'bundle', 'api/openapi.yaml', '--out', 'bundled.json')).code).toBe(0);
  expect(JSON.parse(readFileSync(at('bundled.json'), 'utf8')).components.schemas.Pet.required).toEqual(['id']);
  const { out } = await run('schema', 'changelog', 'HEAD:api', 'bundled.json', 'api', '--title', 'Shop');
  expect(out).toMatch(/^# Shop\n\n## 2\.0 \(none\)\n\nNo changes\.\n\n## 2\.0 \(major\)\n\n### Breaking\n/);
  writeFileSync(at('utf-16.yaml'), `\ufeff${openapi('1', './api/parts/pet.yaml#/Pet')}`, 'utf16le');
  expect((await run('schema', 'lint', 'utf-16.yaml')).out).toContain('is sound');
  writeFileSync(at('shop.proto'), 'syntax = "proto3";\nmessage A {}\n');
  expect(await refused('schema', 'bundle', 'shop.proto')).toContain('keep the .proto files in a folder');
  expect(await refused('schema', 'changelog', 'api')).toContain('needs two versions');
  expect(await refused('schema', 'bundle', 'api', '--out', 'api/parts')).toContain(
    'A folder is where a file is needed',
  );
});

test('SDKs are written once, and again only when something changed', async () => {
  const words = ['sdk', 'generate', 'api/openapi.yaml', '--lang', 'ts, go,py', '--out', 'sdks'];
  const first = await run(...words);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^typescript {2}\d+ files in sdks\/typescript\ngo {2}.*\npython {2}.*\n$/);
  const noted = statSync(at('sdks/go/.mockops-sdk.json')).mtimeMs;
  const again = await run(...words, '--json');
  expect(
    JSON.parse(again.out).map(({ changed, files }: Ended & { changed: boolean; files: null }) => [changed, files]),
  ).toEqual(Array(3).fill([false, null]));
  expect(statSync(at('sdks/go/.mockops-sdk.json')).mtimeMs).toBe(noted);
  rmSync(at('sdks/go/models.go'));
  expect((await run(...words)).out).toMatch(
    /typescript {2}.*up to date\ngo {2}\d+ files in sdks\/go\npython {2}.*up to date/,
  );
  const checked = JSON.parse((await run('sdk', 'check', 'sdks', '--json', '--lang', 'ts')).out);
  expect(checked).toMatchObject([{ language: 'typescript', directory: 'sdks/typescript' }]);
  expect((await run('sdk', 'languages')).out).toMatch(/builtin +\S+ +csharp, go, java, python, rust, typescript/);
});

test('a file that was not generated is not overwritten, unless that is asked for', async () => {
  mkdirSync(at('mine'));
  writeFileSync(at('mine/README.md'), 'written by hand');
  const words = ['sdk', 'generate', 'api/openapi.yaml', '--lang', 'go', '--out', 'mine'];
  const kept = await run(...words);
  expect(kept.code).toBe(1);
  expect(kept.err).toContain('mine has README.md already, and it was not generated there; choose another folder');
  expect(readFileSync(at('mine/README.md'), 'utf8')).toBe('written by hand');
  expect((await run(...words, '--force')).code).toBe(0);
  expect((await run(...words, '--package', 'other')).code).toBe(0);
});

test('a place that cannot be written to fails alone, ends, and is told with what to do', async () => {
  const generate = (...words: string[]) => run('sdk', 'generate', 'api/openapi.yaml', ...words);
  mkdirSync(at('mixed'));
  writeFileSync(at('mixed/go'), 'a file');
  const mixed = await generate('--lang', 'go,python', '--out', 'mixed', '--json');
  expect(mixed.code).toBe(1);
  expect(JSON.parse(mixed.out)).toMatchObject([
    { language: 'go', changed: false, error: expect.stringContaining('A file is where a folder is needed') },
    { language: 'python', changed: true },
  ]);
  expect(mixed.err).toMatch(/^No SDK for go: /);
  expect((await generate('--lang', 'go', '--out', '/proc/nowhere')).code).toBe(1);
  expect(await refused('sdk', 'generate', 'api', '--lang', '', '--out', 'x')).toContain('--lang names no language');
  expect(await refused('sdk', 'generate', 'api', '--lang', 'pyton', '--out', 'x')).toContain('did you mean "python"?');
  expect(await refused('sdk', 'check', 'api')).toContain('say with --lang which one it is');
  expect(existsSync(at('x'))).toBe(false);
});

test('a contract that was made to hurt ends soon, with a finding', async () => {
  writeFileSync(at('deep.json'), `{"openapi":"3.1.0","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`);
  writeFileSync(
    at('bomb.yaml'),
    `openapi: 3.1.0\na: &a [1,2,3,4,5,6,7,8,9]\n${[...'bcdefghij'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`)}]`).join('\n')}\n`,
  );
  writeFileSync(at('large.yaml'), `openapi: 3.1.0\nx: ${'y'.repeat(50_000_000)}\n`);
  writeFileSync(at('escape.yaml'), openapi('1', '../../../../../../etc/passwd#/x'));
  for (const [file, message] of [
    ['deep.json', /more than 200 maps and lists/],
    ['bomb.yaml', /SCH003/],
    ['large.yaml', /at most 12 million are read/],
    ['escape.yaml', /which is not part of the contract/],
  ] as const) {
    expect(await refused('schema', 'lint', file)).toMatch(message);
  }
  expect(await refused('sdk', 'generate', 'deep.json', '--lang', 'go', '--out', 'hurt')).toContain('cannot be read');
  expect(existsSync(at('hurt'))).toBe(false);
});

test('contracts of two kinds are not compared: it says which is which', async () => {
  writeFileSync(at('shop.proto'), 'syntax = "proto3";\nmessage A { string b = 1; }\n');
  const reason = await refused('schema', 'diff', 'api/openapi.yaml', 'shop.proto');
  expect(reason).toContain('api/openapi.yaml is an OpenAPI contract and shop.proto is a Protobuf contract');
  expect(await refused('schema', 'changelog', 'api/openapi.yaml', 'shop.proto')).toBe(reason);
});

test('a misspelt type is a warning, and stops no comparison', async () => {
  mkdirSync(at('misspelt'));
  writeFileSync(at('misspelt/openapi.yaml'), openapi('2.0', '#/components/schemas/Pet'));
  writeFileSync(at('misspelt/openapi.yaml'), `components: { schemas: { Pet: { type: objct } } }\n`, { flag: 'a' });
  expect(await refused('schema', 'lint', 'misspelt', '--strict')).toContain(
    'did you mean object? [SCH020]\nmisspelt has 1 finding',
  );
  const { code, err } = await run('schema', 'diff', 'api', 'misspelt');
  expect(code).toBe(0);
  expect(err).toContain('warning: misspelt/openapi.yaml:9:');
});
