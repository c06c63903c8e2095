import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import { createRouter } from './route.ts';

const answer = { responses: { 204: { description: 'done' } } };
const get = { get: answer };

async function routerOf(...paths: string[]) {
  const read = await loadApi({
    'a.json': JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Paths', version: '1' },
      paths: Object.fromEntries(paths.map((path) => [path, path === '/pets/{id}' ? { ...get, delete: answer } : get])),
    }),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return createRouter(read.value.operations);
}

test.for([
  ['/pets/mine', '/pets/mine', {}],
  ['/pets/7', '/pets/{id}', { id: '7' }],
  ['/pets/7.json', '/pets/{id}.json', { id: '7' }],
  ['/pets/a%20b/toys/c%2Fd', '/pets/{id}/toys/{toy}', { id: 'a b', toy: 'c/d' }],
  ['/a.b', '/a.b', {}],
  [
    '/from/2026-11-24/to/x',
    '/from/{year}-{month}-{day}/to/{name}',
    { year: '2026', month: '11', day: '24', name: 'x' },
  ],
] as const)('%s is for %s', async ([path, template, path_params]) => {
  const route = await routerOf(
    '/pets/{id}',
    '/pets/mine',
    '/pets/{id}.json',
    '/pets/{id}/toys/{toy}',
    '/a.b',
    '/from/{year}-{month}-{day}/to/{name}',
  );
  expect(route('GET', path)).toMatchObject({ operation: { path: template }, path_params });
});

test('what the contract does not have is for nobody', async () => {
  const route = await routerOf('/pets/{id}', '/a.b');
  for (const path of ['/pets', '/pets/', '/pets/7/toys', '/axb']) expect(route('GET', path), path).toBeUndefined();
  expect(route('POST', '/pets/7')).toBeUndefined();
  expect(route('DELETE', '/pets/7')?.operation.key).toBe('DELETE /pets/{id}');
});

test('a template of many parameters costs no more than its length', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `{p${index}}`).join('');
  const route = await routerOf(`/${names}x`, `/${names}`);
  const found = route('GET', `/${'sample'.repeat(60)}`);
  expect(found?.operation.path).toBe(`/${names}`);
  expect(Object.keys(found?.path_params ?? {})).toHaveLength(60);
});
