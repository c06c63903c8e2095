import { expect, test } from 'vitest';
import { oneByOne } from './one-by-one.ts';

test('one that fails does not keep the others from their turn, and is told at the end', async () => {
  const seen: number[] = [];
  const work = oneByOne([1, 2, 3], async (row) => {
    seen.push(row);
    if (row === 2) throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(seen).toEqual([1, 2, 3]);
});

test('of several failures all are told', async () => {
  const work = oneByOne(['a', 'b'], async (row) => {
    throw new Error(row);
  });
  await expect(work).rejects.toMatchObject({
    message: '2 of 2 failed: Error: a',
    errors: [{ message: 'a' }, { message: 'b' }],
  });
});
