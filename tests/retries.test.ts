// Promise: attempts are repeated as the pipeline says, each with its own time limit; what follows a failure is decided by `if` and `continue_on_error`.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeldReceiver, SIGNING_SECRET, startHeldReceiver } from './held-receiver.ts';
import { eventually, finishedRun, removeHome, type System, startSystem } from './system.ts';

let system: System;
const receivers = new Map<string, HeldReceiver>();
beforeAll(async () => {
  system = await startSystem();
  for (const name of ['hook', 'other', 'alarm']) {
    const receiver = await startHeldReceiver();
    receivers.set(name, receiver);
    await system.api.putConnection({
      body: { name, settings: { kind: 'webhook', url: receiver.url, signing_secret: SIGNING_SECRET } },
    });
  }
});
afterAll(async () => {
  await system.stop();
  for (const receiver of receivers.values()) await receiver.close();
  await removeHome(system.home);
});

const step = (name: string, to: string, more = '') =>
  `  - { name: ${name}, type: notify, ${more}config: { channels: ["webhook:${to}"], message: m } }\n`;

/** Saves a pipeline, lets it run once and answers the run and what each receiver got. */
async function runOnce(name: string, steps: string, answers: Record<string, number[]>) {
  const before = new Map([...receivers].map(([one, receiver]) => [one, receiver.ids.length]));
  for (const [one, statuses] of Object.entries(answers)) receivers.get(one)?.answer(...statuses);
  await system.api.savePipeline({
    body: {
      source: `name: ${name}\ntriggers: [{ event: workspace.created, filters: { workspace_id: ${name} } }]\nsteps:\n${steps}`,
    },
  });
  await system.api.createWorkspace({ body: { name } });
  const run = await finishedRun(system, name, 1);
  const got = (one: string) => receivers.get(one)?.ids.slice(before.get(one)) ?? [];
  const statuses = Object.fromEntries(run.steps.map((one) => [one.name, one.status]));
  return { run, got, statuses };
}

const RETRY = 'retry: { max_attempts: 3, backoff: constant, initial: 20ms }, ';

test('a receiver that fails twice with 503 and then takes it: three attempts, one delivery id, the run succeeds', async () => {
  const { run, got } = await runOnce('patient', step('tell', 'hook', RETRY), { hook: [503, 503, 200] });
  expect(run.status).toBe('succeeded');
  expect(run.steps[0]?.attempts.map(({ number, status }) => [number, status])).toEqual([
    [1, 'failed'],
    [2, 'failed'],
    [3, 'succeeded'],
  ]);
  expect(run.steps[0]?.attempts[0]?.error).toContain('503');
  expect(run.steps[0]?.attempts[2]?.error).toBeNull();
  expect(got('hook')).toHaveLength(3);
  expect(new Set(got('hook')).size).toBe(1);
});

test('what another try cannot cure is not tried again, and three tries are all there are', async () => {
  const refused = await runOnce('refused', step('tell', 'hook', RETRY), { hook: [400] });
  expect(refused.run.status).toBe('failed');
  expect(refused.run.error_message).toMatch(/^tell: .*400/);
  expect(refused.run.steps[0]?.attempts).toHaveLength(1);
  const spent = await runOnce('spent', step('tell', 'hook', RETRY), { hook: [503, 503, 503] });
  expect(spent.run.status).toBe('failed');
  expect(spent.run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
});

test('the time limit holds for each attempt: one that hangs does not eat the next one', async () => {
  // Nothing to answer with: the receiver holds.
  const { run, got } = await runOnce(
    'hanging',
    step('tell', 'hook', 'timeout: 300ms, retry: { max_attempts: 2, backoff: none }, '),
    {},
  );
  expect(run.status).toBe('timed_out');
  expect(run.error_message).toBe('tell: no end after 0.3 s');
  expect(run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['timed_out', 'timed_out']);
  expect(got('hook')).toHaveLength(2);
  expect(receivers.get('hook')?.aborted()).toBe(2);
});

test('after a failure the next step is skipped with the reason, `if: failure()` runs, and the run has failed', async () => {
  const { run, got, statuses } = await runOnce(
    'alarmed',
    step('first', 'hook') + step('second', 'other') + step('alarm', 'alarm', 'if: failure(), '),
    { hook: [400], alarm: [200] },
  );
  expect(statuses).toEqual({ first: 'failed', second: 'skipped', alarm: 'succeeded' });
  expect(run.steps[1]).toMatchObject({ message: 'step "first" failed', attempts: [], started_at: null });
  expect(run).toMatchObject({ status: 'failed', error_message: expect.stringMatching(/^first: /) });
  expect([got('other'), got('alarm').length]).toEqual([[], 1]);
});

test('with continue_on_error the run goes on and succeeds; `if: failure()` is skipped with its condition', async () => {
  const { run, statuses } = await runOnce(
    'tolerant',
    step('first', 'hook', 'continue_on_error: true, ') +
      step('second', 'other') +
      step('alarm', 'alarm', 'if: failure(), ') +
      step('third', 'other', `if: "steps.first.status == 'failed'", `),
    { hook: [400], other: [200, 200] },
  );
  expect(statuses).toEqual({ first: 'failed', second: 'succeeded', alarm: 'skipped', third: 'succeeded' });
  expect(run.status).toBe('succeeded');
  expect(run.steps[2]?.message).toBe('if: failure() is false');
});

test('two pipelines that start each other come to an end, and the event says which was kept from it', async () => {
  for (const [name, other] of [
    ['ping', 'pong'],
    ['pong', 'ping'],
  ] as const)
    await system.api.savePipeline({
      body: {
        source: `name: ${name}\ntriggers:\n  - { event: pipeline.run.completed, filters: { pipeline: ${other} } }\n  - { event: workspace.created, filters: { workspace_id: rally-${name} } }\nsteps:\n${step('never', 'hook', 'if: "false", ')}`,
      },
    });
  await system.api.createWorkspace({ body: { name: 'rally-ping' } });
  const guarded = await eventually('the chain is cut', async () => {
    for (const { id } of await system.api.listEvents({ query: { type: 'pipeline.run.completed' } })) {
      const { decisions } = await system.api.getEvent({ params: { event: id } });
      const found = decisions.find(({ decision }) => decision === 'loop_guarded');
      if (found) return found;
    }
    return undefined;
  });
  expect(guarded).toMatchObject({ execution_id: null, reason: expect.stringContaining('8 steps away') });
  const runs = await Promise.all(
    ['ping', 'pong'].map((pipeline) => system.api.listExecutions({ query: { pipeline } })),
  );
  expect(runs.map(({ length }) => length)).toEqual([4, 4]);
});
