import { expect, onTestFinished, test } from 'vitest';
import { createGitStore } from './git-store.ts';
import { type GitHubPeer, startGitHub } from './index.ts';

const WORKFLOW = `name: sdk tests
run-name: SDK tests \${{ inputs.mockops_run_id }}
on:
  workflow_dispatch:
    inputs:
      mockops_run_id:
        type: string
jobs: {}
`;

async function start(): Promise<{ github: GitHubPeer; call: Call }> {
  const github = await startGitHub({
    repositories: { 'acme/api': { files: { 'README.md': 'hello\n', '.github/workflows/sdk.yml': WORKFLOW } } },
  });
  onTestFinished(() => github.close());
  const call: Call = async (method, path, body) => {
    const headers = { authorization: `Bearer ${github.token}`, 'user-agent': 'test' };
    const response = await fetch(`${github.url}/repos/acme/api${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  return { github, call };
}
// biome-ignore lint/suspicious/noExplicitAny: answers of many endpoints, read field by field
type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>;

async function commitFile(call: Call, path: string, content: string, parent: string): Promise<string> {
  const base = (await call('GET', `/git/commits/${parent}`)).body.tree.sha;
  const blob = (await call('POST', '/git/blobs', { content, encoding: 'utf-8' })).body.sha;
  const entry = { path, mode: '100644', type: 'blob', sha: blob };
  const tree = (await call('POST', '/git/trees', { base_tree: base, tree: [entry] })).body.sha;
  return (await call('POST', '/git/commits', { message: 'x', tree, parents: [parent] })).body.sha;
}

test('objects have the ids that Git gives them', () => {
  const store = createGitStore();
  expect(store.writeBlob(Buffer.from('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  expect(store.writeTree(undefined, [])).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  const sha = store.writeBlob(Buffer.from('hello\n'));
  const one = store.writeTree(undefined, [{ path: 'a/b', mode: '100644', sha }]);
  expect(store.writeTree(one, [{ path: 'a/b', mode: '100644', sha: null }])).toBe(
    '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  );
});

test('a wrong token is refused', async () => {
  const { github } = await start();
  const response = await fetch(`${github.url}/repos/acme/api`, { headers: { authorization: 'Bearer wrong' } });
  expect(response.status).toBe(401);
});

test('a branch moves forward freely and backward only by force', async () => {
  const { github, call } = await start();
  const base = (await call('GET', '/git/ref/heads/main')).body.object.sha;
  const next = await commitFile(call, 'docs/a.md', 'a', base);
  expect((await call('POST', '/git/refs', { ref: 'refs/heads/topic', sha: base })).status).toBe(201);
  expect((await call('POST', '/git/refs', { ref: 'refs/heads/topic', sha: base })).status).toBe(422);
  expect((await call('PATCH', '/git/refs/heads/topic', { sha: next })).status).toBe(200);
  expect((await call('PATCH', '/git/refs/heads/topic', { sha: base })).body.message).toBe(
    'Update is not a fast forward',
  );
  expect((await call('PATCH', '/git/refs/heads/topic', { sha: base, force: true })).status).toBe(200);
  expect((await call('PATCH', '/git/refs/heads/topic', { sha: next })).status).toBe(200);
  expect(github.repository('acme/api').files('topic')['docs/a.md']).toBe('a');
  const contents = await call('GET', '/contents/docs?ref=topic');
  expect(contents.body).toMatchObject([{ type: 'file', path: 'docs/a.md' }]);
  expect((await call('DELETE', '/git/refs/heads/topic')).status).toBe(204);
});

test('one open pull request per branch; a deleted branch closes it for good', async () => {
  const { github, call } = await start();
  const base = (await call('GET', '/git/ref/heads/main')).body.object.sha;
  await call('POST', '/git/refs', { ref: 'refs/heads/topic', sha: base });
  const pull = { title: 'T', head: 'topic', base: 'main', body: 'B' };
  expect((await call('POST', '/pulls', pull)).body.errors[0].message).toBe('No commits between main and topic');
  await call('PATCH', '/git/refs/heads/topic', { sha: await commitFile(call, 'a', 'a', base) });
  expect((await call('POST', '/pulls', pull)).body).toMatchObject({ number: 1, state: 'open', head: { ref: 'topic' } });
  expect((await call('POST', '/pulls', pull)).body.errors[0].message).toContain('already exists for acme:topic');
  await call('POST', '/issues/1/comments', { body: 'hi' });
  await call('POST', '/issues/1/labels', { labels: ['mock'] });
  await call('PATCH', '/pulls/1', { title: 'T2' });
  expect((await call('GET', '/pulls?head=acme:topic&state=all')).body).toMatchObject([
    { title: 'T2', labels: [{ name: 'mock' }] },
  ]);
  const page = await fetch(`${github.url}/acme/api/pull/1`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('T2 #1');
  await call('DELETE', '/git/refs/heads/topic');
  expect((await call('GET', '/pulls?head=acme:topic')).body).toEqual([]);
  expect((await call('PATCH', '/pulls/1', { state: 'open' })).status).toBe(422);
});

test('a dispatch needs the workflow, its trigger, the ref and declared inputs', async () => {
  const { github, call } = await start();
  const send = (name: string, body: unknown) => call('POST', `/actions/workflows/${name}/dispatches`, body);
  expect((await send('none.yml', { ref: 'main' })).status).toBe(404);
  expect((await send('sdk.yml', { ref: 'nope' })).body.message).toBe('No ref found for: nope');
  expect((await send('sdk.yml', { ref: 'main', inputs: { other: 1 } })).body.message).toContain('Unexpected inputs');
  expect((await send('sdk.yml', { ref: 'main', inputs: { mockops_run_id: 'r1/ci' } })).status).toBe(204);
  const runs = await call('GET', '/actions/workflows/sdk.yml/runs?event=workflow_dispatch');
  expect(runs.body.workflow_runs).toMatchObject([{ display_title: 'SDK tests r1/ci', head_branch: 'main' }]);
  expect(await (await fetch(github.url)).json()).toMatchObject({ workflow_dispatches: [{ workflow: 'sdk.yml' }] });
});
