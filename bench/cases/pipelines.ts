// Pipelines under load, against what was promised: the way from an event to the first step on an idle server, runs a second, a storm of events beside another
// workspace, statements per run and step, the takeover of a killed worker, and the linter. Events are inserted as producers insert them.
import { createServer, type ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@mockops/contract';
import { parsePipeline } from '@mockops/pipelines';
import { loadKnownTypes } from '../../packages/cli/src/pipelines/step-types.ts';
import { type Home, openHome } from '../home.ts';
import { median, percentile } from '../numbers.ts';
import { type Processes, stopProcess } from '../processes.ts';
import { type Row, target } from '../report.ts';
import { COUNT_STATEMENTS, readStatements, type StartedServer, startServer, stopOrphanedDatabase } from '../server.ts';
import type { Case } from './case.ts';

const STORM_PIPELINES = ['storm-1', 'storm-2', 'storm-3', 'storm-4', 'storm-5'];
const WARM_UP = 30;
/** A silence between two samples: longer than any poll, so that nothing is warm by accident. */
const PAUSE_MS = 120;

export const pipelinesCase: Case = {
  name: 'pipelines',
  summary: 'runs, storms, statements, takeover and linter against their targets',
  async measure({ processes, quick, say }) {
    const folder = path.join(processes.folder(), 'home');
    processes.atEnd(() => stopOrphanedDatabase(folder));
    const server = await startServer(processes, folder, { preload: COUNT_STATEMENTS });
    const home = await openHome(folder);
    const api = createClient({ baseUrl: server.api_url });
    const save = (source: string) => api.savePipeline({ body: { source } });
    await save(transforms('one', 'custom.one', 1));
    await save(transforms('eleven', 'custom.eleven', 11));
    for (const name of STORM_PIPELINES) await save(transforms(name, 'custom.storm', 1));
    await save(transforms('calm', 'custom.calm', 1));
    await api.createWorkspace({ body: { name: 'stormy' } });
    await api.createWorkspace({ body: { name: 'calm' } });
    await home.insertEvents('custom.one', WARM_UP);
    await home.insertEvents('custom.eleven', 5);
    await home.ended(['one', 'eleven'], WARM_UP + 5);

    const rows: Row[] = [];
    say('pipelines: events one after another');
    rows.push(...(await measureFirstStep(home, quick ? 20 : 100)));
    say('pipelines: many runs at once, and their statements');
    rows.push(...(await measureRuns(home, server, quick ? 200 : 1_500)));
    say('pipelines: a storm of events');
    rows.push(...(await measureStorm(home, quick ? 100 : 1_000)));
    say('pipelines: a worker is killed');
    rows.push(await measureTakeover(processes, home, server, folder, quick ? 1 : 3));
    rows.push(await measureLinter());
    await home.close();
    return { rows, notes: [] };
  },
};

function transforms(name: string, event: string, steps: number): string {
  const lines = Array.from(
    { length: steps },
    (_, at) => `  - { name: s${at}, type: transform, config: { values: { n: ${at} } } }\n`,
  );
  return `name: ${name}\ntriggers: [{ event: ${event} }]\nsteps:\n${lines.join('')}`;
}

async function countRuns(home: Home, pipeline: string): Promise<number> {
  const sql = 'select count(*)::int as count from pipeline_executions where pipeline_name = $1';
  return (await home.query<{ count: number }>(sql, [pipeline]))[0]?.count ?? 0;
}

/** Milliseconds from the insert of the event to the start of the first step, of the newest runs. */
async function readWaits(home: Home, pipeline: string, count: number): Promise<number[]> {
  const rows = await home.query<{ ms: number }>(
    `select (extract(epoch from s.started_at - e.time) * 1000)::float8 as ms
     from pipeline_executions x join events e on e.id = x.event_id join pipeline_steps s on s.execution_id = x.id
     where x.pipeline_name = $1 order by x.created_at desc limit $2`,
    [pipeline, count],
  );
  return rows.map(({ ms }) => ms);
}

async function measureFirstStep(home: Home, count: number): Promise<Row[]> {
  const before = await countRuns(home, 'one');
  for (let sample = 1; sample <= count; sample += 1) {
    await home.insertEvents('custom.one', 1);
    await home.ended(['one'], before + sample);
    await sleep(PAUSE_MS);
  }
  const waits = await readWaits(home, 'one', count);
  return [
    target('idle: event → first step, p50', 'ms', percentile(waits, 50), 25),
    target('idle: event → first step, p99', 'ms', percentile(waits, 99), 150),
  ];
}

async function measureRuns(home: Home, server: StartedServer, count: number): Promise<Row[]> {
  const idle = await countStatements(server, () => sleep(2_000));
  const measure = async (pipeline: string, runs: number) => {
    const before = await countRuns(home, pipeline);
    const counted = await countStatements(server, async () => {
      await home.insertEvents(`custom.${pipeline}`, runs);
      await home.ended([pipeline], before + runs);
    });
    const own = counted.statements - (idle.statements / idle.ms) * counted.ms;
    return { per_run: own / runs, per_second: (runs / counted.ms) * 1_000 };
  };
  const one = await measure('one', count);
  const eleven = await measure('eleven', Math.ceil(count / 10));
  return [
    target('one-step runs', 'runs/s', one.per_second, 250),
    target('statements of a one-step run', 'statements', one.per_run, null),
    target('statements of each further step', 'statements', (eleven.per_run - one.per_run) / 10, null),
  ];
}

async function countStatements(server: StartedServer, work: () => Promise<unknown>) {
  const before = await readStatements(server);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  return { ms, statements: (await readStatements(server)) - before };
}

/** Every event has one run of every pipeline, and the other workspace does not stand in line behind them. */
async function measureStorm(home: Home, events: number): Promise<Row[]> {
  const workspace = async (slug: string) =>
    (await home.query<{ id: string }>('select id from workspaces where slug = $1', [slug]))[0]?.id ?? '';
  const [stormy, calm] = [await workspace('stormy'), await workspace('calm')];
  const began = performance.now();
  await home.insertEvents('custom.storm', events, stormy);
  await sleep(500);
  await home.insertEvents('custom.calm', 1, calm);
  await home.ended(['calm'], 1);
  await home.ended(STORM_PIPELINES, events * STORM_PIPELINES.length);
  const ms = performance.now() - began;
  const [wait = Number.NaN] = await readWaits(home, 'calm', 1);
  const [found] = await home.query<{ runs: number; pairs: number }>(
    `select count(*)::int as runs, count(distinct (event_id, pipeline_id))::int as pairs from pipeline_executions
     where pipeline_name = any($1) and status = 'succeeded'`,
    [STORM_PIPELINES],
  );
  const expected = events * STORM_PIPELINES.length;
  if (found?.runs !== expected || found.pairs !== expected)
    throw new Error(`a storm of ${events} events gave ${found?.runs} runs of ${found?.pairs} pairs, not ${expected}`);
  return [
    target(`storm of ${events} events × 5: runs`, 'runs/s', (expected / ms) * 1_000, null),
    target('storm: wait of another workspace', 'ms', wait, 2_000),
  ];
}

/** From the kill of the worker that has a step to the moment at which another one, that was there before, has it. */
async function measureTakeover(
  processes: Processes,
  home: Home,
  server: StartedServer,
  folder: string,
  rounds: number,
): Promise<Row> {
  const receiver = await startHeldReceiver();
  processes.atEnd(receiver.close);
  await createClient({ baseUrl: server.api_url }).savePipeline({ body: { source: held(receiver.url) } });
  const times: number[] = [];
  let busy = server;
  for (let round = 1; round <= rounds; round += 1) {
    await home.insertEvents('custom.held', 1);
    await receiver.arrived(2 * round - 1);
    const spare = await startServer(processes, folder);
    // Its heart has begun to beat.
    await sleep(2_000);
    const killed = performance.now();
    stopProcess(busy.running.pid, 'SIGKILL');
    await receiver.arrived(2 * round);
    times.push(performance.now() - killed);
    receiver.release();
    await home.ended(['held'], round);
    busy = spare;
  }
  return target('takeover of a killed worker', 'ms', median(times), 6_000);
}

function held(url: string): string {
  const config = `{ url: "${url}", timeout: 60s }`;
  return `name: held\ntriggers: [{ event: custom.held }]\nsteps: [{ name: hold, type: http, timeout: 60s, config: ${config} }]\n`;
}

/** Holds its answers back until it is told. */
async function startHeldReceiver() {
  const waiting = new Set<ServerResponse>();
  let count = 0;
  const server = createServer((request, response) => {
    request.resume();
    count += 1;
    waiting.add(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
    arrived: async (wanted: number) => {
      for (const until = performance.now() + 60_000; count < wanted; await sleep(5))
        if (performance.now() > until) throw new Error(`request ${wanted} did not arrive within a minute`);
    },
    release: () => {
      for (const response of waiting) response.end();
      waiting.clear();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function measureLinter(): Promise<Row> {
  const known = await loadKnownTypes();
  const source = `name: long\ntriggers: [{ event: schema.changed }]\nsteps:\n${Array.from(
    { length: 200 },
    (_, at) =>
      `  - name: step-${at}\n    type: notify\n    if: success() && event.workspace_id != 'x'\n    config: { channels: ["#api"], message: "{{ workspace_id }}: step ${at}" }\n`,
  ).join('')}`;
  const times: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    const began = performance.now();
    parsePipeline(source, 'pipeline.yaml', known);
    times.push(performance.now() - began);
  }
  return target('linter: 200 steps', 'ms', median(times.slice(5)), 50);
}
