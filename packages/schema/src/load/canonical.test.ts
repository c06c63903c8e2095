// Spellings of schemas that mean the same become the same.
import { expect, test } from 'vitest';
import { loadApi } from './load.ts';

async function schemasOf(schemas: string, version = '3.0.3', more = '') {
  const read = await loadApi({
    'api.yaml': `openapi: ${version}\ninfo: {title: T, version: "1"}\npaths: {}\n${more}components:\n  schemas:\n    Pet: {type: object}\n${schemas}`,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  return read.value.schemas;
}
const one = async (schema: string, version?: string) => (await schemasOf(`    A: ${schema}\n`, version)).A;
const pet = { $ref: '#/components/schemas/Pet' };

test.for<[string, string, unknown]>([
  ['a nullable type', '{type: string, nullable: true}', { type: ['null', 'string'] }],
  [
    'a nullable enum',
    '{type: string, nullable: true, enum: [b, a]}',
    { type: ['null', 'string'], enum: ['a', 'b', null] },
  ],
  ['a nullable enum that has null', '{nullable: true, enum: [a, null]}', { enum: ['a', null] }],
  [
    'a nullable reference',
    "{$ref: '#/components/schemas/Pet', nullable: true, description: d}",
    { anyOf: [pet, { type: 'null' }], description: 'd' },
  ],
  [
    'a nullable composition',
    "{nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}",
    { anyOf: [{ allOf: [pet] }, { type: 'null' }] },
  ],
  [
    'a nullable composition with a type',
    "{type: object, nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}",
    { anyOf: [{ allOf: [pet], type: 'object' }, { type: 'null' }] },
  ],
  ['nullable: false', '{type: string, nullable: false}', { type: 'string' }],
  ['nullable alone', '{nullable: true, description: d}', { description: 'd' }],
  [
    'bounds that exclude',
    '{type: number, minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}',
    { type: 'number', exclusiveMinimum: 1, maximum: 9 },
  ],
  ['an example', '{type: string, example: x}', { type: 'string', examples: ['x'] }],
  ['a null example', '{type: string, example: null}', { type: 'string', examples: [null] }],
  ['words beside a reference', "{$ref: '#/components/schemas/Pet', description: d}", { ...pet, description: 'd' }],
  ['an empty list of alternatives', '{type: string, enum: [], required: []}', { type: 'string' }],
  ['equal members of sets', '{type: [string, string], enum: [b, a, b]}', { type: 'string', enum: ['a', 'b'] }],
  [
    'a list of items',
    '{type: array, items: [{type: string}], additionalItems: false}',
    { type: 'array', prefixItems: [{ type: 'string' }], items: false },
  ],
  [
    'values that no validator could use',
    '{type: string, minLength: two, pattern: 3, maxLength: .inf}',
    { type: 'string' },
  ],
  ['XML and documentation links', '{type: string, xml: {name: a}, externalDocs: {url: x}}', { type: 'string' }],
])('%s', async ([, schema, expected]) => {
  expect(await one(schema)).toEqual(expected);
});

test('boolean schemas stay, at every place', async () => {
  expect(await one('{properties: {a: true, b: false}, additionalProperties: false, items: true}', '3.1.0')).toEqual({
    properties: { a: true, b: false },
    additionalProperties: false,
    items: true,
  });
});

test('the same contract in 3.0 and 3.1 spelling has the same schemas', async () => {
  const old = await schemasOf(
    '    A: {type: object, properties: {n: {type: integer, nullable: true, minimum: 0, exclusiveMinimum: true, example: 3}}}\n',
  );
  const modern = await schemasOf(
    '    A: {type: object, properties: {n: {type: [integer, "null"], exclusiveMinimum: 0, examples: [3]}}}\n',
    '3.1.0',
  );
  expect(modern).toEqual(old);
});

test('properties named like keywords are properties', async () => {
  expect(
    await one(
      "{properties: {$ref: {$ref: '#/components/schemas/Pet'}, example: {type: string}, nullable: {type: string}, $id: {type: string}, items: {type: string}, properties: {type: object}, constructor: {type: string}, '': {type: string}, '🐈': {type: string}}}",
    ),
  ).toEqual({
    properties: {
      $ref: pet,
      example: { type: 'string' },
      nullable: { type: 'string' },
      $id: { type: 'string' },
      items: { type: 'string' },
      properties: { type: 'object' },
      constructor: { type: 'string' },
      '': { type: 'string' },
      '🐈': { type: 'string' },
    },
  });
});

test('$defs, anchors, ids and dynamic references lead to named schemas', async () => {
  const schemas = await schemasOf(
    `    Tree:
      $id: https://schemas.test/tree
      $dynamicAnchor: node
      properties:
        children: {type: array, items: {$dynamicRef: '#node'}}
        leaf: {$ref: '#/$defs/Leaf'}
        whole: {$ref: '#/components/schemas/Pet'}
      $defs:
        Leaf: {type: string}
        Named: {$anchor: named, type: integer}
    A:
      properties:
        byId: {$ref: 'https://schemas.test/tree'}
        byIdAndPointer: {$ref: 'https://schemas.test/tree#/$defs/Leaf'}
        byAnchor: {$ref: 'https://schemas.test/tree#named'}
        bySelf: {$ref: 'https://contracts.test/api#/components/schemas/Pet'}
`,
    '3.2.0',
    '$self: https://contracts.test/api\n',
  );
  expect(schemas.A).toEqual({
    properties: {
      byId: { $ref: '#/components/schemas/Tree' },
      byIdAndPointer: { $ref: '#/components/schemas/Tree_Leaf' },
      byAnchor: { $ref: '#/components/schemas/Tree_Named' },
      bySelf: pet,
    },
  });
  expect(schemas.Tree).toEqual({
    properties: {
      children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
      leaf: { $ref: '#/components/schemas/Tree_Leaf' },
      whole: pet,
    },
  });
  expect(schemas.Tree_Leaf).toEqual({ type: 'string' });
});

test('recursive schemas stay references, also through each other', async () => {
  const schemas =
    await schemasOf(`    A: {properties: {b: {$ref: '#/components/schemas/B'}, a: {items: {$ref: '#/components/schemas/A'}}}}
    B: {additionalProperties: {$ref: '#/components/schemas/A'}}
`);
  expect(schemas.A).toEqual({
    properties: { a: { items: { $ref: '#/components/schemas/A' } }, b: { $ref: '#/components/schemas/B' } },
  });
});
