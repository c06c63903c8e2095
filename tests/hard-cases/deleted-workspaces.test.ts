// A workspace that is deleted while runs are under way in it, and the access of what it held.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../packages/server/src/db/embedded-postgres.ts';
import { shopFiles } from '../shop.ts';
import { eventually, mockops, removeHome, type System, startSystem, temporaryFolder } from '../system.ts';
import { type CountingPeer, promised, startCountingPeer } from './counting-peer.ts';

/** In inputs, outputs, logs, messages, events: to be found nowhere afterwards. */
const PAYLOAD = 'payload-of-a-customer-5c1';
const SECRET = 'key-of-the-workspace-77';

const home = temporaryFolder('deleted');
let database: Awaited<ReturnType<typeof startEmbedded>>;
let system: System;
let peer: CountingPeer;
beforeAll(async () => {
  [database, peer] = await Promise.all([startEmbedded({ home }), startCountingPeer()]);
  system = await startSystem({ env: { DATABASE_URL: database.url } });
});
afterAll(async () => {
  await system.stop();
  await database.stop();
  await peer.close();
  await removeHome(system.home);
  await removeHome(home);
});

const show = (execution: string) => system.api.getExecution({ params: { execution } });

/** Tables that hold a text. */
async function findInDatabase(text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const hit = await client.query(`select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`, [text]);
    if (hit.rowCount) found.push(name);
  }
  await client.end();
  return found;
}

test('hard case 23: a workspace that is deleted takes its runs, secrets and payloads with it; who did what when stays, and nothing more happens outside', async () => {
  const answer = promised<object>();
  peer.answer(({ path }) => (path === '/held' ? answer.promise : { body: PAYLOAD }));
  await system.api.pushFiles({ params: { workspace: 'payments' }, body: { files: shopFiles('payments') } });
  await system.api.putSecret({ body: { name: 'key', value: SECRET, workspace_id: 'payments' } });
  const inWorkspace = async (name: string, steps: string, workspace_id: string | null = 'payments') => {
    const source = `name: ${name}\nsecrets: [key]\ninputs: { text: { type: string, required: true } }\ntriggers: [{ manual: {} }]\nsteps:\n${steps}`;
    await system.api.savePipeline({ body: { source, workspace_id } });
    const body = { inputs: { text: PAYLOAD }, workspace_id: 'payments' };
    return (await system.api.startRun({ params: { pipeline: name }, body })).id;
  };
  const ask = (path: string) =>
    `  - { name: ${path}, type: http, config: { method: POST, url: "${peer.url}/${path}", headers: { x-key: "{{ secrets.key }}" }, body: "{{ inputs.text }}" } }\n`;
  const done = await inWorkspace(
    'done',
    `${ask('first')}  - { name: told, type: summary, config: { markdown: "{{ inputs.text }}" } }\n`,
  );
  await eventually('one has ended', async () => (await show(done)).status === 'succeeded');
  // One of the organisation that is about the workspace, in the middle of a step; one that waits for a person.
  const held = await inWorkspace(
    'held',
    `${ask('held')}${ask('never')}finally: [{ name: tidy, type: http, config: { method: POST, url: "${peer.url}/tidy" } }]\n`,
    null,
  );
  const waiting = await inWorkspace(
    'asks',
    '  - { name: ask, type: approval, config: { message: "{{ inputs.text }}?" } }\n',
  );
  await eventually('they are under way', async () => {
    const statuses = [(await show(held)).status, (await show(waiting)).status];
    return peer.requests.some(({ path }) => path === '/held') && statuses.join(' ') === 'running waiting';
  });
  const [approval] = await system.api.listApprovals({ query: { execution_id: waiting } });
  const used = `${system.gateway_url}/payments/charges/ch_1`;
  expect((await fetch(used)).status).toBe(200);
  expect(await findInDatabase(PAYLOAD)).toContain('public.pipeline_steps');

  // While a federation needs it, it stays.
  await system.api.putFederation({
    params: { federation: 'shop' },
    body: { name: 'shop', services: [{ name: 'pay', workspace_id: 'payments', base_path: '/pay' }] },
  });
  const refused = await mockops(system, 'workspace', 'delete', 'payments');
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('is a service of "shop"; remove it there first'),
  });
  expect((await show(held)).status).toBe('running');
  await system.api.deleteFederation({ params: { federation: 'shop' } });
  expect(await mockops(system, 'workspace', 'delete', 'payments')).toMatchObject({ code: 0 });

  for (const id of [held, waiting])
    expect(await show(id)).toMatchObject({
      status: 'cancelled',
      workspace_id: null,
      error_message: expect.stringContaining('workspace "payments" was deleted'),
    });
  expect((await fetch(used)).status).toBe(404);
  answer.fulfil({ body: PAYLOAD });
  const decide = system.api.decideApproval({
    params: { approval: approval?.id ?? '' },
    body: { decision: 'approve', digest: approval?.digest ?? '' },
  });
  await expect(decide).rejects.toThrow('the run ended before anybody decided');
  expect(await system.api.listSecrets({ query: {} })).toEqual([]);
  expect((await system.api.listPipelines({ query: {} })).map(({ name }) => name)).toEqual(['held']);
  // Neither the next step nor the hook has happened.
  expect(peer.requests.map(({ path }) => path)).toEqual(['/first', '/held']);
  // The organisation's pipeline finds neither workspace nor secret.
  const body = { inputs: { text: 'x' } };
  await expect(
    system.api.startRun({ params: { pipeline: 'held' }, body: { ...body, workspace_id: 'payments' } }),
  ).rejects.toThrow('there is no workspace "payments"');
  const { id } = await system.api.startRun({ params: { pipeline: 'held' }, body });
  const without = await eventually('it ends', async () => {
    const run = await show(id);
    return run.completed_at === null ? undefined : run;
  });
  expect(without).toMatchObject({ status: 'failed' });
  expect(JSON.stringify(without.steps)).toMatch(/secret/);

  // The stubs.
  const events = await system.api.listEvents({ query: { limit: 500 } });
  expect(events.find(({ type }) => type === 'workspace.deleted')).toMatchObject({
    subject: 'payments',
    data: { workspace_id: 'payments' },
  });
  expect(events.find(({ type }) => type === 'workspace.created')).toMatchObject({ subject: 'payments', data: {} });
  expect(await show(done)).toMatchObject({
    status: 'succeeded',
    pipeline: 'done',
    inputs: {},
    steps: [
      { name: 'first', status: 'succeeded', input: null, output: null, attempts: [{ status: 'succeeded' }] },
      { name: 'told', summary: null },
    ],
  });
  expect(await findInDatabase(PAYLOAD)).toEqual([]);
  expect(peer.requests.map(({ path }) => path)).not.toContain('/never');
});
