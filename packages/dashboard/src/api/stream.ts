// The live stream with resume: remembers the cursor of the last event seen and continues after it when the connection comes back.
// In: how to open a socket, how to wait, random numbers. Out: messages and the state of the connection. Stops when the returned function is called.
import { StreamMessage } from '@mockops/contract';

export type StreamState = 'connecting' | 'live' | 'reconnecting';

/** What a socket tells. */
export interface SocketListener {
  receive: (data: unknown) => void;
  lose: () => void;
}

export interface StreamOptions {
  /** Opens a socket; returns what closes it. */
  open: (path: string, listener: SocketListener) => () => void;
  onMessage: (message: StreamMessage) => void;
  /** `resumed`: the connection had been lost; what is not an event may have been missed meanwhile. */
  onState: (state: StreamState, resumed: boolean) => void;
  /** Calls back after `ms`; returns what cancels it. */
  wait: (ms: number, callback: () => void) => () => void;
  random: () => number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Doubles from half a second to 15 s, of which a random half, so that many browsers do not come back at once. */
export function chooseWait(failures: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return Math.round(full / 2 + (full / 2) * random);
}

export function connectStream(options: StreamOptions): () => void {
  let cursor: string | undefined;
  let failures = 0;
  let wasLive = false;
  let stopped = false;
  let close: (() => void) | undefined;
  let cancelWait: (() => void) | undefined;

  const receive = (message: StreamMessage): void => {
    if (message.kind === 'ready') {
      failures = 0;
      cursor ??= message.cursor;
      options.onState('live', wasLive);
      wasLive = true;
    }
    if (message.kind === 'event') cursor = message.event.cursor;
    options.onMessage(message);
  };

  const connect = (): void => {
    const path = cursor === undefined ? '/api/v1/stream' : `/api/v1/stream?cursor=${encodeURIComponent(cursor)}`;
    close = options.open(path, {
      receive: (data) => {
        const message = readMessage(data);
        if (message) receive(message);
      },
      lose: () => {
        if (stopped) return;
        options.onState(wasLive ? 'reconnecting' : 'connecting', false);
        cancelWait = options.wait(chooseWait(failures, options.random()), connect);
        failures += 1;
      },
    });
  };

  options.onState('connecting', false);
  connect();
  return () => {
    stopped = true;
    cancelWait?.();
    close?.();
  };
}

/** A message of a newer server that this page does not know is passed over: reloading is the reader's choice. */
function readMessage(data: unknown): StreamMessage | undefined {
  if (typeof data !== 'string') return undefined;
  const read = StreamMessage.safeParse(parseJson(data));
  return read.success ? read.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
