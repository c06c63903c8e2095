import { expect, test } from 'vitest';
import type { SchemaWitness } from './schema-changes.ts';
import { tellWitness } from './told-witness.ts';

const told = (witness: Partial<SchemaWitness>, direction: 'request' | 'response' | null = null): string => {
  const { noun, message, of, outcome } = tellWitness(
    { operation: 'GET /things', part: 'request', value: null, errors: [], ...witness },
    direction,
  );
  return [`${noun} ${message}`, of && ` of ${of}`, outcome && `, which ${outcome}`].join('');
};

test.for([
  [
    { value: { method: 'DELETE', path: '/things/7' }, errors: ['the contract has no DELETE /things/{id}'] },
    'the request DELETE /things/7, which the newer contract no longer describes',
  ],
  [
    { value: { method: 'GET', path: '/things', query: { tag: ['a b', 'c,d'], 'of[x]': '1' }, on: '2027-01-31' } },
    'the request GET /things?tag=a%20b&tag=c,d&of[x]=1 on 2027-01-31, which the newer contract refuses',
  ],
  [
    { value: { method: 'GET', path: '/things', credentials: [] } },
    'the request GET /things with no credentials, which the newer contract refuses',
  ],
  [
    {
      value: {
        method: 'GET',
        path: '/things',
        credentials: [{ scheme: 'oauth', sent_as: 'oauth2 implicit', scopes: ['read', 'write'] }],
      },
    },
    'the request GET /things with oauth (oauth2 implicit, scope read and write), which the newer contract refuses',
  ],
  [
    {
      value: { method: 'GET', path: '/things', query: { tags: 'a,b' } },
      errors: ['query tags is read as ["a,b"], it meant ["a","b"]'],
    },
    'the request GET /things?tags=a,b, which the newer contract reads otherwise',
  ],
  [
    { part: 'former response', value: { status: 204, headers: { 'x-total': '241' } } },
    'the response 204 (x-total: 241) of GET /things, which the newer contract no longer describes',
  ],
  [
    { part: 'response', value: { status: 200, headers: { 'content-type': 'application/json' }, body: 'text' } },
    'the response 200 (content-type: application/json) "text" of GET /things, which the older contract refuses',
  ],
  [
    { operation: 'WEBHOOK sold POST', part: 'former request', value: { method: 'POST', body: { a: 1 } } },
    'the request POST {"a":1} of WEBHOOK sold POST, which the newer contract no longer describes',
  ],
  [
    { part: 'callback sold {$request.query.url} POST: answer', value: { status: 204 } },
    'the answer 204 of callback sold {$request.query.url} POST of GET /things, which the newer contract refuses',
  ],
  [
    { part: 'former response 200', value: { b: 1 } },
    'response 200 {"b":1} of GET /things, which the newer contract no longer describes',
  ],
  [
    { operation: 'POST /shop.Items/Add', value: { headers: { accept: 'application/json' }, body: {} } },
    'request {"headers":{"accept":"application/json"},"body":{}} of POST /shop.Items/Add, which the newer contract refuses',
  ],
  [
    { operation: 'shop.Item', part: 'bytes from the newer revision', value: { hex: '08' } },
    'bytes from the newer revision {"hex":"08"} of shop.Item',
  ],
] as const satisfies [Partial<SchemaWitness>, string][])('%j', ([witness, text]) => {
  expect(told(witness)).toBe(text);
});

test('parts of messages are refused by the side that they go to', () => {
  expect(told({ part: 'request body', value: 1 }, 'request')).toMatch(/, which the newer contract refuses$/);
  expect(told({ part: 'header X-Total of response 200', value: 1 }, 'response')).toMatch(/older contract refuses$/);
  expect(told({ part: 'callback a {b} POST: body', value: 1 }, 'response')).toMatch(/older contract refuses$/);
});
