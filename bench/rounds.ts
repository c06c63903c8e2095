// Several subjects under the same load in turns (A, B, C, A, B, C …), so that a slow moment of the machine does not fall on one alone.
import { readCpuTime } from './cpu-time.ts';
import type { Generator, Measured } from './load.ts';
import { compare, type Row } from './report.ts';

export interface Subject {
  name: string;
  url: string;
  pid: number;
}

export interface Pace {
  rounds: number;
  seconds: number;
}

interface Round extends Measured {
  /** Processor time of the subject's process per request, in microseconds; NaN where nobody can tell. */
  cpu: number;
}

export interface Rounds {
  subject: string;
  rounds: Round[];
}

/** Before it counts, every subject gets one burst to compile its code and open its connections. */
export async function measureInTurns(
  generator: Generator,
  subjects: readonly Subject[],
  pace: Pace,
): Promise<Rounds[]> {
  for (const { url } of subjects) await generator.measure(url, 1);
  const results = subjects.map(({ name }): Rounds => ({ subject: name, rounds: [] }));
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      results[index]?.rounds.push(await measureRound(generator, subject, pace.seconds));
    }
  }
  return results;
}

/** Throughput, latencies and processor time of one subject against each peer. */
export function compareRounds(ours: Rounds, peers: readonly Rounds[]): Row[] {
  return peers.flatMap((peer) => {
    const row = (measured: string, unit: Row['unit'], pick: (one: Round) => number) =>
      compare(`${ours.subject}, ${measured}`, unit, ours.rounds.map(pick), peer.subject, peer.rounds.map(pick));
    const rows = [
      row('requests', 'req/s', (one) => one.per_second),
      row('p50', 'ms', (one) => one.p50),
      row('p99', 'ms', (one) => one.p99),
      row('CPU per request', 'µs', (one) => one.cpu),
    ];
    return rows.filter(({ ratio }) => !Number.isNaN(ratio));
  });
}

/** A subject that answers something else would be fast for the wrong reason. */
export async function checkAnswer(subject: Subject, body: string, source?: 'mock' | 'real'): Promise<void> {
  const response = await fetch(subject.url);
  const text = await response.text();
  const from = response.headers.get('x-mockops-source') ?? undefined;
  if (response.status !== 200 || text !== body || from !== source) {
    throw new Error(
      `${subject.name} at ${subject.url} answers ${response.status} from ${from ?? 'itself'}: ${text.slice(0, 200)}`,
    );
  }
}

async function measureRound(generator: Generator, { url, pid }: Subject, seconds: number): Promise<Round> {
  const before = readCpuTime(pid);
  const measured = await generator.measure(url, seconds);
  const after = readCpuTime(pid);
  const cpu = before === undefined || after === undefined ? Number.NaN : (after - before) / measured.requests;
  return { ...measured, cpu };
}
