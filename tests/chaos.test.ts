// Promise: whatever is killed, every run ends right and nothing is done twice. Three replicas on one database work off runs with `needs`, a matrix, a retry and
// a `finally`; every few seconds one of them is killed (-9) and replaced, and once the database is.
//
// What «not twice» means is what each kind of effect can promise (steps/*/readme.md), and it is held to exactly that:
// - A signed webhook may arrive again after a kill, under the same `webhook-id`, by which its receiver takes it once: one key per effect, and no effect missing.
// - A POST whose receiver nobody can ask arrives at most once. Interrupted, its step fails as an unknown outcome, and its run says so.
// - The senders of the events are themselves only as good as any: they repeat a delivery until it is answered, and each starts one run.
//
// MOCKOPS_CHAOS_RUNS: how many runs (500).
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ledger, startLedger } from './chaos/ledger.ts';
import { type Replicas, startReplicas } from './chaos/replicas.ts';
import { SIGNING_SECRET } from './held-receiver.ts';
import { eventually, removeHome } from './system.ts';

const RUNS = Number(process.env.MOCKOPS_CHAOS_RUNS ?? 500);
/** Of them, those with a POST that must not be repeated. */
const STRICT = Math.ceil(RUNS / 10);
const REPLICAS = 3;
const SENDERS = 8;
const KILL_EVERY_MS = 3_000;
/** For a machine that does much besides; alone it takes a fraction of that. */
const LIMIT_MS = 480_000;
const HOOK_SECRET = 'a-secret-of-the-sender';

const TRIGGER = `triggers:
  - webhook: { source: generic, secret: "{{ secrets.sender }}", map: { n: "{{ payload.n }}", fails: "{{ payload.fails }}" } }
secrets: [sender]
`;
const tell = (where: string, what: string) =>
  `type: notify, config: { channels: ["webhook:${where}"], message: "{{ event.n }}/${what}" }`;
const DAG = `name: dag
${TRIGGER}steps:
  - { name: prepare, type: transform, config: { values: { region: [eu, us], n: "{{ event.n }}" } } }
  - { name: left, needs: [prepare], ${tell('ledger', 'left')} }
  - { name: refused, needs: [prepare], retry: { max_attempts: 3, backoff: constant, initial: 200ms }, ${tell('flaky', 'refused')} }
  - { name: cell, needs: [prepare], matrix: { region: "{{ steps.prepare.outputs.region }}" }, ${tell('slow', 'cell-{{ matrix.region }}')} }
  - { name: join, type: transform, needs: [left, refused, cell], config: { values: { n: "{{ steps.prepare.outputs.n }}" } } }
  - { name: gate, type: fail, needs: [join], if: event.fails, config: { message: "every tenth fails" } }
on_failure:
  - { name: alarm, ${tell('ledger', 'alarm')} }
finally:
  - { name: told, ${tell('ledger', 'told')} }
`;
const strict = (url: string) => `name: strict
${TRIGGER}steps:
  - { name: post, type: http, config: { method: POST, url: "${url}/slow", body: { effect: "{{ event.n }}/post" } } }
  - { name: told, needs: [post], ${tell('ledger', 'posted')} }
`;

let ledger: Ledger;
let replicas: Replicas;
beforeAll(async () => {
  ledger = await startLedger();
  replicas = await startReplicas(REPLICAS);
  const { api } = replicas.any();
  for (const name of ['ledger', 'flaky', 'slow']) {
    const url = `${ledger.url}/${name}`;
    await api.putConnection({ body: { name, settings: { kind: 'webhook', url, signing_secret: SIGNING_SECRET } } });
  }
  await api.putSecret({ body: { name: 'sender', value: HOOK_SECRET } });
  for (const source of [DAG, strict(ledger.url)]) await api.savePipeline({ body: { source } });
});
afterAll(async () => {
  await replicas.stop();
  await ledger.close();
  await removeHome(replicas.home);
});

/** Until somebody says that it is there. */
async function deliver(pipeline: string, n: number): Promise<void> {
  const body = JSON.stringify({ n, fails: isDoomed(n) });
  const headers = {
    'content-type': 'application/json',
    'x-mockops-signature': `sha256=${createHmac('sha256', HOOK_SECRET).update(body).digest('hex')}`,
    'x-mockops-delivery': `${pipeline}-${n}`,
  };
  await eventually(
    `delivery ${n} to ${pipeline}`,
    async () => {
      const url = `${replicas.any().api_url}/hooks/${pipeline}`;
      const signal = AbortSignal.timeout(5_000);
      return (await fetch(url, { method: 'POST', headers, body, signal })).status === 202;
    },
    LIMIT_MS,
  );
}

async function deliverAll(): Promise<void> {
  const waiting = Array.from({ length: RUNS }, (_, index) => index + 1);
  const send = async () => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift())
      await deliver(n <= STRICT ? 'strict' : 'dag', n);
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

const isDoomed = (n: number) => n % 10 === 0;

interface Run {
  n: number;
  pipeline: string;
  status: string;
  error_message: string | null;
  ended: boolean;
}

const readRuns = () =>
  replicas.query<Run>(`
    select (e.data ->> 'n')::int as n, x.pipeline_name as pipeline, x.status, x.error_message, x.completed_at is not null as ended
    from pipeline_executions x join events e on e.id = x.event_id order by 1`);

test('every run ends right, and no effect happens twice', { timeout: 2 * LIMIT_MS }, async () => {
  const began = Date.now();
  let over = false;
  const chaos = (async () => {
    while (!over) {
      await sleep(KILL_EVERY_MS);
      if (over) break;
      const { replicas: killed, databases } = replicas.kills();
      if (killed > 0 && databases === 0) replicas.killDatabase();
      else await replicas.replaceOne();
    }
  })();
  await deliverAll();
  const delivered_ms = Date.now() - began;
  const countEnded = async () => (await readRuns()).filter(({ ended }) => ended).length;
  try {
    await eventually('nine runs of ten have ended', async () => (await countEnded()) >= RUNS * 0.9, LIMIT_MS);
  } finally {
    over = true;
    await chaos;
  }
  await eventually('all have ended', async () => (await countEnded()) === RUNS, LIMIT_MS);
  const took_ms = Date.now() - began;

  const runs = await readRuns();
  expect(runs.map(({ n }) => n)).toEqual(Array.from({ length: RUNS }, (_, index) => index + 1));
  const wrong = runs.filter((run) => whyWrong(run) !== undefined);
  expect(wrong.map((run) => [run, whyWrong(run)])).toEqual([]);

  const effects = runs.flatMap(({ n, pipeline, status }) =>
    (pipeline === 'strict' ? strictEffects(status) : dagEffects(n)).map((what) => `${n}/${what}`),
  );
  const lost = effects.filter((what) => !ledger.entries.has(what));
  expect(lost).toEqual([]);
  const doubled = [...ledger.entries].filter(([, keys]) => keys.size !== 1);
  expect(doubled).toEqual([]);
  const posts = [...ledger.entries].filter(([what]) => what.endsWith('/post'));
  expect(posts.filter(([, keys]) => [...keys.values()].some((times) => times > 1))).toEqual([]);
  const unexpected = [...ledger.entries.keys()].filter((what) => !effects.includes(what) && !what.endsWith('/post'));
  expect(unexpected).toEqual([]);

  await eventually('nothing is left', async () => (await countLeft()) === 0);
  const repeated = [...ledger.entries.values()].filter((keys) => [...keys.values()].some((times) => times > 1)).length;
  const unknown = runs.filter(({ pipeline, status }) => pipeline === 'strict' && status === 'failed').length;
  const [attempts] = await replicas.query<{ count: number }>('select count(*)::int as count from pipeline_attempts');
  const { kills } = replicas;
  process.stdout.write(
    `chaos: ${RUNS} runs with ${attempts?.count} attempts in ${Math.round(took_ms / 1_000)} s (delivered in ${Math.round(delivered_ms / 1_000)} s); ` +
      `${kills().replicas} replicas and ${kills().databases} database killed; ${ledger.entries.size} effects, ${repeated} sent again under their key, ` +
      `${unknown} of ${STRICT} posts of unknown outcome\n`,
  );
  expect(kills().databases).toBe(1);
});

function whyWrong({ n, pipeline, status, error_message }: Run): string | undefined {
  if (pipeline === 'strict') {
    if (status === 'succeeded') return undefined;
    return /unknown outcome|may or may not have/.test(error_message ?? '') ? undefined : 'failed for another reason';
  }
  const expected = isDoomed(n) ? 'failed' : 'succeeded';
  if (status !== expected) return `it should have ${expected}`;
  if (expected === 'failed' && error_message !== 'gate: every tenth fails') return 'it failed for another reason';
  return undefined;
}

function dagEffects(n: number): string[] {
  return ['left', 'refused', 'cell-eu', 'cell-us', 'told', ...(isDoomed(n) ? ['alarm'] : [])];
}

/** Whether a post of unknown outcome arrived, its receiver knows. */
function strictEffects(status: string): string[] {
  return status === 'succeeded' ? ['post', 'posted'] : [];
}

/** Open steps and attempts of runs that ended, events that nobody was asked about, and what the engine still has to do. */
async function countLeft(): Promise<number> {
  const [row] = await replicas.query<{ count: number }>(`
    select ((select count(*) from pipeline_steps where completed_at is null) + (select count(*) from pipeline_attempts where completed_at is null)
      + (select count(*) from event_dispatches) + (select count(*) from dead_letters)
      + (select count(*) from dbos.workflow_status where status in ('PENDING', 'ENQUEUED', 'DELAYED')))::int as count`);
  return row?.count ?? -1;
}
