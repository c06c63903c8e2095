import { expect, test } from 'vitest';
import type { ApiParameter } from '../model.ts';
import { readParameter } from './parameters.ts';
import { writeParameter } from './write-parameter.ts';

const LIST = { type: 'array', items: { type: 'integer' } };
const OBJECT = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } };
const STYLES: [ApiParameter['in'], string][] = [
  ['path', 'simple'],
  ['path', 'label'],
  ['path', 'matrix'],
  ['query', 'form'],
  ['query', 'spaceDelimited'],
  ['query', 'pipeDelimited'],
  ['query', 'deepObject'],
  ['header', 'simple'],
  ['cookie', 'form'],
];
const values = [
  [{ type: 'integer' }, 7],
  [{ type: 'string' }, 'a b'],
  [LIST, [1, 2, 3]],
  [LIST, [1]],
  [OBJECT, { a: 1, b: 'x' }],
] as const;
const cases = STYLES.flatMap(([place, style]) =>
  [true, false].flatMap((explode) =>
    values
      // Neither single values nor lists have a deepObject, and no list or object has an exploded delimiter.
      .filter(([schema]) => style !== 'deepObject' || schema.type === 'object')
      .filter(([schema]) => !style.endsWith('Delimited') || (schema.type === 'array' && !explode))
      .filter(([schema]) => place !== 'cookie' || schema.type !== 'object')
      .map(([schema, value]) => ({ place, style, explode, schema, value })),
  ),
);

test.for(cases)('$place $style explode $explode: $value is read as it was written', ({ schema, value, ...how }) => {
  const { place, style, explode } = how;
  const parameter: ApiParameter = {
    name: 'p',
    in: place,
    required: false,
    deprecated: false,
    style,
    explode,
    schema,
  };
  const written = writeParameter(parameter, value);
  const texts = Object.fromEntries(Object.entries(written).map(([name, text]) => [name, [text].flat().join()]));
  const sent = {
    path: place === 'path' ? texts : {},
    query: place === 'query' ? written : {},
    headers: place === 'header' ? texts : place === 'cookie' ? { cookie: `p=${texts.p}` } : {},
  };
  expect(readParameter(parameter, sent, {})).toEqual({ sent: true, value });
});

test('a document is written as such, and an empty list not at all', () => {
  const parameter = { name: 'p', in: 'query', style: 'form', explode: true } as const;
  expect(writeParameter({ ...parameter, media_type: 'application/json' }, { a: [1] })).toEqual({ p: '{"a":[1]}' });
  expect(writeParameter(parameter, [])).toEqual({});
});
