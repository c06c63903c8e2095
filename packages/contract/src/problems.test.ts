import { expect, test } from 'vitest';
import { Problem } from './problems.ts';

test('a detail that ends with its own next act gets no other; every other problem has the hint of its kind', () => {
  const own = new Problem('not-found', 'workspace "a" has no secret "b"; store it with `mockops secret set b`');
  expect(own.toDocument().hint).toBeUndefined();
  expect(new Problem('not-found', 'there is no run "1"').toDocument().hint).toContain('Check the name');
  expect(new Problem('upstream-timeout', 'a took 5 s; b none').toDocument().hint).toContain('Check the upstream');
});
