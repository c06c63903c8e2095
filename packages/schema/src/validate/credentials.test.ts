import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import { type Credential, credentialsFor, refuseCredentials } from './credentials.ts';

const SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  token: { type: 'http', scheme: 'bearer' },
  oauth: {
    type: 'oauth2',
    flows: {
      clientCredentials: { tokenUrl: 'https://auth.example.com/token', scopes: { read: 'reads', write: 'writes' } },
      implicit: { authorizationUrl: 'https://auth.example.com', scopes: { read: 'reads' } },
    },
  },
};

async function load(security: unknown, securitySchemes: unknown = SCHEMES) {
  const read = await loadApi({
    'a.json': JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Credentials', version: '1' },
      paths: { '/a': { get: { security, responses: { 204: { description: 'done' } } } } },
      components: { securitySchemes },
    }),
  });
  const operation = read.ok ? read.value.operations[0] : undefined;
  if (!read.ok || !operation) throw new Error('the contract must load');
  return { api: read.value, operation };
}

const key: Credential = { scheme: 'key', sent_as: 'header X-Key', scopes: [] };
const token: Credential = { scheme: 'token', sent_as: 'http bearer', scopes: [] };
const oauth = (...scopes: string[]): Credential => ({ scheme: 'oauth', sent_as: 'oauth2 implicit', scopes });

test.for([
  ['nothing is enough where nothing is asked for', [], [], true],
  ['nothing is enough where it is one alternative', [{ key: [] }, {}], [], true],
  ['a key is asked for', [{ key: [] }], [], false],
  ['and a key is enough', [{ key: [] }], [key], true],
  ['another scheme is not', [{ key: [] }], [token], false],
  ['two at once are both asked for', [{ key: [], token: [] }], [key], false],
  ['and are enough together', [{ key: [], token: [] }], [token, key], true],
  ['one of two alternatives is enough', [{ key: [] }, { token: [] }], [token], true],
  ['every scope is asked for', [{ oauth: ['read', 'write'] }], [oauth('read')], false],
  ['a scope more does no harm', [{ oauth: ['read'] }], [oauth('read', 'write')], true],
] as const)('%s', async ([, security, given, isEnough]) => {
  const { api, operation } = await load(security);
  expect(refuseCredentials(api, operation, given) === undefined).toBe(isEnough);
});

test('a key that is sent elsewhere, and a way to a token that is gone, are refused', async () => {
  const moved = await load([{ key: [] }], { key: { ...SCHEMES.key, name: 'X-Api-Key' } });
  expect(refuseCredentials(moved.api, moved.operation, [key])).toBe(
    'the contract asks for key (header X-Api-Key); the request has key (header X-Key)',
  );
  const { clientCredentials } = SCHEMES.oauth.flows;
  const closed = await load([{ oauth: [] }], { oauth: { type: 'oauth2', flows: { clientCredentials } } });
  expect(refuseCredentials(closed.api, closed.operation, [oauth()])).toBe(
    'the contract asks for oauth (oauth2 clientCredentials); the request has oauth (oauth2 implicit)',
  );
});

test('how a contract calls a scheme does not matter where the other one has no such name', async () => {
  const { api, operation } = await load([{ secret: [] }], { secret: { ...SCHEMES.key, name: 'x-key' } });
  expect(refuseCredentials(api, operation, [key])).toBeUndefined();
});

test('credentials that are just enough: each alternative, and each way to a token', async () => {
  const { api, operation } = await load([{ key: [], token: [] }, { oauth: ['read'] }]);
  const sets = credentialsFor(api, operation);
  expect(sets.map((set) => set.map(({ sent_as }) => sent_as))).toEqual([
    ['header X-Key', 'http bearer'],
    ['oauth2 clientCredentials'],
    ['oauth2 implicit'],
  ]);
  for (const set of sets) expect(refuseCredentials(api, operation, set)).toBeUndefined();
});
