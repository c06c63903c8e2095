import { Problem } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { CalledRun, Calls } from '../waiting.ts';
import { call } from './index.ts';

const RUNNING: CalledRun = { execution_id: 'run_9', number: 4, status: 'running', ended: null };
const ended = (status: string, message: string | null = null): CalledRun => ({
  ...RUNNING,
  status,
  ended: { outputs: { url: 'https://a.example' }, message },
});

function startCalling(run: CalledRun | undefined) {
  const started: Parameters<Calls['start']>[0][] = [];
  const services = createServices({
    calls: {
      start: async (request) => {
        started.push(request);
        return run ?? RUNNING;
      },
      find: async () => run,
    },
  });
  const config = { pipeline: 'promote scenario@3', inputs: { version: 4 }, secrets: ['partner_key'] };
  return { started, context: createContext(services, config, { now: () => new Date('2026-03-01T08:00:00Z') }) };
}

const STATE = { execution_id: 'run_9', looks: 0 };
const ENDED = { kind: 'run', execution_id: 'run_9', status: 'succeeded', outputs: {} } as const;

test('it starts one revision with inputs and secrets by name, and waits', async () => {
  const { started, context } = startCalling(RUNNING);
  expect(await call.run(context)).toMatchObject({ waiting_for: 'run #4 of "promote scenario"', state: STATE });
  expect(started).toEqual([
    {
      from: { execution_id: 'run_1', step_name: 'step', item: '' },
      pipeline: 'promote scenario',
      revision: 3,
      inputs: { version: 4 },
      secrets: ['partner_key'],
    },
  ]);
});

test('the outputs of the called run are its own, beside which run it was', async () => {
  const { context } = startCalling(ended('succeeded'));
  const outputs = { url: 'https://a.example', execution_id: 'run_9', status: 'succeeded' };
  expect(await call.resume?.(context, ENDED, STATE)).toEqual(outputs);
  // It had ended before the step came to wait.
  expect(await call.run(context)).toEqual(outputs);
});

test('it fails when the called run did, with its message and outputs', async () => {
  const { context } = startCalling(ended('failed', 'step deploy: no token'));
  await expect(call.resume?.(context, ENDED, STATE)).rejects.toMatchObject({
    message: 'run #4 of "promote scenario" ended failed: step deploy: no token',
    outputs: { url: 'https://a.example', status: 'failed' },
  });
});

test('should nobody wake it, it looks for itself, less and less often', async () => {
  const { context } = startCalling(RUNNING);
  const looks = await call.resume?.(context, { kind: 'timer' }, STATE);
  expect(looks).toMatchObject({ wake_at: new Date('2026-03-01T08:00:30Z'), state: { looks: 1 } });
  const later = await call.resume?.(context, { kind: 'timer' }, { execution_id: 'run_9', looks: 50 });
  expect(later).toMatchObject({ wake_at: new Date('2026-03-01T09:00:00Z') });
});

test('a called run that is gone, and a pipeline that cannot be called, fail the step', async () => {
  const { context } = startCalling(undefined);
  await expect(call.resume?.(context, ENDED, STATE)).rejects.toThrow('is gone');
  const services = createServices({
    calls: {
      start: async () => Promise.reject(new Problem('not-found', 'there is no pipeline "promote"')),
      find: async () => undefined,
    },
  });
  await expect(call.run(createContext(services, { pipeline: 'promote' }))).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('there is no pipeline "promote"'),
  });
});

test('what it needs is the pipeline by its name, whatever the revision', () => {
  expect(call.needs?.({ pipeline: 'promote@12' }, { workspace_id: null })).toEqual([
    { kind: 'call', target: 'promote' },
  ]);
  for (const pipeline of ['', '@1', 'a@0', 'a@latest', '../a'])
    expect(call.config.safeParse({ pipeline }).success, pipeline).toBe(false);
});
