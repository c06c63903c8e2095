// Promise: a changed contract becomes clients on disk that work, a message, and a started CI workflow, by the plan's own pipeline.
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { startGitHub, startSlack } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { CHANGED_CONTRACT, shopFiles, writeFolder } from './shop.ts';
import { eventually, finishedRun, mockops, ROOT, removeHome, type System, startSystem } from './system.ts';

const run = promisify(execFile);

/** As the plan has it, word for word. */
const PLAN = `name: schema-change-pipeline
triggers:
  - event: schema.changed
    filters:
      workspace_id: "workspace-123"
      schema_type: ["openapi", "protobuf"]

steps:
  - name: regenerate-sdks
    type: regenerate_sdk
    config:
      languages: ["typescript", "python", "rust"]
      workspace_id: "{{workspace_id}}"

  - name: notify-teams
    type: notify
    config:
      channels: ["#api-team", "#frontend-team"]
      message: "SDKs regenerated for {{workspace_id}}"

  - name: update-ci
    type: update_ci
    config:
      workflow: ".github/workflows/sdk-tests.yml"
`;

let system: System;
let slack: Awaited<ReturnType<typeof startSlack>>;
let github: Awaited<ReturnType<typeof startGitHub>>;

beforeAll(async () => {
  system = await startSystem();
  slack = await startSlack({});
  github = await startGitHub({
    token: 'secret-token',
    repositories: { 'acme/shop': { files: { '.github/workflows/sdk-tests.yml': 'on: workflow_dispatch\n' } } },
  });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([slack.close(), github.close(), removeHome(system.home)]);
});

test('the plan’s YAML, posted verbatim, is accepted', async () => {
  const answer = await fetch(`${system.api_url}/api/v1/pipelines`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: PLAN,
  });
  expect(answer.status).toBe(200);
  const pipeline = await answer.json();
  expect(pipeline).toMatchObject({
    name: 'schema-change-pipeline',
    revision: 1,
    steps: [{ type: 'regenerate_sdk' }, { type: 'notify' }, { type: 'update_ci' }],
  });
  // The missing connections are said now, not at three in the morning.
  expect(pipeline.issues.map((issue: { message: string }) => issue.message).join(' ')).toMatch(/Slack/i);
});

test('a changed contract makes clients in three languages, tells the teams and starts the workflow; the stream shows it live', async () => {
  await system.api.pushFiles({
    params: { workspace: 'workspace-123' },
    body: { files: shopFiles('workspace-123'), prune: true },
  });
  await system.api.putConnection({
    body: {
      workspace_id: 'workspace-123',
      name: 'team-slack',
      settings: { kind: 'slack', webhook_url: slack.webhook_url },
    },
  });
  await system.api.putConnection({
    body: {
      name: 'github',
      settings: { kind: 'github', api_url: github.url, repository: 'acme/shop', token: 'secret-token' },
    },
  });

  const seen: string[] = [];
  const socket = new WebSocket(`${system.api_url.replace('http', 'ws')}/api/v1/stream`);
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.kind === 'event')
      seen.push(
        message.event.type === 'pipeline.step.changed'
          ? `${message.event.data.step} ${message.event.data.status}`
          : message.event.type,
      );
  });
  await new Promise((resolve) => socket.once('open', resolve));

  const folder = writeFolder(shopFiles('workspace-123', { 'schemas/openapi.yaml': CHANGED_CONTRACT }));
  const push = await mockops(system, 'push', folder);
  expect(push.err).toBe('');
  expect(push.out).toContain('schema.changed');

  const execution = await finishedRun(system, 'schema-change-pipeline', 1);
  expect(execution.steps.map(({ name, status }) => [name, status])).toEqual([
    ['regenerate-sdks', 'succeeded'],
    ['notify-teams', 'succeeded'],
    ['update-ci', 'succeeded'],
  ]);
  expect(execution.event?.data).toMatchObject({
    workspace_id: 'workspace-123',
    change_level: 'non_breaking',
    from_revision: 1,
    to_revision: 2,
    changes: expect.arrayContaining([
      expect.objectContaining({ kind: 'added', operation: 'GET /payouts' }),
      expect.objectContaining({ kind: 'modified', operation: 'GET /charges/{id}' }),
    ]),
  });
  expect(slack.messages.map(({ channel, text }) => [channel, text]).sort()).toEqual([
    ['#api-team', 'SDKs regenerated for workspace-123'],
    ['#frontend-team', 'SDKs regenerated for workspace-123'],
  ]);
  expect(github.repository('acme/shop').dispatches.length).toBe(1);
  // The rows may be there a moment before the stream has told of them.
  await eventually('the stream tells of the end', async () => seen.includes('pipeline.run.completed'));
  expect(seen).toEqual(
    expect.arrayContaining([
      'schema.changed',
      'pipeline.run.queued',
      'pipeline.run.started',
      'regenerate-sdks running',
      'regenerate-sdks succeeded',
      'update-ci succeeded',
      'pipeline.run.completed',
    ]),
  );
  expect(seen.indexOf('schema.changed')).toBeLessThan(seen.indexOf('pipeline.run.started'));
  socket.close();
});

test('the TypeScript client type-checks strictly and calls the running mock', async () => {
  const directory = path.join(system.home, 'sdks/workspace-123/typescript');
  await run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', directory]);
  const program = path.join(directory, 'try.ts');
  writeFileSync(
    program,
    `import * as sdk from './src/index.ts';\nconst client = new sdk.Client({ baseUrl: ${JSON.stringify(`${system.gateway_url}/workspace-123`)} });\nconsole.log(JSON.stringify(await client.getCharge({ id: 'ch_1' })));\n`,
  );
  const { stdout } = await run(process.execPath, [program]);
  expect(JSON.parse(stdout)).toMatchObject({ id: 'ch_1', amount: 100, currency: 'EUR' });
});

test('the Python client compiles and calls the running mock', async () => {
  const directory = path.join(system.home, 'sdks/workspace-123/python');
  await run('python3', ['-m', 'compileall', '-q', directory]);
  const script = [
    'import payments_client as sdk',
    `client = sdk.Client("${system.gateway_url}/workspace-123")`,
    'charge = client.get_charge("ch_1")',
    'print(charge.id, charge.amount, charge.currency)',
  ].join('\n');
  const { stdout } = await run('python3', ['-c', script], { env: { ...process.env, PYTHONPATH: directory } });
  expect(stdout.trim()).toBe('ch_1 100 EUR');
});

test('the Rust client passes cargo check with Debian’s crates', async ({ skip }) => {
  const registry = '/usr/share/cargo/registry';
  const cargo = await run('cargo', ['--version']).catch(() => undefined);
  if (!cargo || !existsSync(registry))
    skip('not compiled: cargo or Debian’s crates (librust-serde-dev, librust-serde-json-dev) are not on this machine');
  const directory = path.join(system.home, 'sdks/workspace-123/rust');
  const config = [
    '--config',
    'source.crates-io.replace-with="debian"',
    '--config',
    `source.debian.directory="${registry}"`,
  ];
  await run('cargo', ['check', '--offline', ...config], {
    cwd: directory,
    env: { ...process.env, CARGO_TARGET_DIR: path.join(system.home, 'cargo-target') },
    timeout: 300_000,
  });
}, 300_000);

test('pushing the same contract again, even reformatted, changes nothing', async () => {
  const reformatted = `# a comment\n${CHANGED_CONTRACT.replaceAll('{ type: string }', '{type: string}')}`;
  const result = await system.api.pushFiles({
    params: { workspace: 'workspace-123' },
    body: { files: shopFiles('workspace-123', { 'schemas/openapi.yaml': reformatted }), prune: true },
  });
  expect(result.artifacts.filter(({ changed }) => changed)).toEqual([]);
  expect(result.events).toEqual([]);
  expect(result.environments).toEqual([]);
});
