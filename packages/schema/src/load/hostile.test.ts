// Contracts that were made to hurt: each ends in a finding or a model, soon, and changes nothing outside itself.
import { expect, test } from 'vitest';
import { MAX_TEXT, MAX_YAML_TEXT } from '../source/limits.ts';
import { loadApi } from './load.ts';

const head = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';
const json = (rest: object) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {}, ...rest });

async function refused(files: Record<string, string>) {
  const read = await loadApi(files);
  expect(read.ok).toBe(false);
  const [issue] = read.issues;
  return `${issue?.code} ${issue?.at?.file}:${issue?.at?.line}:${issue?.at?.col} ${issue?.message}`;
}
async function load(text: string, name = 'api.yaml') {
  const read = await loadApi({ [name]: text });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read;
}
const get = (schema: string) =>
  `get: {responses: {"200": {description: ok, content: {application/json: {schema: ${schema}}}}}}`;

test.for<[string, string, string]>([
  ['flow YAML', 'api.yaml', `${head}x: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
  ['flow maps', 'api.yaml', `${head}x: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`],
  ['block YAML', 'api.yaml', `${head}x:\n  ${'- '.repeat(10_000)}1\n`],
  ['YAML that only our own walks could not take', 'api.yaml', `${head}x: ${'['.repeat(400)}${']'.repeat(400)}\n`],
  ['JSON', 'api.json', json({}).replace('{}', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)],
  ['JSON lists', 'api.json', json({}).replace('{}', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
])('10,000 deep %s is a finding', async ([, name, text]) => {
  expect(await refused({ [name]: text })).toBe(`SCH005 ${name}:1:1 more than 200 maps and lists inside one another`);
});

test('text beyond the limits is not parsed', async () => {
  const filler = ' '.repeat(1_000_000);
  const text = (size: number, head: string) => head + filler.repeat(size / 1_000_000);
  expect(await refused({ 'api.yaml': text(MAX_YAML_TEXT, head) })).toBe(
    'SCH005 api.yaml:1:1 12 million characters of YAML; at most 12 million are read'.replace(
      '12 million characters',
      '12 million characters',
    ),
  );
  expect(await refused({ 'api.json': text(50_000_000, json({})) })).toBe(
    'SCH005 api.json:1:1 50 million characters of text; at most 40 million are read',
  );
  const part = text(MAX_TEXT / 2, '{}');
  expect(await refused({ 'a.json': part, 'b.json': part })).toContain('SCH005 b.json');
});

test('aliases that multiply are refused, whether the parser or the expansion shows it', async () => {
  const flat = `${head}a: &a {x: 1}\n${Array.from({ length: 5000 }, (_, index) => `k${index}: *a`).join('\n')}\n`;
  expect(await refused({ 'api.yaml': flat })).toContain('SCH003 api.yaml:1:1');
  const long = `[${Array(60_000).fill(1).join(',')}]`;
  const wide = `${head}a: &a ${long}\nb: [${Array(99).fill('*a').join(', ')}]\n`;
  expect(await refused({ 'api.yaml': wide })).toContain('SCH003 api.yaml:1:1');
});

test('names that stand twice are told with their place, in YAML, flow YAML and JSON', async () => {
  expect(await refused({ 'api.yaml': `${head}paths: {}\npaths: {}\n` })).toBe(
    'SCH002 api.yaml:4:1 not valid YAML: the key "paths" stands twice in one map',
  );
  expect(await refused({ 'api.yaml': `${head}x: {a: 1, "a": 2}\n` })).toContain('SCH002 api.yaml:3:11');
  expect(await refused({ 'api.json': '{\n "openapi": "3.1.0",\n "paths": {"/a": 1,\n  "/\\u0061": 2}\n}' })).toBe(
    'SCH001 api.json:4:3 not valid JSON: the name "/a" stands twice in one object',
  );
  await load(json({ 'x-text': '"a": 1, "a": 2', 'x-list': [{ a: 1 }, { a: 2 }] }), 'api.json');
});

test('thirty thousand keys in one map take no time to compare', async () => {
  const keys = Array.from({ length: 30_000 }, (_, index) => `  k${index}: 1`).join('\n');
  await load(`${head}paths: {}\nx-a:\n${keys}\n`);
}, 20_000);

test('keys that are no text are read as text or refused', async () => {
  const { value } = await load(
    `${head}paths: {/a: {get: {responses: {200: {description: ok}, 404: {description: no}}}}}\nx-a: {true: 1, null: 2, 1.5: 3}\n`,
  );
  expect(value.operations[0]?.responses.map(({ status }) => status)).toEqual(['200', '404']);
  expect(await refused({ 'api.yaml': `${head}? [a, b]\n: 1\n` })).toBe(
    'SCH002 api.yaml:3:3 not valid YAML: a key must be text, not a list, a map or an alias',
  );
});

test.for([
  'file:///etc/passwd',
  'http://127.0.0.1:1/x.json',
  '//127.0.0.1/x.json',
  '/etc/passwd',
  '../../../../etc/passwd',
  'C:\\windows\\win.ini',
  'data:application/json,{}',
  '#/components/schemas/__proto__',
  '#/constructor/prototype',
  '#/paths/toString',
  '%2e%2e/%2e%2e/etc/passwd',
  '#nowhere',
  '#/components/schemas/%',
])('the reference %s leads nowhere, with a finding at it', async (ref) => {
  const read = await load(`${head}paths:\n  /a: {${get(`{$ref: '${ref}'}`)}}\n`);
  expect(read.value.operations).toEqual([]);
  expect(read.issues).toMatchObject([{ code: 'SCH010', path: '/paths/~1a/get', at: { file: 'api.yaml', line: 4 } }]);
});

test('references in circles end, wherever they stand', async () => {
  const read = await load(`${head}paths:
  /item: {$ref: '#/paths/~1item'}
  /parameter: {get: {parameters: [{$ref: '#/components/parameters/A'}], responses: {}}}
  /response: {get: {responses: {"200": {$ref: '#/components/responses/A'}}}}
  /schema: {${get("{$ref: '#/components/schemas/A'}")}}
  /through: {${get("{$ref: '#/components/schemas/C/x/y'}")}}
  /callback: {post: {responses: {}, callbacks: {again: {'{$url}': {$ref: '#/paths/~1callback'}}}}}
components:
  parameters: {A: {$ref: '#/components/parameters/B'}, B: {$ref: '#/components/parameters/A'}}
  responses: {A: {$ref: '#/components/responses/A'}}
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    C: {$ref: '#/components/schemas/C/x'}
`);
  expect(read.value.operations.map(({ key }) => key)).toEqual(['POST /callback']);
  expect(new Set(read.issues.map(({ code }) => code))).toEqual(new Set(['SCH010', 'SCH017']));
});

test('references through references do not multiply', async () => {
  const levels = Array.from({ length: 48 }, (_, index) => [
    `L${index}`,
    { $ref: `#/components/schemas/L${index + 1}/a/a` },
  ]);
  const end = { $ref: '#/components/schemas/End' };
  const schemas = Object.fromEntries([...levels, ['L48', end], ['End', { a: { $ref: '#/components/schemas/End' } }]]);
  const read = await load(
    json({
      components: { schemas: { ...schemas, Start: { properties: { x: { $ref: '#/components/schemas/L0/a' } } } } },
    }),
    'api.json',
  );
  expect(read.value.operations).toEqual([]);
});

test('a chain of ten thousand components is followed without a stack', async () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [
      `S${index}`,
      { allOf: [{ $ref: `#/components/schemas/S${index + 1}` }] },
    ]),
  );
  const read = await load(json({ components: { schemas: { ...schemas, S10000: { type: 'string' } } } }), 'api.json');
  expect(Object.keys(read.value.schemas)).toHaveLength(10_001);
});

test('names from other worlds name things and nothing else', async () => {
  const names = ['__proto__', 'constructor', 'toString', '', '🐈', ' ', 'a/b~c', '*/ alert(1) /*'];
  const text = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"parameters":[${names
    .map((name) => `{"in":"query","name":${JSON.stringify(name || 'empty')},"schema":{}}`)
    .join()}],"responses":{"200":{"description":"","headers":{${names.map((name) => `${JSON.stringify(name)}:{"schema":{"type":"string"}}`).join()}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/__proto__"}}}}}}}},"components":{"schemas":{${names
    .map(
      (name) =>
        `${JSON.stringify(name)}:{"type":"object","polluted":true,"properties":{${JSON.stringify(name)}:{"type":"string"}}}`,
    )
    .join()}},"securitySchemes":{"__proto__":{"type":"mutualTLS"}}},"security":[{"__proto__":[]}]}`;
  const { value, issues } = await load(text, 'api.json');
  expect(issues).toEqual([]);
  expect(value.operations[0]?.parameters).toHaveLength(names.length);
  expect(Object.keys(value.schemas)).toEqual([
    'Schema',
    '_',
    '__2',
    '_alert_1_',
    'a_b_c',
    'constructor',
    'proto',
    'toString',
  ]);
  expect(value.operations[0]?.responses[0]?.content[0]?.schema).toEqual({ $ref: '#/components/schemas/proto' });
  expect(Object.keys(value.security_schemes)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(value.schemas)).toBe(Object.prototype);
  expect('polluted' in {}).toBe(false);
  expect(JSON.parse(JSON.stringify(value))).toEqual(value);
});

test('thousands of broken operations are told in time, each with its place', async () => {
  const paths = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [
      `/p${index}`,
      { get: { parameters: [{ in: 'query' }], responses: { 200: { $ref: '#/gone' } } } },
    ]),
  );
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }, null, 1);
  const read = await load(text, 'api.json');
  expect(read.issues).toHaveLength(4000);
  expect(new Set(read.issues.map(({ at }) => at?.line)).size).toBeGreaterThan(3900);
});
