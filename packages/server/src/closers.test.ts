import { expect, test } from 'vitest';
import { createClosers } from './closers.ts';

test('what was started last is stopped first, one failure keeps nothing from stopping, and whoever asks twice waits for the same end', async () => {
  const closed: string[] = [];
  const errors: unknown[] = [];
  const closers = createClosers((error) => errors.push(error));
  const held = Promise.withResolvers<void>();
  closers.add(async () => void closed.push('database'));
  closers.add(() => Promise.reject(new Error('stuck')));
  closers.add(async () => {
    await held.promise;
    closed.push('api');
  });
  const first = closers.close();
  const second = closers.close();
  expect(closed).toEqual([]);
  held.resolve();
  await Promise.all([first, second]);
  expect(closed).toEqual(['api', 'database']);
  expect(errors).toHaveLength(1);
});
