import { expect, test } from 'vitest';
import { chooseWait, connectStream, type SocketListener, type StreamState } from './stream.ts';

function startStream() {
  const opened: { path: string; socket: SocketListener }[] = [];
  const states: string[] = [];
  const seen: string[] = [];
  const waits: { ms: number; go: () => void; cancelled: boolean }[] = [];
  const stop = connectStream({
    open: (path, socket) => {
      opened.push({ path, socket });
      return () => socket.lose();
    },
    onMessage: (message) => seen.push(message.kind),
    onState: (state: StreamState, resumed) => states.push(resumed ? `${state} again` : state),
    wait: (ms, go) => {
      const entry = { ms, go, cancelled: false };
      waits.push(entry);
      return () => {
        entry.cancelled = true;
      };
    },
    random: () => 0,
  });
  const say = (message: unknown) => opened.at(-1)?.socket.receive(JSON.stringify(message));
  return { opened, states, seen, waits, stop, say };
}

const event = (cursor: string) => ({
  kind: 'event',
  event: {
    id: cursor,
    type: 'schema.changed',
    source: '/workspaces/payments',
    subject: null,
    time: '2026-11-22T10:00:00Z',
    workspace_id: 'payments',
    actor: 'cli',
    correlation_id: 'c',
    causation_id: null,
    depth: 0,
    data: {},
    cursor,
  },
});

test('a lost connection continues after the last event that was seen', () => {
  const stream = startStream();
  expect(stream.opened[0]?.path).toBe('/api/v1/stream');
  stream.say({ kind: 'ready', cursor: '10' });
  stream.say(event('11'));
  stream.say(event('12/a'));
  stream.opened[0]?.socket.lose();
  stream.waits[0]?.go();
  expect(stream.opened[1]?.path).toBe('/api/v1/stream?cursor=12%2Fa');
  stream.say({ kind: 'ready', cursor: '99' });
  stream.opened[1]?.socket.lose();
  stream.waits[1]?.go();
  expect(stream.opened[2]?.path).toBe('/api/v1/stream?cursor=12%2Fa');
  expect(stream.states).toEqual(['connecting', 'live', 'reconnecting', 'live again', 'reconnecting']);
});

test('a connection lost before any event continues from where it became ready', () => {
  const stream = startStream();
  stream.say({ kind: 'ready', cursor: '10' });
  stream.opened[0]?.socket.lose();
  stream.waits[0]?.go();
  expect(stream.opened[1]?.path).toBe('/api/v1/stream?cursor=10');
});

test('waits double up to a limit and start over once the stream is ready', () => {
  const stream = startStream();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    stream.opened.at(-1)?.socket.lose();
    stream.waits.at(-1)?.go();
  }
  stream.say({ kind: 'ready', cursor: '1' });
  stream.opened.at(-1)?.socket.lose();
  expect(stream.waits.map(({ ms }) => ms)).toEqual([250, 500, 1_000, 250]);
  expect(chooseWait(20, 1)).toBe(15_000);
});

test('messages that are not of the contract are passed over', () => {
  const stream = startStream();
  stream.say({ kind: 'from-the-future' });
  stream.opened[0]?.socket.receive('no json');
  stream.say({ kind: 'facts.flushed' });
  expect(stream.seen).toEqual(['facts.flushed']);
});

test('a stopped stream does not come back', () => {
  const stream = startStream();
  stream.opened[0]?.socket.lose();
  stream.stop();
  expect(stream.waits[0]?.cancelled).toBe(true);
  expect(stream.opened).toHaveLength(1);
  expect(stream.waits).toHaveLength(1);
});
