// The demo in another process on the same store: whoever runs the stand-ins says so at its two services, so that a second start
// finds and uses them instead of taking their place. In come addresses from the store; out comes the demo that runs, if any.
import { connect } from 'node:net';
import { z } from 'zod';

/** Where the demo's services tell what runs beside them. */
export const ANNOUNCEMENT_PATH = '/__admin/stand-ins';

export const Announcement = z.object({
  /** The federation's id: stores of other folders have another one. */
  store: z.string(),
  urls: z.object({
    auth: z.url(),
    inventory: z.url(),
    slack: z.url(),
    mail: z.url(),
    webhook: z.url(),
    github: z.url(),
  }),
  placeholders: z.record(z.string(), z.string()),
});
export type Announcement = z.infer<typeof Announcement>;

/** A busy process may take a moment; nobody there is known at once. */
const ANSWER_TIMEOUT_MS = 2_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

export interface Target {
  host: string;
  port: number;
}

/** Undefined for a URL of another machine. */
export function readLoopback(url: string): Target | undefined {
  const { hostname, port, protocol } = new URL(url);
  return toLoopback(hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
}

export function toLoopback(host: string, port: number): Target | undefined {
  return LOOPBACK.has(host) ? { host: host.replace(/^\[|\]$/g, ''), port } : undefined;
}

export async function findRunning(upstreams: readonly string[], store: string): Promise<Announcement | undefined> {
  for (const origin of new Set(upstreams.filter(readLoopback).map((url) => new URL(url).origin))) {
    const found = await readAnnouncement(origin);
    if (found?.store === store) return found;
  }
  return undefined;
}

async function readAnnouncement(origin: string): Promise<Announcement | undefined> {
  try {
    const response = await fetch(origin + ANNOUNCEMENT_PATH, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return Announcement.safeParse(await response.json()).data;
  } catch {
    // Nobody there, or somebody who speaks no JSON: not the demo, either way.
    return undefined;
  }
}

export function listens({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
