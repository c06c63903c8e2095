import { expect, test } from 'vitest';
import { positionOf } from './position.ts';

const YAML = 'openapi: 3.1.0\npaths:\n  /a/b:\n    get:\n      tags: [x, y]\n      responses:\n        200: {}\n';

test('a pointer leads to the line and column of its key, in YAML and in JSON', () => {
  expect(positionOf(YAML, 'a.yaml', '/paths/~1a~1b/get')).toEqual({ file: 'a.yaml', line: 4, col: 5 });
  expect(positionOf(YAML, 'a.yaml', '/paths/~1a~1b/get/responses/200')).toEqual({ file: 'a.yaml', line: 7, col: 9 });
  expect(positionOf('{\n\t"a": [1, {"b": 2}]\n}', 'a.json', '/a/1/b')).toEqual({ file: 'a.json', line: 2, col: 12 });
});

test('a list item is where it starts, and what is absent is where its nearest ancestor is', () => {
  expect(positionOf(YAML, 'a.yaml', '/paths/~1a~1b/get/tags/1')).toEqual({ file: 'a.yaml', line: 5, col: 17 });
  expect(positionOf(YAML, 'a.yaml', '/paths/~1none/get')).toEqual({ file: 'a.yaml', line: 2, col: 1 });
  expect(positionOf('', 'a.yaml', '/x')).toEqual({ file: 'a.yaml', line: 1, col: 1 });
});
