import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import { inferSchema } from './mismatch.ts';
import { createValidator } from './validator.ts';

const CONTRACT = `openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders/{id}:
    put:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: tags, in: query, style: form, explode: false, schema: {type: array, items: {type: string, enum: [a, b]}}}
        - {name: filter, in: query, required: true, style: deepObject, schema: {type: object}}
        - {name: X-Trace, in: header, required: true, schema: {type: string, format: uuid}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        4XX: {description: bad, content: {application/problem+json: {schema: {type: object, properties: {title: {type: string}}}}}}
        '204': {description: none}
components:
  schemas:
    Base: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}, parent: {$ref: '#/components/schemas/Order'}}}
    Card: {type: object, required: [kind, number], properties: {kind: {type: string, enum: [card]}, number: {type: string}}}
    Bank: {type: object, required: [kind, iban], properties: {kind: {type: string, enum: [bank]}, iban: {type: string}}}
    Order:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - type: object
          required: [secret]
          properties:
            secret: {type: string, writeOnly: true}
            pay: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]}
            lines: {type: array, items: {type: object, properties: {sku: {type: string, maxLength: 3}}}}
            at: {type: string, format: date-time}
            notes: {type: object, additionalProperties: {type: object, properties: {text: {type: string}}}}
            free: {type: object}
`;

async function validator() {
  const read = await loadApi({ 'api.yaml': CONTRACT });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  const { checkResponse, checkRequest } = createValidator(read.value);
  const operation = 'PUT /orders/{id}';
  return {
    answer: (body: unknown, status = 200, media_type = 'application/json; charset=utf-8') =>
      checkResponse({ operation, status, media_type, body }),
    request: (facts: object) => checkRequest({ operation, path_params: { id: '7' }, ...facts }),
    checkResponse,
  };
}
const brief = (found: { mismatch_type: string; path: string }[]) =>
  found.map(({ mismatch_type, path }) => `${mismatch_type} ${path}`);

test('an answer that fits gives nothing; members written only by clients are not required in it', async () => {
  const { answer } = await validator();
  expect(
    answer({
      id: 1,
      pay: { kind: 'bank', iban: 'x' },
      at: '2026-01-01T00:00:00Z',
      free: { any: 1 },
      parent: { id: 2 },
    }),
  ).toEqual([]);
});

test('every kind of difference is named with its place, without any value', async () => {
  const { answer } = await validator();
  const found = answer({
    id: 'seven',
    extra: { name: 'Ada' },
    at: 'yesterday',
    lines: [{ sku: 'abcd' }, { sku: 'efgh', count: 3 }],
    notes: { 'ada@example.com': { text: 1, more: true } },
  });
  expect(brief(found)).toEqual([
    'format_mismatch /at',
    'unexpected_field /extra',
    'type_mismatch /id',
    'unexpected_field /lines/*/count',
    'constraint_violation /lines/*/sku',
    'unexpected_field /notes/*/more',
    'type_mismatch /notes/*/text',
  ]);
  expect(found.find(({ path }) => path === '/lines/*/count')).toMatchObject({
    breaking: false,
    severity: 'low',
    actual: { type: 'integer' },
  });
  expect(found.find(({ path }) => path === '/id')).toMatchObject({
    breaking: true,
    expected: { type: 'integer' },
    actual: { type: 'string' },
  });
  expect(JSON.stringify(found)).not.toMatch(/Ada|ada@|seven|yesterday|abcd/);
});

test('a missing required member is breaking and high', async () => {
  const { answer } = await validator();
  expect(answer({ parent: {} })).toMatchObject([
    {
      mismatch_type: 'missing_required_field',
      path: '/id',
      severity: 'high',
      breaking: true,
      expected: { type: 'integer' },
    },
    { mismatch_type: 'missing_required_field', path: '/parent/id' },
  ]);
});

test('of alternatives only the nearest one is told', async () => {
  const { answer } = await validator();
  expect(brief(answer({ id: 1, pay: { kind: 'bank', ibn: 'x' } }))).toEqual([
    'missing_required_field /pay/iban',
    'unexpected_field /pay/ibn',
  ]);
});

test('statuses match exactly, then by range; others and other media types are undocumented', async () => {
  const { answer, checkResponse } = await validator();
  expect(answer({ title: 'no' }, 404, 'application/problem+json')).toEqual([]);
  expect(answer({}, 404)).toMatchObject([
    { mismatch_type: 'undocumented_media_type', breaking: true, severity: 'medium' },
  ]);
  expect(answer({}, 500)).toMatchObject([
    { mismatch_type: 'undocumented_status', breaking: true, severity: 'medium', actual: 500 },
  ]);
  expect(answer(undefined, 204, '')).toEqual([]);
  expect(answer(undefined, 200, '')).toMatchObject([{ mismatch_type: 'type_mismatch', path: '' }]);
  expect(checkResponse({ operation: 'GET /none', status: 200, media_type: 'application/json', body: 1 })).toEqual([]);
});

test('requests are checked in all their parts, and read-only members are not asked for', async () => {
  const { request } = await validator();
  const headers = { 'content-type': 'application/json', 'x-trace': '4f2c1f1e-8f58-4c4e-9d62-0d1a0e5f1d10' };
  expect(request({ query: { tags: 'a,b', 'filter[x]': '1' }, headers, body: { secret: 's' } })).toEqual([]);
  expect(
    brief(
      request({ path_params: { id: 'x' }, query: { tags: 'a,z' }, headers: { ...headers, 'x-trace': 'no' }, body: {} }),
    ),
  ).toEqual([
    'missing_required_field /body/secret',
    'format_mismatch /header/X-Trace',
    'type_mismatch /path/id',
    'missing_required_field /query/filter',
    'constraint_violation /query/tags/*',
  ]);
  expect(brief(request({ query: { filter: '{}' }, headers }))).toEqual(['missing_required_field /body']);
});

test('a body nested beyond reason is a finding, not a crash', async () => {
  const { answer } = await validator();
  let body: unknown = { id: 1 };
  for (let depth = 0; depth < 100_000; depth += 1) body = { id: 1, parent: body };
  expect(answer(body).every(({ mismatch_type }) => mismatch_type === 'constraint_violation')).toBe(true);
});

test('an inferred schema has types and names, never values, and no keys that may be data', () => {
  expect(inferSchema([{ a: 1 }, { a: 1.5, b: null }])).toEqual({
    type: 'array',
    items: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'null' } } },
  });
  expect(inferSchema({ 'ada@example.com': { n: 1 }, '42': { n: 'x' } })).toEqual({
    type: 'object',
    additionalProperties: { type: 'object', properties: { n: { type: ['integer', 'string'] } } },
  });
});

test('headers of an answer are judged where they are given', async () => {
  const headers =
    '{X-Total: {required: true, schema: {type: integer}}, X-Tags: {schema: {type: array, items: {enum: [a]}}}}';
  const text = CONTRACT.replace('{description: none}', `{description: none, headers: ${headers}}`);
  const read = await loadApi({ 'api.yaml': text });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const { checkResponse } = createValidator(read.value);
  const facts = { operation: 'PUT /orders/{id}', status: 204, media_type: '', body: undefined };
  const said = (sent: Record<string, string>) =>
    checkResponse({ ...facts, headers: sent }).map(({ description }) => description);
  expect(checkResponse(facts)).toEqual([]);
  expect(said({})).toEqual(['the required header "X-Total" is missing']);
  expect(said({ 'x-total': '7', 'x-tags': 'a,a', 'x-other': '1' })).toEqual([]);
  expect(said({ 'x-total': 'many' })).toEqual(['/header/X-Total is string where the contract says integer']);
  expect(said({ 'x-total': '7', 'x-tags': 'a,b' })).toEqual([expect.stringContaining('none of the values')]);
});
