import { expect, test } from 'vitest';
import { didYouMean } from './issue.ts';

test('a misspelt word is told what it was meant to be; a short one is not told any other short one', () => {
  expect(didYouMean('notfy', ['notify', 'wait'])).toBe('notify');
  expect(didYouMean('so', ['os', 'node'])).toBe('os');
  expect(didYouMean('zz', ['a', 'fn', 'os'])).toBeUndefined();
});
