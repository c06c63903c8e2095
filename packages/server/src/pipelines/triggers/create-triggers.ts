// All that starts runs, put together: events that are dispatched, windows and schedules that become due, people, and steps that call.
import type { Database } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import type { Runs } from '../runs/ports.ts';
import { createCalls } from './calls.ts';
import { createDecide } from './decide.ts';
import { createDeliver, type DispatchHook } from './dispatch/deliver.ts';
import { createLook, type Dispatcher, startDispatcher } from './dispatch/dispatcher.ts';
import { createListeners } from './listeners.ts';
import { createManual } from './manual.ts';
import { createSchedules } from './schedules/service.ts';
import { createStart } from './start.ts';
import { loadEvents } from './store.ts';
import { createWindows } from './windows.ts';

export interface TriggersOptions {
  database: Database;
  org_id: string;
  events: Events;
  runs: Runs;
  /** Told of every dispatched event that they want, within its transaction. May grow until the dispatcher starts. */
  hooks: DispatchHook[];
  /** After a commit: a task of the ticker may be due earlier than it thought. */
  onDue?: (task: 'windows' | 'schedules') => void;
  /** For schedules. Absent: the clock of the database, which all workers share. */
  now?: () => Date;
}

export function createTriggers(options: TriggersOptions) {
  const { database, org_id, events, runs, hooks } = options;
  const listeners = createListeners({ org_id });
  const start = createStart({ runs });
  const windows = createWindows({
    database,
    org_id,
    listeners,
    loadEvents: (tx, ids) => loadEvents(tx.db, ids),
    start,
    onOpened: () => options.onDue?.('windows'),
    onDead: (tx, dead) => delivery.bury(tx, dead),
  });
  const { decide, decideDry } = createDecide({ org_id, events, windows, start });
  const delivery = createDeliver({ database, org_id, events, listeners, decide, runs, hooks });
  const schedules = createSchedules({ ...options, listeners, onPlanned: () => options.onDue?.('schedules') });
  const look = createLook({ database, org_id, listeners, delivery, hooks });

  return {
    listeners,
    windows,
    schedules,
    decideDry,
    startByHand: createManual({ database, org_id, events, listeners, start }),
    startCall: createCalls({ org_id, runs }),

    /** One look at what is to be dispatched; answers how much there was. The dispatcher of the worker role does it over and over. */
    look,
    startDispatcher: (more: { onError: (error: unknown) => void; every_ms?: number }): Promise<Dispatcher> =>
      startDispatcher({ url: database.url, key: org_id, look, onCommitted: events.onCommitted, ...more }),
    /** For the ticker of the worker role. */
    dueTasks: (): DueTask[] => [
      { name: 'windows', run: windows.startDue },
      { name: 'schedules', run: schedules.fireDue },
    ],
  };
}
export type Triggers = ReturnType<typeof createTriggers>;
