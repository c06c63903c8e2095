import path from 'node:path';
import { expect, test } from 'vitest';
import { inOneFolder } from './inside.ts';

test('files beside the working folder, or named in full, come to lie in one folder with the way between them', () => {
  expect(inOneFolder({ '../api/openapi.yaml': 'a', '../shared/pet.yaml': 'b' })).toEqual({
    'api/openapi.yaml': 'a',
    'shared/pet.yaml': 'b',
  });
  expect(inOneFolder({ '/tmp/x/openapi.yaml': 'a' })).toEqual({ 'openapi.yaml': 'a' });
  expect(inOneFolder({ '../openapi.yaml': 'a', 'parts/pet.yaml': 'b' })).toEqual({
    'openapi.yaml': 'a',
    [`${path.basename(process.cwd())}/parts/pet.yaml`]: 'b',
  });
});

test('names that lie in the folder already stay', () => {
  const files = { 'protos/a.proto': 'a', 'protos/b/c.proto': 'c' };
  expect(inOneFolder(files)).toBe(files);
});
