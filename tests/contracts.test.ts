// Promise: every contract that a workspace ever had can be looked at and compared, judged by the workspace's own policy; and a contract that is
// published elsewhere is followed, merged with the edits made here, without losing any.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type GitServer, type HttpPeer, startGitServer, startHttpPeer } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTRACT, shopFiles, writeFolder } from './shop.ts';
import { eventually, mockops, ROOT, removeHome, type System, startSystem } from './system.ts';

let system: System;
let publisher: HttpPeer;
let git: GitServer;
const published = { text: CONTRACT, asked: 0 };

beforeAll(async () => {
  [system, publisher, git] = await Promise.all([
    startSystem(),
    startHttpPeer({
      handle: ({ headers }) => {
        published.asked += 1;
        const etag = `"${published.text.length}-${published.text.at(60)}"`;
        return headers['if-none-match'] === etag
          ? { status: 304 }
          : { status: 200, headers: { etag }, body: published.text };
      },
    }),
    startGitServer(),
  ]);
});
afterAll(async () => {
  await Promise.all([system.stop(), publisher.close(), git.close()]);
  await removeHome(system.home);
});

const push = (workspace: string, files: Record<string, string>, message = '') =>
  system.api.pushFiles({ params: { workspace }, body: { files, prune: false, author: 'kim', message } });
const changedEvents = (workspace: string) =>
  system.api.listEvents({ query: { type: 'schema.changed', workspace_id: workspace } });
const edit = (text: string, from: string, to: string) => {
  if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
  return text.replace(from, to);
};

test('revisions say who, when, why and what changed; any two compare, with a message that shows it', async () => {
  await push('shop', shopFiles('shop'), 'the first');
  const second = edit(CONTRACT, 'required: [amount]', 'required: [amount, currency]');
  await push('shop', { 'schemas/openapi.yaml': second }, 'currency is asked for');
  await push('shop', { 'schemas/openapi.yaml': `# reformatted\n${second}` }, 'only a comment');
  const third = edit(
    second,
    '        currency: { type: string }\n',
    '        currency: { type: string }\n        note: { type: string }\n',
  );
  await push('shop', { 'schemas/openapi.yaml': third }, 'a note');

  const revisions = await system.api.listContractRevisions({ params: { workspace: 'shop' } });
  expect(
    revisions.map(({ revision, level, message, actor, source }) => [revision, level, message, actor, source]),
  ).toEqual([
    [3, 'safe', 'a note', 'kim', 'push'],
    [2, 'breaking', 'currency is asked for', 'kim', 'push'],
    [1, null, 'the first', 'kim', 'push'],
  ]);
  expect(await changedEvents('shop')).toHaveLength(2);

  const comparison = await system.api.compareContracts({
    params: { workspace: 'shop' },
    query: { from: 1, to: 'dev' },
  });
  expect(comparison.level).toBe('breaking');
  expect(comparison.changes[0]).toMatchObject({
    rule: 'request-property-became-required',
    operations: ['POST /charges'],
    after: { file: 'schemas/openapi.yaml' },
    witness: { operation: 'POST /charges', part: 'request body' },
  });
  const told = await mockops(system, 'contract', 'diff', 'shop', '1');
  expect(told.out).toMatch(/^breaking: .*currency.*\[request-property-became-required\]/);
  expect(told.out).toContain('shown by request body of POST /charges');
  expect((await mockops(system, 'contract', 'revisions', 'shop')).out).toMatch(/2 +\S+ \S+ +1\.0\.0 +1 breaking/);
});

test('a workspace judges by its own policy: a level that it gave, and a change that it accepted', async () => {
  const none = await mockops(system, 'contract', 'diff', 'shop', '1', '9');
  expect(none.err).toBe(
    'There is no such thing: the contract of workspace "shop" has no revision 9; the newest is 3\n',
  );
  const bad = await mockops(system, 'contract', 'diff', 'shop', 'nine');
  expect(bad.err).toContain('"nine" is no revision');
  await push('shop', {
    'schema-policy.yaml':
      'levels: { request-property-became-required: risky }\nignore:\n  - { rule: response-optional-property-added, reason: agreed }\n',
  });
  const { level, changes } = await system.api.compareContracts({ params: { workspace: 'shop' }, query: { from: 1 } });
  expect(level).toBe('risky');
  expect(changes.filter(({ ignored }) => ignored !== null).map(({ ignored }) => ignored?.reason)).toEqual(
    changes.some(({ rule }) => rule === 'response-optional-property-added') ? ['agreed'] : [],
  );
  await expect(push('shop', { 'schema-policy.yaml': 'levels: { x: loud }' })).rejects.toThrow(/not pushed/);
});

test('a published contract is followed: one event per real change, none for a reformatting', async () => {
  await push('followed', shopFiles('followed'));
  const watched = await mockops(
    system,
    'contract',
    'watch',
    'followed',
    `${publisher.url}/openapi.yaml`,
    '--every',
    '10',
  );
  expect(watched.out).toContain(`follows ${publisher.url}/openapi.yaml: revision 1 is the same.`);
  expect(watched.out).toContain('looked at every 10 s');
  const hook = /POST to (\S+)/.exec(watched.out)?.[1] ?? '';
  const statusOf = async () => (await system.api.listContractWatches({ params: { workspace: 'followed' } }))[0]?.status;
  expect(await statusOf()).toBe('current');
  expect(await changedEvents('followed')).toHaveLength(0);

  published.text = edit(CONTRACT, 'amount: { type: integer } # in cents', 'amount: { type: number }');
  expect((await fetch(hook, { method: 'POST', body: 'whatever' })).status).toBe(202);
  await eventually('the event', async () => (await changedEvents('followed')).length === 1);
  published.text = `# a comment\n${published.text}`;
  expect((await mockops(system, 'contract', 'check', 'followed')).out).toContain('current');
  expect(await changedEvents('followed')).toHaveLength(1);
  const [newest] = await system.api.listContractRevisions({ params: { workspace: 'followed' } });
  expect(newest).toMatchObject({
    revision: 2,
    source: 'watch',
    actor: 'watch',
    message: `from ${publisher.url}/openapi.yaml`,
  });
  expect((await fetch(`${system.api_url}/hooks/watch/nobody`, { method: 'POST' })).status).toBe(404);
});

test('a page that is no contract is told at once, with its address', async () => {
  const page = await startHttpPeer({
    handle: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Sign in</p>' }),
  });
  const url = `${page.url}/openapi.yaml`;
  await push('paged', shopFiles('paged'));
  const watched = await mockops(system, 'contract', 'watch', 'paged', url);
  expect(watched.code).toBe(1);
  expect(watched.err).toContain(`cannot read ${url}: 127.0.0.1:${page.port} answered with an HTML page`);
  const linted = await mockops(system, 'schema', 'lint', url);
  expect(linted).toMatchObject({ code: 1, out: '' });
  expect(linted.err).toContain(`${url} answered with an HTML page, not a contract`);
  expect((await mockops(system, 'contract', 'watch', 'paged', url, '--every', '1')).err).toBe(
    '--every 1: write 10 to 604800 seconds.\n',
  );
  await page.close();
});

test('a push says what it does to callers, and where that stands in full; one that changes no contract does not', async () => {
  const pushFolder = (text: string) =>
    mockops(system, 'push', writeFolder(shopFiles('pushed', { 'schemas/openapi.yaml': text })));
  expect((await pushFolder(CONTRACT)).out).not.toContain('contract diff');
  const { out } = await pushFolder(edit(CONTRACT, 'required: [amount]', 'required: [amount, currency]'));
  expect(out).toContain('\n  1 breaking: mockops contract diff pushed 1 2\n');
  expect((await mockops(system, 'contract', 'diff', 'pushed', '1', '2')).out).toMatch(/^breaking: /);
});

test('a published contract that refers to files beside it says which operations went missing, and how to publish it whole', async () => {
  await push('partial', shopFiles('partial'));
  const { text } = published;
  published.text = edit(CONTRACT, '#/components/schemas/NewCharge', './models.yaml#/NewCharge');
  await mockops(system, 'contract', 'watch', 'partial', `${publisher.url}/openapi.yaml`, '--every', '3600');
  for (const look of ['first', 'unchanged']) {
    const { out } = await mockops(system, 'contract', 'check', 'partial');
    expect(out, look).toMatch(/current, POST \/charges is left out: .*models\.yaml.*`mockops schema bundle`.*Git path/);
  }
  published.text = text;
  expect((await mockops(system, 'contract', 'check', 'partial')).out).toBe('schemas/openapi.yaml: current\n');
});

test('edits made here are merged; where both changed the same thing, a person settles it and nothing is lost', async () => {
  const { files } = await system.api.pullFiles({ params: { workspace: 'followed' } });
  const here = files['schemas/openapi.yaml'] ?? '';
  await push('followed', {
    'schemas/openapi.yaml': edit(
      edit(here, 'No such charge', 'Not here'),
      'currency: { type: string }',
      'currency: { type: string, maxLength: 3 }',
    ),
  });
  published.text = edit(
    edit(published.text, 'description: Created', 'description: Made'),
    'currency: { type: string }',
    'currency: { type: string, maxLength: 4 }',
  );
  expect((await mockops(system, 'contract', 'check', 'followed')).out).toContain('conflict');
  const listed = await mockops(system, 'contract', 'watches', 'followed');
  expect(listed.out).toContain(
    '/components/schemas/Charge/properties/currency/maxLength: was absent, here 3, published 4',
  );
  expect((await mockops(system, 'contract', 'settle', 'followed', '--take', 'incoming')).out).toContain('current');
  const merged = (await system.api.pullFiles({ params: { workspace: 'followed' } })).files['schemas/openapi.yaml'];
  expect(merged).toContain('Not here');
  expect(merged).toContain('description: Made');
  expect(merged).toContain('maxLength: 4');
});

test('a folder of Git is followed by its commit, and what cannot be reached is told without end', async () => {
  await git.commit({ 'api/openapi.yaml': CONTRACT });
  await push('from-git', shopFiles('from-git'));
  const watch = (...args: string[]) => mockops(system, 'contract', 'watch', 'from-git', ...args, '--every', '3600');
  await watch(git.url, '--ref', 'main', '--path', 'api', '--file', 'schemas');
  const read = async () => (await system.api.listContractWatches({ params: { workspace: 'from-git' } }))[0];
  await eventually('the first look', async () => (await read())?.status === 'current');
  await git.commit({
    'api/openapi.yaml': edit(CONTRACT, 'version: 1.0.0', 'version: 1.1.0').replace(
      'operationId: getCharge',
      'operationId: readCharge',
    ),
  });
  await mockops(system, 'contract', 'check', 'from-git', 'schemas');
  expect(await changedEvents('from-git')).toHaveLength(1);
  await watch(git.url, '--ref', 'gone', '--path', 'api', '--file', 'schemas');
  await eventually('the failure', async () => (await read())?.message.includes('"gone"'));
  expect((await watch('http://169.254.169.254/latest')).err).toMatch(/169\.254/);
  expect((await mockops(system, 'contract', 'unwatch', 'from-git', 'schemas')).code).toBe(0);
});

/** As a user types it; the value comes by stdin. */
async function setSecret(name: string, value: string, ...args: string[]): Promise<void> {
  const main = path.join(ROOT, 'packages/cli/src/main.ts');
  const child = spawn(process.execPath, [main, 'secret', 'set', name, ...args], {
    env: { ...process.env, MOCKOPS_URL: system.api_url, NO_COLOR: '1' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(`${value}\n`);
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
}

/** With what encodings change. */
const CANARY = 'Canary1/+=&?-of-a-watch';
const OTHER_CANARY = 'Canary2/+=&?-of-a-watch';
const formsOf = (value: string) =>
  [value, encodeURIComponent(value), ...['', 'a', 'ab'].map((start) => base64(start + value).slice(4, -4))].concat(
    value.slice(0, 7),
  );
const base64 = (text: string) => Buffer.from(text).toString('base64');
const firstWatch = async (workspace: string) =>
  (await system.api.listContractWatches({ params: { workspace } })).find((watch) => watch.status !== 'new');

test('a place that is not for everybody is opened by a stored secret, which goes nowhere else and is shown nowhere', async () => {
  const heard: string[] = [];
  const elsewhere = await startHttpPeer({
    handle: ({ headers }) => {
      heard.push(JSON.stringify(headers));
      return { status: 200, body: CONTRACT };
    },
  });
  const place = { text: CONTRACT, moved: false, echo: false, unchanged: 0 };
  const locked = await startHttpPeer({
    handle: ({ headers }) => {
      if (headers.authorization !== `Bearer ${CANARY}`) return { status: 401, body: `not ${headers.authorization}` };
      if (place.moved) return { status: 302, headers: { location: `${elsewhere.url}/openapi.yaml` } };
      if (headers['if-none-match'] === '"7"') place.unchanged += 1;
      if (headers['if-none-match'] === '"7"' && !place.echo) return { status: 304 };
      return { status: 200, headers: { etag: '"7"' }, body: `${place.text}${place.echo ? `# ${CANARY}\n` : ''}` };
    },
  });
  await push('locked', shopFiles('locked'));
  const url = `${locked.url}/openapi.yaml`;
  const watch = (...args: string[]) => mockops(system, 'contract', 'watch', 'locked', url, '--every', '3600', ...args);
  const check = async () => {
    const { code, out, err } = await mockops(system, 'contract', 'check', 'locked');
    expect(code).toBe(err === '' ? 0 : 1);
    return out + err;
  };

  const first = await watch();
  expect(first.code).toBe(1);
  expect(first.err).toMatch(
    /^The first look failed: .*answered 401; .*--connection\. The watch stays; `mockops contract check/,
  );
  expect(await check()).toContain(
    `failed, the watch of schemas/openapi.yaml cannot read ${url}: 127.0.0.1:${locked.port} answered 401; no credentials were sent; watch it again with --secret`,
  );
  const unknown = await watch('--secret', 'contract_token');
  expect(unknown.err).not.toContain('one level up');
  expect(unknown.err).toContain('mockops secret set contract_token --workspace locked');
  await setSecret('contract_token', OTHER_CANARY);
  expect((await watch('--secret', 'contract_token')).code).toBe(1);
  expect(await check()).toContain(
    'secret "contract_token" was sent; store one that may read it with `mockops secret set contract_token',
  );
  await setSecret('contract_token', CANARY, '--workspace', 'locked');
  expect(await check()).toContain('current');
  expect(await check()).toContain('current');
  expect(place.unchanged).toBe(1);
  expect((await mockops(system, 'contract', 'watches', 'locked')).out).toContain('contract_token');

  place.moved = true;
  expect(await check()).toMatch(/failed, .*redirect, which is not followed/);
  expect(heard).toEqual([]);
  Object.assign(place, { moved: false, echo: true });
  expect(await check()).toContain('contains "contract_token", the very secret that opened it');
  expect((await mockops(system, 'contract', 'watch', 'locked', url, '--user', 'kim')).err).toContain(
    'give a secret too',
  );

  const shown = [
    JSON.stringify([
      await system.api.listContractWatches({ params: { workspace: 'locked' } }),
      await system.api.listContractRevisions({ params: { workspace: 'locked' } }),
      await system.api.listEvents({ query: { limit: 500 } }),
      await system.api.pullFiles({ params: { workspace: 'locked' } }),
      await system.api.listSecrets(),
    ]),
    system.output(),
  ].join('\n');
  for (const form of [...formsOf(CANARY), ...formsOf(OTHER_CANARY)]) expect(shown).not.toContain(form);
  await Promise.all([locked.close(), elsewhere.close()]);
});

test('a private Git repository is followed with a secret or with the token of a connection, and by its commit as before', async () => {
  const [byUser, byToken] = await Promise.all([
    startGitServer({ authorization: `Basic ${base64(`kim:${CANARY}`)}` }),
    startGitServer({ authorization: `Basic ${base64(`x-access-token:${OTHER_CANARY}`)}` }),
  ]);
  await push('private', shopFiles('private'));
  await setSecret('git_password', OTHER_CANARY, '--workspace', 'private');
  for (const git of [byUser, byToken]) await git.commit({ 'openapi.yaml': CONTRACT });
  const place = ['--ref', 'main', '--path', 'openapi.yaml', '--every', '3600'];
  const watch = (url: string, ...args: string[]) =>
    mockops(system, 'contract', 'watch', 'private', url, ...place, ...args);
  const check = async () => {
    const { code, out, err } = await mockops(system, 'contract', 'check', 'private');
    expect(code).toBe(err === '' ? 0 : 1);
    return out + err;
  };

  await watch(byUser.url, '--secret', 'git_password', '--user', 'kim');
  expect(await check()).toMatch(/Git was refused; secret "git_password" was sent; .*mockops secret set git_password/);
  await setSecret('git_password', CANARY, '--workspace', 'private');
  expect(await check()).toContain('current');
  await byUser.commit({ 'openapi.yaml': edit(CONTRACT, 'getCharge', 'readCharge') });
  expect(await check()).toContain('current');
  expect(await changedEvents('private')).toHaveLength(1);

  const heard: string[] = [];
  const elsewhere = await startHttpPeer({
    handle: ({ headers }) => {
      heard.push(JSON.stringify(headers));
      return { status: 404 };
    },
  });
  const moved = await startHttpPeer({
    handle: ({ path: asked, query }) => ({ status: 302, headers: { location: `${elsewhere.url}${asked}?${query}` } }),
  });
  await watch(`${moved.url}/api.git`, '--secret', 'git_password', '--user', 'kim');
  expect(await check()).toContain('failed, Git:');
  expect(heard).toEqual([]);
  await Promise.all([moved.close(), elsewhere.close()]);

  const settings = { kind: 'github' as const, repository: 'acme/api', token: OTHER_CANARY };
  await system.api.putConnection({
    body: { name: 'hub', workspace_id: 'private', settings: { ...settings, api_url: new URL(byToken.url).origin } },
  });
  expect((await watch(byUser.url, '--connection', 'hub')).err).toMatch(/its token is not sent to 127\.0\.0\.1/);
  expect((await watch(byToken.url, '--connection', 'hub')).code).toBe(0);
  expect(await check()).toContain('current');
  expect(await firstWatch('private')).toMatchObject({ secret: null, connection: 'hub', status: 'current' });
  const shown = JSON.stringify(await system.api.listContractWatches({ params: { workspace: 'private' } }));
  for (const form of [...formsOf(CANARY), ...formsOf(OTHER_CANARY)])
    expect(shown + system.output()).not.toContain(form);
  await Promise.all([byUser.close(), byToken.close()]);
});
