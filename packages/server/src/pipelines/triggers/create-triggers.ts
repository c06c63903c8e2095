// The parts that decide about events, put together: what the dispatcher, the ticker and the routes use of them.
import type { Database } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import type { Runs } from '../runs/ports.ts';
import { createDecide } from './decide.ts';
import { createDeliver, type DispatchHook } from './dispatch/deliver.ts';
import { createListeners } from './listeners.ts';
import { createStart } from './start.ts';
import { loadEvents } from './store.ts';
import { createWindows } from './windows.ts';

export interface TriggersOptions {
  database: Database;
  org_id: string;
  events: Events;
  runs: Runs;
  /** Told of every dispatched event that they want, within its transaction. */
  hooks: DispatchHook[];
}

export function createTriggers(options: TriggersOptions) {
  const { database, org_id, events, runs } = options;
  const listeners = createListeners({ org_id });
  const start = createStart({ runs });
  const windows = createWindows({
    database,
    org_id,
    listeners,
    loadEvents: (tx, ids) => loadEvents(tx.db, ids),
    start,
    onDead: (tx, dead) => delivery.bury(tx, dead),
  });
  const { decide, decideDry } = createDecide({ org_id, events, windows, start });
  const delivery = createDeliver({ ...options, listeners, decide });
  return { listeners, start, windows, decide, decideDry, delivery };
}
export type Triggers = ReturnType<typeof createTriggers>;
