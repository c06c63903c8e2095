import { startGitHub } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices, outputsOf, waitOf } from '../in-memory-services.ts';
import { updateCi } from './index.ts';

const NAMED = `run-name: SDK tests \${{ inputs.mockops_run_id }}
on:
  workflow_dispatch:
    inputs:
      mockops_run_id:
        type: string
      level:
        type: string
`;
const PLAIN = 'on:\n  workflow_dispatch:\njobs: {}\n';

async function start() {
  const files = { '.github/workflows/sdk-tests.yml': NAMED, '.github/workflows/plain.yml': PLAIN };
  const github = await startGitHub({ repositories: { 'acme/sdks': { files } } });
  onTestFinished(() => github.close());
  const services = createServices({
    connections: {
      hub: { kind: 'github', api_url: github.url, repository: 'acme/sdks', token: github.token, base_branch: 'main' },
    },
  });
  return { github, services, repository: github.repository('acme/sdks') };
}
const CONFIG = { workflow: '.github/workflows/sdk-tests.yml', inputs: { level: 3 } };
const isDispatch = ({ path }: { path: string }) => path.endsWith('/dispatches');

test("the plan's step starts the workflow once, with the run's id, however often it runs", async () => {
  const { repository, services } = await start();
  const outputs = await updateCi.run(createContext(services, CONFIG));
  expect(await updateCi.run(createContext(services, CONFIG, { attempt: 2 }))).toEqual(outputs);
  expect(outputs).toMatchObject({ workflow: 'sdk-tests.yml', ref: 'main', run_id: 'run_1/step' });
  expect(repository.dispatches).toMatchObject([
    { workflow: 'sdk-tests.yml', ref: 'main', inputs: { mockops_run_id: 'run_1/step', level: '3' } },
  ]);
});

test('a start whose answer was lost is found again by the id in the name of the run', async () => {
  const { github, repository, services } = await start();
  github.failNext('lose_answer', { match: isDispatch });
  const context = createContext(services, CONFIG);
  const outputs = await outputsOf(updateCi.run(context));
  expect(outputs.run_url).toContain('/acme/sdks/actions/runs/1000');
  expect(await updateCi.reconcile?.(context)).toEqual(outputs);
  expect(repository.dispatches).toHaveLength(1);
});

test('a start that nobody can find again is unknown, and is not repeated', async () => {
  const { github, repository, services } = await start();
  const context = createContext(services, { workflow: 'plain.yml' });
  expect(await updateCi.reconcile?.(context)).toBe('not_done');
  github.failNext('hang', { match: isDispatch });
  const stop = new AbortController();
  const first = updateCi.run({ ...context, signal: stop.signal });
  while (github.pending() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await expect(first).rejects.toThrow();
  expect(await updateCi.reconcile?.(context)).toBe('unknown');
  await expect(updateCi.run(context)).rejects.toMatchObject({ kind: 'permanent' });
  expect(repository.dispatches).toHaveLength(0);
});

test('a workflow without our input is started without it', async () => {
  const { repository, services } = await start();
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  await updateCi.run(createContext(services, { workflow: 'plain.yml' }, { log }));
  expect(repository.dispatches).toMatchObject([{ workflow: 'plain.yml', inputs: {} }]);
  expect(logged.join()).toContain('declares no input mockops_run_id');
});

test('refusals say what to do: missing workflow, wrong token, rate limit, no connection', async () => {
  const { github, services } = await start();
  const fail = (config: unknown) => updateCi.run(createContext(services, config)).catch((error: unknown) => error);
  expect(await fail({ workflow: 'none.yml' })).toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('check that acme/sdks has it'),
  });
  github.failNext({ status: 401, body: '{"message":"Bad credentials"}' });
  expect(await fail(CONFIG)).toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('replace the token'),
  });
  github.failNext({ status: 403, retry_after: '60', body: '{"message":"secondary rate limit"}' });
  expect(await fail(CONFIG)).toMatchObject({ kind: 'transient', retry_after_ms: 60_000 });
  const bare = createServices();
  const check = await updateCi.check?.(CONFIG, { org_id: 'acme', workspace_id: null, services: bare });
  expect(check?.[0]).toContain('no GitHub connection in this organisation; add one with PUT');
  await expect(updateCi.run(createContext(bare, CONFIG))).rejects.toThrow(
    'no GitHub connection for workspace "payments"',
  );
});

test('it waits for the end without polling fast, and tells how the workflow ended', async () => {
  const { repository, services } = await start();
  let now = Date.now();
  const context = createContext(
    services,
    { ...CONFIG, wait: { until: 'completed', timeout: '30m' } },
    { now: () => new Date(now) },
  );
  const first = await waitOf(updateCi.run(context));
  expect(first).toMatchObject({ waiting_for: 'workflow sdk-tests.yml on main', event: undefined });
  expect(first.wake_at?.getTime()).toBe(now + 5_000);
  const resume = (state: typeof first.state) => updateCi.resume!(context, { kind: 'timer' }, state);
  now += 5_000;
  const second = await waitOf(resume(first.state));
  expect(second.state).toMatchObject({ id: 1_000, polls: 2 });
  repository.completeRun(1_000, 'success');
  expect(await outputsOf(resume(second.state))).toMatchObject({
    conclusion: 'success',
    run_url: expect.stringContaining('/actions/runs/1000'),
  });
  repository.completeRun(1_000, 'failure');
  await expect(resume(second.state)).rejects.toMatchObject({ kind: 'permanent', outputs: { conclusion: 'failure' } });
  now += 31 * 60_000;
  Object.assign(repository.dispatches[0]!, { status: 'in_progress', conclusion: null });
  await expect(resume(second.state)).rejects.toThrow('did not end within 1800 s');
  expect(repository.dispatches).toHaveLength(1);
});

test('a workflow that does not say its id is found when it is the only one since the start', async () => {
  const { repository, services } = await start();
  const context = createContext(services, { workflow: 'plain.yml', wait: {} });
  const { state } = await waitOf(updateCi.run(context));
  repository.completeRun(1_000, 'skipped');
  expect(await updateCi.resume!(context, { kind: 'timer' }, state)).toMatchObject({ conclusion: 'skipped' });
});

test('a repository that the pipeline may not touch is not touched, also when only the connection names it', async () => {
  const { repository, services } = await start();
  const permit = ({ kind, target }: { kind: string; target: string }) => {
    throw new Error(`${kind} ${target}`);
  };
  await expect(updateCi.run(createContext(services, CONFIG, { permit }))).rejects.toThrow('git acme/sdks');
  expect(repository.dispatches).toHaveLength(0);
  expect(updateCi.needs!({ ...CONFIG, repo: 'https://github.com/acme/x.git' }, { workspace_id: null })).toEqual([
    { kind: 'git', target: 'acme/x' },
  ]);
});
