// One pull request per key, whatever people and other runs do to it meanwhile: against a loopback GitHub with Git's own semantics.
import type { Execution } from '@mockops/contract';
import { type GitHubPeer, startGitHub } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, removeHome, type System, startSystem } from '../system.ts';

const REPOSITORIES = ['update', 'closed', 'merged', 'human', 'moved', 'race'] as const;
const BRANCH = 'mockops/it';

let system: System;
let github: GitHubPeer;
beforeAll(async () => {
  const seeds = REPOSITORIES.map((name) => [`acme/${name}`, { files: { 'README.md': 'hello\n' } }] as const);
  github = await startGitHub({ repositories: Object.fromEntries(seeds) });
  system = await startSystem();
  await system.api.putConnection({
    body: {
      name: 'hub',
      settings: { kind: 'github', api_url: github.url, repository: 'acme/update', token: github.token },
    },
  });
  for (const name of REPOSITORIES)
    await system.api.savePipeline({
      body: {
        source: `name: ${name}
inputs: { content: { type: string, required: true }, path: { type: string, default: a.txt } }
triggers: [{ manual: {} }]
steps:
  - name: pr
    type: create_pr
    config:
      repo: acme/${name}
      branch: ${BRANCH}
      title: "Write {{ inputs.content }}"
      files: [{ path: "{{ inputs.path }}", content: "{{ inputs.content }}" }]
`,
      },
    });
});
afterAll(async () => {
  await system.stop();
  await github.close();
  await removeHome(system.home);
});

async function propose(name: (typeof REPOSITORIES)[number], inputs: Record<string, string>): Promise<Execution> {
  const { id } = await system.api.startRun({ params: { pipeline: name }, body: { inputs } });
  return eventually(`run of ${name}`, async () => {
    const run = await system.api.getExecution({ params: { execution: id } });
    return run.completed_at !== null && run;
  });
}
const outcome = async (...of: Parameters<typeof propose>) => (await propose(...of)).steps[0]?.output;
const repositoryOf = (name: (typeof REPOSITORIES)[number]) => {
  const repository = github.repository(`acme/${name}`);
  const head = () => repository.git.commits.get(repository.branches.get(BRANCH) ?? '');
  return { repository, head, base: () => repository.branches.get('main') };
};
const writesTo = (name: string) => github.writes.filter((write) => write.includes(`/acme/${name}/`));
/** Something that happens in the middle of a run, just before GitHub works on its next request of this kind. */
function meanwhile(is: { method: string; path: string }, happens: () => void): void {
  let over = false;
  github.failNext('hang', {
    match: ({ method, path }) => {
      if (over || method !== is.method || !path.endsWith(is.path)) return false;
      over = true;
      happens();
      return false;
    },
  });
}

test('hard case 8: with a pull request open for the key, it is updated in place; identical content writes nothing at all', async () => {
  const { repository, head, base } = repositoryOf('update');
  expect(await outcome('update', { content: 'one' })).toMatchObject({ action: 'created', number: 1 });
  const first = repository.pulls[0]?.body;
  expect(await outcome('update', { content: 'two' })).toMatchObject({ action: 'updated', number: 1 });
  expect(repository.pulls).toMatchObject([{ number: 1, state: 'open', title: 'Write two' }]);
  expect(digestIn(repository.pulls[0]?.body)).not.toBe(digestIn(first));
  expect(head()?.parents).toEqual([base()]);
  expect(repository.files(BRANCH)['a.txt']).toBe('two');
  const writes = writesTo('update').length;
  const before = repository.branches.get(BRANCH);
  expect(await outcome('update', { content: 'two' })).toMatchObject({ action: 'unchanged', number: 1 });
  expect(writesTo('update')).toHaveLength(writes);
  expect(repository.branches.get(BRANCH)).toBe(before);
  expect(repository.comments).toEqual([]);
});

test('hard case 9: closed unmerged is respected until the content changes; merged a moment before our update, the decision starts over', async () => {
  const closed = repositoryOf('closed').repository;
  await propose('closed', { content: 'one' });
  closed.close(1);
  const refused = { action: 'deferred', reason: 'closed_unmerged', number: 1 };
  expect(await outcome('closed', { content: 'one' })).toMatchObject(refused);
  expect(await outcome('closed', { content: 'one' })).toMatchObject(refused);
  expect(await outcome('closed', { content: 'two' })).toMatchObject({ action: 'created', number: 2 });
  expect(closed.pulls[1]?.body).toContain('Follows #1');
  // Closed while we update it: a person refused what was there, not what comes.
  meanwhile({ method: 'PATCH', path: '/pulls/2' }, () => closed.close(2));
  expect(await outcome('closed', { content: 'three' })).toMatchObject({ action: 'created', number: 3 });
  expect(closed.pulls.map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);

  const { repository, head, base } = repositoryOf('merged');
  await propose('merged', { content: 'one' });
  meanwhile({ method: 'PATCH', path: '/pulls/1' }, () => repository.merge(1));
  const wanted = await outcome('merged', { content: 'two' });
  // Our commit was on the branch already when it was merged, so the new base has it all.
  expect(wanted).toMatchObject({ action: 'unchanged', reason: 'nothing_to_change' });
  expect(repository.files()['a.txt']).toBe('two');
  await propose('merged', { content: 'three' });
  // Merged before our commit came: what is left is a pull request of its own, on the new base.
  meanwhile({ method: 'POST', path: '/git/commits' }, () => repository.merge(2));
  expect(await outcome('merged', { content: 'four' })).toMatchObject({ action: 'created', number: 3 });
  expect(head()?.parents).toEqual([base()]);
  expect(repository.files()['a.txt']).toBe('three');
  expect(repository.files(BRANCH)['a.txt']).toBe('four');
});

test('hard case 10: a commit of a person stops us with one comment; a base that moved or conflicts is built upon; of two runs at once one starts over, ten times at most', async () => {
  const human = repositoryOf('human').repository;
  await propose('human', { content: 'one' });
  const theirs = human.commit({ branch: BRANCH, files: { 'notes.md': 'mine' } });
  for (const content of ['two', 'three'])
    expect(await outcome('human', { content })).toMatchObject({ action: 'deferred', reason: 'human_commits' });
  expect(human.branches.get(BRANCH)).toBe(theirs);
  expect(human.comments).toHaveLength(1);

  const moved = repositoryOf('moved');
  await propose('moved', { content: 'one' });
  // The same file, so that a merge of the old commit would conflict.
  moved.repository.commit({ files: { 'a.txt': 'theirs', 'README.md': 'changed\n' } });
  expect(await outcome('moved', { content: 'one' })).toMatchObject({ action: 'updated', number: 1 });
  expect(moved.head()?.parents).toEqual([moved.base()]);
  expect(moved.repository.files(BRANCH)).toEqual({ 'a.txt': 'one', 'README.md': 'changed\n' });

  const race = repositoryOf('race');
  const both = await Promise.all(['x', 'y'].map((content) => outcome('race', { content })));
  expect(both).toMatchObject([{ number: 1 }, { number: 1 }]);
  expect(race.repository.pulls).toHaveLength(1);
  expect(race.head()?.parents).toEqual([race.base()]);
  // Pull request and branch are of the same run, whichever came last.
  expect(race.repository.pulls[0]?.title).toBe(`Write ${race.repository.files(BRANCH)['a.txt']}`);

  // Somebody else is quicker every time.
  const places = [race.repository.branches.get(BRANCH) ?? '', race.base() ?? ''];
  let tries = 0;
  github.failNext('hang', {
    match: ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/race/git/commits'))
        race.repository.moveBranch(BRANCH, places[++tries % 2] ?? '');
      return false;
    },
  });
  const lost = await propose('race', { content: 'z' });
  expect(tries).toBe(10);
  expect(lost).toMatchObject({ status: 'failed', error_message: expect.stringContaining('each of the 10 times') });
  expect(lost.steps[0]?.attempts).toHaveLength(1);
});

function digestIn(body: string | undefined): string | undefined {
  return /digest=([0-9a-f]{64})/.exec(body ?? '')?.[1];
}
