// A push of a very large contract beside traffic: how long a mock of another workspace has to wait while GitHub's contract is pushed, compared and made into
// six SDKs by the same process. Against the time of one load of that contract: what stays below it has kept even the smallest part off the event loop.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@mockops/contract';
import { loadApi } from '@mockops/schema';
import { median } from '../numbers.ts';
import { type Processes, type Running, stopProcess, waitForOutput } from '../processes.ts';
import type { Report, Row } from '../report.ts';
import { startServer, stopOrphanedDatabase, WATCH_LOOP } from '../server.ts';
import type { Case } from './case.ts';

const SPECS = path.resolve(import.meta.dirname, '../../../shared/specs/github');
const [OLD, NEW] = [path.join(SPECS, '19.0.0.json'), path.join(SPECS, '23.0.2.json')];
const ASKER = path.resolve(import.meta.dirname, '../peers/asker.ts');
const LIMIT_MS = 120_000;

const CONTRACT = `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /orders:
    get: { responses: { "200": { description: ok, content: { application/json: { example: { id: 1 } } } } } }
`;
/** At mock_v1 nothing but the server itself makes an answer late. */
const SHOP = { 'schemas/openapi.yaml': CONTRACT, 'environments.yaml': 'dev: { reality_level: mock_v1 }\n' };
const PIPELINE = `name: release
triggers: [{ event: schema.changed }]
steps:
  - { name: diff, type: schema_diff, config: { from: "{{ from_revision }}", to: "{{ to_revision }}" } }
  - { name: sdks, type: regenerate_sdk, config: { languages: [typescript, python, rust, go, java, csharp] } }
`;

export const pushCase: Case = {
  name: 'push',
  summary: 'how long mocks wait while GitHub’s contract is pushed, compared and made into SDKs',
  measure: async ({ processes, quick, say }) => {
    if (!existsSync(OLD)) return { rows: [], notes: ['push: left out, ../shared/specs is not there'] };
    const rounds: Row[][] = [];
    const notes = new Set<string>();
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      say(`push: round ${round + 1}`);
      const { rows, notes: said } = await measureRound(processes);
      rounds.push(rows);
      for (const note of said) notes.add(note);
    }
    const [first = []] = rounds;
    const rows = first.map((row, at): Row => {
      const ours = median(rounds.map((one) => one[at]?.ours ?? Number.NaN));
      return { ...row, ours, ratio: ours / row.theirs };
    });
    return { rows, notes: [...notes] };
  },
};

async function measureRound(processes: Processes): Promise<Report> {
  const load_ms = await timeLoad();
  const home = path.join(processes.folder(), 'home');
  processes.atEnd(() => stopOrphanedDatabase(home));
  const server = await startServer(processes, home, { preload: WATCH_LOOP });
  const api = createClient({ baseUrl: server.api_url });
  await api.pushFiles({ params: { workspace: 'shop' }, body: { files: SHOP, prune: false } });
  await api.savePipeline({ body: { source: PIPELINE } });
  const asker = processes.start(process.execPath, [ASKER, `${server.gateway_url}/shop/orders`]);
  await waitForOutput(asker, 'the asker', (stdout) => stdout.includes('READY') || undefined);
  await sleep(500);
  const rows: Row[] = [];
  const notes: string[] = [];

  async function during(what: string, work: () => Promise<unknown>): Promise<void> {
    await Promise.all([answerOf(server.running, 'STALL'), answerOf(asker, 'ASKED')]);
    const began = performance.now();
    await work();
    const took = performance.now() - began;
    const [[stall = 0], [, failed = 0, longest = 0]] = await Promise.all([
      answerOf(server.running, 'STALL'),
      answerOf(asker, 'ASKED'),
    ]);
    rows.push(
      row(`${what}: longest wait of a mock`, longest, load_ms),
      row(`${what}: longest stall of the loop`, stall, load_ms),
      row(`${what}: whole time`, took, load_ms),
    );
    if (failed > 0) notes.push(`push: ${failed} requests failed during "${what}"`);
  }

  await during('first push', () => push(api, 'github', readFileSync(OLD, 'utf8')));
  await during('push of a new version, its diff and six SDKs', async () => {
    await push(api, 'github', readFileSync(NEW, 'utf8'));
    await ended(api);
  });
  await during('comparison with witnesses', () =>
    api.compareContracts({ params: { workspace: 'github' }, query: { from: 1, to: 2 } }),
  );
  await during('the same push again', () => push(api, 'github', readFileSync(NEW, 'utf8')));
  await asker.stop();
  await server.running.stop();
  return { rows, notes };
}

async function timeLoad(): Promise<number> {
  const text = readFileSync(NEW, 'utf8');
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    await loadApi({ 'openapi.json': text });
    times.push(performance.now() - began);
  }
  return median(times);
}

const push = (api: Client, workspace: string, contract: string) =>
  api.pushFiles({ params: { workspace }, body: { files: { 'schemas/openapi.json': contract }, prune: false } });

async function ended(api: Client): Promise<void> {
  for (const until = performance.now() + LIMIT_MS; performance.now() < until; await sleep(100)) {
    const [run] = await api.listExecutions({ query: { pipeline: 'release' } });
    if (!run?.completed_at) continue;
    if (run.status === 'succeeded') return;
    throw new Error(`the pipeline of the push ended as ${run.status}: ${run.error_message}`);
  }
  throw new Error(`the pipeline of the push did not end within ${LIMIT_MS / 1_000} s`);
}

/** Numbers of the next line that starts with this word, which a process prints when it is told to. */
async function answerOf(running: Running, word: string): Promise<number[]> {
  const lines = (stdout: string) => stdout.match(new RegExp(`^${word} .*$`, 'gm')) ?? [];
  const before = lines(running.output().stdout).length;
  stopProcess(running.pid, 'SIGUSR2');
  const line = await waitForOutput(running, word, (stdout) => lines(stdout)[before]);
  return line.split(' ').slice(1).map(Number);
}

const row = (measured: string, ours: number, load_ms: number): Row => ({
  ...{ measured, unit: 'ms', ours, against: 'one load of it', theirs: load_ms },
  ratio: ours / load_ms,
  range: null,
});
