import { expect, test } from 'vitest';
import { loadApi } from '../../load/load.ts';
import type { ApiModel } from '../../model.ts';
import { diffApis } from '../diff.ts';
import { askAbout } from '../fixtures/ask-about.ts';

const contract = (parameters: string, body: string) => `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /items/{id}:
    put:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer, minimum: 5 } }
        - { name: page, in: query, required: true, schema: { type: integer, enum: [7] } }
${parameters}
${body}
      responses: { '204': { description: done } }
`;
const BODY = (required: boolean, ...types: string[]) =>
  `      requestBody: { required: ${required}, content: { ${types.map((type) => `${type}: { schema: { type: object, required: [a], properties: { a: { const: 1 } } } }`).join(', ')} } }`;

async function load(text: string): Promise<ApiModel> {
  const read = await loadApi({ 'a.yaml': text });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
}

/** Confirmed by both contracts. */
async function witnessOf(before: string, after: string, rule: string) {
  const [old, young] = [await load(before), await load(after)];
  const change = diffApis(old, young).changes.find((one) => one.rule === rule);
  if (!change?.witness) throw new Error(`${rule} has no witness`);
  expect(askAbout(change, change.witness, old, young)).toEqual({ source: 'accepts', other: 'refuses' });
  return change.witness;
}

const HEADER = '        - { name: X-Tenant, in: header, required: true, schema: { type: string } }';
const path = expect.stringMatching(/^\/items\/\d+$/);

test.for([
  [
    'a parameter that nobody sent is shown by a request without it',
    [contract('', ''), contract(HEADER, '')],
    'new-required-request-parameter',
    { method: 'PUT', path, query: { page: '7' } },
    'the required header parameter "X-Tenant" is missing',
  ],
  [
    'one that became required, too',
    [contract(HEADER.replace('required: true', 'required: false'), ''), contract(HEADER, '')],
    'request-parameter-became-required',
    { query: { page: '7' } },
    'the required header parameter "X-Tenant" is missing',
  ],
  [
    'a body that became required is shown by a request without one',
    [contract('', BODY(false, 'application/json')), contract('', BODY(true, 'application/json'))],
    'request-body-became-required',
    { query: { page: '7' } },
    'there is no body where the contract describes one',
  ],
  [
    'a media type that is no longer read is shown by a body of it, and other changes are not told with it',
    [contract('', BODY(true, 'application/json', 'text/csv')), contract(HEADER, BODY(true, 'application/json'))],
    'request-body-media-type-removed',
    { headers: { 'content-type': 'text/csv' } },
    'the media type text/csv is not in the contract',
  ],
  [
    'an operation that is gone is shown by the smallest request that it took',
    [contract('', BODY(true, 'application/json')), contract('', '').replace('/items/{id}', '/things/{id}')],
    'api-path-removed-without-deprecation',
    { method: 'PUT', path, query: { page: '7' }, headers: { 'content-type': 'application/json' }, body: { a: 1 } },
    'the contract has no PUT /items/{id}',
  ],
] as const)('%s', async ([, [before, after], rule, value, error]) => {
  expect(await witnessOf(before, after, rule)).toMatchObject({
    operation: 'PUT /items/{id}',
    part: 'request',
    value,
    errors: [error],
  });
});

test('an operation whose requests another one gets now is shown to be gone', async () => {
  const before = contract('', '')
    .replace('/items/{id}', '/items/5')
    .replace(/ +- \{ name: id.+\n/, '');
  expect(await witnessOf(before, contract('', ''), 'api-path-removed-without-deprecation')).toMatchObject({
    value: { method: 'PUT', path: '/items/5' },
    errors: ['the contract takes it for PUT /items/{id}'],
  });
});

test('a path parameter of another name and style is shown by how it was written', async () => {
  const [simple, label] = ['{ids}', '{list}'].map((name) =>
    contract('', '')
      .replace('{id}', name)
      .replace('name: id,', `name: ${name.slice(1, -1)},`),
  );
  const list = (text = '', style = '') =>
    text.replace('schema: { type: integer, minimum: 5 }', `${style}schema: { type: array, items: { type: integer } }`);
  const rule = 'request-parameter-style-changed';
  const there = await witnessOf(list(simple), list(label, 'style: label, '), rule);
  expect(there.errors).toEqual(['the path parameter "list" does not begin with "."']);
  const back = await witnessOf(list(label, 'style: label, '), list(simple), rule);
  expect(back.errors).toEqual([expect.stringContaining('path ids')]);
});

const sent = (parameters: string, types: string, answers: string) => `
          parameters: [${parameters}]
          requestBody: { required: true, content: { ${types} } }
          responses: { ${answers} }
`;
const SIGNED = '{ name: X-Signature, in: header, required: true, schema: { type: string } }';
const JSON_BODY = 'application/json: { schema: { type: object } }';
const DONE = "'204': { description: done }";
const ASKED = "'200': { description: more, content: { application/json: {}, text/csv: {} } }";

const webhook = (inner: string) => `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths: {}
webhooks:
      sold:
        post:${inner}`;
const callback = (inner: string) => `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /orders/{id}:
    post:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '204': { description: done } }
      callbacks:
        sold: { '{$request.query.url}': { $ref: '#/components/pathItems/sold' } }
components:
  pathItems:
      sold:
        post:${inner}`;

const WHOLE = sent(SIGNED, `${JSON_BODY}, text/csv: {}`, `${DONE}, ${ASKED}`);
const CHANGES = [
  ['required-response-header-removed', WHOLE.replace(SIGNED, ''), 'former request', 'x-signature'],
  ['response-header-became-optional', WHOLE.replace('required: true, schema', 'schema'), 'request', 'X-Signature'],
  ['response-media-type-removed', WHOLE.replace(', text/csv: {} } }\n', ' } }\n'), 'former request', 'text/csv'],
  ['webhook-answer-removed', WHOLE.replace(`${DONE}, `, ''), 'answer', '204'],
  ['request-body-media-type-removed', WHOLE.replace('{}, text/csv: {} } }', '{} } }'), 'answer', 'text/csv'],
] as const;

test.for(
  CHANGES.flatMap(([rule, after, part, error]) => [
    [rule, webhook, after, part, 'WEBHOOK sold POST', error] as const,
    [rule, callback, after, `callback sold {$request.query.url} POST: ${part}`, 'POST /orders/{id}', error] as const,
  ]),
)('what the service sends: %s is shown', async ([rule, place, after, part, operation, error]) => {
  const witness = await witnessOf(place(WHOLE), place(after), rule);
  expect(witness).toMatchObject({ operation, part, errors: [expect.stringContaining(error)] });
});
