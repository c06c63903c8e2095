// The fixed ports of the demo's own services, so that a store that was loaded once finds them again after a restart.
// A port that somebody else uses is replaced by the one 100 higher, and so on: those are still known to be ours.
import { createServer } from 'node:net';

const NAMES = ['auth', 'inventory', 'slack', 'github', 'webhook', 'smtp', 'mail'] as const;
export type PortName = (typeof NAMES)[number];
/** 0: whichever is free when the service starts. */
export type Ports = Record<PortName, number>;

export const FIRST_PORT = 4811;
const STEP = 100;
const TRIES = 10;
const LAST_PORT = 65_535;

/** Counted from `first`; for 0 every service takes any free port. */
export async function findPorts(first: number): Promise<Ports> {
  if (first + NAMES.length - 1 > LAST_PORT) {
    throw new Error(
      `--demo-port ${first} leaves no room for ${NAMES.length} ports; choose one up to ${LAST_PORT - NAMES.length + 1}`,
    );
  }
  const found = await Promise.all(
    NAMES.map(async (name, index) => [name, first === 0 ? 0 : await findPort(first + index)] as const),
  );
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

/** True for one of the ports that `name` can have, counted from the usual first port or from this one. */
export function isOwnPort(port: number, name: PortName, first: number): boolean {
  const starts = first === 0 ? [FIRST_PORT] : [FIRST_PORT, first];
  return starts.some((start) => {
    const distance = port - (start + NAMES.indexOf(name));
    return distance >= 0 && distance % STEP === 0 && distance < STEP * TRIES;
  });
}

async function findPort(wanted: number): Promise<number> {
  const candidates = Array.from({ length: TRIES }, (_, attempt) => wanted + attempt * STEP);
  const possible = candidates.filter((port) => port <= LAST_PORT);
  for (const port of possible) if (await isFree(port)) return port;
  throw new Error(`the ports ${possible.join(', ')} are all in use; choose others with --demo-port`);
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return resolve(false);
      const why =
        error.code === 'EACCES'
          ? 'this user may not open it; choose one above 1023'
          : `${error.message}; choose another`;
      reject(new Error(`port ${port} of the demo: ${why} with --demo-port`, { cause: error }));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
