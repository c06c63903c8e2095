import { expect, test } from 'vitest';
import { createBounded } from './bounded.ts';

test('what was asked for longest ago makes room; the newest stays, however heavy', async () => {
  const made: string[] = [];
  const bounded = createBounded<string>(10);
  const get = (key: string, weight = 4) =>
    bounded.get(key, weight, async () => {
      made.push(key);
      return key;
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  await get('huge', 100);
  await get('huge', 100);
  await get('a');
  expect(made).toEqual(['a', 'b', 'c', 'b', 'huge', 'a']);
});

test('who asks meanwhile shares the work; what failed is tried again', async () => {
  let tries = 0;
  const bounded = createBounded<number>(10);
  const get = () =>
    bounded.get('a', 1, async () => {
      tries += 1;
      if (tries === 1) throw new Error('not this time');
      return tries;
    });
  const both = await Promise.allSettled([get(), get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(tries).toBe(1);
  expect(await Promise.all([get(), get()])).toEqual([2, 2]);
});
