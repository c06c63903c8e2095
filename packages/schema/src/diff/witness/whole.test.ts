import { expect, test } from 'vitest';
import { loadApi } from '../../load/load.ts';
import { diffApis } from '../diff.ts';

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

async function witnessOf(before: string, after: string, rule: string) {
  const [old, young] = [await loadApi({ 'a.yaml': before }), await loadApi({ 'a.yaml': after })];
  if (!old.ok || !young.ok) throw new Error('both must load');
  return diffApis(old.value, young.value).changes.find((change) => change.rule === rule)?.witness;
}

const HEADER = '        - { name: X-Tenant, in: header, required: true, schema: { type: string } }';

test.for([
  [
    'a parameter that nobody sent is shown by a request without it',
    [contract('', ''), contract(HEADER, '')],
    'new-required-request-parameter',
    { method: 'PUT', path: expect.stringMatching(/^\/items\/\d+$/), query: { page: '7' } },
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
    'a media type that is no longer read is shown by a body of it',
    [contract('', BODY(true, 'application/json', 'text/csv')), contract('', BODY(true, 'application/json'))],
    'request-body-media-type-removed',
    { headers: { 'content-type': 'text/csv' } },
    'the media type text/csv is not in the contract',
  ],
] as const)('%s', async ([, [before, after], rule, value, error]) => {
  expect(await witnessOf(before, after, rule)).toMatchObject({
    operation: 'PUT /items/{id}',
    part: 'request',
    value,
    errors: [error],
  });
});
