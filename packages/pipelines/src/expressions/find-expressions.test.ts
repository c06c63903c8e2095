// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
import { expect, test } from 'vitest';
import { findExpressions } from './find-expressions.ts';

test('both spellings are found, with their place in the text', () => {
  expect(findExpressions('a {{ x }} b ${{y}}')).toEqual([
    { expression: 'x', start: 2, end: 9, at: 5, closed: true },
    { expression: 'y', start: 12, end: 18, at: 15, closed: true },
  ]);
});

test('braces inside quotes belong to the expression', () => {
  expect(findExpressions("{{ '}}' }}{{ 'it''s }}' }}").map(({ expression }) => expression)).toEqual([
    "'}}'",
    "'it''s }}'",
  ]);
});

test('a template without an end is reported as open', () => {
  expect(findExpressions('a {{ x }').map(({ expression, closed }) => [expression, closed])).toEqual([['x }', false]]);
  expect(findExpressions('costs $5, {x}')).toEqual([]);
});
