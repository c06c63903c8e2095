// The live stream: every subscriber gets every event once and in order, from the cursor that it names or from now on.
// A slow subscriber is dropped rather than buffered without bound; it comes back with its last cursor.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope, StreamMessage } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { readAfter, readHead } from './store.ts';

const PAGE = 500;

/** How often a subscriber that reads the past is asked whether it has caught up with what it was sent. */
const BREATH_MS = 20;

export interface Subscriber {
  send: (message: StreamMessage) => void;
  /** Too far behind to go on. */
  drop: () => void;
  isSlow: () => boolean;
  isGone: () => boolean;
}

export async function createEventStream(options: {
  database: Database;
  org_id: string;
  onError: (error: unknown) => void;
}) {
  const { database, org_id } = options;
  const live = new Set<(events: EventEnvelope[]) => void>();
  const all = new Set<Subscriber>();
  let cursor = await readHead(database.db, org_id);
  let draining = false;
  let again = false;
  /** Events came that nobody wanted to see, so they were not read. */
  let behind = false;
  let catching: Promise<void> | undefined;

  /** Nobody subscribes before the cursor is where the events are now. */
  function catchUp(): Promise<void> {
    catching ??= readHead(database.db, org_id)
      .then((head) => {
        cursor = head;
        behind = false;
      })
      .finally(() => {
        catching = undefined;
      });
    return catching;
  }

  async function drain(): Promise<void> {
    do {
      again = false;
      const events = await readAfter(database.db, org_id, cursor, PAGE);
      const last = events.at(-1);
      if (!last) continue;
      cursor = last.cursor;
      for (const deliver of live) deliver(events);
      again ||= events.length === PAGE;
    } while (again);
  }

  return {
    /** Reads what is new; calls that arrive meanwhile are folded into one more read. */
    wake: () => {
      if (live.size === 0) {
        behind = true;
        return;
      }
      again = true;
      if (draining) return;
      draining = true;
      drain()
        .catch(options.onError)
        .finally(() => {
          draining = false;
        });
    },

    broadcast: (message: StreamMessage) => {
      for (const subscriber of all) if (!subscriber.isSlow()) subscriber.send(message);
    },

    subscribe: async (subscriber: Subscriber, from: string | undefined): Promise<() => void> => {
      if (behind && live.size === 0) await catchUp();
      let position = from ?? cursor;
      let waiting: EventEnvelope[] | undefined = [];
      const send = (event: EventEnvelope) => {
        if (!isAfter(event.cursor, position)) return;
        position = event.cursor;
        subscriber.send({ kind: 'event', event });
      };
      const deliver = (events: EventEnvelope[]) => {
        if (waiting) waiting.push(...events);
        else if (subscriber.isSlow()) subscriber.drop();
        else for (const event of events) send(event);
      };
      const leave = () => {
        live.delete(deliver);
        all.delete(subscriber);
      };
      // Live events wait in line while the past is read, so that none falls between the two.
      live.add(deliver);
      all.add(subscriber);
      subscriber.send({ kind: 'ready', cursor: position });
      try {
        for (
          let page = await readAfter(database.db, org_id, position, PAGE);
          page.length > 0 && !subscriber.isGone();
          page = await readAfter(database.db, org_id, position, PAGE)
        ) {
          for (const event of page) send(event);
          // The past may be long: it is sent no faster than it is taken.
          while (subscriber.isSlow() && !subscriber.isGone()) await sleep(BREATH_MS);
        }
      } catch (error) {
        leave();
        throw error;
      }
      const held = waiting;
      waiting = undefined;
      for (const event of held) send(event);
      return leave;
    },
  };
}
export type EventStream = Awaited<ReturnType<typeof createEventStream>>;

/** Cursors are `xid.seq`; both parts are numbers that outgrow a double only in theory, so BigInt. */
function isAfter(a: string, b: string): boolean {
  const [aXid = '0', aSeq = '0'] = a.split('.');
  const [bXid = '0', bSeq = '0'] = b.split('.');
  return BigInt(aXid) > BigInt(bXid) || (aXid === bXid && BigInt(aSeq) > BigInt(bSeq));
}
