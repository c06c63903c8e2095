// Start-up: from the spawn of `mockops start --json --no-demo` to its addresses, with an empty home (initdb and migrations included)
// and again with the same home. Against the two limits of any Node server: Node itself, and a bare node:http server that listens.
import path from 'node:path';
import { BARE_HTTP, readPort } from '../peers/start.ts';
import { type Processes, waitForOutput } from '../processes.ts';
import { compare } from '../report.ts';
import { startServer, stopOrphanedDatabase } from '../server.ts';
import type { Case } from './case.ts';

export const startUpCase: Case = {
  name: 'start-up',
  summary: '`mockops start` with an empty and with a used home against `node -e 0` and bare node:http',
  async measure({ processes, quick, say }) {
    const rounds = quick ? 2 : 4;
    say(`start-up: ${rounds} rounds`);
    const cold: number[] = [];
    const warm: number[] = [];
    const node: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const home = path.join(processes.folder(), 'home');
      processes.atEnd(() => stopOrphanedDatabase(home));
      node.push(await timeNode(processes));
      cold.push(await timeServer(processes, home));
      bare.push(await timeBareHttp(processes));
      warm.push(await timeServer(processes, home));
    }
    const peers = [
      ['node:http that listens', bare],
      ['node -e 0', node],
    ] as const;
    return {
      rows: peers.flatMap(([name, times]) => [
        compare('start-up, empty home', 'ms', cold, name, times),
        compare('start-up, used home', 'ms', warm, name, times),
      ]),
      notes: [],
    };
  },
};

async function timeServer(processes: Processes, home: string): Promise<number> {
  const { running, start_ms } = await startServer(processes, home);
  await running.stop();
  return start_ms;
}

async function timeNode(processes: Processes): Promise<number> {
  const begun = performance.now();
  await processes.run(process.execPath, ['-e', '0']);
  return performance.now() - begun;
}

async function timeBareHttp(processes: Processes): Promise<number> {
  const begun = performance.now();
  const running = processes.start(process.execPath, [BARE_HTTP]);
  await waitForOutput(running, 'node:http', readPort);
  const took = performance.now() - begun;
  await running.stop();
  return took;
}
