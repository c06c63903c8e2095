// Deliveries: one row per thing that must reach the outside once, written before the send and after it.
import { type Kysely, sql } from 'kysely';
import type { Database, Tables } from '../db/database.ts';
import { storableJson } from '../db/storable.ts';
import type { Deliveries } from './steps/services.ts';

type DeliveryTables = {
  deliveries: { key: string; target: string; state: 'sending' | 'sent'; receipt: unknown; updated_at: Date };
};

const tables = (db: Kysely<Tables>) => db.withTables<DeliveryTables>();

export function createDeliveries(database: Database): Deliveries {
  const rows = () => tables(database.db);
  return {
    begin: async (key, target) => {
      for (;;) {
        const inserted = await rows()
          .insertInto('deliveries')
          .values({ key, target, state: 'sending', receipt: null, updated_at: sql`now()` })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .returning('key')
          .executeTakeFirst();
        if (inserted) return undefined;
        const row = await rows()
          .selectFrom('deliveries')
          .select(['key', 'state', 'receipt'])
          .where('key', '=', key)
          .executeTakeFirst();
        if (row) return { ...row, receipt: asReceipt(row.receipt) };
        // Abandoned between the two: the key is free again.
      }
    },
    complete: async (key, receipt) => {
      await rows()
        .updateTable('deliveries')
        .set({ state: 'sent', receipt: storableJson(receipt), updated_at: sql`now()` })
        .where('key', '=', key)
        .execute();
    },
    abandon: async (key) => {
      await rows().deleteFrom('deliveries').where('key', '=', key).where('state', '=', 'sending').execute();
    },
  };
}

function asReceipt(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}
