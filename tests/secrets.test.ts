// Promise: a secret reaches the one place that it is for, and is found nowhere else: not in the database, the log, what was sent, events or runs.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { PipelineDocument } from '@mockops/contract';
import { startGitHub, startMail, startSlack, startTeams, startWebhookReceiver } from '@mockops/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { startEmbedded } from '../packages/server/src/db/embedded-postgres.ts';
import { STEP_TYPES } from '../packages/server/src/pipelines/steps/registry.ts';
import { leakingConfigs, leakingPipelines } from './canary.ts';
import { CHANGED_CONTRACT, shopFiles } from './shop.ts';
import { eventually, mockops, ROOT, removeHome, type System, startSystem, temporaryFolder } from './system.ts';

/** With what encodings change; and one of two lines. */
const CANARY = 'Canary3/+=&?"ü-only-line';
const LINES = 'Canary5/+=&?"ü-first-line\nCanary7/+=&?"ü-second-line';
const TOKEN = 'canary-token-of-github-9';
/** Of one name, one after the other. */
const ROTATED = ['Canary8-first-value', 'Canary9-second-value'] as const;

/** A step of somebody else that may have the secret, and says it in pieces. */
const CHATTY = `export default {
  type: 'acme/chatty', summary: 'Says its key in pieces', effect: 'pure', sinks: { key: 'secret_ok' },
  config: { type: 'object', properties: { key: { type: 'string' } } },
  run: async ({ config: { key }, log, annotate, attempt }) => {
    for (let cut = 1; cut < key.length; cut += 1) {
      log('begins ' + key.slice(0, cut));
      log(key.slice(cut) + ' ends');
    }
    for (const character of key) log(character);
    annotate('warning', 'it is ' + key, 'https://x.example/?key=' + encodeURIComponent(key));
    return { length: key.length, at: Date.now() };
  },
};
`;

const captured: string[] = [];
/** Requests that carried it to where it may go. */
let allowed = 0;
const peer = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const heard = `${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks)}`;
  if (!request.url?.startsWith('/allowed/')) captured.push(heard);
  else if (heard.includes('-first-line') && heard.includes('-only-line')) allowed += 1;
  if (request.url?.endsWith('/plain')) return response.writeHead(204).end();
  if (request.url?.endsWith('/refuse')) return response.writeHead(400).end(`no: ${CANARY} ${LINES} ${base64(CANARY)}`);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ plain: CANARY, base64: base64(`u:${LINES}`), url: encodeURIComponent(LINES) }));
});
let database: Awaited<ReturnType<typeof startEmbedded>>;
let system: System;
let peers: Awaited<ReturnType<typeof startPeers>>;
let url: string;
const home = temporaryFolder('canary');
const chatty = path.join(home, 'chatty.mjs');

async function startPeers() {
  const [slack, mail, hook, teams, github] = await Promise.all([
    startSlack(),
    startMail(),
    startWebhookReceiver(),
    startTeams(),
    startGitHub({ token: TOKEN, repositories: { 'acme/payments': { files: { 'README.md': 'x' } } } }),
  ]);
  return { slack, mail, hook, teams, github };
}

beforeAll(async () => {
  [database, peers] = await Promise.all([startEmbedded({ home }), startPeers()]);
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const address = peer.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  writeFileSync(chatty, CHATTY);
  system = await startSystem({
    env: { DATABASE_URL: database.url, MOCKOPS_LOG_LEVEL: 'trace', MOCKOPS_STEP_MODULES: chatty },
  });
  const { api } = system;
  await api.pushFiles({ params: { workspace: 'payments' }, body: { files: shopFiles('payments'), prune: true } });
  const put = (name: string, settings: Parameters<typeof api.putConnection>[0]['body']['settings']) =>
    api.putConnection({ body: { name, settings } });
  await put('chat', { kind: 'slack', webhook_url: peers.slack.webhook_url });
  await put('ops', { kind: 'teams', webhook_url: peers.teams.webhook_url });
  await put('post', { kind: 'smtp', host: peers.mail.host, port: peers.mail.port, from: 'mockops@acme.example' });
  await put('audit', { kind: 'webhook', url: peers.hook.webhook_url, signing_secret: peers.hook.secret });
  await put('git', { kind: 'github', api_url: peers.github.url, repository: 'acme/payments', token: TOKEN });
});
afterAll(async () => {
  if (system?.process.exitCode === null) await system.stop();
  await database?.stop();
  peer.closeAllConnections();
  peer.close();
  await Promise.all([...Object.values(peers ?? {}).map((one) => one.close()), removeHome(home)]);
  if (system) await removeHome(system.home);
});

test('the command line stores a secret from stdin, lists it without its value, and deletes it', async () => {
  const stored = await setSecret('canary', CANARY);
  expect(stored).toMatchObject({ code: 0, out: 'secret canary of the organisation is stored.\n' });
  expect((await setSecret('canary_lines', LINES)).code).toBe(0);
  expect((await setSecret('extra', 'another-value', '--workspace', 'payments')).code).toBe(0);
  const listed = await mockops(system, 'secret', 'list');
  expect(listed.out).toMatch(/^canary\s+the organisation/m);
  expect(listed.out).toMatch(/^extra\s+payments/m);
  const deleted = await mockops(system, 'secret', 'delete', 'extra', '--workspace', 'payments');
  expect(deleted).toMatchObject({ code: 0, out: 'secret extra of payments is deleted.\n' });
  expect((await mockops(system, 'secret', 'delete', 'extra')).err).toContain('There is no secret "extra"');
  expect(JSON.stringify([stored, listed, deleted])).not.toContain('-line');
});

test('every step type has an attempt at leaking', () => {
  expect(Object.keys(leakingConfigs(''))).toEqual(Object.keys(STEP_TYPES).sort());
});

test('hard case 18: a secret that is said in pieces is hidden, and one that is rotated finds nothing in the cache that was made with it', async () => {
  await system.api.savePipeline({
    body: {
      source: `name: chatty
secrets: [canary, rotated]
triggers: [{ manual: {} }]
steps:
  - { name: pieces, type: acme/chatty, config: { key: "{{ secrets.canary }}" } }
  - { name: cached, type: acme/chatty, cache: { key: it }, config: { key: "{{ secrets.rotated }}" } }
`,
    },
  });
  const run = async (rotated: string) => {
    await system.api.putSecret({ body: { name: 'rotated', value: rotated } });
    const { id } = await system.api.startRun({ params: { pipeline: 'chatty' }, body: {} });
    const ended = await eventually('it ends', async () => {
      const found = await system.api.getExecution({ params: { execution: id } });
      return found.completed_at === null ? undefined : found;
    });
    expect(ended.error_message).toBeNull();
    const log = await system.api.getExecutionLog({
      params: { execution: id },
      query: { step: 'pieces', limit: 1_000 },
    });
    expect(log.length).toBeGreaterThan(CANARY.length);
    expect(leaksIn(log.map(({ message }) => message).join(''))).toEqual([]);
    expect(leaksIn(JSON.stringify([log, ended]))).toEqual([]);
    return ended.steps[1];
  };
  const first = await run(ROTATED[0]);
  expect(await run(ROTATED[0])).toMatchObject({
    output: first?.output,
    reused_from: expect.stringContaining('/cached'),
  });
  expect(await run(ROTATED[1])).toMatchObject({ reused_from: null });
  expect(await run(ROTATED[0])).toMatchObject({ output: first?.output });
  const { step_cache } = Object.fromEntries(
    Object.entries(await dump()).map(([name, rows]) => [name.replace('public.', ''), rows]),
  );
  expect(JSON.parse(step_cache ?? '[]')).toHaveLength(2);
});

test('hard case 18: whatever a pipeline tries, the secret is found nowhere', { timeout: 240_000 }, async () => {
  const refused = await savePipelines();
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { 'schemas/openapi.yaml': CHANGED_CONTRACT } },
  });
  // A watched place that answers with what opened it.
  const { id: watch } = await system.api.putContractWatch({
    params: { workspace: 'payments' },
    body: { url: `${url}/allowed/watch`, file: 'schemas/other.yaml', secret: 'canary', username: 'kim' },
  });
  const looked = await system.api.checkContractWatch({ params: { workspace: 'payments', watch } });
  expect(looked).toMatchObject({ status: 'failed', message: expect.stringContaining('contains "canary"') });
  const runs = await endedRuns();
  const told = Object.fromEntries(runs.map((run) => [run.pipeline, run]));
  expect(told['heard-in-answer']?.error_message).toContain('output `body` contains secret `canary`');
  expect(told['heard-in-refusal']?.error_message).toContain('•••');
  expect(told['heard-as-status']?.status).toBe('succeeded');
  expect(allowed).toBe(3);
  for (const name of ['leak-notify', 'leak-create_pr', 'leak-transform'])
    expect([refused[name], told[name]?.error_message], name).toEqual([
      expect.stringContaining('SEC006'),
      expect.stringContaining('contains secret `canary'),
    ]);

  const { slack, mail, hook, teams, github } = peers;
  const shown: Record<string, string> = {
    runs: JSON.stringify(runs),
    logs: JSON.stringify(
      await Promise.all(runs.map(({ id }) => system.api.getExecutionLog({ params: { execution: id } }))),
    ),
    events: JSON.stringify(await system.api.listEvents({ query: { limit: 500 } })),
    approvals: JSON.stringify(await system.api.listApprovals()),
    connections: JSON.stringify(await system.api.listConnections()),
    secrets: JSON.stringify(await system.api.listSecrets()),
    watches: JSON.stringify([looked, await system.api.listContractWatches({ params: { workspace: 'payments' } })]),
    refusals: JSON.stringify(refused),
    captured: captured.join('\n'),
    slack: JSON.stringify(slack.messages),
    mail: JSON.stringify(mail.messages),
    webhook: JSON.stringify(hook.deliveries),
    teams: JSON.stringify(teams.cards),
    github: JSON.stringify([github.writes, github.repository('acme/payments').pulls]),
    output: system.output(),
    ...(await dump()),
  };
  expect(Object.keys(shown).length).toBeGreaterThan(40);
  for (const [place, text] of Object.entries(shown)) expect(leaksIn(text), place).toEqual([]);
});

function setSecret(
  name: string,
  value: string,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, 'packages/cli/src/main.ts'), 'secret', 'set', name, ...args], {
    env: { ...process.env, MOCKOPS_URL: system.api_url, NO_COLOR: '1' },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  child.stdin.end(`${value}\n`);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

/**
 * One pipeline for each attempt. What is refused when it is saved, with its reason by name, gets into the database all the same: as a definition that an
 * older server let through.
 */
async function savePipelines(): Promise<Record<string, string>> {
  const refused: Record<string, string> = {};
  const steps = Object.entries(leakingConfigs(url)).map(
    ([type, config]) => [`leak-${type}`, { steps: [{ name: 'leak', type, config, timeout: '10s' }] }] as const,
  );
  const helper = {
    inputs: { text: {} },
    reusable: true,
    steps: [{ name: 'one', type: 'transform', config: { values: {} } }],
  };
  const wanted = [['helper', helper] as const, ...steps, ...Object.entries(leakingPipelines(url))];
  for (const [name, body] of wanted) {
    const source = stringify({
      name,
      secrets: ['canary', 'canary_lines'],
      triggers: [{ event: 'schema.changed' }],
      ...body,
    });
    await system.api.savePipeline({ body: { source } }).catch((error: unknown) => {
      refused[name] = JSON.stringify(error instanceof Error && 'problem' in error ? error.problem : String(error));
    });
  }
  for (const [name, body] of wanted)
    if (refused[name] !== undefined) await smuggle(name, { secrets: ['canary', 'canary_lines'], ...body });
  return refused;
}

async function smuggle(name: string, body: object): Promise<void> {
  const harmless = { name, triggers: [{ event: 'schema.changed' }] };
  const steps = [{ name: 'one', type: 'transform', config: { values: {} } }];
  await system.api.savePipeline({ body: { source: stringify({ ...harmless, steps }) } });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const definition = PipelineDocument.parse({ ...harmless, ...body });
  await client.query('update pipelines set definition = $2 where name = $1', [name, JSON.stringify(definition)]);
  await client.end();
}

/** All of them, once none is under way; those that wait for the outside are cancelled. */
async function endedRuns() {
  const { api } = system;
  const list = () => api.listExecutions({ query: { limit: 200 } });
  await eventually(
    'all runs to end or wait',
    async () => {
      // Every event is decided, also those whose key has no value, which are tried five times.
      if ((await dump())['public.event_dispatches'] !== '[]') return false;
      return (await list()).every((run) => run.completed_at !== null || run.status === 'waiting');
    },
    180_000,
  );
  for (const run of await list())
    if (run.status === 'waiting') await api.cancelExecution({ params: { execution: run.id } }).catch(() => undefined);
  const ended = await eventually('all runs to end', async () => {
    const runs = await list();
    return runs.every((run) => run.completed_at !== null) && runs;
  });
  return Promise.all(ended.map(({ id }) => api.getExecution({ params: { execution: id } })));
}

/** Every row of every table as text; of bytes, their text too. */
async function dump(): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await client.query(`select * from ${name}`);
    texts[name] = JSON.stringify(rows, (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
  }
  await client.end();
  return texts;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Our own list of forms, not the server's. */
function leaksIn(text: string): string[] {
  const parts = [
    CANARY,
    LINES,
    ...LINES.split('\n'),
    TOKEN,
    ...ROTATED,
    peers.hook.secret,
    peers.hook.secret.replace('whsec_', ''),
  ];
  const forms = parts.flatMap((part) => {
    const encoded = [0, 1, 2].map((before) => {
      const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(part)]);
      return bytes.toString('base64').slice(before === 0 ? 0 : before + 1, Math.floor((bytes.length * 8) / 6));
    });
    const url = encoded.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
    return [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part), ...encoded, ...url];
  });
  // Pieces that no encoding changes, so that a form which we did not think of is found all the same.
  return [...new Set([...forms, 'Canary3', 'Canary5', 'Canary7', '-only-line', '-first-line', '-second-line'])].filter(
    (form) => text.includes(form),
  );
}
