import { startGitHub } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createPr } from '../create_pr/index.ts';
import { createContext, createServices, outputsOf, waitOf } from '../in-memory-services.ts';
import { waitForPr } from './index.ts';

async function start() {
  const github = await startGitHub({ repositories: { 'acme/api': { files: { 'a.txt': '1' } } } });
  onTestFinished(() => github.close());
  const told: unknown[] = [];
  const services = createServices({
    tellPullRequest: async (pull) => void told.push(pull),
    connections: {
      hub: { kind: 'github', api_url: github.url, repository: 'acme/api', token: github.token, base_branch: 'main' },
    },
  });
  await createPr.run(createContext(services, { branch: 'mockops/x', files: [{ path: 'a.txt', content: '2' }] }));
  const repository = github.repository('acme/api');
  const now = new Date('2026-01-05T09:00:00Z');
  const context = (config: object = {}) => createContext(services, { number: 1, ...config }, { now: () => now });
  return { github, repository, told, context, now };
}

test('an open pull request is waited for by event, with a look ever rarer as backup', async () => {
  const { context, told, now } = await start();
  const first = await waitOf(waitForPr.run(context()));
  expect(first).toMatchObject({
    waiting_for: 'acme/api#1 to be merged',
    wake_at: new Date(now.getTime() + 300_000),
    event: { type: 'pr.*', filters: { repository: 'acme/api', number: 1 } },
  });
  const second = await waitOf(waitForPr.resume!(context(), { kind: 'timer' }, first.state));
  expect(second.wake_at).toEqual(new Date(now.getTime() + 450_000));
  const late = await waitOf(waitForPr.resume!(context(), { kind: 'timer' }, { polls: 40, since: now.getTime() }));
  expect(late.wake_at).toEqual(new Date(now.getTime() + 3_600_000));
  expect(told).toEqual([]);
});

test('a merge ends it, and the look that saw it tells the event', async () => {
  const { repository, context, told } = await start();
  const { state } = await waitOf(waitForPr.run(context({ until: 'closed' })));
  repository.merge(1);
  const outputs = await outputsOf(waitForPr.resume!(context({ until: 'closed' }), { kind: 'timer' }, state));
  expect(outputs).toMatchObject({ merged: true, state: 'closed', number: 1, sha: repository.pulls[0]?.head_sha });
  expect(told).toMatchObject([{ repository: 'acme/api', number: 1, branch: 'mockops/x', merged: true }]);
});

test('closing without merging is an end or a failure, as the config says', async () => {
  const { repository, context } = await start();
  repository.close(1);
  expect(await waitForPr.run(context({ until: 'closed' }))).toMatchObject({ merged: false, state: 'closed' });
  await expect(waitForPr.run(context())).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('closed without being merged'),
    outputs: { merged: false },
  });
});

test('after its time it fails, and says that it is open', async () => {
  const { context, now } = await start();
  const since = now.getTime() - 3_600_000;
  await expect(
    waitForPr.resume!(context({ timeout: '1h' }), { kind: 'timer' }, { polls: 3, since }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('was still open after 1 h'),
    outputs: { merged: false, state: 'open' },
  });
});

test('a missing pull request or connection fails with the place', async () => {
  const { context } = await start();
  await expect(waitForPr.run(context({ number: 9 }))).rejects.toThrow('acme/api');
  await expect(waitForPr.run(context({ connection: 'other' }))).rejects.toThrow('no GitHub connection named "other"');
});
