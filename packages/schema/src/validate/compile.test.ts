import { expect, test } from 'vitest';
import { createCompiler } from './compile.ts';

const told = (schema: { [keyword: string]: unknown }, value: unknown, complete: boolean) =>
  createCompiler({}, 'request', { complete })(schema)(value).map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  );

const CASES: [string, { [keyword: string]: unknown }, unknown, unknown, string][] = [
  ['base64', { contentEncoding: 'base64' }, 'YSxi', 'YSx', ' is not written in base64'],
  ['base32', { contentEncoding: 'base32' }, 'MEWGE===', 'YSxi', ' is not written in base32'],
  ['JSON', { contentMediaType: 'application/json' }, '[1]', 'a,b', ' does not hold application/json'],
  ['XML', { contentMediaType: 'image/svg+xml' }, '<svg/>', '{}', ' does not hold image/svg+xml'],
  ['CSV', { contentMediaType: 'text/csv' }, 'a,"b ""c"""\r\n1,2', '{"a":1}', ' does not hold text/csv'],
  [
    'a document in a text',
    { contentEncoding: 'base16', contentMediaType: 'application/json', contentSchema: { type: 'object' } },
    '7B7D',
    '5B5D',
    ' holds a document that its contentSchema refuses',
  ],
  [
    'members that nobody describes, through alternatives',
    { anyOf: [{ properties: { a: true } }, { properties: { b: true } }], unevaluatedProperties: false },
    { a: 1, b: 1 },
    { c: 1 },
    ' must NOT have unevaluated properties',
  ],
  [
    'an open list of values',
    { 'x-extensible-enum': ['x', 'y'] },
    'x',
    'z',
    ' is none of the values that the contract knows',
  ],
];

test.for(CASES)('%s is judged where that is asked for, and only there', ([, schema, good, bad, error]) => {
  expect(told(schema, good, true)).toEqual([]);
  expect(told(schema, bad, true)).toEqual([error]);
  expect(told(schema, bad, false)).toEqual([]);
});

test('a number beyond 32 bits is no float', () => {
  const schema = { type: 'number', format: 'float' };
  expect(told(schema, 0.1, false)).toEqual([]);
  expect(told(schema, -3.4e38, false)).toEqual([]);
  expect(told(schema, 1e300, false)).toEqual([' must match format "float"']);
});
