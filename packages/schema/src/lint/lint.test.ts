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
