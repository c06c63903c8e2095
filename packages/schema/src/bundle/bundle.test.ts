import { expect, test } from 'vitest';
import { diffApis } from '../diff/diff.ts';
import { loadApi } from '../load/load.ts';
import { bundleContract } from './bundle.ts';

const FILES = {
  'openapi.yaml': `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /items: { $ref: './paths/items.yaml' }
components:
  schemas:
    item: { type: integer, description: another one of this name }
`,
  'paths/items.yaml': `get:
  operationId: listItems
  parameters: [{ $ref: '../common.yaml#/parameters/Limit' }]
  responses:
    '200':
      description: all
      content:
        application/json:
          schema: { type: array, items: { $ref: '../schemas/item.yaml' } }
          example: [{ $ref: 'is data' }]
  x-notes: { $ref: 'is data too' }
`,
  'common.yaml': 'parameters: { Limit: { name: limit, in: query, schema: { type: integer } } }',
  'schemas/item.yaml': `type: object
properties:
  $ref: { type: string }
  parent: { $ref: '#' }
`,
};

test('other files become components or are put in place; the meaning stays, and data is not followed', async () => {
  const bundled = bundleContract(FILES);
  expect(bundled.issues).toEqual([]);
  if (!bundled.ok) throw new Error('it must bundle');
  const { value } = bundled;
  expect(value.components).toEqual({
    schemas: {
      item: { type: 'integer', description: 'another one of this name' },
      item2: {
        type: 'object',
        properties: { $ref: { type: 'string' }, parent: { $ref: '#/components/schemas/item2' } },
      },
    },
    parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'integer' } } },
  });
  const text = JSON.stringify(value);
  expect(text).toContain('{"$ref":"is data"}');
  expect(text).toContain('"x-notes":{"$ref":"is data too"}');
  const [before, after] = [await loadApi(FILES), await loadApi({ 'openapi.json': text })];
  if (!before.ok || !after.ok) throw new Error('both must load');
  expect(diffApis(before.value, after.value).changes).toEqual([]);
});

test('a reference to a file that is not there is told with its place and kept', () => {
  const { 'common.yaml': _, ...rest } = FILES;
  const bundled = bundleContract(rest);
  expect(bundled.ok && bundled.issues).toMatchObject([
    { code: 'SCH010', at: { file: 'paths/items.yaml', line: 3 }, message: expect.stringContaining('common.yaml') },
  ]);
});

test('Protobuf beside OpenAPI stays out, and Protobuf alone is told to be none', () => {
  const proto = 'syntax = "proto3";\nmessage A {}\n';
  expect(bundleContract({ ...FILES, 'a.proto': proto })).toEqual(bundleContract(FILES));
  expect(bundleContract({ 'a.proto': proto })).toMatchObject({
    ok: false,
    issues: [{ message: expect.stringContaining('Protobuf'), hint: expect.stringContaining('folder') }],
  });
});
