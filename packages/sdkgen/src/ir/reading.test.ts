import { expect, test } from 'vitest';
import { tortureContract } from '../conformance/index.ts';
import { loadContract, loadText } from '../fixtures/load.ts';
import { buildIr } from './index.ts';
import type { Ir, Operation } from './model.ts';

const torture = await loadText('torture.yaml', tortureContract()).then(buildIr);

function operationOf(ir: Ir, key: string): Operation {
  const found = ir.groups.flatMap(({ operations }) => operations).find((operation) => operation.key === key);
  if (found === undefined) throw new Error(`${key} is missing`);
  return found;
}

const ok = (schema: object, mediaType = 'application/json', more: object = {}) => ({
  200: { description: 'ok', ...more, content: { [mediaType]: { schema } } },
});
const item = { type: 'object', properties: { id: { type: 'string' } } };
const list = { type: 'array', items: item };
const query = (name: string, type: string, more: object = {}) => ({ name, in: 'query', schema: { type, ...more } });

async function paginationOf(parameters: object[], properties: object, more: object = {}) {
  const api = await loadContract({
    openapi: '3.1.0',
    info: { title: 'P', version: '1' },
    paths: { '/p': { get: { parameters, responses: ok({ type: 'object', properties }, undefined, more) } } },
  });
  return operationOf(buildIr(api), 'GET /p').pagination;
}

test('credentials are those that operations use, and alternatives end with none where none is allowed', async () => {
  expect(torture.auth.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'cookieKey api_key',
    'headerKey api_key',
    'login basic',
    'queryKey api_key',
    'token bearer',
    'unused bearer',
  ]);
  expect(operationOf(torture, 'GET /auth/both').auth).toEqual([['headerKey', 'login']]);
  expect(operationOf(torture, 'GET /auth/none').auth).toEqual([]);
  const get = (security?: object[]) => ({ ...(security && { security }), responses: { 204: { description: 'ok' } } });
  const api = await loadContract({
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    paths: {
      '/optional': { get: get([{}, { key: [] }]) },
      '/unsaid': { get: get() },
      '/unknown': { get: get([{ missing: [] }, { mtls: [] }]) },
      '/scoped': { get: get([{ oauth: ['read', 'write'] }]) },
    },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        mtls: { type: 'mutualTLS' },
        oauth: { type: 'oauth2', flows: {} },
        digest: { type: 'http', scheme: 'digest' },
      },
    },
  });
  const ir = buildIr(api);
  expect(operationOf(ir, 'GET /optional').auth).toEqual([['key'], []]);
  expect(operationOf(ir, 'GET /unsaid').auth).toEqual([['digest'], ['key'], ['oauth']]);
  expect(operationOf(ir, 'GET /unknown').auth).toEqual([]);
  expect(operationOf(ir, 'GET /scoped').auth).toEqual([['oauth']]);
  expect(ir.auth.find(({ name }) => name === 'digest')).toMatchObject({ in: 'header', param: 'Authorization' });
});

test('pages are found by cursor, last item, number, offset, link and URL', () => {
  const kinds = ['cursor', 'after', 'numbered', 'offset', 'link', 'url'].map((name) => {
    const found = operationOf(torture, `GET /pages/${name}`).pagination;
    return [name, found?.kind, found?.items, found !== undefined && 'next' in found ? found.next : undefined];
  });
  expect(kinds).toEqual([
    ['cursor', 'cursor', ['data'], ['meta', 'next_cursor']],
    ['after', 'last_item', ['data'], undefined],
    ['numbered', 'page', [], undefined],
    ['offset', 'offset', [], undefined],
    ['link', 'url', [], []],
    ['url', 'url', ['items'], ['next_url']],
  ]);
});

test('pages of well-known APIs are found, and nothing is guessed where words do not fit together', async () => {
  const string = { type: 'string' };
  expect(
    await paginationOf([query('after', 'string')], { data: list, last_id: string, has_more: { type: 'boolean' } }),
  ).toMatchObject({ kind: 'cursor', param: 'after', next: ['last_id'], more: ['has_more'] });
  expect(await paginationOf([query('pageToken', 'string')], { items: list, nextPageToken: string })).toMatchObject({
    kind: 'cursor',
    next: ['nextPageToken'],
  });
  const links = {
    type: 'object',
    properties: { pages: { type: 'object', properties: { next: string, last: string } } },
  };
  expect(await paginationOf([query('page', 'integer')], { droplets: list, links })).toMatchObject({
    kind: 'url',
    next: ['links', 'pages', 'next'],
  });
  expect(await paginationOf([query('page', 'integer', { minimum: 0 })], { items: list })).toMatchObject({ first: 0 });
  const both = [query('marker', 'string'), query('offset', 'integer'), query('usemarker', 'boolean')];
  expect(await paginationOf(both, { entries: list, next_marker: string })).toMatchObject({ kind: 'offset' });
  expect(await paginationOf([query('after', 'string')], { data: list })).toBeUndefined();
  expect(await paginationOf([query('cursor', 'string')], { one: list, other: list })).toBeUndefined();
});

test('a stream is read item by item, beside the JSON answer where there are both', () => {
  expect(operationOf(torture, 'GET /streams/events').result).toMatchObject({ kind: 'events', type: { name: 'Item' } });
  expect(operationOf(torture, 'GET /streams/lines').result).toMatchObject({ kind: 'lines', type: { name: 'Item' } });
  const chat = operationOf(torture, 'POST /streams/chat');
  expect([chat.result.kind, chat.stream?.kind]).toEqual(['json', 'events']);
});

test('the data of an event that is described as a whole is what its content schema says', async () => {
  const event = (name: string) => ({
    type: 'object',
    properties: {
      event: { const: name },
      data: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: { $ref: `#/components/schemas/${name}` },
      },
    },
  });
  const api = await loadContract({
    openapi: '3.2.0',
    info: { title: 'S', version: '1' },
    paths: {
      '/s': {
        get: {
          responses: {
            200: {
              description: 'ok',
              content: { 'text/event-stream': { itemSchema: { oneOf: [event('A'), event('B')] } } },
            },
          },
        },
      },
    },
    components: { schemas: { A: item, B: { type: 'object', properties: { b: { type: 'string' } } } } },
  });
  const ir = buildIr(api);
  const { result } = operationOf(ir, 'GET /s');
  expect(result.kind).toBe('events');
  expect(result.type.kind === 'named' && ir.types.get(result.type.name)).toMatchObject({
    kind: 'union',
    members: [{ name: 'A' }, { name: 'B' }],
  });
});

test('an idempotency header makes a POST repeatable and is not asked of the caller', () => {
  const operation = operationOf(torture, 'POST /retries/idempotent');
  expect(operation).toMatchObject({ repeatable: true, idempotencyHeader: 'Idempotency-Key' });
  expect(operation.params).toMatchObject([{ wire: 'Idempotency-Key', required: false }]);
  expect(operationOf(torture, 'POST /retries/create').repeatable).toBe(false);
});

test('formats have types of their own, and forms say how their fields are written', () => {
  const thing = torture.types.get('Thing');
  const kinds = thing?.kind === 'object' ? new Map(thing.fields.map(({ wire, type }) => [wire, type.kind])) : new Map();
  expect(['count', 'total', 'at', 'on', 'data'].map((wire) => kinds.get(wire))).toEqual([
    ...['int64', 'int64_text', 'datetime', 'date', 'base64'],
  ]);
  expect(operationOf(torture, 'POST /bodies/form').body?.encoding).toEqual([
    { wire: 'card', style: 'deepObject', explode: true },
    { wire: 'tags', style: 'form', explode: false },
  ]);
  const { params } = operationOf(torture, 'GET /params/query');
  expect(params.find(({ wire }) => wire === 'where')?.mediaType).toBe('application/json');
  expect(params.find(({ wire }) => wire === 'reserved')?.allowReserved).toBe(true);
  expect(torture.license).toEqual({ name: 'Apache-2.0' });
});
