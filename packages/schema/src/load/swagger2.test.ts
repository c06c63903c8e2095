import { expect, test } from 'vitest';
import { createSampler } from '../sample/sampler.ts';
import { createValidator } from '../validate/validator.ts';
import { loadContract } from './load.ts';

const api = `swagger: "2.0"
info: {title: Shop, version: 1.10}
host: api.shop.test
basePath: /v1/
schemes: [https, http]
consumes: [application/json]
produces: [application/json]
parameters:
  Page: {name: page, in: query, type: integer, minimum: 1, exclusiveMinimum: true}
responses:
  Missing: {description: none, schema: {$ref: '#/definitions/Problem'}}
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  login: {type: basic}
  user: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a.test/', tokenUrl: 'https://t.test/', scopes: {write: w, read: r}}
security: [{key: []}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, type: integer, format: int64}
    get:
      operationId: getPet
      parameters:
        - $ref: '#/parameters/Page'
        - {name: tags, in: query, type: array, items: {type: string}}
        - {name: sort, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: ids, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      responses:
        "200":
          description: ok
          headers: {X-Total: {type: integer, description: all}}
          schema: {$ref: '#/definitions/Pet'}
          examples: {application/json: {kind: cat, name: Mia}}
        "404": {$ref: '#/responses/Missing'}
    put:
      parameters:
        - {name: pet, in: body, required: true, description: the pet, schema: {$ref: 'models.yaml#/Input'}}
      responses: {"204": {description: done}}
  /pets/{id}/photo:
    parameters: [{name: id, in: path, required: true, type: string}]
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: photo, in: formData, type: file, required: true}
        - {name: labels, in: formData, type: array, items: {type: string}, collectionFormat: multi}
      responses: {"200": {description: ok, schema: {type: file}}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: {type: string}
      name: {type: string, x-nullable: true}
  Problem: {type: object}
`;
const files = {
  'spec/api.yaml': api,
  'spec/models.yaml': 'Input: {type: object, properties: {pet: {$ref: "api.yaml#/definitions/Pet"}}}\n',
};

async function load(given: Record<string, string> = files) {
  const read = await loadContract(given);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  return read.value;
}

test('a Swagger 2.0 contract becomes the model of the same OpenAPI 3 contract', async () => {
  const { api: model } = await load();
  expect(model).toMatchObject({
    title: 'Shop',
    version: '1.10',
    servers: ['https://api.shop.test/v1', 'http://api.shop.test/v1'],
    security_schemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      login: { type: 'http', scheme: 'basic' },
      user: {
        type: 'oauth2',
        flows: [
          {
            flow: 'authorizationCode',
            authorization_url: 'https://a.test/',
            token_url: 'https://t.test/',
            scopes: ['read', 'write'],
          },
        ],
      },
    },
  });
  expect(Object.keys(model.schemas)).toEqual(['Input', 'Pet', 'Problem']);
  expect(model.schemas.Pet).toEqual({
    type: 'object',
    discriminator: { propertyName: 'kind' },
    required: ['kind'],
    properties: { kind: { type: 'string' }, name: { type: ['null', 'string'], 'x-nullable': true } },
  });
  const [get, post, put] = model.operations;
  expect(get).toMatchObject({
    key: 'GET /pets/{id}',
    pointer: '/paths/~1pets~1{id}/get',
    security: [['key']],
    parameters: [
      { name: 'id', in: 'path', schema: { type: 'integer', format: 'int64' } },
      { name: 'ids', style: 'pipeDelimited', explode: false },
      { name: 'page', schema: { type: 'integer', exclusiveMinimum: 1 } },
      { name: 'sort', style: 'form', explode: true },
      { name: 'tags', style: 'form', explode: false, schema: { type: 'array', items: { type: 'string' } } },
    ],
    responses: [
      {
        status: '200',
        headers: [{ name: 'X-Total', description: 'all', schema: { type: 'integer' } }],
        content: [
          {
            media_type: 'application/json',
            schema: { $ref: '#/components/schemas/Pet' },
            examples: [{ name: 'default', value: { kind: 'cat', name: 'Mia' } }],
          },
        ],
      },
      { status: '404', content: [{ schema: { $ref: '#/components/schemas/Problem' } }] },
    ],
  });
  expect(put?.request_body).toEqual({
    required: true,
    description: 'the pet',
    content: [{ media_type: 'application/json', schema: { $ref: '#/components/schemas/Input' }, examples: [] }],
  });
  expect(post?.request_body?.content).toEqual([
    {
      media_type: 'multipart/form-data',
      schema: {
        type: 'object',
        required: ['photo'],
        properties: {
          labels: { type: 'array', items: { type: 'string' } },
          photo: { type: 'string', format: 'binary' },
        },
      },
      encoding: [{ name: 'labels', style: 'form', explode: true }],
      examples: [],
    },
  ]);
  expect(post?.responses[0]?.content).toEqual([
    { media_type: 'application/octet-stream', schema: { type: 'string', format: 'binary' }, examples: [] },
  ]);
});

const lineOf = (words: string) => api.slice(0, api.indexOf(words)).split('\n').length;

test('its places are those of the pushed text', async () => {
  const { locate } = await load();
  const operation = 'PUT /pets/{id}';
  expect(locate({ component: 'Pet', path: ['properties', 'name'] })).toEqual({
    file: 'spec/api.yaml',
    pointer: '/definitions/Pet/properties/name',
    line: lineOf('x-nullable'),
    col: 7,
  });
  expect(locate({ operation, path: ['requestBody', 'content', 'application/json', 'schema'] })?.line).toBe(
    lineOf('the pet'),
  );
  expect(
    locate({ operation: 'GET /pets/{id}', path: ['parameters', 'query', 'page', 'schema', 'minimum'] }),
  ).toMatchObject({
    line: lineOf('Page: {'),
  });
  expect(
    locate({ operation: 'GET /pets/{id}', path: ['responses', '404', 'content', 'application/json'] })?.pointer,
  ).toContain('/responses/Missing');
});

test('it can be sampled and validated like any other', async () => {
  const { api: model } = await load();
  const facts = { operation: 'GET /pets/{id}', status: 200, media_type: 'application/json' };
  const body = createSampler(model).sampleResponse(
    model.operations[0] ??
      (() => {
        throw new Error();
      })(),
    200,
    'application/json',
    { seed: 's' },
  );
  expect(createValidator(model).checkResponse({ ...facts, body })).toEqual([]);
  expect(createValidator(model).checkResponse({ ...facts, body: { name: 3 } })).not.toEqual([]);
});

test('moving it to files, one with shared path items, changes nothing but where things stand', async () => {
  const whole = 'swagger: "2.0"\ninfo: {title: T, version: "1"}\npaths:\n  /a: ';
  const item = (ref: string) =>
    `{post: {parameters: [{name: b, in: body, schema: {$ref: '${ref}'}}], responses: {"200": {description: ok, schema: {type: array, items: {$ref: '${ref}'}}}}}}`;
  const definitions = 'definitions: {A: {type: object}}\n';
  const one = await load({ 'api.yaml': `${whole}${item('#/definitions/A')}\n${definitions}` });
  const many = await load({
    'x/api.yaml': `${whole}{$ref: ../paths/a.yaml}\n${definitions}`,
    'paths/a.yaml': `${item('../x/api.yaml#/definitions/A')}\n`,
  });
  expect(many.api.digest).toBe(one.api.digest);
});
