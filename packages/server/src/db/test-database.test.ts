import { expect, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';

test('each test database is migrated, and what one writes the other does not see', async () => {
  const [left, right] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    await left.database.pool.query(`insert into organisations (slug) values ('acme')`);
    const seen = async (side: typeof left) => (await side.database.pool.query('select slug from organisations')).rows;
    expect(await seen(left)).toEqual([{ slug: 'acme' }]);
    expect(await seen(right)).toEqual([]);
  } finally {
    await left.drop();
    await right.drop();
  }
});
