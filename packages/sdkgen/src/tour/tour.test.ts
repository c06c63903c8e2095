// The tour shows each kind of call once, with the contract's own examples, and the same whatever the order of the contract.
import { expect, test } from 'vitest';
import { tortureContract } from '../conformance/index.ts';
import { loadText, reverseMaps } from '../fixtures/load.ts';
import { buildIr } from '../ir/index.ts';
import type { TourCall } from '../ir/model.ts';

const told = ({ how, operation, args, body }: TourCall) => [
  `${how} ${operation.key}`,
  ...args.map(({ param, value }) => `${param.in} ${param.wire} = ${JSON.stringify(value)}`),
  ...(body === undefined ? [] : [`body = ${JSON.stringify(body)}`]),
];

test('the torture contract is shown with every style, body, credential, kind of pages and stream', async () => {
  const { tour } = buildIr(await loadText('torture.yaml', tortureContract()));
  expect(tour.calls.map((call) => told(call)[0])).toEqual([
    'call GET /auth/basic',
    'call GET /auth/bearer',
    'call GET /auth/both',
    'call GET /auth/cookie-key',
    'call GET /auth/query-key',
    'call PUT /bodies/binary',
    'call POST /bodies/form',
    'call POST /bodies/multipart',
    'call POST /bodies/text',
    'call POST /bodies/json',
    'pages GET /pages/after',
    'pages GET /pages/cursor',
    'pages GET /pages/link',
    'pages GET /pages/numbered',
    'pages GET /pages/offset',
    'pages GET /pages/url',
    'call GET /params/cookie',
    'call GET /params/header',
    'call GET /params/path/{plain}/{label}/{matrix}/{list}/{point}',
    'call GET /params/query',
    'call POST /retries/idempotent',
    'call GET /retries/flaky',
    'call GET /session',
    'call POST /streams/chat',
    'stream POST /streams/chat',
    'call GET /downloads/big',
    'stream GET /streams/events',
    'stream GET /streams/lines',
  ]);
  expect(tour.failure && told(tour.failure)).toEqual(['call GET /errors/{status}', 'path status = 404']);
  expect(tour.session && told(tour.session)).toEqual(['call GET /auth/none']);
  expect(tour.schemes).toEqual(['cookieKey', 'headerKey', 'login', 'queryKey', 'token']);
  const query = tour.calls.find(({ operation }) => operation.name === 'QueryStyles');
  expect(query?.args.map(({ param }) => param.wire)).not.toContain('absent');
  expect(query && told(query)).toContain('query big = "9007199254740993"');
});

const contract = (paths: object, schemas: object = {}) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components: { schemas } });
const ok = { responses: { 200: { description: 'ok' } } };
const json = (schema: object, more: object = {}) => ({ content: { 'application/json': { schema, ...more } } });

test('without examples a call has what it requires, made from the schema; what the service sets is left out', async () => {
  const Order = {
    type: 'object',
    required: ['id', 'state', 'lines'],
    properties: {
      id: { type: 'string', readOnly: true },
      state: { type: 'string', enum: ['open', 'paid'] },
      lines: {
        type: 'array',
        minItems: 1,
        items: { type: 'object', required: ['sku'], properties: { sku: { const: 'tea' } } },
      },
      note: { type: 'string' },
    },
  };
  const paths = { '/orders': { post: { requestBody: { required: true, ...json(Order) }, ...ok } } };
  const { tour } = buildIr(await loadText('api.json', contract(paths)));
  const [call] = tour.calls;
  expect(call?.body).toEqual({
    lines: expect.arrayContaining([{ sku: 'tea' }]),
    state: expect.stringMatching(/open|paid/),
  });
  expect(tour).not.toHaveProperty('failure');
  expect(tour.schemes).toEqual([]);
});

test('an operation whose body has no value that fits is not shown; another one of its kind is', async () => {
  const endless = {
    type: 'object',
    required: ['self'],
    properties: { self: { $ref: '#/components/schemas/Endless' } },
  };
  const paths = {
    '/a': { post: { requestBody: { required: true, ...json({ $ref: '#/components/schemas/Endless' }) }, ...ok } },
    '/b': {
      post: {
        requestBody: {
          required: true,
          ...json({ type: 'object', properties: { n: { type: 'integer' } } }, { example: { n: 'no' } }),
        },
        ...ok,
      },
    },
  };
  const { tour } = buildIr(await loadText('api.json', contract(paths, { Endless: endless })));
  expect(tour.calls.map(told)).toEqual([['call POST /b', 'body = {}']]);
});

test('the order of examples and of the maps in them changes nothing', async () => {
  const Note = {
    type: 'object',
    properties: { labels: { type: 'object', additionalProperties: { type: 'string' } }, free: {} },
  };
  const one = { value: { labels: { b: '1', a: '2', c: '3', d: '4' }, free: { y: [{ n: 1, m: 2 }], x: null } } };
  const examples = { two: { value: { free: 'other' } }, one };
  const tourOf = async (written: object) => {
    const body = { required: true, content: { 'application/json': { schema: Note, examples: written } } };
    const { tour } = buildIr(
      await loadText('api.json', contract({ '/notes': { post: { requestBody: body, ...ok } } })),
    );
    return JSON.stringify(tour.calls);
  };
  expect(await tourOf(Object(reverseMaps(examples)))).toBe(await tourOf(examples));
  expect(await tourOf(examples)).toContain(
    '{"free":{"x":null,"y":[{"m":2,"n":1}]},"labels":{"a":"2","b":"1","c":"3"}}',
  );
});
