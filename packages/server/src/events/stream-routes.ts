// The live stream over WebSocket: `/api/v1/stream?cursor=` resumes after the last event that the client has seen.
import type { StreamMessage } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import type { EventStream } from './stream.ts';

/** A client that lets so much pile up is dropped; it reconnects with its cursor. */
const MAX_BUFFERED_BYTES = 1_000_000;
const PING_MS = 20_000;

export function streamRoutes(
  app: FastifyInstance,
  { stream, onCount }: { stream: EventStream; onCount: (change: 1 | -1) => void },
): void {
  app.get('/api/v1/stream', { websocket: true, schema: { hide: true } }, async (socket, request) => {
    onCount(1);
    const cursor = new URL(request.url, 'http://local').searchParams.get('cursor');
    const ping = setInterval(() => socket.ping(), PING_MS);
    let leave: (() => void) | undefined;
    let gone = false;
    socket.on('close', () => {
      gone = true;
      clearInterval(ping);
      leave?.();
      onCount(-1);
    });
    socket.on('error', () => socket.terminate());
    const subscriber = {
      send: (message: StreamMessage) => socket.send(JSON.stringify(message)),
      drop: () => socket.terminate(),
      isSlow: () => socket.bufferedAmount > MAX_BUFFERED_BYTES,
      isGone: () => gone,
    };
    // What this throws ends the socket: the client comes back with its cursor.
    leave = await stream.subscribe(subscriber, cursor && /^\d{1,19}\.\d{1,18}$/.test(cursor) ? cursor : undefined);
    if (gone) leave();
  });
}
