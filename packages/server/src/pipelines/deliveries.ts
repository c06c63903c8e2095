// Deliveries: one row per thing that must reach the outside once, written before the send and after it.
import type { Database } from '../db/database.ts';
import {
  abandonDelivery,
  completeDelivery,
  findDelivery,
  insertDelivery,
  reservePlace,
  type Sender,
} from '../notify/store.ts';
import type { Deliveries } from './steps/services.ts';

/** `sender`: the attempt that the rows are attributed to. */
export function createDeliveries({ db }: Pick<Database, 'db'>, sender?: Sender): Deliveries {
  return {
    begin: async (key, target) => {
      for (;;) {
        if (await insertDelivery(db, key, target, sender)) return undefined;
        const row = await findDelivery(db, key);
        if (row) return row;
        // Abandoned between the two: the key is free again.
      }
    },
    find: (key) => findDelivery(db, key),
    complete: (key, receipt) => completeDelivery(db, key, receipt),
    abandon: (key) => abandonDelivery(db, key),
    reserve: (key, spacing_ms, burst) => reservePlace(db, key, spacing_ms, burst),
  };
}
