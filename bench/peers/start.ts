// Starts the little servers of this folder, each in a process of its own. Out: where they listen.
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Processes, waitForOutput } from '../processes.ts';

export const BARE_HTTP = fileURLToPath(new URL('./bare-http.ts', import.meta.url));
const GATEWAY = fileURLToPath(new URL('./gateway.ts', import.meta.url));

export interface Peer {
  url: string;
  pid: number;
}

export const startBareHttp = (processes: Processes): Promise<Peer> => startPeer(processes, 'node:http', [BARE_HTTP]);

export const startGateway = (processes: Processes, upstream_url?: string): Promise<Peer> =>
  startPeer(processes, 'the gateway', [GATEWAY, ...(upstream_url === undefined ? [] : [upstream_url])]);

/** The port of the first whole line, once it is printed. */
export function readPort(stdout: string): number | undefined {
  const end = stdout.indexOf('\n');
  return end < 0 ? undefined : z.object({ port: z.number() }).parse(JSON.parse(stdout.slice(0, end))).port;
}

async function startPeer(processes: Processes, name: string, args: string[]): Promise<Peer> {
  const one = processes.start(process.execPath, args);
  return { url: `http://127.0.0.1:${await waitForOutput(one, name, readPort)}`, pid: one.pid };
}
