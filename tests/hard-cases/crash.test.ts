// Workers that are killed at the worst moments: between two steps, and between an effect and the word of it.
import { type GitHubPeer, type SlackPeer, startGitHub, startSlack, startWebhookReceiver } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SIGNING_SECRET } from '../held-receiver.ts';
import { eventually, finishedRun, removeHome, type System, startSystem } from '../system.ts';
import { type HeldProxy, startHeldProxy } from './held-proxy.ts';

/** A worker that was silent for 5 s is dead; 5 s more, and the run has gone on. */
const RECOVERY_MS = 10_000;
const CI = `name: CI
run-name: CI \${{ inputs.mockops_run_id }}
on:
  workflow_dispatch:
    inputs:
      mockops_run_id: { type: string }
`;

let api: System;
let worker: System;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let github: GitHubPeer;
let slack: SlackPeer;
const proxies: HeldProxy[] = [];
beforeAll(async () => {
  receiver = await startWebhookReceiver({ secret: SIGNING_SECRET });
  github = await startGitHub({
    repositories: { 'acme/api': { files: { 'README.md': 'x\n', '.github/workflows/ci.yml': CI } } },
  });
  slack = await startSlack();
  api = await startSystem({ env: { MOCKOPS_ROLES: 'api' } });
  worker = await startWorker();
  await putConnection('hook', { kind: 'webhook', url: receiver.webhook_url, signing_secret: SIGNING_SECRET });
});
afterAll(async () => {
  // The worker first: the database goes with the last of them.
  await worker.stop();
  await api.stop();
  for (const peer of [receiver, github, slack, ...proxies]) await peer.close();
  await removeHome(api.home);
});

const startWorker = () => startSystem({ home: api.home, env: { MOCKOPS_ROLES: 'worker' } });
const putConnection = (name: string, settings: Parameters<System['api']['putConnection']>[0]['body']['settings']) =>
  api.api.putConnection({ body: { name, settings } });
const save = (source: string) => api.api.savePipeline({ body: { source } });
const start = (pipeline: string) => api.api.startRun({ params: { pipeline }, body: {} });
const show = (execution: string) => api.api.getExecution({ params: { execution } });

test('hard case 1: killed between two steps, the run goes on with the next one; what had ended is not repeated, and the gap can be seen', async () => {
  await save(`name: three-steps
triggers: [{ manual: {} }]
steps:
  - { name: first, type: notify, config: { channels: ["webhook:hook"], message: first } }
  - { name: second, type: notify, concurrency: { group: gate }, config: { channels: ["webhook:hook"], message: second } }
  - { name: third, type: notify, config: { channels: ["webhook:hook"], message: third } }
`);
  // Holds the place that the second step needs: so the kill finds the run between its steps.
  await save(`name: gatekeeper
triggers: [{ manual: {} }]
steps:
  - { name: hold, type: callback, concurrency: { group: gate, release_on_wait: false }, config: { name: gate } }
`);
  const gatekeeper = await start('gatekeeper');
  await eventually('the gate is held', async () => (await show(gatekeeper.id)).status === 'waiting');
  const { id } = await start('three-steps');
  const statuses = async () => (await show(id)).steps.map(({ status }) => status).join(' ');
  await eventually('it is between its steps', async () => (await statuses()) === 'succeeded ready pending');
  await worker.kill();

  // Its next step is handed over while there is nobody to take it.
  await api.api.cancelExecution({ params: { execution: gatekeeper.id } });
  expect(await statuses()).toBe('succeeded ready pending');
  const back = Date.now();
  worker = await startWorker();
  const run = await eventually(
    'the run has ended',
    async () => {
      const now = await show(id);
      return now.completed_at !== null && now;
    },
    RECOVERY_MS,
  );
  expect(run.status).toBe('succeeded');
  expect(run.steps.map(({ name, status, attempts }) => [name, status, attempts.length])).toEqual([
    ['first', 'succeeded', 1],
    ['second', 'succeeded', 1],
    ['third', 'succeeded', 1],
  ]);
  expect(receiver.deliveries.map(({ repeats }) => repeats)).toEqual([0, 0, 0]);
  const [first, second] = run.steps;
  expect(Date.parse(first?.completed_at ?? '')).toBeLessThan(back);
  expect(Date.parse(second?.ready_at ?? '')).toBeLessThan(back);
  expect(Date.parse(second?.started_at ?? '')).toBeGreaterThanOrEqual(back);
});

test('hard case 2: killed after the effect and before its result was stored, the outside is asked: nothing is done twice, and what nobody can tell is for a person', async () => {
  receiver.deliveries.length = 0;
  const isLast = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && /\/pulls$|\/dispatches$|^\/services\/|^\/hook$/.test(path);
  const [git, chat, hook] = await Promise.all(
    [github.url, slack.url, receiver.url].map((url) => startHeldProxy(url, isLast)),
  );
  if (!git || !chat || !hook) throw new Error('three proxies were started');
  proxies.push(git, chat, hook);
  await putConnection('hub', { kind: 'github', api_url: git.url, repository: 'acme/api', token: github.token });
  await putConnection('chat', { kind: 'slack', webhook_url: slack.webhook_url.replace(slack.url, chat.url) });
  await putConnection('hook', { kind: 'webhook', url: `${hook.url}/hook`, signing_secret: SIGNING_SECRET });
  await save(`name: effects
triggers: [{ manual: {} }]
steps:
  - { name: pr, type: create_pr, needs: [], config: { branch: mockops/effects, title: Once, files: [{ path: a.txt, content: a }] } }
  - { name: ci, type: update_ci, needs: [], config: { workflow: ci.yml } }
  - { name: hook, type: notify, needs: [], config: { channels: ["webhook:hook"], message: once } }
  - { name: chat, type: notify, needs: [], retry: { max_attempts: 3 }, config: { channels: ["#x"], message: once } }
`);
  await start('effects');
  await eventually(
    'all four are done and none is answered',
    async () => git.held.length === 2 && chat.held.length === 1 && hook.held.length === 1,
  );
  await worker.kill();
  for (const proxy of proxies) proxy.open();
  worker = await startWorker();

  const run = await finishedRun(api, 'effects', 1);
  const shown = run.steps.map(({ name, status, attempts }) => [name, status, attempts.map((one) => one.reconciled)]);
  expect(shown).toEqual([
    ['pr', 'succeeded', [false]],
    ['ci', 'succeeded', [true]],
    ['hook', 'succeeded', [false]],
    ['chat', 'failed', [false]],
  ]);
  expect(run.steps[0]?.output).toMatchObject({ number: 1 });
  expect(github.writes.filter((write) => /\/pulls$/.test(write))).toHaveLength(1);
  expect(github.repository('acme/api').pulls).toHaveLength(1);
  expect(github.repository('acme/api').dispatches).toHaveLength(1);
  // A receiver of Standard Webhooks knows a delivery by its id.
  expect(receiver.deliveries).toHaveLength(1);
  // Slack knows nothing by which it could be asked.
  expect(slack.messages).toHaveLength(1);
  expect(run).toMatchObject({ status: 'failed', error_message: expect.stringMatching(/^chat: .*unknown outcome/) });
});
