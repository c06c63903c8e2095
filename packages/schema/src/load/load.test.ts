import { expect, test } from 'vitest';
import { loadApi } from './load.ts';

const head = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';
const answers = (schema: string) =>
  `responses: {"200": {description: ok, content: {application/json: {schema: ${schema}}}}}`;

async function load(files: Record<string, string> | string) {
  const read = await loadApi(typeof files === 'string' ? { 'api.yaml': files } : files);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read;
}
async function refused(files: Record<string, string>) {
  const read = await loadApi(files);
  expect(read.ok).toBe(false);
  return read.issues;
}
const bodySchema = (read: Awaited<ReturnType<typeof load>>) =>
  read.value.operations[0]?.responses[0]?.content[0]?.schema;

test('a YAML error is told with file, line and column, and nothing is loaded', async () => {
  const [issue] = await refused({ 'api.yaml': 'openapi: 3.1.0\ninfo:\n  title: "open\npaths: {}\n' });
  expect(issue).toMatchObject({
    code: 'SCH002',
    at: { file: 'api.yaml', line: expect.any(Number), col: expect.any(Number) },
  });
  expect(issue?.at?.line).toBeGreaterThanOrEqual(3);
});

test('a key written twice is an error at the second one', async () => {
  const [issue] = await refused({ 'api.yaml': `${head}paths: {}\npaths: {}\n` });
  expect(issue?.at).toEqual({ file: 'api.yaml', line: 4, col: 1 });
});

test('a JSON error is told with file, line and column', async () => {
  const [issue] = await refused({ 'api.json': '{\n  "openapi": "3.1.0",\n  "paths": {,}\n}' });
  expect(issue).toMatchObject({ code: 'SCH001', at: { file: 'api.json', line: 3, col: 13 } });
});

test('aliases that multiply or contain themselves are refused', async () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, index) => {
      const before = 'abcdefgh'[index];
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
    }),
  ].join('\n');
  expect((await refused({ 'api.yaml': `${head}${bomb}\n` }))[0]?.code).toBe('SCH003');
  expect((await refused({ 'api.yaml': `${head}a: &a {b: *a}\n` }))[0]?.code).toMatch(/SCH00[23]/);
});

test('no root and two roots are refused, naming the files', async () => {
  expect((await refused({ 'a.yaml': 'x: 1', 'b.yaml': 'y: 2' }))[0]?.message).toContain('a.yaml, b.yaml');
  expect((await refused({ 'a.yaml': head, 'b.yaml': head }))[0]?.message).toContain('a.yaml, b.yaml');
  expect((await refused({ 'a.yaml': 'openapi: 2.0.0' }))[0]?.message).toContain('not supported');
  expect((await refused({ 'a.yaml': 'swagger: "1.2"' }))[0]?.message).toContain('Swagger 1.2 is not supported');
});

test('each broken operation is listed with its pointer and place, and the others load', async () => {
  const read = await load(`${head}paths:
  /good: {get: {${answers('{type: string}')}}}
  /ref: {get: {${answers("{$ref: '#/components/schemas/Pot'}")}}}
  /param:
    get:
      parameters:
        - {name: q, schema: {type: string}}
      responses: {}
  /responses: {get: {responses: [1]}}
  bare: {get: {responses: {}}}
  /schema: {get: {${answers('[1]')}}}
  /deep: {get: {${answers("{$ref: '#/components/schemas/Bad'}")}}}
  /outside: {get: {${answers('{$ref: "http://example.com/x.json"}')}}}
  /file: {get: {${answers('{$ref: "/etc/hostname"}')}}}
  /templated/{id}: {get: {${answers('true')}}}
components:
  schemas:
    Pet: {type: object}
    Bad: {type: object, properties: {x: 3}}
`);
  expect(read.value.operations.map(({ key }) => key)).toEqual(['GET /good', 'GET /templated/{id}']);
  expect(read.value.operations[1]?.parameters).toMatchObject([
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
  ]);
  expect(Object.keys(read.value.schemas)).toEqual(['Pet']);
  const byPath = Object.fromEntries(read.issues.map((issue) => [issue.path, issue]));
  expect(Object.keys(byPath).sort()).toEqual([
    '/paths/bare/get',
    '/paths/~1deep/get',
    '/paths/~1file/get',
    '/paths/~1outside/get',
    '/paths/~1param/get',
    '/paths/~1ref/get',
    '/paths/~1responses/get',
    '/paths/~1schema/get',
  ]);
  expect(byPath['/paths/~1ref/get']).toMatchObject({
    code: 'SCH010',
    hint: 'did you mean "Pet"?',
    at: { file: 'api.yaml', line: 5 },
  });
  expect(byPath['/paths/~1param/get']).toMatchObject({ code: 'SCH013', at: { line: 9, col: 11 } });
  expect(byPath['/paths/~1deep/get']).toMatchObject({ code: 'SCH014', at: { line: 21 } });
  expect(byPath['/paths/~1outside/get']?.message).toContain('outside');
  expect(byPath['/paths/~1file/get']?.message).toContain('not part of the contract');
});

test('3.0 spellings become 2020-12, and names of properties are never taken for keywords', async () => {
  const read = await load(`openapi: 3.0.3
info: {title: T, version: 1.10}
paths: {}
components:
  schemas:
    A:
      type: object
      nullable: true
      required: [b, a]
      example: {$ref: './never.yaml'}
      x-note: {$ref: './never.yaml', nullable: true}
      properties:
        $ref: {type: string}
        nullable: {type: boolean, nullable: true}
        example: {type: number, minimum: 0, exclusiveMinimum: true, example: 3}
        enum: {type: string, enum: [b, a], nullable: true}
        __proto__: {type: string}
    B: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true, description: text}
`);
  expect(read.issues).toEqual([]);
  expect(read.value.version).toBe('1.10');
  const { A, B } = read.value.schemas;
  expect(A).toMatchObject({ type: ['null', 'object'], required: ['a', 'b'], examples: [{ $ref: './never.yaml' }] });
  const properties =
    typeof A === 'object' && typeof A.properties === 'object' ? Object.entries(A.properties ?? {}) : [];
  expect(properties).toEqual([
    ['$ref', { type: 'string' }],
    ['__proto__', { type: 'string' }],
    ['enum', { enum: ['a', 'b', null], type: ['null', 'string'] }],
    ['example', { examples: [3], exclusiveMinimum: 0, type: 'number' }],
    ['nullable', { type: ['boolean', 'null'] }],
  ]);
  expect(B).toEqual({
    anyOf: [{ allOf: [{ $ref: '#/components/schemas/A' }] }, { type: 'null' }],
    description: 'text',
  });
});

test('schemas of other files and places are bundled under names, and cycles stay references', async () => {
  const read = await load({
    'spec/api.yaml': `${head}paths:
  /a: {$ref: ./paths/a.yaml}
components:
  schemas:
    Pet: {$ref: ../models/pet.yaml}
`,
    'spec/paths/a.yaml': `get:\n  ${answers("{$ref: '../api.yaml#/components/schemas/Pet'}")}\n`,
    'models/pet.yaml':
      'type: object\nproperties:\n  owner: {$ref: "people.yaml#/Owner"}\n  first: {$ref: "#/properties/owner"}\n',
    'models/people.yaml': 'Owner: {type: object, properties: {pets: {type: array, items: {$ref: pet.yaml}}}}\n',
  });
  expect(read.issues).toEqual([]);
  expect(bodySchema(read)).toEqual({ $ref: '#/components/schemas/Pet' });
  expect(read.value.operations[0]?.pointer).toBe('/paths/~1a/get');
  expect(read.value.schemas).toEqual({
    Owner: { type: 'object', properties: { pets: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } },
    Pet: {
      type: 'object',
      properties: { first: { $ref: '#/components/schemas/owner' }, owner: { $ref: '#/components/schemas/Owner' } },
    },
    owner: { $ref: '#/components/schemas/Owner' },
  });
});

test('a schema that is itself without anything in between is broken', async () => {
  const read = await load(`${head}paths:
  /a: {get: {${answers("{$ref: '#/components/schemas/A'}")}}}
components:
  schemas:
    A: {anyOf: [{type: string}, {$ref: '#/components/schemas/B'}]}
    B: {allOf: [{$ref: '#/components/schemas/A'}]}
`);
  expect(read.value.operations).toEqual([]);
  expect(read.issues[0]).toMatchObject({ code: 'SCH017', path: '/paths/~1a/get' });
});

test('parameters of the path are taken over, replaced by name and place, and reserved headers ignored', async () => {
  const read = await load(`${head}paths:
  /a/{b}/{c}:
    parameters:
      - {name: c, in: path, required: true, schema: {type: integer}}
      - {name: q, in: query, schema: {type: string}}
      - {name: Authorization, in: header, schema: {type: string}}
      - {name: gone, in: path, required: true, schema: {type: string}}
    get:
      parameters: [{name: q, in: query, required: true, schema: {type: integer}}]
      responses: {}
`);
  expect(
    read.value.operations[0]?.parameters.map(({ name, in: place, required, style, explode }) => [
      name,
      place,
      required,
      style,
      explode,
    ]),
  ).toEqual([
    ['b', 'path', true, 'simple', false],
    ['c', 'path', true, 'simple', false],
    ['q', 'query', true, 'form', true],
  ]);
});

test('digest and checksums do not depend on the order of maps, enum or required; wording changes only the digest', async () => {
  const text = (first: string, second: string, title = 'x') => `${head}paths:
  /a: {get: {summary: ${title}, ${answers("{$ref: '#/components/schemas/A'}")}}}
components: {schemas: {${first}, ${second}}}
`;
  const a = 'A: {type: object, required: [x, y], properties: {x: {enum: [p, q]}, y: {type: string}}}';
  const flipped = 'A: {required: [y, x], properties: {y: {type: string}, x: {enum: [q, p]}}, type: object}';
  const one = await load(text(a, 'B: {type: string}'));
  const two = await load(text('B: {type: string}', flipped));
  expect(two.value).toEqual(one.value);
  const reworded = await load(text(a, 'B: {type: string}', 'other'));
  expect(reworded.value.digest).not.toBe(one.value.digest);
  expect(reworded.value.operations[0]?.checksum).toBe(one.value.operations[0]?.checksum);
  const changed = await load(text(a.replace('[p, q]', '[p]'), 'B: {type: string}'));
  expect(changed.value.operations[0]?.checksum).not.toBe(one.value.operations[0]?.checksum);
});

test("responses stand in order of precision, and examples keep the contract's order", async () => {
  const read = await load(`${head}paths:
  /a:
    get:
      responses:
        default: {description: d}
        4xx: {description: c}
        200:
          description: ok
          content: {application/json: {examples: {z: {value: 1}, a: {$ref: '#/components/examples/E'}}}}
components: {examples: {E: {value: 2}}}
`);
  expect(read.value.operations[0]?.responses.map(({ status }) => status)).toEqual(['200', '4XX', 'default']);
  expect(read.value.operations[0]?.responses[0]?.content[0]?.examples).toEqual([
    { name: 'z', value: 1 },
    { name: 'a', value: 2 },
  ]);
});

test('nullable says nothing in 3.1: null is not allowed, and one warning tells where it stands first and how often', async () => {
  const contract = (version: string) => `openapi: ${version}
info: { title: A, version: "1" }
paths: {}
components:
  schemas:
    A: { type: string, nullable: true }
    B: { type: object, properties: { nullable: { type: string, nullable: true }, c: { type: string, nullable: false } } }
`;
  const old = await loadApi({ 'api.yaml': contract('3.0.3') });
  expect(old.ok && old.value.schemas.A).toEqual({ type: ['null', 'string'] });
  expect(old.issues).toEqual([]);
  const now = await loadApi({ 'api.yaml': contract('3.1.0') });
  expect(now.ok && now.value.schemas).toEqual({
    A: { type: 'string' },
    B: { type: 'object', properties: { nullable: { type: 'string' }, c: { type: 'string' } } },
  });
  expect(now.issues).toMatchObject([
    { code: 'SCH019', severity: 'warning', at: { line: 6 }, message: expect.stringContaining('1 other place') },
  ]);
});

test('a reference to a file beside a contract that came alone says to bundle it, not to look at the file itself', async () => {
  const file = `openapi: 3.1.0
info: { title: A, version: "1" }
paths:
  /a: { get: { responses: { "200": { description: ok, content: { application/json: { schema: { $ref: ./openapi2.yaml } } } } } } }
`;
  const alone = await loadApi({ 'schemas/openapi.yaml': file });
  expect(alone.issues[0]?.hint).toContain('mockops schema bundle');
  const beside = await loadApi({ 'schemas/openapi.yaml': file, 'schemas/openapi3.yaml': 'type: string\n' });
  expect(beside.issues[0]?.hint).toBe('did you mean "schemas/openapi3.yaml"?');
});

test('a type that is none is told with its place and what was meant', async () => {
  const read = await loadApi({
    'api.yaml': `openapi: 3.1.0
info: { title: A, version: "1" }
paths: {}
components:
  schemas:
    A: { type: strng }
    B:
      type: object
      properties: { type: { type: int }, at: { type: [date, "null"] }, file: { type: file } }
`,
  });
  expect(read.ok && read.value.schemas.A).toEqual({});
  expect(read.issues.map(({ severity, at, message, hint }) => [severity, at?.line, message, hint])).toEqual([
    ['warning', 6, '"strng" is no type of JSON Schema, so any value is allowed here', 'did you mean string?'],
    ['warning', 9, expect.stringContaining('"date" is no type'), 'did you mean type: string with format: date?'],
    ['warning', 9, expect.stringContaining('"int" is no type'), 'did you mean integer?'],
  ]);
});

test.each([
  ['api.yaml', '', 'api.yaml is empty'],
  ['api.json', '  ', 'api.json is empty'],
  ['api.yaml', '# later', 'api.yaml is empty'],
  ['api.yaml', '\uFFFDPNG\r\n\u001A\n\0\0', 'api.yaml is no text: it starts with PNG data'],
  ['api.json', '\0\0[', 'api.json is no text: it has bytes of zero'],
  ['api.yaml', 'title: caf\uFFFD', 'api.yaml is no text that can be read: it is not UTF-8'],
])('%s that holds %j is told as what it is', async (name, text, message) => {
  expect((await loadApi({ [name]: text })).issues).toMatchObject([{ message, at: { file: name, line: 1 } }]);
});
