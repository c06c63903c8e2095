// One burst of load on one URL from a process of its own, so that the generator shares no event loop with what it measures.
// `wrk` where it is installed; else autocannon from npm, which is slower itself and so flattens differences.
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { findProgram, type Processes } from './processes.ts';

/** What both generators print: one JSON line. Latencies in milliseconds. */
const Burst = z.object({
  requests: z.number(),
  seconds: z.number(),
  failed: z.number(),
  p50: z.number(),
  p99: z.number(),
});

export interface Measured {
  requests: number;
  per_second: number;
  p50: number;
  p99: number;
}

export interface Generator {
  name: string;
  measure(url: string, seconds: number): Promise<Measured>;
}

/** Enough to keep one server process busy, few enough that waiting in its queue does not dominate the latencies. */
export const CONNECTIONS = 32;

const WRK_SCRIPT = fileURLToPath(new URL('./load/report.lua', import.meta.url));
const AUTOCANNON_SCRIPT = fileURLToPath(new URL('./load/autocannon.ts', import.meta.url));

export function chooseGenerator(processes: Processes): Generator {
  const wrk = findProgram('wrk');
  const command = wrk ?? process.execPath;
  const argumentsFor = (url: string, seconds: number) =>
    wrk
      ? [
          '--threads',
          '1',
          '--connections',
          String(CONNECTIONS),
          '--duration',
          `${seconds}s`,
          '--script',
          WRK_SCRIPT,
          url,
        ]
      : [AUTOCANNON_SCRIPT, url, String(seconds), String(CONNECTIONS)];
  return {
    name: wrk ? 'wrk' : 'autocannon (wrk is not on PATH)',
    async measure(url, seconds) {
      const output = await processes.run(command, argumentsFor(url, seconds));
      const line = output.split('\n').findLast((text) => text.startsWith('{')) ?? '';
      const burst = Burst.parse(JSON.parse(line));
      if (burst.failed > 0 || burst.requests === 0) {
        throw new Error(`${burst.failed} of ${burst.requests} requests to ${url} failed, so their speed says nothing`);
      }
      return { requests: burst.requests, per_second: burst.requests / burst.seconds, p50: burst.p50, p99: burst.p99 };
    },
  };
}
