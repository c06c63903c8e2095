// The fixed ports of the demo's own services, so that a store that was loaded once finds them again after a restart.
// A port that somebody else uses is replaced by the one 100 higher, and so on: those are still known to be ours.
import { createServer } from 'node:net';

const NAMES = ['auth', 'inventory', 'slack', 'github', 'webhook', 'smtp', 'mail'] as const;
export type PortName = (typeof NAMES)[number];
export type Ports = Record<PortName, number>;

export const FIRST_PORT = 4811;
const STEP = 100;
const TRIES = 10;

export async function findPorts(first: number): Promise<Ports> {
  const found = await Promise.all(NAMES.map(async (name, index) => [name, await findPort(first + index)] as const));
  const port = (name: PortName) => found.find(([candidate]) => candidate === name)?.[1] ?? 0;
  return {
    auth: port('auth'),
    inventory: port('inventory'),
    slack: port('slack'),
    github: port('github'),
    webhook: port('webhook'),
    smtp: port('smtp'),
    mail: port('mail'),
  };
}

/** True for a loopback URL with one of the ports that `name` can have, counted from the usual first port or from this one. */
export function isOwnUrl(text: string, name: PortName, first: number): boolean {
  const { hostname, port } = new URL(text);
  if (hostname !== 'localhost' && hostname !== '127.0.0.1') return false;
  return [FIRST_PORT, first].some((start) => {
    const distance = Number(port) - (start + NAMES.indexOf(name));
    return distance >= 0 && distance % STEP === 0 && distance < STEP * TRIES;
  });
}

async function findPort(wanted: number): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = wanted + attempt * STEP;
    if (await isFree(port)) return port;
  }
  throw new Error(
    `ports ${wanted}, ${wanted + STEP}, … ${wanted + STEP * (TRIES - 1)} are all in use; choose others with --demo-port`,
  );
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
