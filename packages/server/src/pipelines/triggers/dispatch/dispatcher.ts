// The dispatcher of the worker role: takes events in batches, fair over workspaces, clears those that nobody listens to in one statement, and delivers
// the others, workspaces side by side and each in order. One worker at a time does it; two at once are safe, since each row is locked and counted.
import type { Database } from '../../../db/database.ts';
import type { Listeners } from '../listeners.ts';
import type { Deliver, Delivery, DispatchHook } from './deliver.ts';
import { lead } from './leader.ts';
import { countAttempt, type Dispatch, deleteDispatches, listAwaitedTypes, pickAgain, pickFresh } from './store.ts';

export interface LookOptions {
  database: Database;
  org_id: string;
  listeners: Listeners;
  delivery: Deliver;
  hooks: DispatchHook[];
}

export interface DispatcherOptions {
  url: string;
  /** What is led, of several. */
  key: string;
  look: () => Promise<number>;
  onCommitted: (listener: () => void) => void;
  onError: (error: unknown) => void;
  /** The longest pause between two looks. */
  every_ms?: number;
}

export interface Dispatcher {
  /** There may be something to do. */
  poke: () => void;
  stop: () => Promise<void>;
}

/** Of one look. Few per workspace, so that an event of another one is seen soon. */
const BATCH = { limit: 200, per_workspace: 25 };
/** Tried before: one after the other, so fewer of them. */
const BATCH_AGAIN = 20;
/** Events of one transaction: what is read once for all of them, and one commit, are worth more than the little that they wait for each other. */
const TOGETHER = 10;
/** Workspaces side by side: each holds one of the pool's connections. */
const LANES = 4;
const EVERY_MS = 1_000;

export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { look } = options;
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  function poke(): void {
    again = true;
    if (running || stopped || !leader?.isLeading()) return;
    running = drain()
      .catch(options.onError)
      .finally(() => {
        running = undefined;
      });
  }

  async function drain(): Promise<void> {
    while (again && !stopped && leader?.isLeading()) {
      again = false;
      if ((await look()) > 0) again = true;
    }
  }

  options.onCommitted(poke);
  let leader: Awaited<ReturnType<typeof lead>> | undefined;
  leader = await lead({
    url: options.url,
    key: options.key,
    channel: 'events',
    every_ms: options.every_ms ?? EVERY_MS,
    onWake: poke,
    onError: options.onError,
  });
  poke();
  return {
    poke,
    stop: async () => {
      stopped = true;
      await running;
      await leader?.stop();
    },
  };
}

/** One look: a batch of fresh events, and then those that are tried again. Answers how many rows it worked on. */
export function createLook(options: LookOptions): () => Promise<number> {
  const { database, org_id, listeners, hooks } = options;
  const { deliverTogether, deliverAgain, concernedBy } = options.delivery;

  /** The events of the batch that somebody is to be asked about; the others are cleared. */
  async function sortOut(batch: Dispatch[]): Promise<Delivery[]> {
    const types = [...new Set(batch.map(({ event }) => event.type))];
    const candidates = await listeners.forTypes(database.db, types);
    const wanted = new Set(await listAwaitedTypes(database.db, org_id, types));
    for (const hook of hooks) for (const type of await hook.wants(types)) wanted.add(type);
    const work: Delivery[] = [];
    const idle: number[] = [];
    for (const dispatch of batch) {
      const concerned = await concernedBy(dispatch, candidates);
      // A replay is for pipelines only, and so is what is for one of them.
      const tells = wanted.has(dispatch.event.type) && dispatch.replay_id === null && dispatch.pipeline_id === null;
      if (concerned.length > 0 || tells) work.push({ dispatch, concerned, tells });
      else idle.push(dispatch.id);
    }
    if (idle.length > 0) await deleteDispatches(database.db, idle);
    return work;
  }

  async function deliverFresh(batch: Dispatch[]): Promise<void> {
    const work = await sortOut(batch);
    if (work.length === 0) return;
    const counted = await countAttempt(
      database.db,
      work.map(({ dispatch }) => dispatch),
    );
    const lanes = new Map<string, Delivery[]>();
    for (const { dispatch, ...item } of work) {
      if (!counted.has(dispatch.id)) continue;
      const lane = dispatch.workspace_uid ?? '';
      const delivery = { ...item, dispatch: { ...dispatch, attempts: dispatch.attempts + 1 } };
      lanes.set(lane, [...(lanes.get(lane) ?? []), delivery]);
    }
    const waiting = [...lanes.values()];
    const runLanes = async () => {
      for (let lane = waiting.shift(); lane; lane = waiting.shift())
        for (let at = 0; at < lane.length; at += TOGETHER) await deliverTogether(lane.slice(at, at + TOGETHER));
    };
    await Promise.all(Array.from({ length: Math.min(LANES, waiting.length) }, runLanes));
  }

  return async () => {
    const fresh = await pickFresh(database.db, org_id, BATCH);
    if (fresh.length > 0) await deliverFresh(fresh);
    const tried = await pickAgain(database.db, org_id, BATCH_AGAIN);
    for (const dispatch of tried) await deliverAgain(dispatch);
    return fresh.length + tried.length;
  };
}
