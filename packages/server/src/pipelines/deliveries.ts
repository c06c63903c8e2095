// Deliveries: one row per thing that must reach the outside once, written before the send and after it.
import type { Database } from '../db/database.ts';
import { WITHHELD } from '../notify/send-once.ts';
import {
  abandonDelivery,
  completeDelivery,
  findDelivery,
  insertDelivery,
  reservePlace,
  type Sender,
} from '../notify/store.ts';
import { findSecretInOutputs } from '../secrets/guard-secrets.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { patiently } from './runs/attempts/patience.ts';
import type { Deliveries } from './steps/services.ts';

/** What is known of the outside outlives a restart of the database; lost, it would be for a person to find out. */
const PATIENCE_MS = 60_000;

/** `sender`: the attempt that the rows are attributed to. `redactor` knows its secrets: an answer that holds one is not stored. */
export function createDeliveries({ db }: Pick<Database, 'db'>, sender?: Sender, redactor?: Redactor): Deliveries {
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
    complete: (key, receipt) => {
      const withheld = redactor && findSecretInOutputs(receipt, redactor);
      const kept = withheld === undefined ? receipt : { [WITHHELD]: withheld };
      return patiently(() => completeDelivery(db, key, kept), AbortSignal.timeout(PATIENCE_MS));
    },
    abandon: (key) => patiently(() => abandonDelivery(db, key), AbortSignal.timeout(PATIENCE_MS)),
    reserve: (place) => reservePlace(db, place),
  };
}
