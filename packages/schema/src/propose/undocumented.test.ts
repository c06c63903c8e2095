import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import { createValidator } from '../validate/validator.ts';
import { proposeContract } from './propose.ts';
import { inferOperation, undocumentedOperation } from './undocumented.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
servers: [{ url: https://shop.example/api/v1 }]
paths:
  # kept by hand
  /charges/{id}:
    get:
      responses: { "200": { description: ok } }
`;
async function load(text: string) {
  const read = await loadApi({ 'api.yaml': text });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  return read.value;
}

test.for([
  ['GET', '/refunds', 'GET /refunds'],
  ['GET', '/api/v1/refunds', 'GET /refunds'],
  ['GET', '/refunds/re_12', 'GET /refunds/{refund_id}'],
  ['get', '/refunds/12/notes/7', 'GET /refunds/{refund_id}/notes/{note_id}'],
  ['GET', '/users/0b9cbd5c-9d0e-4b7e-8a4c-3f1a2b3c4d5e', 'GET /users/{user_id}'],
  ['GET', '/v2/users/ada@example.com', 'GET /v2/users/{user_id}'],
  ['GET', '/7/8', 'GET /{id}/{id_2}'],
  ['GET', '/address/%C3%A4', 'GET /address/{address_id}'],
  ['DELETE', '/charges/ch_9', 'DELETE /charges/{id}'],
  ['OPTIONS', '/refunds', undefined],
  ['GET', `/${'a/'.repeat(13)}`, undefined],
] as const)('%s %s is %s', async ([method, path, operation]) => {
  expect(inferOperation(await load(CONTRACT), { method, path })).toBe(operation);
});

test('what was seen of operations that the contract does not have is declared, without values, and validates what was seen', async () => {
  const body = { id: 're_1', amount: 7, by: { name: 'Ada' }, notes: [] };
  const seen = (operation: string, status: number, value: unknown) => ({
    operation,
    status,
    ...undocumentedOperation('application/json; charset=utf-8', value),
  });
  const { files, applied, skipped } = proposeContract({ 'api.yaml': CONTRACT }, [
    seen('GET /refunds/{refund_id}', 200, body),
    seen('GET /refunds/{refund_id}', 202, undefined),
    seen('POST /refunds/{refund_id}', 201, body),
    seen('DELETE /charges/{id}', 204, undefined),
    seen('GET /charges/{charge_id}', 200, body),
  ]);
  expect(applied).toHaveLength(4);
  expect(skipped.map(({ reason }) => reason)).toEqual([expect.stringContaining('has this path by now')]);
  const text = files['api.yaml'] ?? '';
  expect(text).toContain('  # kept by hand\n  /charges/{id}:\n    get:\n');
  expect(text).not.toContain('Ada');
  const api = await load(text);
  expect(api.operations.map(({ key, responses }) => [key, ...responses.map(({ status }) => status)])).toEqual([
    ['DELETE /charges/{id}', '204'],
    ['GET /charges/{id}', '200'],
    ['GET /refunds/{refund_id}', '200', '202'],
    ['POST /refunds/{refund_id}', '201'],
  ]);
  const validator = createValidator(api);
  const facts = { operation: 'GET /refunds/{refund_id}', status: 200, media_type: 'application/json' };
  expect(validator.checkResponse({ ...facts, body })).toEqual([]);
  expect(validator.checkResponse({ ...facts, body: { amount: 'x' } })).toHaveLength(1);
});
