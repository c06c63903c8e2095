import { expect, test } from 'vitest';
import { loadContract } from '../load/load.ts';
import { lintContract } from './lint.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /items:
    get:
      operationId: listItems
      security: [{ key: [] }]
      parameters:
        - { name: sort, in: query, schema: { type: string, enum: [up, down], default: sideways } }
      responses:
        '200':
          description: all
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Item' } }
              examples:
                good: { value: [{ id: a }] }
                bad: { value: [{ id: 1 }] }
    post:
      operationId: listItems
      responses: { '400': { description: no } }
  /items/{id}:
    get: { responses: { '204': { description: none } } }
  /items/{other}:
    get: { operationId: other, responses: { '204': { description: none } } }
components:
  schemas:
    Item: { type: object, properties: { id: { type: string }, kind: { enum: [a], default: b } } }
    Forgotten: { type: string }
`;

test('each weakness is told once, with its place', async () => {
  const loaded = await loadContract({ 'shop.yaml': CONTRACT });
  if (!loaded.ok) throw new Error('the contract must load');
  const issues = lintContract(loaded.value);
  expect(issues.map(({ code, at, message }) => `${at?.line} ${code} ${message}`)).toEqual([
    expect.stringMatching(/^7 SCH106 GET \/items asks for "key"/),
    expect.stringMatching(/^9 SCH105 the default "sideways" is not one of the values "down", "up"/),
    expect.stringMatching(/^18 SCH103 the example bad of GET \/items does not fit its schema: \/0\/id must be string/),
    expect.stringMatching(/^20 SCH101 POST \/items has the operationId listItems of GET \/items/),
    expect.stringMatching(/^21 SCH102 POST \/items documents no success/),
    expect.stringMatching(/^23 SCH107 GET \/items\/\{id\} has no operationId/),
    expect.stringMatching(/^25 SCH104 GET \/items\/\{other\} and GET \/items\/\{id\} answer the same requests/),
    expect.stringMatching(/^28 SCH105 the default "b"/),
    expect.stringMatching(/^29 SCH108 the schema Forgotten is used by nothing/),
  ]);
  expect(new Set(issues.map(({ severity }) => severity))).toEqual(new Set(['error', 'warning', 'info']));
});

const SLIPS = `openapi: 3.0.3
info: { title: Shop, x-any: 1 }
paths:
  x-note: { gt: {} }
  /items:
    gt: {}
    post:
      operationId: addItem
      reponses: {}
      x-own: true
      requestBody: { $ref: '#/components/requestBodies/Item' }
      parameters:
        - { name: page, in: query, requird: true, example: two, schema: { type: integer, minimum: 5, maximum: 2 } }
      responses:
        '200': { description: ok, contents: {} }
components:
  requestBodies:
    Item: { contnt: {}, content: { application/json: { shema: {}, schema: { $ref: '#/components/schemas/Item' } } } }
  schemas:
    Item:
      type: object
      propertis: {}
      properties:
        id: { type: string, pattern: '(', minLength: 3, maxLength: 1 }
        tags: { type: array, items: { type: string, default: 1 }, minItems: 2, maxItems: 1 }
        at: { type: number, example: 1, default: null, nullable: true, format: any, unknownWord: 1 }
        propertis: { tpye: string, minProperties: 2, maxProperties: 1, example: { tpye: 1 } }
`;

test('slips of the keyboard and schemas that contradict themselves are told where they stand', async () => {
  const loaded = await loadContract({ 'shop.yaml': SLIPS });
  if (!loaded.ok) throw new Error('the contract must load');
  const issues = lintContract(loaded.value).filter(({ code }) => code > 'SCH108');
  expect(issues.map(({ code, at, message, hint }) => `${at?.line} ${code} ${message}; ${hint}`)).toEqual([
    '2 SCH113 the contract has no info.version; add it, such as version: "1.0.0"',
    '6 SCH111 "gt" is no member of a path item, so it says nothing; did you mean "get"?',
    '9 SCH111 "reponses" is no member of an operation, so it says nothing; did you mean "responses"?',
    '13 SCH110 minimum 5 is more than maximum 2: no value fits; correct one of them',
    '13 SCH111 "requird" is no member of a parameter, so it says nothing; did you mean "required"?',
    '13 SCH112 the example "two" is of type string, and the schema says integer; correct it or the type',
    '15 SCH111 "contents" is no member of a response, so it says nothing; did you mean "content"?',
    '18 SCH111 "contnt" is no member of a request body, so it says nothing; did you mean "content"?',
    '18 SCH111 "shema" is no member of a media type, so it says nothing; did you mean "schema"?',
    '22 SCH111 "propertis" is no keyword of a schema, so it says nothing; did you mean "properties"?',
    expect.stringMatching(/^24 SCH109 the pattern "\(" is no regular expression of JavaScript/),
    expect.stringMatching(/^24 SCH110 minLength 3 is more than maxLength 1/),
    expect.stringMatching(/^25 SCH110 minItems 2 is more than maxItems 1/),
    expect.stringMatching(/^25 SCH112 the default 1 is of type integer, and the schema says string/),
    expect.stringMatching(/^27 SCH110 minProperties 2 is more than maxProperties 1/),
    '27 SCH111 "tpye" is no keyword of a schema, so it says nothing; did you mean "type"?',
  ]);
  expect(issues.find(({ code }) => code === 'SCH109')).toMatchObject({ severity: 'error', at: { line: 24, col: 29 } });
});
