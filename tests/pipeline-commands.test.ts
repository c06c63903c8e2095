// The commands around pipelines against a real server: started by hand, followed, repeated, ended, approved, replayed, told outside.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram } from '../packages/cli/src/program.ts';
import { eventually, finishedRun, removeHome, type System, startSystem, temporaryFolder } from './system.ts';

let system: System;
const folder = temporaryFolder('pipelines');
beforeAll(async () => {
  system = await startSystem({ demo: true });
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
  rmSync(folder, { recursive: true });
});

/** What the command prints; rejects as it fails. */
async function run(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const program = await buildProgram({ out: (line) => lines.push(line), err: (line) => lines.push(line) });
  await program.parseAsync(['node', 'mockops', ...words, '--url', system.api_url]);
  return lines.join('\n');
}

async function apply(name: string, text: string): Promise<void> {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, `name: ${name}\n${text}`);
  await run('pipeline', 'apply', file);
}

const BY_HAND = `triggers: [{ manual: { inputs: { mood: { type: string, required: true } } } }]
steps:
  - { name: hello, type: transform, config: { values: { mood: "{{ inputs.mood }}" } } }
  - { name: mend, type: fail, if: "inputs.mood == 'bad'", config: { message: not today } }
`;

test('a run by hand is followed to its end, and its failure is the failure of the command', async () => {
  await apply('by-hand', BY_HAND);
  const good = await run('pipeline', 'run', 'by-hand', '--input', 'mood=good', '--wait');
  expect(good).toContain('  hello: succeeded\n  mend: skipped\nby-hand #1 succeeded');
  await expect(run('pipeline', 'run', 'by-hand', '--input', 'mood=bad', '--wait')).rejects.toThrow(
    'by-hand #2 ended as failed: mend: not today',
  );
  await expect(run('pipeline', 'run', 'by-hand')).rejects.toThrow('cannot be started with these inputs');
});

test('a run is repeated: what failed, from a step on, or with the newest definition', async () => {
  const { id } = await finishedRun(system, 'by-hand', 2);
  await expect(run('run', 'rerun', id, '--failed', '--wait')).rejects.toThrow('by-hand #3 ended as failed');
  const third = await finishedRun(system, 'by-hand', 3);
  expect(await run('run', 'show', third.id)).toContain(`attempt 2, repeats ${id}`);
  await apply('by-hand', BY_HAND.replace("inputs.mood == 'bad'", "inputs.mood == 'worse'"));
  expect(await run('run', 'rerun', id, '--latest', '--wait')).toContain('by-hand #4 succeeded');
  await expect(run('run', 'rerun', id, '--latest', '--failed')).rejects.toThrow('one of --failed, --from and --latest');
});

test('runs that wait are cancelled with their hooks, stopped, and killed without them', async () => {
  await apply(
    'long',
    'triggers: [{ manual: {} }]\nsteps: [{ name: rest, type: wait, config: { duration: 1h } }]\nfinally: [{ name: tidy, type: transform, config: { values: { ok: true } } }]\n',
  );
  const statuses: Record<string, (string | undefined)[]> = {};
  for (const how of ['cancel', 'stop', 'kill']) {
    const { id, number } = JSON.parse(await run('pipeline', 'run', 'long', '--json'));
    await eventually('the run waits', async () => (await run('run', 'show', id)).includes('waits for time'));
    await run('run', how, id, '--reason', 'enough');
    const ended = await finishedRun(system, 'long', number);
    expect(ended).toMatchObject({ status: 'cancelled', error_message: expect.stringContaining('enough') });
    statuses[how] = ended.steps.map(({ status }) => status);
  }
  expect(statuses).toEqual({
    cancel: ['cancelled', 'succeeded'],
    stop: ['cancelled', 'succeeded'],
    kill: ['cancelled', 'cancelled'],
  });
});

test('an approval is listed, shown and decided once, in the name of who decides', async () => {
  await apply(
    'asks',
    'triggers: [{ manual: {} }]\nsteps: [{ name: ok, type: approval, config: { message: "Go on?", fields: { ticket: {} } } }]\n',
  );
  const { id } = JSON.parse(await run('pipeline', 'run', 'asks', '--json'));
  const approval = await eventually(
    'an approval',
    async () => (await system.api.listApprovals({ query: { execution_id: id } }))[0],
  );
  expect(await run('approvals')).toContain(approval.id);
  expect(await run('approval', 'show', approval.id)).toContain('Go on?');
  expect(await run('approval', 'link', approval.id, '--for', 'quinn')).toContain('/approve/');
  await expect(run('approval', 'approve', approval.id, '--digest', 'x')).rejects.toThrow();
  expect(await run('approval', 'approve', approval.id, '--comment', 'fine', '--field', 'ticket=OPS-1')).toBe(
    'step ok of asks #1 is approved.',
  );
  await expect(run('approval', 'reject', approval.id)).rejects.toThrow('has ended');
  const ended = await finishedRun(system, 'asks', 1);
  expect(ended.steps[0]?.output).toMatchObject({ decision: 'approved', fields: { ticket: 'OPS-1' } });
});

test('an event is explained, and replayed after a preview: dry, asked for, and for one pipeline', async () => {
  await run('scenario', 'publish', 'payments', 'declined-card');
  await finishedRun(system, 'scenario-promotion-pipeline', 1);
  const [event] = JSON.parse(await run('events', '--type', 'scenario.published', '--json'));
  expect(await run('events', 'explain', event.id)).toMatch(/scenario-promotion-pipeline +started/);
  expect(await run('event', 'explain', event.id)).toMatch(/scenario-promotion-pipeline +started/);
  const dry = await run('events', 'replay', event.id, '--dry-run');
  expect(dry).toContain('scenario-promotion-pipeline: 1 run\n');
  expect(dry).toContain('1 of 1 event, 1 run would have started');
  expect(await system.api.listExecutions({ query: { pipeline: 'scenario-promotion-pipeline' } })).toHaveLength(1);
  await expect(run('events', 'replay')).rejects.toThrow('Say which events');
  const replayed = await run(
    'events',
    'replay',
    '--type',
    'scenario.published',
    '--from',
    '1h',
    '--pipeline',
    'scenario-promotion-pipeline',
    '--yes',
  );
  expect(replayed).toContain('1 of 1 event, 1 run started');
  const { replay_id } = await finishedRun(system, 'scenario-promotion-pipeline', 2);
  expect(await run('events', 'replays')).toContain(String(replay_id));
  expect(await run('events', 'replay', 'show', String(replay_id))).toContain('completed');
  expect(await run('dead-letters')).toBe('Nothing was given up.');
});

test('a plan for an event that happened, and findings that only the server has', async () => {
  const [event] = JSON.parse(await run('events', '--type', 'scenario.published', '--json'));
  await apply(
    'planned',
    'triggers: [{ event: scenario.published }]\nsteps: [{ name: tell, type: notify, config: { channels: ["#qa"], connection: nowhere, message: "{{ event.scenario_name }}" } }]\n',
  );
  const file = path.join(folder, 'planned.yaml');
  const plan = await run('pipeline', 'plan', file, '--server', '--event', event.id);
  expect(plan).toContain('planned would run');
  expect(plan).toContain(`message: ${event.data.scenario_name}`);
  expect(await run('pipeline', 'plan', file, '--event', event.id)).toContain(`message: ${event.data.scenario_name}`);
  expect(await run('pipeline', 'lint', file)).not.toContain('warning');
  expect(await run('pipeline', 'lint', file, '--server')).toMatch(/warning: .*nowhere/);
});

test('an outbound webhook is added, told, and removed; types of events are listed', async () => {
  const added = await run('webhooks', 'add', 'ops', 'http://127.0.0.1:9/hook', '--event', 'scenario.*');
  expect(added).toContain('whsec_');
  expect(await run('webhooks')).toMatch(/^ops +on +scenario\.\* /m);
  await run('scenario', 'publish', 'payments', 'bank-timeout');
  const delivery = await eventually(
    'a delivery',
    async () => JSON.parse(await run('webhooks', 'deliveries', 'ops', '--json'))[0],
  );
  expect(await run('webhooks', 'deliveries', 'ops')).toContain('scenario.published');
  expect(await run('webhooks', 'redeliver', 'ops', delivery.id)).toContain(delivery.id);
  expect(await run('webhooks', 'remove', 'ops')).toBe('ops is removed.');
  expect(await run('event-types')).toContain('schema.changed');
  expect(JSON.parse(await run('event-types', 'pr.merged'))).toMatchObject({ type: 'object' });
  await expect(run('event-types', 'schema.changd')).rejects.toThrow('did you mean "schema.changed"?');
});
