// The commands that look after what is there, against a real server: one line per act, as a user reads it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram } from '../packages/cli/src/program.ts';
import { eventually, finishedRun, ROOT, removeHome, type System, startSystem } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem({ demo: true });
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
});

/** What the command prints to stdout. */
async function run(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const program = await buildProgram({ out: (line) => lines.push(line), err: () => {} });
  await program.parseAsync(['node', 'mockops', ...words, '--url', system.api_url]);
  return lines.join('\n');
}

const PIPELINE = `${ROOT}/examples/ecommerce/pipelines/schema-change-pipeline.yaml`;
const NAME = 'schema-change-pipeline';

test('a pipeline is shown, switched off and on, replaced aloud, and deleted', async () => {
  expect(await run('pipeline', 'apply', PIPELINE)).toContain(`${NAME}: revision 1 is unchanged`);
  const source = await run('pipeline', 'show', NAME, '--source');
  expect(source).toContain(`name: ${NAME}`);
  const [head = '', steps = ''] = source.split(/^(?=steps:)/m);
  const other = `${head.replace(/^description:.*\n/m, '')}description: Another one\n${steps}`;
  await system.api.savePipeline({ body: { source: other, file: 'x.yaml' } });
  expect(await run('pipeline', 'apply', PIPELINE)).toContain(`${NAME}: revision 3 replaces 2`);
  const shown = await run('pipeline', 'show', NAME);
  expect(shown).toContain(`${NAME} revision 3, on, of the organisation`);
  expect(shown).toContain('on schema.changed');

  expect(await run('pipeline', 'disable', NAME)).toContain(`${NAME} is off`);
  expect(await run('pipeline', 'show', NAME)).toContain('revision 3, off');
  expect(await run('pipeline', 'enable', NAME)).toContain('is on; it starts on schema.changed');
  expect(await run('pipeline', 'delete', NAME)).toContain('is removed');
  expect(await run('pipeline', 'list')).not.toContain(NAME);
  expect(await run('pipeline', 'apply', PIPELINE)).toContain('is new');
});

test('an environment is shown, set with a list, and goes back', async () => {
  const [before] = await system.api.environmentHistory({ params: { workspace: 'payments', environment: 'test' } });
  const revision = before?.revision ?? 0;
  await run('environment', 'set', 'payments', 'test', 'chaos.status_codes=500,503', 'chaos.error_rate=0.5');
  const shown = await run('environment', 'show', 'payments', 'test');
  expect(shown).toContain(`payments@test revision ${revision + 1}`);
  expect(shown).toContain('"status_codes":[500,503]');
  expect(shown).not.toContain('payments@dev');
  expect(await run('environment', 'show', 'payments')).toContain('payments@prod');
  expect(await run('environment', 'rollback', 'payments', 'test', String(revision))).toBe(
    `payments@test revision ${revision + 2} is revision ${revision} again, served by every gateway`,
  );
  expect(await run('environment', 'show', 'payments', 'test')).not.toContain('chaos');
  const history = await run('environment', 'history', 'payments', 'test');
  expect(history.split('\n')[1]).toMatch(new RegExp(`^${revision + 2} `));
  await expect(run('environment', 'rollback', 'payments', 'test', 'x')).rejects.toThrow('revisions are 1, 2, 3');
  expect(await run('artifacts', 'payments')).toMatch(/^scenario\/declined-card +1 +1 +– +– /m);
});

test('runs are listed by workspace, state and number; one that is over cannot be cancelled; their events are on request', async () => {
  await run('scenario', 'publish', 'payments', 'declined-card');
  const { id } = await finishedRun(system, 'scenario-promotion-pipeline', 1);
  expect(
    await run('runs', '--workspace', 'payments', '--pipeline', 'scenario-promotion-pipeline', '--limit', '1'),
  ).toContain(id);
  expect(await run('runs', '--workspace', 'shipping')).toBe('No run fits these options.');
  expect(await run('runs', '--status', 'superseded')).toBe('No run fits these options.');
  await expect(run('runs', '--limit', '201')).rejects.toThrow('--limit 201');
  const cancelled = await run('run', 'cancel', id).catch((error: Error) => error.message);
  expect(cancelled).toContain('succeeded');

  const listed = await run('events');
  expect(listed).toContain('scenario.published');
  expect(listed).not.toContain('pipeline.');
  const all = await run('events', '--all');
  expect(all).toContain('pipeline.step.changed');
  expect(all).toContain('pipeline.run.completed');
  expect(await run('events', '--type', 'pipeline.run.completed')).toContain('pipeline.run.completed');
});

test('drift is listed, acknowledged and resolved', async () => {
  expect(await run('drift', '--workspace', 'inventory')).toContain('No incident');
  const upstream = system.demo?.inventory ?? '';
  const body = JSON.stringify({ from: 'quantity', to: 'quantity_on_hand' });
  await fetch(`${upstream}/__admin/rename`, { method: 'POST', body });
  const url = `${system.gateway_url}/inventory/items/SKU-1001`;
  const ask = () => fetch(url, { headers: { 'x-mockops-reality': 'real' } });
  const incident = await eventually('an incident', async () => {
    await (await ask()).text();
    return (await system.api.listIncidents({ query: { workspace_id: 'inventory' } }))[0];
  });
  const listed = await run('drift', '--workspace', 'inventory');
  expect(listed).toContain(incident.id);
  expect(listed).toContain('inventory@dev');
  const what = 'GET /items/{sku} of inventory@dev';
  expect(await run('drift', 'acknowledge', incident.id)).toBe(`${what} is acknowledged.`);
  expect(await run('drift', 'resolve', incident.id)).toBe(`${what} is resolved.`);
  expect(await run('drift', '--status', 'resolved')).toContain(incident.id);
});

test('a connection and a federation are removed; the wrong place of a connection is told from the right one', async () => {
  await expect(run('connection', 'remove', 'demo-github-auth')).rejects.toThrow('with --workspace auth');
  expect(await run('connection', 'remove', 'demo-github-auth', '--workspace', 'auth')).toBe(
    'github connection demo-github-auth of auth is removed.',
  );
  await expect(run('connection', 'remove', 'nobody')).rejects.toThrow('mockops connections');
  expect(await run('connections')).not.toContain('demo-github-auth');
  expect(await run('federation', 'delete', 'e-commerce-platform')).toContain('its workspaces stay');
  expect(await run('federation', 'list')).toContain('There is no federation yet');
  expect(await run('workspaces')).toContain('payments');
});
