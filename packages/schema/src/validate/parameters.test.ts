import { expect, test } from 'vitest';
import type { ApiParameter, JsonSchema } from '../model.ts';
import { readParameter, type SentParameters } from './parameters.ts';

const list: JsonSchema = { type: 'array', items: { type: 'integer' } };
const object: JsonSchema = {
  allOf: [
    { type: 'object', properties: { a: { type: 'integer' } } },
    { properties: { b: { type: 'array', items: { type: 'boolean' } }, c: { $ref: '#/components/schemas/Word' } } },
  ],
};
const schemas: Record<string, JsonSchema> = { Word: { type: 'string' } };

function read(
  place: ApiParameter['in'],
  style: string,
  explode: boolean,
  schema: JsonSchema,
  sent: Partial<SentParameters>,
) {
  const parameter = { name: 'p', in: place, required: true, deprecated: false, style, explode, schema };
  return readParameter(parameter, { path: {}, query: {}, headers: {}, ...sent }, schemas);
}

test.for<[ApiParameter['in'], string, boolean, JsonSchema, Partial<SentParameters>, unknown]>([
  ['path', 'simple', false, { type: 'integer' }, { path: { p: '5' } }, 5],
  ['path', 'label', false, { type: 'integer' }, { path: { p: '.5' } }, 5],
  ['path', 'matrix', false, { type: 'integer' }, { path: { p: ';p=5' } }, 5],
  ['path', 'simple', true, list, { path: { p: '3,4' } }, [3, 4]],
  ['path', 'label', true, list, { path: { p: '.3.4' } }, [3, 4]],
  ['path', 'label', false, list, { path: { p: '.3,4' } }, [3, 4]],
  ['path', 'matrix', true, list, { path: { p: ';p=3;p=4' } }, [3, 4]],
  ['path', 'matrix', false, list, { path: { p: ';p=3,4' } }, [3, 4]],
  ['path', 'simple', false, object, { path: { p: 'a,1,c,x' } }, { a: 1, c: 'x' }],
  ['path', 'simple', true, object, { path: { p: 'a=1,c=x' } }, { a: 1, c: 'x' }],
  ['path', 'label', true, object, { path: { p: '.a=1.c=x' } }, { a: 1, c: 'x' }],
  ['path', 'matrix', true, object, { path: { p: ';a=1;c=x' } }, { a: 1, c: 'x' }],
  ['path', 'matrix', false, object, { path: { p: ';p=a,1,c,x' } }, { a: 1, c: 'x' }],
  ['query', 'form', true, list, { query: { p: '3' } }, [3]],
  ['query', 'form', true, list, { query: { p: ['3', '4'] } }, [3, 4]],
  ['query', 'form', false, list, { query: { p: '3,4' } }, [3, 4]],
  ['query', 'spaceDelimited', false, list, { query: { p: '3 4' } }, [3, 4]],
  ['query', 'pipeDelimited', false, list, { query: { p: '3|4' } }, [3, 4]],
  ['query', 'form', true, object, { query: { a: '1', b: ['true', 'false'], other: 'x' } }, { a: 1, b: [true, false] }],
  ['query', 'form', false, object, { query: { p: 'a,1,c,x' } }, { a: 1, c: 'x' }],
  [
    'query',
    'deepObject',
    true,
    object,
    { query: { 'p[a]': '1', 'p[b]': 'true', 'p[__proto__]': 'x' } },
    JSON.parse('{"a":1,"b":[true],"__proto__":"x"}'),
  ],
  ['header', 'simple', false, list, { headers: { p: '3,4' } }, [3, 4]],
  ['cookie', 'form', false, { type: 'boolean' }, { headers: { cookie: 'q=1; p=true' } }, true],
])('%s in style %s, explode %s', ([place, style, explode, schema, sent, value]) => {
  expect(read(place, style, explode, schema, sent)).toEqual({ sent: true, value });
});

test('what was not sent is told, also for objects without a name of their own', () => {
  expect(read('query', 'form', true, object, { query: { other: 'x' } })).toEqual({ sent: false });
  expect(read('query', 'deepObject', true, object, { query: { px: 'x' } })).toEqual({ sent: false });
  expect(read('path', 'simple', false, list, {})).toEqual({ sent: false });
});

test('what cannot be read back is sent without a value', () => {
  expect(read('query', 'deepObject', true, object, { query: { p: 'x' } })).toEqual({ sent: true });
  expect(read('query', 'deepObject', true, object, { query: { 'p[a][b]': '1' } })).toEqual({ sent: true });
  expect(read('path', 'simple', false, object, { path: { p: 'a,1,c' } })).toEqual({ sent: true });
  expect(read('path', 'simple', false, { type: ['object', 'string'] }, { path: { p: 'x' } })).toEqual({ sent: true });
});

test('an empty query parameter is fine where the contract allows it', () => {
  const parameter: ApiParameter = {
    name: 'p',
    in: 'query',
    required: true,
    deprecated: false,
    style: 'form',
    explode: true,
    schema: { type: 'integer' },
    allow_empty: true,
  };
  expect(readParameter(parameter, { path: {}, query: { p: '' }, headers: {} }, schemas)).toEqual({ sent: true });
});
