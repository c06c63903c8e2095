// What one conformance server remembers, and the shape of its answers.

import type { Seen } from './seen.ts';

export interface Memory {
  /** How often each operation was asked, and when last. */
  counts: Map<string, number>;
  times: Map<string, number>;
  keys: Set<string>;
  /** Streams that the client has not closed yet. */
  open: Set<string>;
}

export interface Reply {
  status?: number;
  headers?: { [name: string]: string };
  /** Text or bytes as they are, anything else as JSON. */
  body?: unknown;
}

/** Nothing returned: the handler writes to the response itself, or never. */
export type Answer = (seen: Seen, memory: Memory, name: string) => Reply | undefined | Promise<Reply | undefined>;

/** How often this operation was asked, this time included. */
export function count(memory: Memory, name: string): number {
  const next = (memory.counts.get(name) ?? 0) + 1;
  memory.counts.set(name, next);
  return next;
}
