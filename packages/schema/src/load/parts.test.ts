// What an operation and a document carry beside schemas.
import { expect, test } from 'vitest';
import { loadApi } from './load.ts';

const head = 'openapi: 3.2.0\ninfo: {title: T, version: "1", license: {name: MIT, identifier: MIT}}\n';

async function load(text: string) {
  const read = await loadApi({ 'api.yaml': head + text });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read;
}
async function whole(text: string) {
  const read = await load(text);
  expect(read.issues).toEqual([]);
  return read.value;
}

test('credentials, tags and the licence of the document', async () => {
  const api = await whole(`tags: [{name: b}, {name: a, description: first}, {name: b, description: again}]
security: [{token: []}]
paths:
  /a: {get: {responses: {}}}
  /b: {get: {security: [], responses: {}}}
components:
  securitySchemes:
    token: {type: http, scheme: Bearer, bearerFormat: JWT, description: a token}
    key: {type: apiKey, in: cookie, name: sid}
    user: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://t.test', scopes: {b: x, a: y}}, deviceAuthorization: {deviceAuthorizationUrl: 'https://d.test', tokenUrl: 'https://t.test', scopes: {}}}}
    oidc: {type: openIdConnect, openIdConnectUrl: 'https://o.test'}
    tls: {type: mutualTLS}
`);
  expect(api.license).toEqual({ name: 'MIT', identifier: 'MIT' });
  expect(api.tags).toEqual([{ name: 'a', description: 'first' }, { name: 'b' }]);
  expect(api.operations.map(({ security }) => security)).toEqual([[['token']], []]);
  expect(Object.keys(api.security_schemes)).toEqual(['key', 'oidc', 'tls', 'token', 'user']);
  expect(api.security_schemes).toMatchObject({
    token: { type: 'http', scheme: 'bearer', bearer_format: 'JWT', description: 'a token' },
    user: {
      flows: [
        { flow: 'clientCredentials', token_url: 'https://t.test', scopes: ['a', 'b'] },
        { flow: 'deviceAuthorization', authorization_url: 'https://d.test', token_url: 'https://t.test', scopes: [] },
      ],
    },
  });
});

test('a security scheme that cannot be understood is told and left out', async () => {
  const { value, issues } = await load(`paths: {}
components:
  securitySchemes:
    a: {type: apiKey, in: body, name: x}
    b: {type: magic}
    c: {type: http, scheme: basic}
`);
  expect(Object.keys(value.security_schemes)).toEqual(['c']);
  expect(issues).toMatchObject([
    { code: 'SCH018', at: { line: 6 }, message: 'the security scheme a: "in" must be header, query or cookie' },
    { code: 'SCH018', at: { line: 7 }, message: 'the security scheme b: the type "magic" is not known' },
  ]);
});

test('webhooks and callbacks are operations of their own', async () => {
  const api = await whole(`webhooks:
  paid: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}, responses: {"200": {description: ok}}}}
paths:
  /subscriptions:
    post:
      responses: {"201": {description: ok}}
      callbacks:
        onEvent:
          '{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}, responses: {"204": {description: ok}}}}
        shared: {$ref: '#/components/callbacks/Shared'}
components:
  callbacks: {Shared: {'{$url}': {put: {responses: {}}}}}
  schemas: {Event: {type: object}}
`);
  expect(api.webhooks).toMatchObject([
    { key: 'WEBHOOK paid POST', method: 'POST', path: 'paid', pointer: '/webhooks/paid/post' },
  ]);
  const [operation] = api.operations;
  expect(operation?.callbacks.map(({ key, pointer }) => [key, pointer])).toEqual([
    [
      'CALLBACK onEvent {$request.body#/url} POST',
      '/paths/~1subscriptions/post/callbacks/onEvent/{$request.body#~1url}/post',
    ],
    ['CALLBACK shared {$url} PUT', '/components/callbacks/Shared/{$url}/put'],
  ]);
});

test('a broken callback is left out and its operation stays; its meaning counts for the checksum', async () => {
  const text = (schema: string) => `paths:
  /a:
    post:
      responses: {}
      callbacks: {done: {'{$url}': {post: {requestBody: {content: {application/json: {schema: ${schema}}}}, responses: {}}}}}
`;
  const broken = await load(text('{$ref: "#/components/schemas/Gone"}'));
  expect(broken.value.operations).toMatchObject([{ key: 'POST /a', callbacks: [] }]);
  expect(broken.issues[0]?.message).toContain('CALLBACK done {$url} POST is left out: ');
  const checksum = async (schema: string) => (await whole(text(schema))).operations[0]?.checksum;
  expect(await checksum('{type: string}')).not.toBe(await checksum('{type: integer}'));
  expect(await checksum('{type: string, description: a}')).toBe(await checksum('{type: string}'));
});

test('life cycle, links, header details, encodings and item schemas', async () => {
  const api = await whole(`paths:
  /a:
    query:
      deprecated: true
      x-sunset: 2027-01-31
      x-stability-level: beta
      parameters:
        - {name: q, in: query, allowReserved: true, allowEmptyValue: true, x-sunset: 2027-02-01, schema: {type: string}, examples: {one: {value: x}}}
      requestBody:
        description: the form
        content:
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string}, ids: {type: array}}}
            encoding: {ids: {style: form, explode: false, allowReserved: true}, file: {contentType: image/png}}
      responses:
        "200":
          description: ok
          links: {next: {operationId: getB}, other: {$ref: '#/components/links/Other'}}
          headers: {X-Old: {description: how many, deprecated: true, content: {application/json: {schema: {type: integer}}}}}
          content: {application/jsonl: {itemSchema: {$ref: '#/components/schemas/Item'}}}
    additionalOperations: {COPY: {responses: {}}, query: {responses: {}}}
components:
  links: {Other: {operationRef: '#/paths/~1b/get'}}
  schemas: {Item: {type: object}}
`);
  expect(api.operations.map(({ key }) => key)).toEqual(['COPY /a', 'QUERY /a']);
  expect(api.operations[1]).toMatchObject({
    deprecated: true,
    sunset: '2027-01-31',
    stability: 'beta',
    parameters: [{ name: 'q', allow_reserved: true, allow_empty: true, sunset: '2027-02-01', example: 'x' }],
    request_body: {
      description: 'the form',
      content: [
        {
          encoding: [
            { name: 'file', content_type: 'image/png' },
            { name: 'ids', style: 'form', explode: false, allow_reserved: true },
          ],
        },
      ],
    },
    responses: [
      {
        links: [
          { name: 'next', target: 'getB' },
          { name: 'other', target: '#/paths/~1b/get' },
        ],
        headers: [{ name: 'X-Old', description: 'how many', deprecated: true, schema: { type: 'integer' } }],
        content: [{ media_type: 'application/jsonl', item_schema: { $ref: '#/components/schemas/Item' } }],
      },
    ],
  });
});

test('a querystring parameter becomes the query parameters that it describes', async () => {
  const api = await whole(`paths:
  /a:
    get:
      parameters:
        - {name: all, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object, required: [a], properties: {b: {type: integer}, a: {type: string}}}}}}
      responses: {}
`);
  expect(api.operations[0]?.parameters).toMatchObject([
    { name: 'a', in: 'query', required: true, schema: { type: 'string' } },
    { name: 'b', in: 'query', required: false, schema: { type: 'integer' } },
  ]);
});

test('wording of any part changes no checksum, and the life cycle none either', async () => {
  const text = (words: string, more = '') => `paths:
  /a:
    post:
      summary: ${words}
      ${more}
      parameters: [{name: q, in: query, description: ${words}, schema: {type: string, title: ${words}}}]
      requestBody: {description: ${words}, content: {application/json: {schema: {type: string}}}}
      responses: {"200": {description: ${words}, headers: {X-A: {description: ${words}, schema: {type: string}}}, links: {${words}: {operationId: x}}}}
`;
  const one = await whole(text('one'));
  const two = await whole(text('two', 'x-sunset: 2030-01-01'));
  expect(two.operations[0]?.checksum).toBe(one.operations[0]?.checksum);
  expect(two.digest).not.toBe(one.digest);
});

test('the example of a parameter or header does not depend on the order of its examples', async () => {
  const text = (examples: string) => `paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: {type: string, examples: ${examples}}, examples: ${examples}}]
      responses: {"200": {description: ok, headers: {X-A: {schema: {type: string}, examples: ${examples}}}}}
`;
  const one = await whole(text('{b: {value: 2}, a: {value: 1}}'));
  const two = await whole(text('{a: {value: 1}, b: {value: 2}}'));
  expect(one.operations[0]?.parameters[0]?.example).toBe(1);
  expect(two).toEqual(one);
});
