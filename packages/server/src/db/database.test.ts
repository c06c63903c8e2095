import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { createTestDatabase } from './test-database.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  await database.pool.query('create table counters (name text primary key, value int not null)');
  await database.pool.query("insert into counters values ('a', 0), ('b', 0)");
});
afterAll(() => drop());

const add = (name: string) => `update counters set value = value + 1 where name = '${name}'`;

test('transactions that lock each other out both happen, once', async () => {
  const arrived: (() => void)[] = [];
  /** Lets both go on when both hold their first lock. */
  const meet = () =>
    new Promise<void>((resolve) => {
      arrived.push(resolve);
      if (arrived.length >= 2) for (const proceed of arrived) proceed();
    });
  const committed: string[] = [];
  const cross = (first: string, second: string) =>
    database.transaction(async (tx) => {
      await tx.client.query(add(first));
      await meet();
      await tx.client.query(add(second));
      tx.afterCommit(() => committed.push(first));
    });
  await Promise.all([cross('a', 'b'), cross('b', 'a')]);
  const { rows } = await database.pool.query('select name, value from counters order by name');
  expect(rows).toEqual([
    { name: 'a', value: 2 },
    { name: 'b', value: 2 },
  ]);
  expect(committed.sort()).toEqual(['a', 'b']);
});

test('what throws rolls back, and nothing follows it', async () => {
  const followed: string[] = [];
  const failing = database.transaction(async (tx) => {
    await tx.client.query(add('a'));
    tx.afterCommit(() => followed.push('a'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect((await database.pool.query("select value from counters where name = 'a'")).rows).toEqual([{ value: 2 }]);
  expect(followed).toEqual([]);
});

test('a task after the commit finds the connection free', async () => {
  const before = database.pool.idleCount;
  let during = -1;
  await database.transaction(async (tx) => {
    tx.afterCommit(() => {
      during = database.pool.idleCount;
    });
  });
  expect(during).toBe(Math.max(before, 1));
});
