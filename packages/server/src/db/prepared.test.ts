import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { createTestDatabase } from './test-database.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
});
afterAll(() => drop());

const named = `select statement from pg_prepared_statements where name like 'often_%'`;

test('a statement that comes often is prepared, answers as before, and is known to each connection for itself', async () => {
  await database.transaction(async ({ client }) => {
    for (let n = 1; n <= 30; n += 1) {
      const { rows } = await client.query<{ twice: number }>('select $1::int * 2 as twice', [n]);
      expect(rows).toEqual([{ twice: n * 2 }]);
    }
    expect((await client.query(named)).rows).toEqual([{ statement: 'select $1::int * 2 as twice' }]);
    await database.transaction(async (other) => {
      expect((await other.client.query(named)).rows).toEqual([]);
      expect((await other.client.query('select $1::int * 2 as twice', [4])).rows).toEqual([{ twice: 8 }]);
      expect((await other.client.query(named)).rows).toHaveLength(1);
    });
  });
});

test('statements whose columns may change, and lists of ever other lengths, are not', async () => {
  await database.transaction(async ({ client }) => {
    const before = (await client.query(named)).rows.length;
    for (let n = 1; n <= 30; n += 1) {
      await client.query('select * from migrations where name = $1', ['x']);
      await client.query(
        `select 1 where 1 in (${Array.from({ length: n }, (_, index) => `$${index + 1}::int`).join()})`,
        [...Array.from({ length: n }, () => 2)],
      );
    }
    expect((await client.query(named)).rows).toHaveLength(before);
  });
});
