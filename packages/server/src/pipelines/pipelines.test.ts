import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestControl, type TestControl } from '../test-control.ts';
import { pipelineFiles } from './folder-files.ts';

let server: TestControl;
beforeAll(async () => {
  server = await startTestControl();
});
afterAll(() => server.close());

const source = (name: string, triggers: string, more = '') =>
  `name: ${name}\n${more}triggers:\n  - ${triggers}\nsteps: [{ name: sdk, type: regenerate_sdk, config: { languages: [python] } }]\n`;
const save = (name: string, triggers: string, more?: string) =>
  server.api.savePipeline({ body: { source: source(name, triggers, more) } });
const remove = (...names: string[]) =>
  Promise.all(names.map((pipeline) => server.api.deletePipeline({ params: { pipeline } })));

/** What the dispatcher of a worker does. */
async function dispatch(): Promise<void> {
  while ((await server.control.triggers.look()) > 0);
}

async function decisionsOf(type: string, workspace_id: string) {
  await dispatch();
  const [event] = await server.api.listEvents({ query: { type, workspace_id, limit: 1 } });
  const { decisions } = await server.api.getEvent({ params: { event: event?.id ?? '' } });
  return decisions.map(({ pipeline, decision, reason }) => ({ pipeline, decision, reason }));
}

test('every pipeline that listens has a decision with its reason: started, filtered by which key, disabled', async () => {
  await save('d-started', '{ event: workspace.created, filters: { workspace_id: decided } }');
  await save('d-filtered', '{ event: workspace.created, filters: { workspace_id: decided, owner: ada } }');
  await save('d-disabled', '{ event: workspace.created }', 'enabled: false\n');
  await save('d-elsewhere', '{ event: schema.changed }');
  const workspace = await server.api.createWorkspace({ body: { name: 'decided', owner: 'bob' } });
  expect(await decisionsOf('workspace.created', 'decided')).toEqual([
    { pipeline: 'd-disabled', decision: 'disabled', reason: expect.any(String) },
    { pipeline: 'd-filtered', decision: 'filtered', reason: 'triggers[0].filters.owner: "bob" is not "ada"' },
    { pipeline: 'd-started', decision: 'started', reason: expect.stringContaining('workspace.created') },
  ]);
  const [run] = await server.api.listExecutions({ query: { pipeline: 'd-started' } });
  expect(run).toMatchObject({ number: 1, status: 'queued', workspace_id: workspace.slug });
  await remove('d-started', 'd-filtered', 'd-disabled', 'd-elsewhere');
});

test('a filter may name a workspace by its id', async () => {
  const { id } = await server.api.createWorkspace({ body: { name: 'by-id' } });
  await save('by-id', `{ event: environment.changed, filters: { workspace_id: ${id} } }`);
  await server.api.updateEnvironment({
    params: { workspace: 'by-id', environment: 'dev' },
    body: { blend_ratio: 0.1 },
  });
  expect(await decisionsOf('environment.changed', 'by-id')).toMatchObject([{ decision: 'started' }]);
  await remove('by-id');
});

test('a pipeline does not start itself, and two that start each other come to an end', async () => {
  await save('ping', '{ event: pipeline.run.queued }\n  - { event: workspace.created }');
  await save('pong', '{ event: pipeline.run.queued }');
  await server.api.createWorkspace({ body: { name: 'loop' } });
  await dispatch();
  const runs = await server.api.listExecutions({ query: { limit: 200 } });
  expect(runs.filter(({ pipeline }) => pipeline === 'ping')).toHaveLength(4);
  expect(runs.filter(({ pipeline }) => pipeline === 'pong')).toHaveLength(4);
  const decisions = await decisionsOf('pipeline.run.queued', 'loop');
  expect(decisions).toEqual([
    { pipeline: 'ping', decision: 'loop_guarded', reason: expect.stringContaining('8 steps away') },
    { pipeline: 'pong', decision: 'loop_guarded', reason: expect.stringContaining('this very pipeline') },
  ]);
  await remove('ping', 'pong');
});

test('a loop that branches ends long before it is deep', async () => {
  const names = ['fan-a', 'fan-b', 'fan-c', 'fan-d', 'fan-e'];
  for (const name of names) await save(name, '{ event: pipeline.run.queued }\n  - { event: workspace.created }');
  await server.api.createWorkspace({ body: { name: 'fan' } });
  await dispatch();
  const { rows } = await server.database.pool.query<{ count: number }>(
    "select count(*)::int as count from pipeline_executions where pipeline_name like 'fan-%'",
  );
  // The five that the event from the outside started, and what followed.
  expect(rows[0]?.count).toBeGreaterThanOrEqual(50);
  expect(rows[0]?.count).toBeLessThanOrEqual(55);
  const alerts = await server.api.listEvents({ query: { type: 'pipeline.loop_guarded', workspace_id: 'fan' } });
  expect(alerts).toHaveLength(1);
  await remove(...names);
});

test('one event makes one run of a pipeline, also when the transaction was a deadlock and began again, and two dispatch at once', async () => {
  // Two changes that touch the same two pipelines in opposite order: one of the transactions is chosen to begin again.
  await save('lock-a', '{ event: workspace.created }\n  - { event: scenario.published }');
  await save('lock-b', '{ event: environment.changed }');
  const push = (workspace: string, files: Record<string, string>) =>
    server.api.pushFiles({ params: { workspace }, body: { files } });
  const stub = (path: string) => ({ 'mocks/a.yaml': `request: { path: ${path} }\nresponse: { status: 200 }\n` });
  const results = await Promise.all(Array.from({ length: 12 }, (_, index) => push(`lock${index}`, stub('/x'))));
  expect(results.every(({ created }) => created)).toBe(true);
  await Promise.all([dispatch(), dispatch()]);
  await dispatch();
  expect((await server.api.getPipeline({ params: { pipeline: 'lock-a' } })).runs.total).toBe(12);
  expect((await server.api.getPipeline({ params: { pipeline: 'lock-b' } })).runs.total).toBe(36);
  await remove('lock-a', 'lock-b');
});

test('saves of one name at the same moment: identical content makes one revision, and no workspace takes the name of another', async () => {
  const saved = await Promise.all(Array.from({ length: 6 }, () => save('same', '{ event: schema.changed }')));
  expect(new Set(saved.map(({ revision }) => revision))).toEqual(new Set([1]));
  await server.api.createWorkspace({ body: { name: 'mine' } });
  await server.api.createWorkspace({ body: { name: 'yours' } });
  const results = await Promise.allSettled(
    ['mine', 'yours'].map((workspace_id) =>
      server.api.savePipeline({ body: { workspace_id, source: source('wanted', '{ event: schema.changed }') } }),
    ),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await remove('same', 'wanted');
});

test('a deleted pipeline starts nothing more; its runs stay and can be cancelled', async () => {
  await save('gone', '{ event: workspace.created }');
  await server.api.createWorkspace({ body: { name: 'before' } });
  await dispatch();
  const [run] = await server.api.listExecutions({ query: { pipeline: 'gone' } });
  await remove('gone');
  await server.api.createWorkspace({ body: { name: 'after' } });
  expect(await decisionsOf('workspace.created', 'after')).toEqual([]);
  const execution = run?.id ?? '';
  expect(await server.api.getExecution({ params: { execution } })).toMatchObject({
    pipeline: 'gone',
    status: 'queued',
  });
  expect(await server.api.cancelExecution({ params: { execution } })).toMatchObject({ status: 'cancelled' });
});

test('of two that cancel a run at the same moment one is told that it has ended', async () => {
  await save('twice', '{ event: workspace.created }');
  await server.api.createWorkspace({ body: { name: 'twice' } });
  await dispatch();
  const [run] = await server.api.listExecutions({ query: { pipeline: 'twice' } });
  const cancel = () => server.api.cancelExecution({ params: { execution: run?.id ?? '' } });
  const results = await Promise.allSettled([cancel(), cancel(), cancel()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  const refused = results.find(({ status }) => status === 'rejected');
  expect(refused?.status === 'rejected' && refused.reason.message).toContain('ended: cancelled');
  const ended = await server.api.listEvents({ query: { type: 'pipeline.run.completed', workspace_id: 'twice' } });
  expect(ended).toHaveLength(1);
  await remove('twice');
});

test('what somebody switched off stays off when the file changes and says nothing of it', async () => {
  await save('off', '{ event: schema.changed }');
  await server.api.updatePipeline({ params: { pipeline: 'off' }, body: { enabled: false } });
  expect(await save('off', '{ event: workspace.created }')).toMatchObject({ revision: 2, enabled: false });
  expect(await save('off', '{ event: workspace.created }', 'enabled: false\n')).toMatchObject({ enabled: false });
  expect(await save('off', '{ event: workspace.created }')).toMatchObject({ revision: 4, enabled: true });
  await remove('off');
});

test('a run that is under way keeps its definition when the pipeline is edited, switched off and removed', async () => {
  await save('pinned', '{ event: workspace.created }');
  await server.api.createWorkspace({ body: { name: 'pinned' } });
  await dispatch();
  const [run] = await server.api.listExecutions({ query: { pipeline: 'pinned' } });
  await save('pinned', '{ event: schema.changed }');
  await server.api.updatePipeline({ params: { pipeline: 'pinned' }, body: { enabled: false } });
  const revisions = await server.api.listRevisions({ params: { pipeline: 'pinned' } });
  expect(revisions.map(({ revision }) => revision)).toEqual([2, 1]);
  await remove('pinned');
  const shown = await server.api.getExecution({ params: { execution: run?.id ?? '' } });
  expect(shown).toMatchObject({
    revision: 1,
    pipeline: 'pinned',
    status: 'queued',
    event: { type: 'workspace.created' },
  });
});

test('a pipeline is started by hand with typed inputs, and says when its schedule fires next', async () => {
  const inputs = 'inputs: { language: { type: choice, options: [python, rust], required: true } }\n';
  const triggers = 'manual:\n  - schedule: { cron: "0 3 * * *", timezone: Europe/Paris }';
  const saved = await save('by-hand', triggers, inputs);
  expect(saved.triggers.map(({ kind, label }) => [kind, label])).toEqual([
    ['manual', 'by hand'],
    ['schedule', '0 3 * * * Europe/Paris'],
  ]);
  expect(Date.parse(saved.triggers[1]?.next_at ?? '')).toBeGreaterThan(Date.now());
  const start = (given: Record<string, string>) =>
    server.api.startRun({ params: { pipeline: 'by-hand' }, body: { inputs: given } });
  await expect(start({ language: 'cobol' })).rejects.toThrow('cannot be started with these inputs');
  const run = await start({ language: 'rust' });
  expect(run).toMatchObject({ number: 1, pipeline: 'by-hand', trigger_event: 'pipeline.started' });
  expect(await server.api.getExecution({ params: { execution: run.id } })).toMatchObject({
    inputs: { language: 'rust' },
    reason: 'triggers[0]: started by local',
  });
  await remove('by-hand');
});

test('a pipeline that closes a circle of events with another one is saved with a warning that names both', async () => {
  const emits = (name: string, on: string, sent: string) =>
    `name: ${name}\ntriggers:\n  - event: ${on}\nsteps: [{ name: tell, type: emit_event, config: { event: ${sent} } }]\n`;
  await server.api.savePipeline({ body: { source: emits('circle-a', 'custom.a', 'custom.b') } });
  const closing = await server.api.savePipeline({ body: { source: emits('circle-b', 'custom.b', 'custom.a') } });
  const found = closing.issues.filter(({ code }) => code === 'LOOP001').map(({ message }) => message);
  expect(found).toEqual([expect.stringContaining('"circle-a" —custom.b→ "circle-b" —custom.a→ "circle-a"')]);
  await remove('circle-a', 'circle-b');
});

test('a pipeline whose stored definition is none any more is listed with what is wrong, is in no way of the others, and can be saved again', async () => {
  await save('outdated', '{ event: workspace.created }');
  await server.database.pool.query(
    `update pipelines set definition = definition || '{"no_such_key": 1}', revision = revision + 1 where name = 'outdated'`,
  );
  const listed = (await server.api.listPipelines({})).find(({ name }) => name === 'outdated');
  expect(listed?.issues).toMatchObject([{ code: 'CHK002', message: expect.stringContaining('save it again') }]);
  await save('beside', '{ event: workspace.created }');
  await server.api.createWorkspace({ body: { name: 'aging' } });
  const [event] = await server.api.listEvents({
    query: { type: 'workspace.created', workspace_id: 'aging', limit: 1 },
  });
  const { pipelines } = await server.api.explainEvent({ params: { event: event?.id ?? '' } });
  expect(pipelines.find(({ pipeline }) => pipeline === 'outdated')).toMatchObject({
    now: expect.stringContaining('as it is stored, is none'),
  });
  await expect(server.api.startRun({ params: { pipeline: 'outdated' }, body: {} })).rejects.toThrow('save it again');
  expect((await save('outdated', '{ event: workspace.created }')).issues).toEqual([]);
  await remove('outdated', 'beside');
});

test('a plan says what a run would do, and starts nothing', async () => {
  const plan = await server.api.planPipeline({
    body: {
      source: source('planned', '{ event: scenario.published, filters: { tags: { contains: v2 } } }'),
      event: { type: 'scenario.published', data: { tags: ['v2'] } },
    },
  });
  expect(plan).toMatchObject({ ok: true, would_run: true, steps: [{ name: 'sdk', wave: 1, verdict: 'run' }] });
  const other = await server.api.planPipeline({
    body: {
      source: source('planned', '{ event: scenario.published, filters: { tags: { contains: v2 } } }'),
      event: { type: 'scenario.published', data: { tags: ['v1'] } },
    },
  });
  expect(other).toMatchObject({
    would_run: false,
    decision: expect.stringContaining('filtered: triggers[0].filters.tags'),
  });
  expect(await server.api.listExecutions({ query: {} })).not.toContainEqual(
    expect.objectContaining({ pipeline: 'planned' }),
  );
});

test('ids that are none are not found; they are no defect', async () => {
  await expect(server.api.getExecution({ params: { execution: 'x' } })).rejects.toThrow('there is no run "x"');
  await expect(server.api.getEvent({ params: { event: "' or 1=1" } })).rejects.toThrow('there is no event');
  expect(await server.api.listExecutions({ query: { event_id: 'x' } })).toEqual([]);
});

test('each pipeline of a folder has its own place below pipelines/, whatever it was called when it was saved', () => {
  const source = '';
  expect(
    Object.keys(
      pipelineFiles([
        { name: 'a', file: 'pipelines/b.yaml', source },
        { name: 'b', file: 'pipeline.yaml', source },
        { name: 'c', file: '../../etc/passwd', source },
        { name: 'd', file: 'pipelines/b.yaml', source },
      ]),
    ),
  ).toEqual(['pipelines/b.yaml', 'pipelines/b-2.yaml', 'pipelines/c.yaml', 'pipelines/d.yaml']);
});
