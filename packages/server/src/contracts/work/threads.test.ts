import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createThreads, type ThreadOptions, TooMuchWork } from './threads.ts';

const FILES = { 'openapi.yaml': 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths: {}\n' };
const READ = { task: 'read', input: { key: 'shop', files: FILES } } as const;
const what = 'reading the contract';

function start(options: Partial<ThreadOptions> = {}) {
  const threads = createThreads({ count: 1, limit_ms: 60_000, memory_mb: 512, idle_ms: 60_000, ...options });
  onTestFinished(() => threads.close());
  return threads;
}

test('no thread is there before the first job, and one without work ends', async () => {
  const threads = start({ idle_ms: 20 });
  expect(threads.size()).toBe(0);
  expect(await threads.run(READ, { what })).toMatchObject({ ok: true, value: { outline: { version: '1' } } });
  expect(threads.size()).toBe(1);
  await expect.poll(threads.size).toBe(0);
  expect(await threads.run(READ, { what })).toMatchObject({ ok: true });
});

test('more jobs than threads wait for their turn; each gets its own answer', async () => {
  const threads = start({ count: 2 });
  const versions = await Promise.all(
    Array.from({ length: 6 }, async (_, at) => {
      const files = { 'openapi.yaml': FILES['openapi.yaml'].replace('"1"', `"${at}"`) };
      const read = await threads.run({ task: 'read', input: { key: String(at), files } }, { what });
      return read.ok && read.value.outline.version;
    }),
  );
  expect(versions).toEqual(['0', '1', '2', '3', '4', '5']);
  expect(threads.size()).toBe(2);
});

test('a job that takes too long ends with its thread, and says so', async () => {
  const threads = start({ limit_ms: 1 });
  const error = await threads.run(READ, { what }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TooMuchWork);
  expect(String(error)).toContain('reading the contract takes longer than 0.001 s and was stopped');
  expect(threads.size()).toBe(0);
});

test('a job that needs too much memory ends with its thread; the process goes on', async () => {
  const threads = start({ memory_mb: 32 });
  const input = { key: 'big', files: { 'openapi.json': JSON.stringify({ x: Array(1_000_000).fill({}) }) } };
  await expect(threads.run({ task: 'read', input }, { what })).rejects.toThrow(
    'reading the contract needs more than 32 MB and was stopped',
  );
  expect(await threads.run(READ, { what })).toMatchObject({ ok: true });
});

test('what a job itself throws is told, and the thread goes on', async () => {
  const threads = start();
  const job = { task: 'generate', input: { source: READ.input, language: 'cobol' } } as const;
  await expect(threads.run(job, { what })).rejects.toThrow('there is no SDK generator for "cobol"');
  expect(await threads.run(READ, { what })).toMatchObject({ ok: true });
});

test('who is cancelled waits no longer, whether the job runs or stands in line; others do not notice', async () => {
  const threads = start();
  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = threads.run(READ, { what, signal: running.signal });
  const second = threads.run(READ, { what, signal: waiting.signal });
  const third = threads.run(READ, { what });
  waiting.abort(new Error('the second was cancelled'));
  await expect(second).rejects.toThrow('the second was cancelled');
  running.abort(new Error('the first was cancelled'));
  await expect(first).rejects.toThrow('the first was cancelled');
  expect(await third).toMatchObject({ ok: true });
  await expect(threads.run(READ, { what, signal: running.signal })).rejects.toThrow('the first was cancelled');
});

test('after closing nothing runs: who waits is told, and who comes later too', async () => {
  const threads = start();
  const jobs = [threads.run(READ, { what }), threads.run(READ, { what })];
  const told = Promise.allSettled(jobs);
  await sleep(5);
  await threads.close();
  for (const one of await told)
    expect(String(one.status === 'rejected' && one.reason)).toContain('the server is stopping');
  await expect(threads.run(READ, { what })).rejects.toThrow('is not begun: the server is stopping');
  expect(threads.size()).toBe(0);
});
