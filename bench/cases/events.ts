// From an event to the work that it starts: publishes scenario versions one after another and reads, from the API, when the run and
// its first step started. Against: the same event's way to a subscriber of the live stream, which needs no run.
import path from 'node:path';
import { type Client, createClient, type Execution, StreamMessage } from '@mockops/contract';
import { startSlack } from '@mockops/testkit';
import { percentile } from '../numbers.ts';
import type { Row } from '../report.ts';
import { startServer, stopOrphanedDatabase } from '../server.ts';
import type { Case } from './case.ts';

const PIPELINE = `name: bench
triggers:
  - event: scenario.published
steps:
  - name: tell
    type: notify
    config:
      channels: ["#bench"]
      message: "{{scenario_name}} version {{version}}"
`;
/** The first runs load code and fill connection pools; they do not count. */
const WARM_UP = 5;

interface Sample {
  delivered: number;
  run_started: number;
  step_started: number;
}

export const eventsCase: Case = {
  name: 'events',
  summary: 'event insert → first step start against event insert → WebSocket',
  async measure({ processes, quick, say }) {
    const home = path.join(processes.folder(), 'home');
    processes.atEnd(() => stopOrphanedDatabase(home));
    const slack = await startSlack();
    processes.atEnd(slack.close);
    const server = await startServer(processes, home);
    const api = createClient({ baseUrl: server.api_url });
    await api.putConnection({ body: { name: 'slack', settings: { kind: 'slack', webhook_url: slack.webhook_url } } });
    await api.savePipeline({ body: { source: PIPELINE } });
    const stream = await openStream(server.api_url);

    const wanted = quick ? 20 : 80;
    say(`events: ${wanted} scenario versions, one after another`);
    const samples: Sample[] = [];
    for (let version = 1; version <= WARM_UP + wanted; version += 1) samples.push(await publish(api, stream, version));
    stream.close();
    await server.running.stop();
    const counted = samples.slice(WARM_UP);
    return {
      rows: [
        rowAt(counted, 'run_started', 50),
        rowAt(counted, 'run_started', 99),
        rowAt(counted, 'step_started', 50),
        rowAt(counted, 'step_started', 99),
      ],
      notes: [],
    };
  },
};

function rowAt(samples: readonly Sample[], what: 'run_started' | 'step_started', percent: number): Row {
  const ours = percentile(
    samples.map((sample) => sample[what]),
    percent,
  );
  const theirs = percentile(
    samples.map((sample) => sample.delivered),
    percent,
  );
  const measured = what === 'run_started' ? 'event → run start' : 'event → first step start';
  return {
    measured: `${measured}, p${percent}`,
    unit: 'ms',
    ours,
    against: 'event → WebSocket',
    theirs,
    ratio: ours / theirs,
    range: null,
  };
}

async function publish(api: Client, stream: Stream, version: number): Promise<Sample> {
  const scenario = `title: Version ${version}\nmocks:\n  - request: { path: /ping }\n    response: { body: { version: ${version} } }\n`;
  const files = { 'workspace.yaml': 'name: bench\n', 'scenarios/pinged.yaml': scenario };
  await api.pushFiles({ params: { workspace: 'bench' }, body: { files } });
  const { event_id } = await api.publishScenario({ params: { workspace: 'bench', scenario: 'pinged' } });
  if (event_id === null) throw new Error(`publishing version ${version} made no event`);
  const execution = await stream.waitForRun(event_id, api);
  const [step] = execution.steps;
  if (!execution.started_at || !step?.started_at)
    throw new Error(`run ${execution.id} ended as ${execution.status} without a step`);
  const { at, time } = stream.delivery(event_id);
  const since = (instant: string) => Date.parse(instant) - Date.parse(time);
  return {
    delivered: at - Date.parse(time),
    run_started: since(execution.started_at),
    step_started: since(step.started_at),
  };
}

interface Stream {
  /** The run of an event, once the stream says that it is over. */
  waitForRun: (event_id: string, api: Client) => Promise<Execution>;
  /** When the event arrived (epoch milliseconds), and when it was inserted. */
  delivery: (event_id: string) => { at: number; time: string };
  close: () => void;
}

async function openStream(api_url: string): Promise<Stream> {
  const socket = new WebSocket(`${api_url.replace(/^http/, 'ws')}/api/v1/stream`);
  const arrived = new Map<string, { at: number; time: string }>();
  const ended = new Set<string>();
  let wake = () => {};
  socket.addEventListener('message', ({ data }) => {
    const at = Date.now();
    const message = StreamMessage.parse(JSON.parse(String(data)));
    if (message.kind !== 'event') return;
    const { id, time, type, subject } = message.event;
    arrived.set(id, { at, time });
    if (type === 'pipeline.run.completed' && subject !== null) ended.add(subject);
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`no stream at ${socket.url}`)));
  });
  return {
    async waitForRun(event_id, api) {
      const [queued] = await api.listExecutions({ query: { event_id } });
      if (!queued) throw new Error(`event ${event_id} started no run`);
      const timeout = AbortSignal.timeout(30_000);
      while (!ended.has(queued.id) || !arrived.has(event_id)) {
        timeout.throwIfAborted();
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 1_000).unref();
        });
      }
      return api.getExecution({ params: { execution: queued.id } });
    },
    delivery(event_id) {
      const found = arrived.get(event_id);
      if (!found) throw new Error(`event ${event_id} did not arrive at the stream`);
      return found;
    },
    close: () => socket.close(),
  };
}
