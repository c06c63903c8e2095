import { startGitHub } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { createPr } from './index.ts';

const FILES = { 'services/auth/schemas/openapi.yaml': 'v1\n', 'README.md': 'hello\n' };
const BRANCH = 'mockops/contract/payments';

async function start() {
  const github = await startGitHub({ repositories: { 'acme/api': { files: FILES } } });
  onTestFinished(() => github.close());
  const wanted = {
    files: { 'schemas/openapi.yaml': 'v2\n' } as Record<string, string>,
    summary: ['GET /users: `mail` is now `email`'],
  };
  const services = createServices({
    proposeDriftFix: async () => wanted,
    connections: {
      hub: {
        kind: 'github',
        api_url: github.url,
        repository: 'acme/api',
        token: github.token,
        base_branch: 'main',
        directory: 'services/auth',
      },
    },
  });
  const repository = github.repository('acme/api');
  const run = (config: object = {}) =>
    outputsOf(createPr.run(createContext(services, { include: ['contract'], ...config })));
  return { github, repository, wanted, run, services };
}

test('the drift fix becomes one commit on a branch of its own and one pull request with marker and trailer', async () => {
  const { repository, run } = await start();
  const outputs = await run({ title: 'payments: the contract follows GET /users', labels: ['drift'] });
  expect(outputs).toMatchObject({
    action: 'created',
    number: 1,
    branch: BRANCH,
    head_sha: repository.branches.get(BRANCH),
  });
  expect(repository.files(BRANCH)).toEqual({ ...FILES, 'services/auth/schemas/openapi.yaml': 'v2\n' });
  expect(repository.pulls).toMatchObject([
    { title: 'payments: the contract follows GET /users', labels: ['drift'], base: 'main' },
  ]);
  expect(repository.pulls[0]?.body).toMatch(
    /- GET \/users: `mail` is now `email`[\s\S]*<!-- mockops:key=mockops\/contract\/payments digest=[0-9a-f]{64} -->$/,
  );
  const commit = repository.git.commits.get(repository.branches.get(BRANCH)!);
  expect(commit?.parents).toEqual([repository.branches.get('main')]);
  expect(commit?.message).toContain('\nMockOps-Correlation: cor_1\n');
});

test('the same content writes nothing; other content replaces the one commit and the texts in place', async () => {
  const { github, repository, wanted, run } = await start();
  await run();
  const writes = github.writes.length;
  expect(await run({ title: 'Another title' })).toMatchObject({ action: 'unchanged', number: 1 });
  expect(github.writes).toHaveLength(writes);
  wanted.files = { 'schemas/openapi.yaml': 'v3\n' };
  expect(await run({ title: 'Third' })).toMatchObject({ action: 'updated', number: 1 });
  expect(repository.pulls).toMatchObject([{ title: 'Third', head_sha: repository.branches.get(BRANCH) }]);
  expect(repository.git.commits.get(repository.branches.get(BRANCH)!)?.parents).toEqual([
    repository.branches.get('main'),
  ]);
});

test('when the base moved, the commit is made again on top of it', async () => {
  const { repository, run } = await start();
  await run();
  const base = repository.commit({ files: { 'README.md': 'changed\n' } });
  expect(await run()).toMatchObject({ action: 'updated', number: 1 });
  expect(repository.git.commits.get(repository.branches.get(BRANCH)!)?.parents).toEqual([base]);
  expect(repository.files(BRANCH)['README.md']).toBe('changed\n');
});

test('a commit of a person on the branch stops us, said once, and nothing of it is lost', async () => {
  const { repository, wanted, run } = await start();
  await run();
  const human = repository.commit({ branch: BRANCH, files: { 'notes.md': 'mine' } });
  wanted.files = { 'schemas/openapi.yaml': 'v3\n' };
  expect(await run()).toMatchObject({ action: 'deferred', reason: 'human_commits', number: 1 });
  expect(await run()).toMatchObject({ action: 'deferred', reason: 'human_commits', number: 1 });
  expect(repository.branches.get(BRANCH)).toBe(human);
  expect(repository.comments).toHaveLength(1);
  expect(repository.comments[0]?.body).toContain('`services/auth/schemas/openapi.yaml`');
});

test('a proposal that somebody closed is not made again until its content changes', async () => {
  const { repository, wanted, run } = await start();
  await run();
  repository.close(1);
  expect(await run()).toMatchObject({ action: 'deferred', reason: 'closed_unmerged', number: 1 });
  wanted.files = { 'schemas/openapi.yaml': 'v3\n' };
  expect(await run()).toMatchObject({ action: 'created', number: 2 });
  expect(repository.pulls[1]?.body).toContain('Follows #1, which was closed');
});

test('after a merge there is nothing to do, and the next change is a new pull request on the old branch', async () => {
  const { repository, wanted, run } = await start();
  await run();
  repository.merge(1);
  expect(await run()).toMatchObject({ action: 'unchanged', reason: 'nothing_to_change', number: null });
  wanted.files = { 'schemas/openapi.yaml': 'v3\n' };
  expect(await run()).toMatchObject({ action: 'created', number: 2 });
});

test('an open proposal that has become superfluous is closed with its branch, and may come back', async () => {
  const { repository, wanted, run } = await start();
  await run();
  wanted.files = {};
  expect(await run()).toMatchObject({ action: 'closed', number: 1 });
  expect(repository.branches.has(BRANCH)).toBe(false);
  expect(await run()).toMatchObject({ action: 'unchanged', reason: 'nothing_to_change' });
  wanted.files = { 'schemas/openapi.yaml': 'v2\n' };
  expect(await run()).toMatchObject({ action: 'created', number: 2 });
});

test('a crash anywhere between the calls leaves one pull request after the next run', async () => {
  const paths = ['/git/blobs', '/git/trees', '/git/commits', '/git/refs', '/pulls'];
  for (const path of paths) {
    const { github, repository, run } = await start();
    github.failNext('lose_answer', { match: (request) => request.method === 'POST' && request.path.endsWith(path) });
    await expect(run(), path).rejects.toMatchObject({ kind: 'transient' });
    await run();
    expect(repository.pulls, path).toHaveLength(1);
    expect(repository.files(BRANCH)['services/auth/schemas/openapi.yaml']).toBe('v2\n');
  }
});

test('two runs at once end with one pull request and one commit', async () => {
  const { repository, run } = await start();
  const outcomes = await Promise.all([run(), run()]);
  expect(outcomes.map(({ number }) => number)).toEqual([1, 1]);
  expect(repository.pulls).toHaveLength(1);
  expect(repository.git.commits.get(repository.branches.get(BRANCH)!)?.parents).toEqual([
    repository.branches.get('main'),
  ]);
});

test('files are written and removed, and a pull request is found by its marker on another branch', async () => {
  const { repository, run } = await start();
  const files = [
    { path: 'a/b.txt', content: 'x' },
    { path: 'README.md', operation: 'delete' },
    { path: 'never/was.txt', type: 'delete' },
  ];
  const config = { include: undefined, files, repository: 'https://github.com/acme/api.git', dedupe_key: 'the one' };
  expect(await run({ ...config, branch: 'mockops/first' })).toMatchObject({
    action: 'created',
    branch: 'mockops/first',
  });
  expect(Object.keys(repository.files('mockops/first')).sort()).toEqual([
    'a/b.txt',
    'services/auth/schemas/openapi.yaml',
  ]);
  expect(await run({ ...config, branch: 'mockops/second' })).toMatchObject({
    action: 'unchanged',
    branch: 'mockops/first',
  });
});

test('texts from events ping nobody, close nothing and cannot forge the marker; long ones are cut', async () => {
  const { repository, run } = await start();
  const evil = `@acme/owners fixes #1 <!-- mockops:key=x digest=${'0'.repeat(64)} -->\n`;
  await run({ title: `${evil}second line`, body: evil + 'x'.repeat(70_000) });
  const [pull] = repository.pulls;
  expect(pull?.title).not.toMatch(/@acme|#1|\n/);
  expect(pull?.body).not.toMatch(/@acme|#1/);
  // The marker and the correlation, both ours.
  expect(pull?.body.match(/<!--/g)).toHaveLength(2);
  expect(pull?.body.length).toBeLessThanOrEqual(65_536);
  await run();
  expect(repository.pulls).toHaveLength(1);
});

test('what cannot be proposed is refused with the reason', async () => {
  const { run } = await start();
  const read = (config: unknown) => JSON.stringify(createPr.config.safeParse(config).error?.issues ?? []);
  expect(read({ title: 'x' })).toContain('say what to propose');
  expect(read({ files: [{ path: '../etc/passwd', content: 'x' }] })).toContain('inside the repository');
  expect(read({ files: [{ path: 'a/.git/config', content: 'x' }] })).toContain('inside the repository');
  expect(read({ files: [{ path: 'a' }] })).toContain('give the content');
  expect(read({ include: ['contract'], repo: 'gitlab' })).toContain('owner/name');
  await expect(run({ base_branch: 'nope' })).rejects.toThrow('acme/api has no branch "nope"');
  await expect(run({ branch: 'main' })).rejects.toThrow('branch and base are both "main"');
  await expect(run({ include: undefined, files: [{ path: 'services', content: 'x' }] })).rejects.toThrow(
    'services is a folder',
  );
  await expect(run({ include: undefined, files: [{ path: 'README.md/x', content: 'x' }] })).rejects.toThrow(
    'README.md is a file',
  );
});

test('a branch that a person took is handed back by ticking the box in our comment, and by nobody else', async () => {
  const { repository, wanted, run } = await start();
  await run();
  repository.commit({ branch: BRANCH, files: { 'notes.md': 'mine' } });
  wanted.files = { 'schemas/openapi.yaml': 'v3\n' };
  expect(await run()).toMatchObject({ action: 'deferred', reason: 'human_commits' });
  expect(repository.pulls[0]?.labels).toContain('stop-updating');
  const [stop] = repository.comments;
  const forged = stop!.body.replace('[ ]', '[x]');
  repository.comments.push({ ...stop!, id: 99, user: 'stranger', body: forged });
  expect(await run()).toMatchObject({ action: 'deferred' });
  stop!.body = forged;
  expect(await run()).toMatchObject({ action: 'updated', number: 1 });
  expect(repository.files(BRANCH)).not.toHaveProperty(['notes.md']);
  repository.commit({ branch: BRANCH, files: { 'notes.md': 'again' } });
  expect(await run()).toMatchObject({ action: 'deferred', reason: 'human_commits' });
});

test('what closing means is the pipeline’s to say', async () => {
  const { repository, wanted, run } = await start();
  await run();
  repository.close(1);
  expect(await run({ on_closed_unmerged: 'always' })).toMatchObject({ action: 'created', number: 2 });
  repository.close(2);
  wanted.files = { 'schemas/openapi.yaml': 'v4\n' };
  expect(await run({ on_closed_unmerged: 'never_again' })).toMatchObject({
    action: 'deferred',
    reason: 'closed_unmerged',
    number: 2,
  });
});

test('artifacts of earlier steps, a named text, a draft and a limit of open ones', async () => {
  const { repository, run, services } = await start();
  const artifact = await services.files.put({ 'src/index.ts': 'export {};\n', 'package.json': '{}\n' });
  const report = {
    workspace_id: 'payments',
    endpoints: [
      {
        operation: 'GET /users',
        environment: 'dev',
        severity: 'high',
        findings: [{ path: '/mail', description: 'is now @acme/owners <!-- x -->' }],
      },
    ],
  };
  const config = {
    include: undefined,
    artifacts: [artifact],
    files: [{ path: 'sdks/go', artifact }],
    body: { template: 'drift-report', data: report },
    draft: true,
    branch: 'mockops/sdk/one',
  };
  expect(await run(config)).toMatchObject({ action: 'created', repository: 'acme/api' });
  expect(Object.keys(repository.files('mockops/sdk/one'))).toEqual(
    expect.arrayContaining(['src/index.ts', 'package.json', 'sdks/go/src/index.ts', 'sdks/go/package.json']),
  );
  expect(repository.pulls[0]).toMatchObject({
    draft: true,
    body: expect.stringContaining('| `GET /users` | dev | high |'),
  });
  expect(repository.pulls[0]?.body).not.toContain('@acme');
  const second = { ...config, branch: 'mockops/sdk/two', dedupe_key: 'two', max_open: 1 };
  expect(await run(second)).toMatchObject({ action: 'deferred', reason: 'too_many_open', number: null });
  expect(await run({ ...config, max_open: 1 })).toMatchObject({ action: 'unchanged', number: 1 });
  await expect(run({ ...config, body: { template: 'poem' } })).rejects.toThrow('there is no template "poem"');
  await expect(run({ ...config, artifacts: [`files:${'0'.repeat(64)}`] })).rejects.toThrow('there are no files');
});

test('a branch that moves under every try ends as a conflict', async () => {
  const { github, repository, wanted, run } = await start();
  await run();
  wanted.files = { 'schemas/openapi.yaml': 'v3\n' };
  const places = [repository.branches.get('main')!, repository.branches.get(BRANCH)!];
  let tries = 0;
  // Another run moves the branch each time before our commit is placed.
  const interfere = ({ method, path }: { method: string; path: string }) => {
    if (method === 'POST' && path.endsWith('/git/commits')) repository.moveBranch(BRANCH, places[tries++ % 2]!);
    return false;
  };
  github.failNext('hang', { match: interfere });
  await expect(run()).rejects.toMatchObject({ kind: 'conflict' });
  expect(tries).toBe(10);
});
