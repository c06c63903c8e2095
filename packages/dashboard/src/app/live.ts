// Keeps the pages current: the live stream's messages invalidate the queries that they touch, gathered for a moment so that a burst costs one refetch.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { findStaleRoots } from '../api/invalidation.ts';
import type { QueryRoot } from '../api/queries.ts';
import { connectStream, type SocketListener, type StreamState } from '../api/stream.ts';

const GATHER_MS = 250;

export function useLiveUpdates(): StreamState {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');

  useEffect(() => {
    const stale = new Set<QueryRoot>();
    let timer: number | undefined;
    const flush = (): void => {
      timer = undefined;
      for (const root of stale) void client.invalidateQueries({ queryKey: [root] });
      stale.clear();
    };
    const stop = connectStream({
      open: openSocket,
      onMessage: (message) => {
        for (const root of findStaleRoots(message)) stale.add(root);
        if (stale.size > 0) timer ??= window.setTimeout(flush, GATHER_MS);
      },
      onState: (next, resumed) => {
        setState(next);
        if (resumed) void client.invalidateQueries();
      },
      wait: (ms, callback) => {
        const waiting = window.setTimeout(callback, ms);
        return () => window.clearTimeout(waiting);
      },
      random: Math.random,
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [client]);

  return state;
}

function openSocket(path: string, listener: SocketListener): () => void {
  const socket = new WebSocket(new URL(path, location.origin.replace(/^http/, 'ws')));
  socket.addEventListener('message', (message) => listener.receive(message.data));
  socket.addEventListener('close', () => listener.lose());
  return () => socket.close();
}
