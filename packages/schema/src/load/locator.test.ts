import { expect, test } from 'vitest';
import { loadContract } from './load.ts';
import type { ModelPlace } from './locator.ts';

const api = `openapi: 3.0.3
info: {title: T, version: "1"}
security:
  - token: []
paths:
  /pets/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    get:
      parameters:
        - {name: X-Trace, in: header, schema: {type: string}}
        - name: filter
          in: query
          content: {application/json: {schema: {type: object, minProperties: 1}}}
      responses:
        4xx: {$ref: 'errors.yaml#/Problem'}
        "200":
          description: ok
          content:
            application/json:
              schema:
                nullable: true
                allOf:
                  - $ref: '#/components/schemas/Pet'
                  - properties:
                      seen: {type: string}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: integer}}
  schemas:
    Pet:
      properties:
        owner: {$ref: 'people.yaml#/Owner'}
`;
const files = {
  'api.yaml': api,
  'errors.yaml': 'Problem:\n  description: no\n  headers:\n    Retry-After: {schema: {type: integer}}\n',
  'people.yaml': 'Owner:\n  properties:\n    name: {type: string}\n',
};

async function placeOf(place: ModelPlace): Promise<string | undefined> {
  const read = await loadContract(files);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const found = read.value.locate(place);
  return found && `${found.file}:${found.line}:${found.col} ${found.pointer}`;
}

const get = 'GET /pets/{id}';
test.for<[string, ModelPlace, string | undefined]>([
  ['an operation', { operation: get }, 'api.yaml:9:5 /paths/~1pets~1{id}/get'],
  ['a component', { component: 'Pet' }, 'api.yaml:31:5 /components/schemas/Pet'],
  [
    'a member that no part of an allOf has',
    {
      operation: get,
      path: ['responses', '200', 'content', 'application/json', 'schema', 'properties', 'gone'],
    },
    'api.yaml:21:15 /paths/~1pets~1{id}/get/responses/200/content/application~1json/schema',
  ],
  [
    'a schema of another file',
    { component: 'Owner', path: ['properties', 'name', 'type'] },
    'people.yaml:3:12 /Owner/properties/name/type',
  ],
  [
    'a member behind references',
    { component: 'Pet', path: ['properties', 'owner', 'properties', 'name'] },
    'people.yaml:3:5 /Owner/properties/name',
  ],
  [
    'a parameter of the path',
    { operation: get, path: ['parameters', 'path', 'id', 'schema', 'type'] },
    'api.yaml:29:55 /components/parameters/Id/schema/type',
  ],
  [
    'a header parameter in other letters',
    { operation: get, path: ['parameters', 'header', 'x-trace'] },
    'api.yaml:11:11 /paths/~1pets~1{id}/get/parameters/0',
  ],
  [
    'a parameter that is a document',
    { operation: get, path: ['parameters', 'query', 'filter', 'schema', 'minProperties'] },
    'api.yaml:14:63 /paths/~1pets~1{id}/get/parameters/1/content/application~1json/schema/minProperties',
  ],
  [
    'a response header behind a reference',
    { operation: get, path: ['responses', '4XX', 'headers', 'retry-after'] },
    'errors.yaml:4:5 /Problem/headers/Retry-After',
  ],
  [
    'a nullable composition as the model writes it',
    {
      operation: get,
      path: ['responses', '200', 'content', 'application/json', 'schema', 'anyOf', 0, 'allOf', 1, 'properties', 'seen'],
    },
    'api.yaml:26:23 /paths/~1pets~1{id}/get/responses/200/content/application~1json/schema/allOf/1/properties/seen',
  ],
  [
    'a member of a merged composition',
    { operation: get, path: ['responses', '200', 'content', 'application/json', 'schema', 'properties', 'seen'] },
    'api.yaml:26:23 /paths/~1pets~1{id}/get/responses/200/content/application~1json/schema/allOf/1/properties/seen',
  ],
  [
    'the nearest ancestor',
    { operation: get, path: ['responses', '404', 'content'] },
    'api.yaml:15:7 /paths/~1pets~1{id}/get/responses',
  ],
  ['the document', { path: ['security', 0] }, 'api.yaml:4:5 /security/0'],
  ['an unknown component', { component: 'Nobody' }, undefined],
])('%s is found in the text', async ([, place, expected]) => {
  expect(await placeOf(place)).toBe(expected);
});
