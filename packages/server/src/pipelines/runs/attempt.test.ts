import { type EventEnvelope, RetryPolicy } from '@mockops/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestControl, type TestControl } from '../../test-control.ts';
import { createProjection, type Projection } from '../projection.ts';
import { createServices } from '../steps/in-memory-services.ts';
import { StepFailure, type StepType } from '../steps/step-type.ts';
import { Interrupted, runAttempt } from './attempt.ts';

const RETRY = RetryPolicy.parse({ max_attempts: 2, backoff: 'none' });

let server: TestControl;
let projection: Projection;
let count = 0;
beforeAll(async () => {
  server = await startTestControl();
  projection = createProjection({ database: server.database, events: server.control.events });
});
afterAll(() => server.close());

/** A started run with one step, and a way to make its attempts. `run` takes the place of what notify does. */
async function startRun(type: Pick<StepType, 'run'> & Partial<StepType>) {
  count += 1;
  const name = `attempt-${count}`;
  await server.api.savePipeline({
    body: {
      source: `name: ${name}\ntriggers: [{ event: workspace.created, filters: { workspace_id: ${name} } }]\nsteps:\n  - { name: one, type: notify, timeout: 5s, retry: { max_attempts: 2, backoff: none }, config: { channels: ["#x"], message: hi } }\n`,
    },
  });
  await server.api.createWorkspace({ body: { name } });
  const [found] = await server.api.listExecutions({ query: { pipeline: name } });
  const execution_id = found?.id ?? '';
  const run = await projection.find(execution_id);
  if (!run) throw new Error('no run');
  await projection.run(run, { kind: 'started' });
  const notify: StepType = {
    type: 'notify',
    summary: '',
    effect: 'effect',
    config: z.unknown(),
    timeout_ms: 5_000,
    ...type,
  };
  const options = {
    projection,
    step_types: { notify },
    loadEvent: async (id: string): Promise<EventEnvelope> => (await server.control.events.get(id)).event,
    servicesFor: () => createServices(),
    run_url: (id: string) => `http://localhost/runs/${id}`,
    log: () => undefined,
  };
  const signal = new AbortController().signal;
  return {
    run,
    attempt: (attempt: number, signals: { cancelled?: AbortSignal; interrupted?: AbortSignal } = {}) =>
      runAttempt(options, {
        execution_id,
        step_name: 'one',
        attempt,
        retry: RETRY,
        cancelled: signals.cancelled,
        interrupted: signals.interrupted ?? signal,
      }),
    step: async () => {
      const [row] = await projection.steps(execution_id);
      return { status: row?.status, output: row?.output, attempts: row?.attempts.map(({ status }) => status) };
    },
  };
}

/** A step that ends when it is told to stop. */
const untilStopped: StepType['run'] = ({ signal }) =>
  new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });

test('a failed attempt that is replayed, because the server died before the engine knew, is not made again', async () => {
  let calls = 0;
  const { attempt, step } = await startRun({
    run: async () => {
      calls += 1;
      if (calls === 1) throw new StepFailure('busy', 'transient');
      return { calls };
    },
  });
  expect(await attempt(1)).toEqual({ status: 'running', retry_in_ms: 0 });
  expect(await attempt(1)).toEqual({ status: 'running', retry_in_ms: 0 });
  expect(calls).toBe(1);
  expect(await attempt(2)).toEqual({ status: 'succeeded', retry_in_ms: null });
  expect(await attempt(2)).toEqual({ status: 'succeeded', retry_in_ms: null });
  expect(await step()).toEqual({ status: 'succeeded', output: { calls: 2 }, attempts: ['failed', 'succeeded'] });
});

test('an attempt that is interrupted stores nothing, and is made again; an effect is asked about first', async () => {
  const asked: number[] = [];
  let stopping = true;
  const { attempt, step } = await startRun({
    run: (context) => (stopping ? untilStopped(context) : Promise.resolve({ done: true })),
    reconcile: async (context) => {
      asked.push(context.attempt);
      return 'not_done';
    },
  });
  const interruption = new AbortController();
  const first = attempt(1, { interrupted: interruption.signal });
  setTimeout(() => interruption.abort(), 20);
  await expect(first).rejects.toThrow(Interrupted);
  expect(await step()).toMatchObject({ status: 'running', attempts: ['running'] });
  stopping = false;
  expect(await attempt(1)).toMatchObject({ status: 'succeeded' });
  expect(asked).toEqual([1]);
  expect(await step()).toMatchObject({ output: { done: true }, attempts: ['succeeded'] });
});

test('an interrupted effect that happened is not repeated; one that nobody can tell about fails and says so', async () => {
  const begin = async (answer: Record<string, unknown> | 'unknown') => {
    const made = await startRun({ run: untilStopped, reconcile: async () => answer });
    await made.attempt(1, { interrupted: AbortSignal.abort() }).catch(() => undefined);
    await made.attempt(1);
    return made.step();
  };
  expect(await begin({ id: 7 })).toMatchObject({ status: 'succeeded', output: { id: 7 } });
  expect(await begin('unknown')).toMatchObject({ status: 'failed' });
});

test('a step that ends in spite of the interruption has succeeded', async () => {
  const { attempt, step } = await startRun({ run: async () => ({ done: true }) });
  expect(await attempt(1, { interrupted: AbortSignal.abort() })).toMatchObject({ status: 'succeeded' });
  expect(await step()).toMatchObject({ status: 'succeeded' });
});

test('the result of a cancelled run comes too late', async () => {
  const { run, attempt, step } = await startRun({
    run: async () => {
      await projection.run(run, { kind: 'cancelled', message: 'by ada' });
      return { late: true };
    },
  });
  expect(await attempt(1)).toEqual({ status: 'cancelled', retry_in_ms: null });
  expect(await step()).toEqual({ status: 'cancelled', output: null, attempts: ['cancelled'] });
});

test('outputs and messages of strangers may hold any character', async () => {
  const made = await startRun({ run: async () => ({ text: 'a\0b\ud800' }) });
  expect(await made.attempt(1)).toMatchObject({ status: 'succeeded' });
  const failing = await startRun({ run: () => Promise.reject(new StepFailure('said \0 to us')) });
  expect(await failing.attempt(1)).toMatchObject({ status: 'failed' });
});

test('a config that cannot be rendered fails the step without an attempt', async () => {
  const { attempt, step } = await startRun({
    run: () => Promise.reject(new Error('must not run')),
    config: z.object({ message: z.number() }),
  });
  expect(await attempt(1)).toEqual({ status: 'failed', retry_in_ms: null });
  expect(await step()).toMatchObject({ status: 'failed', attempts: [] });
});
