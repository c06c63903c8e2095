import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import type { JsonSchema } from '../model.ts';
import { sampleFromPattern } from './pattern.ts';
import { createRandom } from './random.ts';
import { createSampler } from './sampler.ts';

const schemas: Record<string, JsonSchema> = {
  Person: {
    type: 'object',
    required: ['id', 'name'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: 'string' },
      email: { type: 'string', format: 'email', maxLength: 60 },
      age: { type: 'integer', minimum: 30, exclusiveMaximum: 33 },
      price: { type: 'number', multipleOf: 0.5, minimum: 2000 },
      code: { type: 'string', pattern: '^[A-Z]{2}-\\d{4,6}$' },
      short: { type: 'string', minLength: 40, maxLength: 50 },
      born: { type: 'string', format: 'date' },
      tags: { type: 'array', items: { enum: ['a', 'b', 'c'] }, minItems: 3, uniqueItems: true },
      friends: { type: 'array', items: { $ref: '#/components/schemas/Person' } },
      boss: { anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }] },
      extra: { type: 'object', additionalProperties: { type: 'integer' } },
      secret: { type: 'string', writeOnly: true },
    },
  },
  Cat: {
    type: 'object',
    required: ['kind', 'claws'],
    properties: { kind: { type: 'string' }, claws: { type: 'integer' } },
  },
  Dog: {
    type: 'object',
    required: ['kind', 'tail'],
    properties: { kind: { type: 'string' }, tail: { type: 'boolean' } },
  },
  Pet: {
    oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    discriminator: {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
    },
  },
  Endless: { type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Endless' } } },
};
const sampler = createSampler({ schemas });
const person: JsonSchema = { $ref: '#/components/schemas/Person' };

function isValid(name: string, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'https://spec.local/doc', components: { schemas } });
  const validate = ajv.compile({ $ref: `https://spec.local/doc#/components/schemas/${name}` });
  return validate(value) || validate.errors;
}

test('whatever the seed, the value fits the schema', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      expect(isValid('Person', sampler.sample(person, { seed }))).toBe(true);
      expect(isValid('Pet', sampler.sample({ $ref: '#/components/schemas/Pet' }, { seed }))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the same seed gives the same bytes, another seed others, and these bytes in every process', () => {
  const once = JSON.stringify(sampler.sample(person, { seed: 'anna' }));
  expect(JSON.stringify(createSampler({ schemas }).sample(person, { seed: 'anna' }))).toBe(once);
  expect(JSON.stringify(sampler.sample(person, { seed: 'ben' }))).not.toBe(once);
  expect(
    sampler.sample(
      { type: 'object', properties: { id: { type: 'string', format: 'uuid' }, city: { type: 'string' } } },
      { seed: 'anna' },
    ),
  ).toMatchInlineSnapshot(`
    {
      "city": "Nairobi",
      "id": "f4a07a96-9167-43c1-be71-9c3a2a5c05da",
    }
  `);
});

test('a new member leaves the values of the others as they were', () => {
  const before = sampler.sample({ type: 'object', properties: { a: { type: 'string' } } }, { seed: 's' });
  const after = sampler.sample(
    { type: 'object', properties: { a: { type: 'string' }, Z: { type: 'integer' } } },
    { seed: 's' },
  );
  expect(after).toMatchObject(before as object);
});

test('an example comes before a default, a default before an enum', () => {
  const sample = (schema: JsonSchema) => sampler.sample(schema, { seed: 's' });
  expect(sample({ type: 'string', examples: ['x'], default: 'y', enum: ['x', 'y', 'z'] })).toBe('x');
  expect(sample({ type: 'string', default: 'y', enum: ['y', 'z'] })).toBe('y');
  expect(sample({ const: 4 })).toBe(4);
  expect(sample({ type: 'integer', examples: ['not a number'], minimum: 5, maximum: 5 })).toBe(5);
});

test('a list of different items gets as many as it must have, whatever the seed', () => {
  const list: JsonSchema = { type: 'array', items: { enum: ['a', 'b', 'c'] }, minItems: 3, uniqueItems: true };
  for (let seed = 0; seed < 2_000; seed += 1) expect(sampler.sample(list, { seed: `${seed}` })).toHaveLength(3);
});

test('a whole number stays whole, even where no number fits', () => {
  const bounds: JsonSchema[] = [
    { minimum: 10, maximum: 5 },
    { minimum: 5, maximum: 6, multipleOf: 4 },
    { minimum: 1.2, maximum: 1.7 },
    { minimum: 2, maximum: 3, multipleOf: 0.5 },
    { minimum: 1, maximum: 100, multipleOf: 1.5 },
    { exclusiveMinimum: 1.5, maximum: 2 },
    { minimum: 3, exclusiveMaximum: 3.5 },
  ];
  for (const bound of bounds)
    for (const seed of ['1', '2', '3', '4']) {
      const value = sampler.sample({ type: 'integer', ...(bound as object) }, { seed });
      expect(value, JSON.stringify(bound)).toSatisfy(Number.isInteger);
    }
  const fitting = (bound: object) => sampler.sample({ type: 'integer', ...bound }, { seed: 's' });
  expect(fitting({ exclusiveMinimum: 1.5, maximum: 2 })).toBe(2);
  expect(fitting({ minimum: 3, exclusiveMaximum: 3.5 })).toBe(3);
  expect(fitting({ minimum: 2, maximum: 4, multipleOf: 1.5 })).toBe(3);
});

test('hints win where their type fits; in lists only references are taken over', () => {
  const hints = { id: 'abc', name: 'Ada', customer_id: 'c9', count: '12', wrong: 'text' };
  const line: JsonSchema = {
    type: 'object',
    required: ['id', 'customer_id'],
    properties: { id: { type: 'string' }, customer_id: { type: 'string' } },
  };
  const value = sampler.sample(
    {
      type: 'object',
      properties: {
        id: { type: 'string' },
        name: { type: 'string' },
        count: { type: 'integer' },
        wrong: { type: 'boolean' },
        lines: { type: 'array', minItems: 2, items: line },
      },
    },
    { seed: 's', hints },
  );
  expect(value).toMatchObject({
    id: 'abc',
    name: 'Ada',
    count: 12,
    wrong: true,
    lines: [{ customer_id: 'c9' }, { customer_id: 'c9' }],
  });
  expect(JSON.stringify(value).match(/"abc"/g)).toHaveLength(1);
});

test('the chosen alternative is named by its discriminator', () => {
  for (const seed of ['1', '2', '3', '4']) {
    const pet = sampler.sample({ $ref: '#/components/schemas/Pet' }, { seed });
    expect(pet).toEqual(
      expect.objectContaining(
        typeof pet === 'object' && pet !== null && 'claws' in pet ? { kind: 'cat' } : { kind: 'dog' },
      ),
    );
  }
});

test('a schema that requires itself is cut instead of never ending', () => {
  expect(JSON.stringify(sampler.sample({ $ref: '#/components/schemas/Endless' }, { seed: 's' }))).toMatch(
    /^\{"next":.*\}$/,
  );
});

test.for([
  '^[A-Z]{3}$',
  '^\\+?[0-9]{7,15}$',
  '^(cus|acct)_[a-zA-Z0-9]{14,}$',
  '^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$',
  '^\\d{4}-\\d{2}$',
  '^[^@\\s]+@[^@\\s]+\\.com$',
  'ab?c+',
  '^[\\w.-]+\\/v\\d+(\\.\\d+)?$',
])('text is made for the pattern %s', (pattern) => {
  for (const seed of ['1', '2', '3'])
    expect(sampleFromPattern(pattern, createRandom(seed), { min: 0, max: 100 })).toMatch(new RegExp(pattern));
});

test('a pattern that is not read is left alone', () => {
  expect(sampleFromPattern('^(?=a)b', createRandom('1'), { min: 0, max: 9 })).toBeUndefined();
  expect(sampleFromPattern('([', createRandom('1'), { min: 0, max: 9 })).toBeUndefined();
});

test("a response gives the contract's example with hints applied, else a generated value without what only clients write", async () => {
  const read = await loadApi({
    'api.yaml': `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a/{id}:
    get:
      responses:
        '200': {description: ok, content: {application/json: {example: {id: "1", n: 2}, schema: {type: object, properties: {id: {type: string}, n: {type: integer}}}}}}
        '404': {description: no, content: {application/json: {schema: {type: object, properties: {code: {type: string}, pin: {type: string, writeOnly: true}}}}}}
`,
  });
  if (!read.ok) throw new Error('does not load');
  const [operation] = read.value.operations;
  const { sampleResponse } = createSampler(read.value);
  expect(sampleResponse(operation!, 200, 'application/json', { seed: 's', hints: { id: '9' } })).toEqual({
    id: '9',
    n: 2,
  });
  expect(Object.keys(sampleResponse(operation!, 404, 'application/json', { seed: 's' }) as object)).toEqual(['code']);
  expect(sampleResponse(operation!, 500, 'application/json', { seed: 's' })).toBeUndefined();
});

test('what only clients write is in no response, even where the contract requires it', async () => {
  const read = await loadApi({
    'api.yaml': `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /users:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, minItems: 1, items: {$ref: '#/components/schemas/User'}}}}}
components:
  schemas:
    Secret: {type: string, writeOnly: true}
    User:
      type: object
      required: [name, password, pin, token]
      properties:
        name: {type: string}
        password: {type: string, writeOnly: true}
        pin: {$ref: '#/components/schemas/Secret'}
        token: {allOf: [{$ref: '#/components/schemas/Secret'}, {minLength: 3}]}
`,
  });
  if (!read.ok) throw new Error('does not load');
  const [operation] = read.value.operations;
  const sampled = createSampler(read.value);
  const users = sampled.sampleResponse(operation!, 200, 'application/json', { seed: 's' });
  for (const user of users as object[]) expect(Object.keys(user)).toEqual(['name']);
  const asked = sampled.sample({ $ref: '#/components/schemas/User' }, { seed: 's' });
  expect(Object.keys(asked as object)).toEqual(['name', 'password', 'pin', 'token']);
});
