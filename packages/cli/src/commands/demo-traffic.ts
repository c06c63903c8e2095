// mockops demo traffic: a few minutes' worth of CI and manual traffic for the demo's virtual system.
import { sendTraffic, type TrafficSummary } from '../demo/traffic.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { onStop } from '../stop.ts';

const REQUESTS_PER_MINUTE = 300;
const PROGRESS_MS = 5_000;

export const demoTrafficCommand = (io: Io) =>
  remoteCommand('traffic')
    .description('send CI and manual traffic to the demo')
    .option('--minutes <number>', 'over which it is spread; 0 sends as fast as answers come', readNumber, 2)
    .option('--requests <number>', `how many; ${REQUESTS_PER_MINUTE} a minute unless given`, readNumber)
    .option('--federation <name>', 'which virtual system', 'e-commerce-platform')
    .action(async (options) => {
      const api = connect(options);
      const { base_url } = await api.getFederation({ params: { federation: options.federation } });
      const requests = options.requests ?? countRequests(options.minutes);
      const stop = onStop();
      let said = performance.now();
      io.err(
        `${requests} requests to ${base_url}${options.minutes > 0 ? ` over ${options.minutes} min; Ctrl-C ends it early` : ''}`,
      );
      const summary = await sendTraffic({
        base_url,
        requests,
        duration_ms: options.minutes * 60_000,
        signal: stop.signal,
        onProgress: (sent) => {
          if (performance.now() - said < PROGRESS_MS) return;
          said = performance.now();
          io.err(`  ${sent} of ${requests}`);
        },
      }).finally(stop.release);
      if (options.json) printJson(io, summary);
      else printSummary(io, summary);
    });

/** In proportion to the time; as many as in one minute when they are sent as fast as they go. */
export function countRequests(minutes: number): number {
  return minutes === 0 ? REQUESTS_PER_MINUTE : Math.max(1, Math.round(REQUESTS_PER_MINUTE * minutes));
}

function printSummary(io: Io, summary: TrafficSummary): void {
  const rows = Object.entries(summary.services).map(([name, { requests, sources, statuses }]) => [
    name,
    String(requests),
    list(sources),
    list(statuses),
  ]);
  printTable(io, ['SERVICE', 'REQUESTS', 'ANSWERED BY', 'STATUS'], rows);
  io.out(`CI runs   ${list(summary.ci_runs)}`);
  io.out(`manual    ${summary.manual}`);
  io.out(`personas  ${list(summary.personas)}`);
  if (summary.failed > 0) io.out(`without an answer  ${summary.failed}`);
}

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > 100_000) {
    throw new Failure(`"${text}" is not a number from 0 to 100000.`);
  }
  return value;
}
