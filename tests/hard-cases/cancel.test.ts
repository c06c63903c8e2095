// A run can be ended whatever it is doing; what comes first stands, and what comes late counts for nothing.
import { ApiError, type Execution } from '@mockops/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../packages/server/src/db/embedded-postgres.ts';
import { type HeldReceiver, SIGNING_SECRET, startHeldReceiver } from '../held-receiver.ts';
import { writeFolder } from '../shop.ts';
import { eventually, removeHome, type System, startSystem } from '../system.ts';

/** A step that takes no notice of being told to stop. */
const STUBBORN = `export default {
  type: 'acme/stubborn',
  summary: 'Does not listen',
  effect: 'idempotent',
  config: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'], additionalProperties: false },
  outputs: { type: 'object', properties: { late: { type: 'boolean' } }, required: ['late'], additionalProperties: false },
  run: async ({ config }) => {
    await fetch(config.url, { method: 'POST' });
    return { late: true };
  },
};
`;
const HOOKS = `on_cancel: [{ name: undo, type: transform, config: { values: { undone: true } } }]
finally: [{ name: tidy, type: transform, config: { values: { tidied: true } } }]
`;

let system: System;
let database: Awaited<ReturnType<typeof startEmbedded>>;
let sql: pg.Client;
const receivers: HeldReceiver[] = [];
const folder = writeFolder({ 'stubborn.mjs': STUBBORN });
beforeAll(async () => {
  database = await startEmbedded({ home: folder });
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  system = await startSystem({
    env: { DATABASE_URL: database.url, MOCKOPS_STEP_MODULES: `${folder}/stubborn.mjs` },
  });
});
afterAll(async () => {
  await system.stop();
  await sql.end();
  await database.stop();
  for (const receiver of receivers) await receiver.close();
  await removeHome(system.home);
  await removeHome(folder);
});

/** A receiver of its own, known to pipelines by name. */
async function startReceiver(name: string): Promise<HeldReceiver> {
  const receiver = await startHeldReceiver();
  receivers.push(receiver);
  const settings = { kind: 'webhook', url: receiver.url, signing_secret: SIGNING_SECRET } as const;
  await system.api.putConnection({ body: { name, settings } });
  return receiver;
}

const save = (name: string, rest: string) =>
  system.api.savePipeline({ body: { source: `name: ${name}\ntriggers: [{ manual: {} }]\n${rest}` } });
const start = async (pipeline: string) => (await system.api.startRun({ params: { pipeline }, body: {} })).id;
const cancel = (execution: string) => system.api.cancelExecution({ params: { execution } });
const show = (execution: string) => system.api.getExecution({ params: { execution } });
const ended = (execution: string) =>
  eventually('the run has ended', async () => {
    const run = await show(execution);
    return run.completed_at !== null && run;
  });
const statuses = ({ steps }: Execution) => Object.fromEntries(steps.map(({ name, status }) => [name, status]));
/** How many times its end was told, and as what. */
const toldEnds = async (execution: string) =>
  (await system.api.listEvents({ query: { type: 'pipeline.run.completed', limit: 200 } }))
    .filter(({ data }) => data.execution_id === execution)
    .map(({ data }) => data.status);

async function cancelWhileItRuns(): Promise<void> {
  const held = await startReceiver('held');
  await save(
    'running',
    `steps:
  - { name: one, type: notify, timeout: 600s, retry: { max_attempts: 3 }, config: { channels: ["webhook:held"], message: m } }
  - { name: two, type: notify, config: { channels: ["webhook:held"], message: m } }
  - { name: three, type: notify, if: always(), config: { channels: ["webhook:held"], message: m } }
${HOOKS}`,
  );
  const id = await start('running');
  await eventually('its step is under way', async () => held.ids.length === 1);
  expect((await cancel(id)).status).toMatch(/^cancell/);
  const run = await ended(id);
  expect(run).toMatchObject({ status: 'cancelled', error_message: 'cancelled by local' });
  expect(statuses(run)).toEqual({
    one: 'cancelled',
    two: 'cancelled',
    three: 'cancelled',
    undo: 'succeeded',
    tidy: 'succeeded',
  });
  expect(run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['cancelled']);
  await eventually('the request was given up', async () => held.aborted() === 1);
  held.release();
  await expect(cancel(id)).rejects.toMatchObject({ problem: { status: 409, detail: 'the run has ended: cancelled' } });
  expect(held.ids).toHaveLength(1);
  expect(await toldEnds(id)).toEqual(['cancelled']);
}

async function cancelWhatDoesNotListen(): Promise<void> {
  const deaf = await startReceiver('deaf');
  await save(
    'stubborn',
    `steps: [{ name: one, type: acme/stubborn, retry: { max_attempts: 3 }, config: { url: "${deaf.url}" } }]\n${HOOKS}`,
  );
  const id = await start('stubborn');
  await eventually('it works', async () => deaf.ids.length === 1);
  await cancel(id);
  // Nobody waits for it: its run ends, hooks included, while it still works.
  const run = await ended(id);
  expect(statuses(run)).toEqual({ one: 'cancelled', undo: 'succeeded', tidy: 'succeeded' });
  expect(deaf.aborted()).toBe(0);
  deaf.release();
  const after = await start('stubborn');
  await ended(after);
  expect((await show(after)).steps[0]?.output).toEqual({ late: true });
  expect(await show(id)).toEqual(run);
}

/** The answer that ends the run, and its cancellation, at the same moment: one of them comes first. */
async function cancelAsItEnds(): Promise<void> {
  await save(
    'race',
    `steps: [{ name: one, type: notify, config: { channels: ["webhook:race"], message: m } }]\n${HOOKS}`,
  );
  const seen = new Set<string>();
  for (let round = 0; round < 12; round += 1) {
    const receiver = await startReceiver('race');
    const id = await start('race');
    await eventually('its step is under way', async () => receiver.ids.length === 1);
    receiver.release();
    // A little later each time, so that both come first some time.
    await new Promise((resolve) => setTimeout(resolve, 2 * round ** 2));
    const refusal = await cancel(id).then(
      () => undefined,
      (error: unknown) => error,
    );
    const { status, steps } = await ended(id);
    seen.add(status);
    if (refusal === undefined) expect(status).toBe('cancelled');
    else {
      expect(refusal).toBeInstanceOf(ApiError);
      expect(refusal).toMatchObject({ problem: { status: 409, detail: expect.stringMatching(/(has|have) ended/) } });
      expect(status).toBe('succeeded');
    }
    expect(steps.find(({ name }) => name === 'undo')?.status).toBe(status === 'cancelled' ? 'succeeded' : 'skipped');
    expect(await toldEnds(id)).toEqual([status]);
  }
  expect(seen).toEqual(new Set(['succeeded', 'cancelled']));
}

async function cancelWhatHasNotBegun(): Promise<void> {
  const busy = await startReceiver('busy');
  const step = 'steps: [{ name: one, type: notify, config: { channels: ["webhook:busy"], message: m } }]';
  await save('queued', `concurrency: { group: one-place }\n${step}\n`);
  const first = await start('queued');
  await eventually('the place is taken', async () => busy.ids.length === 1);
  const second = await start('queued');
  expect(await show(second)).toMatchObject({ status: 'queued', started_at: null });
  expect(await cancel(second)).toMatchObject({ status: 'cancelled', error_message: 'cancelled by local' });
  await expect(cancel(second)).rejects.toMatchObject({ problem: { status: 409 } });

  await save('delayed', `limits: { rate: { max: 1, per: 1h } }\n${step}\n`);
  await start('delayed');
  await eventually('the first of the hour runs', async () => busy.ids.length === 2);
  const later = await start('delayed');
  expect(await show(later)).toMatchObject({ status: 'delayed', not_before: expect.any(String) });
  expect(await cancel(later)).toMatchObject({ status: 'cancelled' });

  await save('waiting', `steps: [{ name: one, type: wait, config: { duration: 10d } }]\nlimits: { timeout: 11d }\n`);
  const waiting = await start('waiting');
  await eventually('it waits', async () => (await show(waiting)).status === 'waiting');
  expect(await cancel(waiting)).toMatchObject({ status: 'cancelled' });
  expect((await show(waiting)).steps).toMatchObject([{ status: 'cancelled', attempts: [{ number: 1 }] }]);

  busy.release();
  expect((await ended(first)).status).toBe('succeeded');
  // Its place is free again, and those that were cancelled do not take it.
  expect((await ended(await start('queued'))).status).toBe('succeeded');
  for (const id of [second, later])
    expect(await show(id)).toMatchObject({ started_at: null, steps: [{ status: 'cancelled', attempts: [] }] });
  expect(busy.ids).toHaveLength(3);
}

/** Of a window there is no run yet: switching its pipeline off is what ends it (decision 0025). */
async function cancelWhatIsCollected(): Promise<void> {
  await system.api.savePipeline({
    body: {
      source: `name: debounced
triggers: [{ event: workspace.created, debounce: { period: 3s } }]
steps: [{ name: one, type: transform, config: { values: {} } }]
`,
    },
  });
  await system.api.createWorkspace({ body: { name: 'collected' } });
  const [event] = await system.api.listEvents({ query: { type: 'workspace.created' } });
  const decision = async () => {
    const { decisions } = await system.api.getEvent({ params: { event: event?.id ?? '' } });
    return decisions.find(({ pipeline }) => pipeline === 'debounced');
  };
  await eventually('it waits for quiet', async () => (await decision())?.decision === 'debounced');
  await system.api.updatePipeline({ params: { pipeline: 'debounced' }, body: { enabled: false } });
  const last = await eventually('the window is over', async () => {
    const now = await decision();
    return now?.decision !== 'debounced' && now;
  });
  expect(last).toMatchObject({ decision: 'disabled', execution_id: null });
}

async function hooksHaveTheirOwnTime(): Promise<void> {
  const slow = await startReceiver('slow');
  await save(
    'hooked',
    `limits: { timeout: 1h }
steps: [{ name: one, type: wait, config: { duration: 30m } }]
finally: [{ name: tidy, type: notify, timeout: 1h, retry: { max_attempts: 3 }, config: { channels: ["webhook:slow"], message: m } }]
`,
  );
  const id = await start('hooked');
  await eventually('it waits', async () => (await show(id)).status === 'waiting');
  expect(await cancel(id)).toMatchObject({ status: 'cancelling' });
  await eventually('its hook is under way', async () => slow.ids.length === 1);
  await expect(cancel(id)).rejects.toMatchObject({ problem: { status: 409 } });
  const { rows } = await sql.query(
    'select extract(epoch from deadline_at - now()) as seconds from pipeline_executions where id = $1',
    [id],
  );
  expect(Number(rows[0].seconds)).toBeGreaterThan(240);
  expect(Number(rows[0].seconds)).toBeLessThanOrEqual(300);
  // As if the five minutes were over.
  await sql.query('update pipeline_executions set deadline_at = now() where id = $1', [id]);
  const run = await ended(id);
  expect(run.status).toBe('cancelled');
  expect(statuses(run)).toEqual({ one: 'cancelled', tidy: 'cancelled' });
  expect(run.steps[1]?.attempts).toHaveLength(1);
  await eventually('the hook was told', async () => slow.aborted() === 1);

  // What its steps made stands once they ended.
  await save(
    'made',
    `steps: [{ name: one, type: transform, config: { values: {} } }]
finally: [{ name: tidy, type: notify, config: { channels: ["webhook:slow"], message: m } }]
`,
  );
  const made = await start('made');
  await eventually('its hook is under way', async () => slow.ids.length === 2);
  await expect(cancel(made)).rejects.toMatchObject({
    problem: { status: 409, detail: expect.stringContaining('only its hooks still run') },
  });
  slow.release();
  expect((await ended(made)).status).toBe('succeeded');
}

test('hard case 13: a run is cancelled whatever it does: running, deaf, ending, queued, delayed, waiting or collected; its hooks have time of their own, and nothing is tried again', async () => {
  await cancelWhileItRuns();
  await cancelWhatDoesNotListen();
  await cancelAsItEnds();
  await cancelWhatHasNotBegun();
  await cancelWhatIsCollected();
  await hooksHaveTheirOwnTime();
});
