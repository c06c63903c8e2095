import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowedMethods, createTrie, find, findAll, insert } from './trie.ts';

function build(...routes: string[]) {
  const trie = createTrie<string>();
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    insert(trie, method, path, route);
  }
  return (method: string, path: string) => find(trie, wanted(path.split('/').slice(1)), 0, method);
}

const wanted = (segments: string[]) => ({ segments, trailing_slash: false });

test('fixed segments beat mixed ones, which beat parameters', () => {
  const match = build('GET /files/{id}', 'GET /files/{id}.json', 'GET /files/latest', 'GET /files/report-{day}.json');
  expect(match('GET', '/files/latest')?.entry.value).toBe('GET /files/latest');
  expect(match('GET', '/files/7.json')).toMatchObject({ entry: { value: 'GET /files/{id}.json' }, params: ['7'] });
  expect(match('GET', '/files/report-1.json')).toMatchObject({ entry: { names: ['day'] }, params: ['1'] });
  expect(match('GET', '/files/7')).toMatchObject({ entry: { names: ['id'] }, params: ['7'] });
  expect(match('GET', '/files/.json')).toMatchObject({ entry: { value: 'GET /files/{id}' }, params: ['.json'] });
});

test('a branch that leads nowhere is left again, with its parameters forgotten', () => {
  const match = build('GET /a/{x}/b/{y}', 'GET /a/{z}/{w}/c', 'GET /a/me/nothing');
  expect(match('GET', '/a/me/b/2')).toMatchObject({ entry: { names: ['x', 'y'] }, params: ['me', '2'] });
  expect(match('GET', '/a/1/b/c')).toMatchObject({ entry: { names: ['x', 'y'] }, params: ['1', 'c'] });
  expect(match('GET', '/a/1/2/c')).toMatchObject({ entry: { names: ['z', 'w'] }, params: ['1', '2'] });
});

test('a more specific path without the method does not hide a general one that has it', () => {
  const match = build('POST /users/me', 'GET /users/{id}');
  expect(match('GET', '/users/me')).toMatchObject({ entry: { value: 'GET /users/{id}' }, params: ['me'] });
});

test('HEAD is answered from GET, and other methods are not', () => {
  const match = build('GET /a');
  expect(match('HEAD', '/a')?.entry.value).toBe('GET /a');
  expect(match('DELETE', '/a')).toBeUndefined();
});

test('two operations on one path keep their own parameter names', () => {
  const match = build('GET /a/{id}', 'PUT /a/{key}');
  expect(match('GET', '/a/1')?.entry.names).toEqual(['id']);
  expect(match('PUT', '/a/1')?.entry.names).toEqual(['key']);
});

test('all matches come most specific first, and the allowed methods are those of every match', () => {
  const trie = createTrie<string>();
  insert(trie, 'GET', '/a/{id}', 'template');
  insert(trie, '*', '/a/me', 'fixed');
  expect(findAll(trie, wanted(['a', 'me']), 0, 'GET').map((entry) => entry.value)).toEqual(['fixed', 'template']);
  expect([...allowedMethods(trie, ['a', 'me'], 0)].sort()).toEqual(['*', 'GET']);
});

test('every template finds the paths made from it, with exactly the values put in', () => {
  const value = fc.stringMatching(/^[a-z0-9%éß ]{1,8}$/);
  const part = fc.oneof(fc.constantFrom('a', 'b'), fc.constant('{}'));
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.array(value, { minLength: 5, maxLength: 5 }),
      (parts, values) => {
        const names = parts.map((one, index) => (one === '{}' ? `{p${index}}` : one));
        const trie = createTrie<string>();
        insert(trie, 'GET', `/${names.join('/')}`, 'it');
        const segments = parts.map((one, index) => (one === '{}' ? (values[index] ?? '') : one));
        const expected = segments.filter((_, index) => parts[index] === '{}');
        expect(find(trie, wanted(segments), 0, 'GET')?.params).toEqual(expected);
        expect(find(trie, wanted([...segments, 'x']), 0, 'GET')).toBeUndefined();
      },
    ),
  );
});
